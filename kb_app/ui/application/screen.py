"""Whether there is a screen on Linux: Qt itself would hang or abort without a word where there is none."""

from __future__ import annotations

import os
import re
import socket
import sys

from kb_app.base.errors import KbError
from kb_app.base.i18n import _

_LOCAL_DISPLAY = re.compile(r"(?:unix)?:(\d+)(?:\.\d+)?")


def choose_platform(*, needs_screen: bool) -> None:
    """Make sure that there is a screen, or, where none is needed, draw into memory instead.

    Raises:
        KbError: a screen is needed, and there is none.
    """
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return
    if os.environ.get("WAYLAND_DISPLAY") or _answers(os.environ.get("DISPLAY", "")):
        return
    if needs_screen:
        raise KbError(
            _("The window could not be opened."),
            _("there is no screen"),
            _("Start it from the desktop, or set DISPLAY; the command line works without a screen (kb-app --help)."),
        )
    os.environ["QT_QPA_PLATFORM"] = "offscreen"


def _answers(display: str) -> bool:
    """Whether the X server of a display of this computer can be reached; other computers' are left to Qt."""
    found = _LOCAL_DISPLAY.fullmatch(display)
    if found is None:
        return bool(display)
    place = f"/tmp/.X11-unix/X{found[1]}"  # noqa: S108 (the X server's own place)
    return any(_can_connect(address) for address in (place, f"\0{place}"))


def _can_connect(address: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(2)
        try:
            connection.connect(address)
        except OSError:
            return False
        return True
