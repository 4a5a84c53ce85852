"""Where the window stands: never bigger than the screen, and never beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QRect, QSize
from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

GEOMETRY = "window.geometry"
"""What the place of the window is called among the places that are remembered."""

_FIRST_SIZE = QSize(1366, 768)
_FRAME = 32
"""Room for the title bar, which Qt does not count to the window before it is shown."""


def place_of(window: QWidget) -> str:
    """Return the place of a window as a text that `put_in_place` understands."""
    return bytes(window.saveGeometry().toBase64().data()).decode("ascii")


def put_in_place(window: QWidget, remembered: str) -> bool:
    """Put a window where it was, or where it begins; return whether it is to fill the screen."""
    geometry = QByteArray.fromBase64(remembered.encode("ascii", "ignore"))
    available = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    if geometry.isEmpty() or not window.restoreGeometry(geometry):
        window.setGeometry(first_place(available[0]))
        return fills(available[0])
    if not window.isMaximized():
        window.setGeometry(on_a_screen(window.geometry(), available))
    return False


def first_place(available: QRect) -> QRect:
    """Return the place of the first start: the intended size as far as the screen has it, in the middle."""
    place = QRect(available.topLeft(), _FIRST_SIZE.boundedTo(_room(available).size()))
    place.moveCenter(_room(available).center())
    return place


def fills(available: QRect) -> bool:
    """Return whether the screen has no room beside a window of the intended size."""
    return available.width() <= _FIRST_SIZE.width() or available.height() <= _FIRST_SIZE.height()


def on_a_screen(place: QRect, available: Sequence[QRect]) -> QRect:
    """Return the place moved and shrunk into the screen that holds most of it, else into the first one."""
    screen = max(available, key=lambda other: _area(place.intersected(other)))
    room = _room(screen)
    size = place.size().boundedTo(room.size())
    left = min(max(place.left(), room.left()), room.right() + 1 - size.width())
    top = min(max(place.top(), room.top()), room.bottom() + 1 - size.height())
    return QRect(left, top, size.width(), size.height())


def _room(available: QRect) -> QRect:
    return available.adjusted(0, _FRAME, 0, 0)


def _area(rect: QRect) -> int:
    return rect.width() * rect.height() if rect.isValid() else 0
