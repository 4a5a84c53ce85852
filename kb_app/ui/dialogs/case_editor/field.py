"""One question of the form: its words, the place for the answer, and a line that says what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from kb_app.ui.widgets.choice_box import ChoiceBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QWheelEvent

_GAP = 4
_ROOM = 5


class Field(QWidget):
    """Words above an answer, trouble below it."""

    def __init__(self, answer: QWidget, words: str, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.answer = answer
        self._words = words
        self._hint = hint
        label = QLabel(words)
        label.setProperty("look", "setting_name")
        label.setBuddy(answer)
        answer.setAccessibleName(words)
        self._said = QLabel()
        self._said.setObjectName(f"{answer.objectName()}_said")
        self._said.setWordWrap(True)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        for widget in (label, answer, self._said):
            column.addWidget(widget)
        self.say("")

    @property
    def words(self) -> str:
        """What is asked."""
        return self._words

    @property
    def trouble(self) -> str:
        """What is said to be wrong, "" for nothing."""
        return self._said.text() if self._said.property("look") == "field_trouble" else ""

    def say(self, trouble: str) -> None:
        """Say what is wrong; "" shows the hint again."""
        self._said.setText(trouble or self._hint)
        self._said.setVisible(bool(trouble or self._hint))
        self._said.setProperty("look", "field_trouble" if trouble else "setting_note")
        self._said.setMargin(_ROOM if trouble else 0)
        self._said.style().unpolish(self._said)
        self._said.style().polish(self._said)
        self.answer.setAccessibleDescription(trouble or self._hint)

    def tell(self, hint: str) -> None:
        """Show another hint."""
        self._hint = hint
        self.say("")

    def focus_answer(self) -> None:
        """Take the keyboard to the answer."""
        self.answer.setFocus(Qt.FocusReason.OtherFocusReason)


class Line(QLineEdit):
    """A line of text."""

    edited = Signal()

    def __init__(self, name: str, placeholder: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setPlaceholderText(placeholder)
        self.setProperty("look", "word")
        self.textChanged.connect(lambda _text: self.edited.emit())

    def show_text(self, text: str) -> None:
        """Show another text from its beginning."""
        self.setText(text)
        self.setCursorPosition(0)


class Choice(ChoiceBox):
    """One of a few values; one that is not among them is listed as it is."""

    edited = Signal()

    def __init__(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """`choices` are pairs of a value and its words."""
        super().__init__()
        self.setObjectName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # else the wheel changes what the pointer is over
        for value, words in choices:
            self.addItem(words, value)
        self.currentIndexChanged.connect(lambda _row: self.edited.emit())

    def text(self) -> str:
        """Return the value."""
        return str(self.currentData() or "")

    def show_text(self, text: str) -> None:
        """Choose a value."""
        if self.findData(text) < 0:
            self.addItem(text, text)
        self.setCurrentIndex(self.findData(text))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the form scroll where the person turns the wheel."""
        event.ignore()
