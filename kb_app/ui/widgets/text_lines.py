"""A few lines of painted text with marked words, cut off with an ellipsis where they do not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFontMetricsF, QTextCharFormat, QTextLayout

from kb_app.ui.widgets.marks import first_units, utf16_ranges

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QPainter

    from kb_app.ui.widgets.marks import Ranges

_ELLIPSIS = "…"


class TextLines:
    """Text laid out once, to be painted many times; the first line may begin further right (`indent`)."""

    def __init__(
        self, text: str, font: QFont, width: float, *, most: int, indent: float = 0.0, leading: float = 1.0
    ) -> None:
        self._font = font
        self._width = max(width, 1.0)
        self._most = most
        self._indent = min(indent, self._width)
        self._line_height = QFontMetricsF(font).height() * leading
        self._formats: list[QTextLayout.FormatRange] = []
        self.text = self._fitting(text)
        self._layout = self._laid_out(self.text)

    @property
    def height(self) -> float:
        """The height of all lines; no text has none."""
        if not self.text:
            return 0.0
        return self._layout.lineCount() * self._line_height

    @property
    def line_height(self) -> float:
        """The height of one line."""
        return self._line_height

    def mark(self, ranges: Ranges, style: QTextCharFormat) -> None:
        """Paint ranges of the text in another style; what was cut off is left out."""
        length = len(self.text)
        inside = [(start, min(end, length)) for start, end in ranges if start < length]
        for start, end in utf16_ranges(self.text, inside):
            span = QTextLayout.FormatRange()
            span.start, span.length, span.format = start, end - start, style
            self._formats.append(span)
        self._layout = self._laid_out(self.text)

    def paint(self, painter: QPainter, left: float, top: float) -> None:
        """Paint the lines with the painter's pen."""
        self._layout.draw(painter, QPointF(left, top))

    def _fitting(self, text: str) -> str:
        layout = self._laid_out(text, limit=self._most + 1)
        if layout.lineCount() <= self._most:
            return text
        last = layout.lineAt(self._most - 1)
        kept = first_units(text, last.textStart() + last.textLength()).rstrip()
        shorter = kept + _ELLIPSIS
        while kept and self._laid_out(shorter, limit=self._most + 1).lineCount() > self._most:
            kept = kept[:-1]
            shorter = kept + _ELLIPSIS
        return shorter

    def _laid_out(self, text: str, limit: int = 0) -> QTextLayout:
        layout = QTextLayout(text, self._font)
        layout.setFormats(self._formats)
        layout.beginLayout()
        count = 0
        while not limit or count < limit:
            line = layout.createLine()
            if not line.isValid():
                break
            indent = self._indent if count == 0 else 0.0
            line.setLineWidth(self._width - indent)
            line.setPosition(QPointF(indent, count * self._line_height + (self._line_height - line.height()) / 2))
            count += 1
        layout.endLayout()
        return layout
