"""The line of a dialog that says what was done, or why not."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


_MARGIN = 6


class SaidLine(QLabel):
    """Shows a sentence, and has a screen reader say it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setMargin(_MARGIN)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._sentence = ""
        self._is_warning = False

    @property
    def sentence(self) -> str:
        """What was said last."""
        return self._sentence

    @property
    def is_warning(self) -> bool:
        """Whether it says what could not be done."""
        return self._is_warning

    def say(self, sentence: str) -> None:
        """Say what was done; "" says nothing."""
        self._show(sentence, is_warning=False)

    def warn(self, sentence: str) -> None:
        """Say what could not be done."""
        self._show(sentence, is_warning=True)

    def _show(self, sentence: str, *, is_warning: bool) -> None:
        self._sentence, self._is_warning = sentence, is_warning
        self.setText(f"<div style='line-height: 140%'>{html.escape(sentence)}</div>" if sentence else "")
        self.setAccessibleName(sentence)
        self.setProperty("said", "trouble" if is_warning else "done")
        self.style().unpolish(self)
        self.style().polish(self)
        if sentence:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))
