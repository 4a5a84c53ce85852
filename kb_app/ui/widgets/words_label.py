"""A few sentences that take as many lines as they need, with room between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from kb_app.ui.widgets.line_height import spaced_html

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_LINE_HEIGHT = 145


class WordsLabel(QLabel):
    """Shows plain text."""

    def __init__(self, words: str = "", look: str = "", parent: QWidget | None = None) -> None:
        """`look` (setting_note, step_heading, ...) is how the style sheet knows it."""
        super().__init__(parent)
        self.words = ""
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if look:
            self.setProperty("look", look)
        self.say(words)

    def say(self, words: str) -> None:
        """Show other words; lines stay lines."""
        self.words = words
        self.setText(spaced_html(words, _LINE_HEIGHT) if words else "")
        self.setAccessibleName(words)
