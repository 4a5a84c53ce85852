"""The search box. It speaks up on committed text only, so that an input method is never disturbed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from kb_app.base.i18n import _

if TYPE_CHECKING:
    from PySide6.QtGui import QInputMethodEvent
    from PySide6.QtWidgets import QWidget

_DEBOUNCE_MS = 150


class SearchBar(QLineEdit):
    """A line that asks for a search when its text has changed and rested, and at once on Enter."""

    search_wanted = Signal(str)
    list_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search_box")
        self.setAccessibleName(_("Search box"))
        self.setPlaceholderText(_("Words, or a whole sentence"))
        self.setClearButtonEnabled(True)
        self._composing = False
        self._asked = ""
        self._acted_since = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_DEBOUNCE_MS)
        self._rest.timeout.connect(self._ask)
        self.textChanged.connect(self._on_text_changed)
        self.textEdited.connect(self.forget_act)

    @property
    def is_composing(self) -> bool:
        """Whether an input method holds text that was not committed yet."""
        return self._composing

    def search_for(self, text: str) -> None:
        """Put words into the box, as if the person had typed them and pressed Enter."""
        self.setText(text)
        self._ask()

    def note_act(self) -> None:
        """Leave the next Ctrl+Z to the window, which can undo what the person just did."""
        self._acted_since = True

    def forget_act(self) -> None:
        """Let Ctrl+Z undo what was typed: nothing was done since, or that was undone."""
        self._acted_since = False

    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the window where the person did something since they typed, or typed nothing."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_windows = self._acted_since or not self.isUndoAvailable()
            if event.matches(QKeySequence.StandardKey.Undo) and is_windows and not self._composing:
                event.ignore()
                return False
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Note whether a composition is going on; while it is, nothing is asked for."""
        is_commit = bool(event.commitString()) or event.replacementLength() > 0
        begins = bool(event.preeditString()) and not self._composing and not is_commit
        self._composing = bool(event.preeditString())
        if begins:
            self._rest.stop()
        super().inputMethodEvent(event)
        # A commit may begin the next composition in the same event; what was committed is asked for all the same, and
        # asking does not touch the box.
        if (is_commit or not self._composing) and self.text() != self._asked:
            self._rest.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Search at once on Enter, but not on the Enter that belongs to a composition; Down goes to the results."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not self._composing:
                self._ask()
            return
        if event.key() == Qt.Key.Key_Down and not self._composing:
            self.list_wanted.emit()
            return
        super().keyPressEvent(event)

    def _on_text_changed(self) -> None:
        if not self._composing:
            self._rest.start()

    def _ask(self) -> None:
        self._rest.stop()
        self._asked = self.text()
        self.search_wanted.emit(self._asked)
