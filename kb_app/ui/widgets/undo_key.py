"""Ctrl+Z where the keyboard is in a text that has nothing to undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QTextEdit

from kb_app.ui.widgets.search_bar import SearchBar

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class UndoKey(QObject):
    """Leaves the key to a window, which takes back what was done last; texts would swallow it.

    A search box decides for itself, because it also knows what was done since it was typed in.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._watched: QWidget | None = None
        program = QApplication.instance()
        if isinstance(program, QApplication):
            program.focusChanged.connect(self._on_focus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pass on what the text in front has no use for."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if not event.matches(QKeySequence.StandardKey.Undo) or not _has_nothing_to_undo(watched):
            return False
        event.ignore()
        return True

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Watch the one text that has the keyboard, and no other."""
        if self._watched is not None and shiboken6.isValid(self._watched):
            self._watched.removeEventFilter(self)
        is_text = isinstance(now, (QLineEdit, QTextEdit)) and not isinstance(now, SearchBar)
        self._watched = now if is_text and now is not None and now.window() is self._window else None
        if self._watched is not None:
            self._watched.installEventFilter(self)


def _has_nothing_to_undo(text: QObject) -> bool:
    if isinstance(text, QLineEdit):
        return text.isReadOnly() or not text.isUndoAvailable()
    if not isinstance(text, QTextEdit):
        return False
    is_composing = bool(text.textCursor().block().layout().preeditAreaText())
    return text.isReadOnly() or not (text.document().isUndoAvailable() or is_composing)
