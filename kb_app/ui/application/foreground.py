"""Bringing a window to the front on behalf of another process, and what the systems want for that."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def come_forward(window: QWidget) -> bool:
    """Bring a window to the front, as large as it was before it was minimised; False where it is closed already."""
    if not window.isVisible():
        return False
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.raise_()
    window.activateWindow()
    return True


if sys.platform == "win32":
    import ctypes

    def screen_name() -> str:
        """Return what two processes have in common whose windows one person sees: the session of Windows."""
        session = ctypes.c_ulong()
        ctypes.windll.kernel32.ProcessIdToSessionId(os.getpid(), ctypes.byref(session))
        return f"session {session.value}"

    def allow_foreground(process: int) -> None:
        """Let another process come to the front: Windows gives that right to the one that a person just started."""
        ctypes.windll.user32.AllowSetForegroundWindow(process)

else:

    def screen_name() -> str:
        """Return what two processes have in common whose windows one person sees: the platform and its display."""
        display = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY", "")
        return f"{QGuiApplication.platformName()} {display}"

    def allow_foreground(process: int) -> None:
        """Do nothing: here a window asks for itself."""
