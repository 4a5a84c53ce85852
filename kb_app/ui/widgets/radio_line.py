"""One of several choices, with a sentence below that says what it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QVBoxLayout, QWidget

from kb_app.ui.widgets.words_label import WordsLabel

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QPaintEvent

_GAP, _MARGIN = 7, 4
_DOT = 0.48


class RadioLine(QWidget):
    """A button to choose by, and its sentence."""

    def __init__(self, name: str, words: str, sentence: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = _Radio(words)
        self.button.setObjectName(name)
        self.button.setAccessibleName(words)
        self.button.setAccessibleDescription(sentence)
        # By itself a button never takes less room than its words, and a long one would push the others out of sight.
        self.button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.button)
        if sentence:
            column.addWidget(WordsLabel(sentence, "choice_note"))


class _Radio(QRadioButton):
    """Paints its own ring: the style's is too faint in the dark theme."""

    def sizeHint(self) -> QSize:
        """Return the room for ring and words."""
        metrics = self.fontMetrics()
        wide = metrics.height() + _GAP + metrics.horizontalAdvance(self.text()) + 2 * _MARGIN + 2
        return QSize(wide, metrics.height() + 2 * _MARGIN)

    def minimumSizeHint(self) -> QSize:
        """Return the height of it; words that are too long end in an ellipsis."""
        return QSize(8 * self.fontMetrics().height(), self.sizeHint().height())

    def hitButton(self, place: QPoint) -> bool:
        """Return whether a click at a place chooses it: its words do so too."""
        return self.rect().contains(place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint ring, words, and an outline where the keyboard is here."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ring(painter)
        self._paint_words(painter)
        if self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.BrightText), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _paint_ring(self, painter: QPainter) -> None:
        side, role, palette = self.fontMetrics().height(), QPalette.ColorRole, self.palette()
        ring = QRectF(_MARGIN, (self.height() - side) / 2, side, side)
        painter.setPen(QPen(palette.color(role.Highlight if self.isChecked() else role.Mid), 1.5))
        painter.setBrush(palette.color(role.Base))
        painter.drawEllipse(ring)
        if self.isChecked():
            dot = QRectF(0, 0, side * _DOT, side * _DOT)
            dot.moveCenter(ring.center())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(role.Highlight))
            painter.drawEllipse(dot)

    def _paint_words(self, painter: QPainter) -> None:
        metrics = self.fontMetrics()
        left = _MARGIN + metrics.height() + _GAP
        room = self.rect().adjusted(left, 0, -_MARGIN, 0)
        words = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
