"""Whether there is a screen on Linux: Qt itself would hang or abort without a word where there is none."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError
from kb_app.base.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

_ASKED = "QT_QPA_PLATFORM"


def choose_platform(*, needs_screen: bool) -> Callable[[], None]:
    """Make sure that there is a screen, or, where none is needed nor asked for, draw into memory instead.

    Returns:
        What lets go of the screen. Call it when Qt holds it: an X server whose last client leaves begins anew, and Qt
        would come in between.

    Raises:
        KbError: a screen is needed, or asked for with QT_QPA_PLATFORM, and there is none.
    """
    asked = os.environ.get(_ASKED, "")
    if sys.platform != "linux":
        return _nothing
    screens = {"wayland": _wayland, "xcb": _x_server}
    for name in [name.partition(":")[0] for name in asked.split(";")] if asked else screens:
        let_go = screens[name]() if name in screens else _nothing
        if let_go:
            return let_go
    if needs_screen or asked:
        raise KbError(
            _("The window could not be opened."),
            _("there is no screen"),
            _("Start it from the desktop, or set DISPLAY; the command line works without a screen (kb-app --help)."),
        )
    os.environ[_ASKED] = "offscreen"
    return _nothing


def _nothing() -> None:
    """Nothing is held."""


def _wayland() -> Callable[[], None] | None:
    # Without a name Qt looks for a Wayland screen only where it was asked to.
    name = os.environ.get("WAYLAND_DISPLAY") or ("wayland-0" if os.environ.get(_ASKED) else "")
    if not name:
        return None
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(2)
        try:
            connection.connect(str(Path(os.environ.get("XDG_RUNTIME_DIR", ""), name)))
        except OSError:
            return None
    return _nothing


def _x_server() -> Callable[[], None] | None:
    """Connect by the library that Qt uses, which brings the person's right along: a server may let nobody else in."""
    display = os.environ.get("DISPLAY", "")
    if not display:
        return None
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return None  # neither could Qt
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(os.fsencode(display), None))
    if xcb.xcb_connection_has_error(connection):
        xcb.xcb_disconnect(connection)
        return None
    return lambda: xcb.xcb_disconnect(connection)
