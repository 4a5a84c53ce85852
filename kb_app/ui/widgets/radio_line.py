"""One of several choices, with a sentence below that says what it is for."""

from __future__ import annotations

from PySide6.QtWidgets import QRadioButton, QVBoxLayout, QWidget

from kb_app.ui.widgets.words_label import WordsLabel


class RadioLine(QWidget):
    """A button to choose by, and its sentence."""

    def __init__(self, name: str, words: str, sentence: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = QRadioButton(words)
        self.button.setObjectName(name)
        self.button.setAccessibleName(words)
        self.button.setAccessibleDescription(sentence)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(self.button)
        if sentence:
            column.addWidget(WordsLabel(sentence, "choice_note"))
