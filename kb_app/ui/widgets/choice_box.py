"""A box to choose one thing from a few."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QComboBox

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


_LONGEST_LETTERS = 40
"""A list grows no wider than this many, whatever its words."""


class ChoiceBox(QComboBox):
    """Paints its own arrow: a style sheet could show one only as a picture, in one colour for all themes."""

    def showPopup(self) -> None:
        """Show the list, wide enough for its words also where the box is narrow."""
        listed = self.view()
        bar = listed.verticalScrollBar().sizeHint().width() if self.count() > self.maxVisibleItems() else 0
        wide = listed.sizeHintForColumn(0) + 2 * listed.frameWidth() + bar
        listed.setMinimumWidth(min(wide, self.fontMetrics().horizontalAdvance("字") * _LONGEST_LETTERS))
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box, and the arrow in the colour of the letters."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(
            QPen(self.palette().color(QPalette.ColorRole.Text), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        )
        side = self.fontMetrics().height() / 4
        tip = QPointF(self.width() - side * 3.4, self.height() / 2 + side / 2)
        painter.drawPolyline([tip + QPointF(-side, -side), tip, tip + QPointF(side, -side)])
        painter.end()
