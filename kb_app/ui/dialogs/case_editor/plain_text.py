"""A text of several lines, plain, with the lines as far apart as a reader likes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QTextEdit

from kb_app.ui.widgets.line_height import plain_text_of, show_plain

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_LINE_HEIGHT = 145


class PlainText(QTextEdit):
    """Tab goes to the next answer; letters that an input method is still composing are no change."""

    edited = Signal()

    def __init__(self, name: str, lines: int, parent: QWidget | None = None) -> None:
        """It is at least as high as that many lines."""
        super().__init__(parent)
        self._lines = lines
        self._known = ""
        self.setObjectName(name)
        self.setProperty("look", "word")
        self.setTabChangesFocus(True)
        self.setAcceptRichText(False)
        self.textChanged.connect(self._on_text_changed)
        self.fit()

    def text(self) -> str:
        """Return the text as it is, with every line end the usual one."""
        return plain_text_of(self.document()).replace("\u2028", "\n")

    def show_text(self, text: str) -> None:
        """Show another text from its beginning."""
        show_plain(self, text, _LINE_HEIGHT)
        self._known = self.text()
        self.edited.emit()

    def fit(self) -> None:
        """Take the height of the lines at the size of the letters."""
        self.setFixedHeight(round(self.fontMetrics().height() * _LINE_HEIGHT / 100 * self._lines) + 18)

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew: the size of the letters has changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit()

    def _on_text_changed(self) -> None:
        text = self.text()
        if text != self._known:
            self._known = text
            self.edited.emit()
