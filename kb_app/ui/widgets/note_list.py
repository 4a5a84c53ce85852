"""The list of notes, or of boxes to tick: two lines a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate

from kb_app.base.i18n import _
from kb_app.ui.models.note_model import ROW_ROLE, NoteModel
from kb_app.ui.widgets.tick_box import paint_tick

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    from kb_app.ui.theme import Theme

    Index = QModelIndex | QPersistentModelIndex

_EDGE, _BOX = 12, 16


class NoteList(QListView):
    """Moving to a row chooses it; Space or a click on a box ticks it."""

    chosen = Signal(int)
    ticked = Signal(int)
    delete_wanted = Signal(int)

    def __init__(self, model: NoteModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._theme = theme
        self.setObjectName("note_list")
        self.setAccessibleName(_("Notes"))
        self.setModel(model)
        self.setItemDelegate(_NoteLine(theme, self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.selectionModel().currentChanged.connect(lambda now, _before: self.chosen.emit(now.row()))
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick on Space, delete on Delete."""
        row = self.currentIndex().row()
        line = self._model.row(row)
        if line is not None and event.key() == Qt.Key.Key_Space and line.item is not None:
            self.ticked.emit(row)
            return
        if line is not None and event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit(row)
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick the box that was clicked on."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        line = self._model.row(index.row())
        left = event.position().x() - self.visualRect(index).left()
        if line is not None and line.item is not None and left < self._theme.px(_EDGE + _BOX + 8):
            self.ticked.emit(index.row())


class _NoteLine(QStyledItemDelegate):
    """Paints a row: a box if it has one, the words, and what it is about."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the size of a row."""
        heights = QFontMetrics(self._font(14, bold=True)).height() + QFontMetrics(self._font(13)).height()
        return QSize(self._view.viewport().width(), heights + self._theme.px(20))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line, state = index.data(ROW_ROLE), option.state
        area = QRectF(option.rect)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.fillRect(area, self._theme.colour("selected"))
        left = area.left() + self._theme.px(_EDGE)
        if line.item is not None:
            side = self._theme.px(_BOX)
            box = QRectF(left, area.top() + self._theme.px(12), side, side)
            paint_tick(painter, box, self._view.palette(), checked=line.item.is_done)
            left += side + self._theme.px(8)
        self._paint_words(painter, area.adjusted(left - area.left(), 0, -self._theme.px(_EDGE), 0), line)
        painter.setPen(QPen(self._theme.colour("divider"), 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if state & QStyle.StateFlag.State_Selected:
            # Never colour alone: a bar at the left, and an outline where the keyboard is.
            painter.fillRect(
                QRectF(area.left(), area.top(), self._theme.px(4), area.height()), self._theme.colour("key")
            )
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(1, 1, -1, -1))
        painter.restore()

    def _paint_words(self, painter: QPainter, area: QRectF, line: object) -> None:
        top = area.top() + self._theme.px(8)
        for words, font, role in (
            (line.words, self._font(14, bold=True), "text"),  # type: ignore[attr-defined]
            (line.about, self._font(13), "secondary"),  # type: ignore[attr-defined]
        ):
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(self._theme.colour(role))
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(area.width()))
            painter.drawText(
                QRectF(area.left(), top, area.width(), metrics.height()), Qt.AlignmentFlag.AlignLeft, shown
            )
            top += metrics.height() + self._theme.px(4)

    def _font(self, size: int, *, bold: bool = False) -> QFont:
        font = QFont(self._view.font())
        font.setPixelSize(self._theme.px(size))
        font.setBold(bold)
        return font
