"""Whether there is a screen on Linux: Qt itself would hang or abort without a word where there is none."""

from __future__ import annotations

import ctypes
import os
import re
import socket
import sys
from pathlib import Path

from kb_app.base.errors import KbError
from kb_app.base.i18n import _

_LOCAL_DISPLAY = re.compile(r"(?:unix)?:(\d+)(?:\.\d+)?")
_ASKED = "QT_QPA_PLATFORM"


def choose_platform(*, needs_screen: bool) -> None:
    """Make sure that there is a screen, or, where none is needed nor asked for, draw into memory instead.

    Raises:
        KbError: a screen is needed, or asked for with QT_QPA_PLATFORM, and there is none.
    """
    if sys.platform != "linux":
        return
    asked = os.environ.get(_ASKED, "")
    screens = {"wayland": _wayland_answers, "xcb": _x_answers}
    names = [name.partition(":")[0] for name in asked.split(";")] if asked else list(screens)
    if any(name not in screens or screens[name]() for name in names):
        return
    if needs_screen or asked:
        raise KbError(
            _("The window could not be opened."),
            _("there is no screen"),
            _("Start it from the desktop, or set DISPLAY; the command line works without a screen (kb-app --help)."),
        )
    os.environ[_ASKED] = "offscreen"


def _wayland_answers() -> bool:
    # Without a name Qt looks for a Wayland screen only where it was asked to.
    name = os.environ.get("WAYLAND_DISPLAY") or ("wayland-0" if os.environ.get(_ASKED) else "")
    return bool(name) and _can_connect(str(Path(os.environ.get("XDG_RUNTIME_DIR", ""), name)))


def _x_answers() -> bool:
    """Whether the X server can be reached and lets us in. Not reached, one of this computer is not waited for."""
    display = os.environ.get("DISPLAY", "")
    found = _LOCAL_DISPLAY.fullmatch(display)
    if found:
        place = f"/tmp/.X11-unix/X{found[1]}"  # noqa: S108 (the X server's own place)
        if not any(_can_connect(address) for address in (place, f"\0{place}")):
            return False
    return bool(display) and _lets_us_in(display)


def _lets_us_in(display: str) -> bool:
    """Whether the X server takes a connection by the library that Qt uses, which brings the person's right along."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return False  # neither could Qt
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(os.fsencode(display), None))
    trouble = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not trouble


def _can_connect(address: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(2)
        try:
            connection.connect(address)
        except OSError:
            return False
        return True
