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
        self._marks: list[QTextLayout.FormatRange] = []
        self.text, self._layout = self._fitting(text)

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
            self._marks.append(span)

    def paint(self, painter: QPainter, left: float, top: float) -> None:
        """Paint the lines with the painter's pen."""
        self._layout.draw(painter, QPointF(left, top), self._marks)

    def _fitting(self, text: str) -> tuple[str, QTextLayout]:
        layout = self._laid_out(text, limit=self._most + 1)
        if layout.lineCount() <= self._most:
            return text, layout
        last = layout.lineAt(self._most - 1)
        kept = first_units(text, last.textStart() + last.textLength()).rstrip()
        layout = self._laid_out(kept + _ELLIPSIS, limit=self._most + 1)
        while kept and layout.lineCount() > self._most:
            kept = kept[:-1]
            layout = self._laid_out(kept + _ELLIPSIS, limit=self._most + 1)
        return kept + _ELLIPSIS, layout

    def _laid_out(self, text: str, limit: int) -> QTextLayout:
        layout = QTextLayout(text, self._font)
        layout.beginLayout()
        count = 0
        while count < limit:
            line = layout.createLine()
            if not line.isValid():
                break
            indent = self._indent if count == 0 else 0.0
            line.setLineWidth(self._width - indent)
            line.setPosition(QPointF(indent, count * self._line_height + (self._line_height - line.height()) / 2))
            count += 1
        layout.endLayout()
        return layout
