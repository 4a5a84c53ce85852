"""The filters at the left: groups with ticks and counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QVBoxLayout,
)

from kb_app.base.i18n import _
from kb_app.ui.models.tick_list import ROW_ROLE
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.tick_box import paint_tick

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel, QEvent, QPersistentModelIndex
    from PySide6.QtGui import QFocusEvent, QKeyEvent
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    from kb_app.ui.models.facet_model import FacetModel
    from kb_app.ui.models.tick_list import TickLine, TickListModel
    from kb_app.ui.theme import Theme

    Index = QModelIndex | QPersistentModelIndex

_BOX, _LEFT, _LABEL, _FOLDLESS = 16, 22, 48, 8


def fold_mark(size: float, *, folded: bool) -> QPolygonF:
    """Return the triangle of a heading around (0, 0): it points down where the group is open, else to the right."""
    corners = ((-size, -size * 0.6), (size, -size * 0.6), (0.0, size * 0.8))
    return QPolygonF([QPointF(down, right) if folded else QPointF(right, down) for right, down in corners])


class FacetPanel(QFrame):
    """The list of filters with a button that takes them all away."""

    hide_wanted = Signal()

    def __init__(self, model: FacetModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("facet_panel")
        self._model = model
        self._heading = QLabel(_("Filters"))
        self._heading.setObjectName("facet_heading")
        self.list = FacetList(model, theme)
        self._clear = named_button("clear_filters", _("Clear the filters"), look="quiet")
        self._hide = named_button("hide_filters", _("Fold away"), look="quiet")
        self._clear.clicked.connect(lambda: model.set_filters({}))
        self._hide.clicked.connect(self.hide_wanted)
        head = QHBoxLayout()
        head.addWidget(self._heading, 1)
        head.addWidget(self._hide)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 4, 8)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.list, 1)
        # Below the list: it comes with the first tick, and must not move the lines under the pointer.
        layout.addWidget(self._clear)
        model.filters_changed.connect(self._on_filters_changed)
        self._on_filters_changed()

    def say_back(self, words: str) -> None:
        """Name the button that leads away from the filters."""
        self._hide.setText(words)
        self._hide.setAccessibleName(words)

    def _on_filters_changed(self) -> None:
        count = sum(len(values) for values in self._model.filters.values())
        self._clear.setVisible(count > 0)
        self._heading.setText(_("Filters ({count})").format(count=count) if count else _("Filters"))


class FacetList(QListView):
    """Ticks by mouse, Space or Enter; headings fold, also with Left and Right."""

    def __init__(self, model: TickListModel[Any], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._kept: tuple[object, int] | None = None
        self.setObjectName("facet_list")
        self.setAccessibleName(_("Filters"))
        self.setModel(model)
        self.setItemDelegate(_FacetLine(theme, self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.clicked.connect(lambda index: model.toggle(index.row()))
        model.modelAboutToBeReset.connect(self._on_about_to_reset)
        model.modelReset.connect(self._on_reset)
        theme.changed.connect(self.scheduleDelayedItemsLayout)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Stand on the first line at least, so that it can be seen where the keyboard is."""
        super().focusInEvent(event)
        # Not by mouse: moving to the first line would scroll the clicked one away under the pointer.
        by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_key and not self.currentIndex().isValid() and self._model.rowCount():
            self.setCurrentIndex(self._model.index(0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick or fold the current line."""
        index = self.currentIndex()
        if not index.isValid():
            super().keyPressEvent(event)
            return
        line = self._model.row(index.row())
        folds = {Qt.Key.Key_Left: not line.folded, Qt.Key.Key_Right: line.folded}
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) or (
            line.is_heading and folds.get(Qt.Key(event.key()), False)
        ):
            self._model.toggle(index.row())
            return
        super().keyPressEvent(event)

    def _on_about_to_reset(self) -> None:
        index = self.currentIndex()
        line = self._model.row(index.row()) if index.isValid() else None
        self._kept = ((line.axis, line.value) if line else None, self.verticalScrollBar().value())

    def _on_reset(self) -> None:
        """Lines came or went: stay at the same line and place."""
        if self._kept is None:
            return
        current, place = self._kept
        self._kept = None
        for number in range(self._model.rowCount()):
            line = self._model.row(number)
            if (line.axis, line.value) == current:
                self.setCurrentIndex(self._model.index(number))
        self.doItemsLayout()
        self.verticalScrollBar().setValue(place)


class _FacetLine(QStyledItemDelegate):
    """Paints a heading with its fold mark, or a value with its box and count."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the size of a line."""
        height = max(self._theme.px(27), QFontMetrics(self._font()).height() + self._theme.px(8))
        return QSize(self._view.viewport().width(), height)

    def editorEvent(
        self, _event: QEvent, _model: QAbstractItemModel, _option: QStyleOptionViewItem, _index: Index
    ) -> bool:
        """Leave clicks to the list: the whole line ticks, not only its box."""
        return False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a line."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, line = QRectF(option.rect), index.data(ROW_ROLE)
        state = option.state
        if state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, self._theme.colour("selected"))
        if line.is_heading:
            self._paint_heading(painter, area, line)
        else:
            self._paint_value(painter, area, line)
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(2, 1, -2, -1), 4, 4)
        painter.restore()

    def _paint_heading(self, painter: QPainter, area: QRectF, line: TickLine) -> None:
        if line.can_fold:
            x, y, size = area.left() + self._theme.px(10), area.center().y(), self._theme.px(4)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("border"))
            painter.drawPolygon(fold_mark(size, folded=line.folded).translated(x, y))
        painter.setFont(self._font(bold=True))
        painter.setPen(self._theme.colour("text"))
        words = line.label
        if line.folded and not line.is_faint:
            words = f"{line.label} ({line.aside})"
        box = area.adjusted(self._theme.px(_LEFT if line.can_fold else _FOLDLESS), 0, -4, 0)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    def _paint_value(self, painter: QPainter, area: QRectF, line: TickLine) -> None:
        side = self._theme.px(_BOX)
        box = QRectF(area.left() + self._theme.px(_LEFT), area.center().y() - side / 2, side, side)
        paint_tick(painter, box, self._view.palette(), checked=line.checked)
        painter.setFont(self._font())
        metrics = QFontMetrics(painter.font())
        count = line.aside
        right = area.right() - self._theme.px(10)
        painter.setPen(self._theme.colour("faint" if line.is_faint else "text"))
        row = QRectF(area.left(), area.top(), right - area.left(), area.height())
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, count)
        left = area.left() + self._theme.px(_LABEL)
        room = right - left - metrics.horizontalAdvance(count) - self._theme.px(8)
        words = metrics.elidedText(line.label, Qt.TextElideMode.ElideRight, int(room))
        place = QRectF(left, area.top(), room, area.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)

    def _font(self, *, bold: bool = False) -> QFont:
        font = QFont(self._view.font())
        font.setBold(bold)
        return font
