"""A box to tick, drawn the same in the list of filters and among the options, in every theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QCheckBox

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QPaintEvent

_SIDE, _GAP, _MARGIN = 1.0, 7, 4
_FAINT = 0.45


def paint_tick(painter: QPainter, box: QRectF, palette: QPalette, *, checked: bool) -> None:
    """Paint the box itself, ticked or not."""
    role = QPalette.ColorRole
    painter.setPen(QPen(palette.color(role.Highlight if checked else role.Mid), 1.5))
    painter.setBrush(palette.color(role.Highlight if checked else role.Base))
    painter.drawRoundedRect(box, 3, 3)
    if checked:
        painter.setPen(QPen(palette.color(role.HighlightedText), max(2.0, box.width() / 8)))
        places = ((0.22, 0.5), (0.43, 0.72), (0.8, 0.27))
        painter.drawPolyline([box.topLeft() + QPointF(x * box.width(), y * box.height()) for x, y in places])


class TickBox(QCheckBox):
    """A check box with words."""

    def sizeHint(self) -> QSize:
        """Return the room for box and words."""
        metrics = self.fontMetrics()
        words = metrics.horizontalAdvance(self.text())
        return QSize(round(self._side() + _GAP + words + 2 * _MARGIN + 2), metrics.height() + 2 * _MARGIN)

    def minimumSizeHint(self) -> QSize:
        """Return the same: words are not cut off."""
        return self.sizeHint()

    def hitButton(self, place: QPoint) -> bool:
        """Return whether a click at a place ticks the box: its words do so too."""
        return self.rect().contains(place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint box, words, and an outline where the keyboard is here."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.isEnabled():
            painter.setOpacity(_FAINT)
        side = self._side()
        box = QRectF(_MARGIN, (self.height() - side) / 2, side, side)
        paint_tick(painter, box, self.palette(), checked=self.isChecked())
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        words = QRectF(self.rect()).adjusted(_MARGIN + side + _GAP, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.BrightText), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _side(self) -> float:
        return self.fontMetrics().height() * _SIDE
