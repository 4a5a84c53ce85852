"""A line for a word or two, whose keys belong to an input method as long as it holds uncommitted text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFocusEvent, QInputMethodEvent
    from PySide6.QtWidgets import QWidget

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_COMPOSING_KEYS = frozenset({*_ENTER, Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down})
_NO_MODIFIERS = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class WordLine(QLineEdit):
    """Tells when a composition begins and ends, and gives keys of its own to whoever asks for them."""

    composition_changed = Signal(bool)
    focus_left = Signal()

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        """`words` stand in the empty line, and a screen reader says them."""
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setPlaceholderText(words)
        self.setProperty("look", "word")
        self._acts: dict[Qt.Key, Callable[[], bool]] = {}
        self._composing = False

    @property
    def is_composing(self) -> bool:
        """Whether an input method holds text that was not committed yet."""
        return self._composing

    def on_key(self, key: Qt.Key, act: Callable[[], bool]) -> None:
        """Let `act` have a key, pressed alone and outside a composition; it returns whether it used it."""
        self._acts[key] = act

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the window where nothing was typed that could be undone."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_undo = event.matches(QKeySequence.StandardKey.Undo)
            if is_undo and not self.isUndoAvailable() and not self._composing:
                event.ignore()
                return False
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard goes elsewhere."""
        super().focusOutEvent(event)
        self.focus_left.emit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Note whether a composition is going on, before anybody hears of the text."""
        before, self._composing = self._composing, bool(event.preeditString())
        super().inputMethodEvent(event)
        if before != self._composing:
            self.composition_changed.emit(self._composing)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand a key out; Enter never goes on to the window, whose button it would press."""
        key = Qt.Key(event.key())
        if self._composing:
            if key not in _COMPOSING_KEYS:
                super().keyPressEvent(event)
            return
        act = self._acts.get(Qt.Key.Key_Return if key in _ENTER else key)
        if act is not None and event.modifiers() in _NO_MODIFIERS and act():
            return
        if key not in _ENTER:
            super().keyPressEvent(event)
