"""What the dialogs with a list have in common: their size, their keys, their row of buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QDialog, QWidget

_MOST_OF_SCREEN = 0.94


def fit(dialog: QDialog, wide: int, high: int) -> None:
    """Give a dialog a size in lines of its letters, as far as the screen has room for it."""
    line = dialog.fontMetrics().height()
    room = dialog.screen().availableSize() * _MOST_OF_SCREEN
    dialog.resize(QSize(wide * line, high * line).boundedTo(room))


def grow(dialog: QDialog) -> None:
    """Make a dialog as high as all that it says now, as far as the screen has room for it."""
    layout = dialog.layout()
    if layout is None:
        return
    layout.activate()
    wanted = max(layout.totalHeightForWidth(dialog.width()), layout.totalMinimumSize().height(), dialog.height())
    dialog.resize(dialog.width(), min(wanted, int(dialog.screen().availableSize().height() * _MOST_OF_SCREEN)))


def add_key(
    place: QWidget,
    key: QKeySequence | QKeySequence.StandardKey | Qt.Key,
    act: Callable[[], object],
    *,
    only_here: bool = False,
) -> QAction:
    """Let a key do something while the keyboard is in `place` or below it; `only_here` in `place` itself."""
    context = Qt.ShortcutContext
    action = QAction(place)
    action.setShortcut(QKeySequence(key))
    action.setShortcutContext(context.WidgetShortcut if only_here else context.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda _checked=False: act())
    place.addAction(action)
    return action
