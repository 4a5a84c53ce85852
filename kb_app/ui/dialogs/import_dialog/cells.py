"""How the cells of the table are painted, ticked and edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QPalette, QPen
from PySide6.QtWidgets import QApplication, QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from kb_app.base.i18n import _
from kb_app.ui.dialogs.import_dialog.place_line import PlaceLine
from kb_app.ui.models.import_model import GUESSED_ROLE, Column
from kb_app.ui.widgets.tick_box import paint_tick
from kb_app.ui.widgets.word_line import WordLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QPainter

    from kb_app.domain.municipality import Municipality
    from kb_app.domain.place_search import PlaceSearch

    Index = QModelIndex | QPersistentModelIndex

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ImportCells(QStyledItemDelegate):
    """A box to tick, a dotted line under what was guessed, and lines to write in."""

    def __init__(
        self,
        places: Callable[[], PlaceSearch],
        choose_place: Callable[[Index, Municipality | str], None],
        parent: QObject | None = None,
    ) -> None:
        """`choose_place` hears of the municipality that was chosen for a cell."""
        super().__init__(parent)
        self._places = places
        self._choose_place = choose_place

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Leave the box to us."""
        super().initStyleOption(option, index)
        option.features &= ~QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a cell."""
        plain = QStyleOptionViewItem(option)
        plain.state &= ~QStyle.StateFlag.State_HasFocus  # the style's own frame is hard to see
        super().paint(painter, plain, index)
        painter.save()
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is not None:
            self._paint_box(painter, option, checked=Qt.CheckState(state) == Qt.CheckState.Checked)
        if index.data(GUESSED_ROLE):
            self._paint_guess(painter, option, index)
        if _has_keyboard(option):
            painter.setPen(QPen(option.palette.color(QPalette.ColorRole.BrightText), 2))
            painter.drawRect(QRectF(option.rect).adjusted(1, 1, -1, -1))
        painter.restore()

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """Tick a row by a click anywhere in its first cell."""
        if index.column() != Column.TICK:
            return super().editorEvent(event, model, option, index)
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if event.type() == QEvent.Type.MouseButtonRelease and state is not None:
            is_ticked = Qt.CheckState(state) == Qt.CheckState.Checked
            new = Qt.CheckState.Unchecked if is_ticked else Qt.CheckState.Checked
            return model.setData(index, new, Qt.ItemDataRole.CheckStateRole)
        return False

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return a line for the title or the municipality."""
        if index.column() == Column.PLACE:
            stated = str(index.data(Qt.ItemDataRole.EditRole) or "")
            line = PlaceLine(self._places(), stated, parent)
            line.picked.connect(lambda: self._finish(line))
            return line
        return WordLine("import_title_line", _("Title"), parent)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show what the cell has; a municipality shows itself."""
        if isinstance(editor, QLineEdit) and not isinstance(editor, PlaceLine):
            editor.setText(str(index.data() or ""))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take over what was typed or chosen."""
        if isinstance(editor, PlaceLine):
            self._choose_place(index, editor.answer)
        elif isinstance(editor, QLineEdit):
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Give the line the height that its letters want."""
        rect = option.rect
        high = max(rect.height(), editor.sizeHint().height())
        wide = max(rect.width(), 20 * editor.fontMetrics().height())
        place = editor.parentWidget()
        room = place.width() if place is not None else wide
        left = min(rect.left(), max(0, room - wide))
        editor.setGeometry(left, rect.center().y() - high // 2, min(wide, room), high)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Let keys belong to an input method while it composes, and to the suggestions while they are open."""
        if isinstance(editor, WordLine) and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if editor.is_composing:
                return False
            if isinstance(editor, PlaceLine) and self._is_for_suggestions(editor, Qt.Key(event.key())):
                return True
        return super().eventFilter(editor, event)

    def _is_for_suggestions(self, line: PlaceLine, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            line.step(1 if key == Qt.Key.Key_Down else -1)
            return True
        if key == Qt.Key.Key_Escape and line.suggestions.is_open:
            line.suggestions.close_list()
            return True
        if key in _ENTER or key == Qt.Key.Key_Tab:
            line.take_marked()  # and then the cell is done, as with every line
        return False

    def _finish(self, line: PlaceLine) -> None:
        self.commitData.emit(line)
        self.closeEditor.emit(line)

    def _paint_box(self, painter: QPainter, option: QStyleOptionViewItem, *, checked: bool) -> None:
        side = option.fontMetrics.height()
        box = QRectF(0, 0, side, side)
        box.moveCenter(QRectF(option.rect).center())
        paint_tick(painter, box, QGuiApplication.palette(), checked=checked)  # a row has colours of its own

    def _paint_guess(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Letters that lean are hard to tell among Japanese ones: a dotted line goes with them."""
        filled = QStyleOptionViewItem(option)
        self.initStyleOption(filled, index)
        style = option.widget.style() if option.widget is not None else QApplication.style()
        room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, filled, option.widget)
        left = room.left() + style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, filled, option.widget) + 1
        wide = min(filled.fontMetrics.horizontalAdvance(filled.text), room.right() - left)
        low = room.center().y() + filled.fontMetrics.height() // 2 + 2
        painter.setPen(QPen(QGuiApplication.palette().color(QPalette.ColorRole.Mid), 1.4, Qt.PenStyle.DotLine))
        painter.drawLine(left, low, left + wide, low)


def _has_keyboard(option: QStyleOptionViewItem) -> bool:
    return bool(option.state & QStyle.StateFlag.State_HasFocus)
