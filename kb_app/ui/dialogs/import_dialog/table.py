"""The table of what is to be imported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.place_search import PlaceSearch
from kb_app.domain.query import FilterAxis
from kb_app.ui.dialogs.import_dialog.cells import ImportCells
from kb_app.ui.models.axis_names import plan_values, value_name
from kb_app.ui.models.import_model import AXES, Column, ImportModel
from kb_app.ui.widgets.tick_menu import TickMenu

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QPersistentModelIndex
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
    from PySide6.QtWidgets import QWidget

    from kb_app.domain.municipality import Municipality
    from kb_app.ui.models.import_filter import ImportFilter

    Index = QModelIndex | QPersistentModelIndex

_WIDTHS = {
    Column.TICK: 6.0,
    Column.FATE: 4.6,
    Column.PLACE: 10.0,
    Column.STEPS: 6.0,
    Column.AREAS: 9.0,
    Column.FILE: 9.0,
}
"""In heights of a line; the title has the rest."""
_LEAST_TITLE = 14
"""Heights of a line: by its title a person knows a row. Where there is less, the table scrolls sideways."""
_ROW = 1.9
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ImportTable(QTableView):
    """Space ticks the chosen rows, Enter or F2 corrects a cell."""

    row_changed = Signal(int)
    """The row of the model that the keyboard is on, -1 for none."""

    def __init__(self, rows: ImportFilter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_table")
        self.setAccessibleName(_("What is to be imported"))
        self._filter = rows
        self._places = PlaceSearch(())
        self.setModel(rows)
        self.setItemDelegate(ImportCells(lambda: self._places, self._choose_place, self))
        self._arrange()
        self.selectionModel().currentRowChanged.connect(lambda current, _before: self._tell(current))
        rows.modelReset.connect(lambda: self._tell(self.currentIndex()))
        self.doubleClicked.connect(self._on_double_clicked)

    def know_places(self, municipalities: Sequence[Municipality]) -> None:
        """Take over the list of municipalities."""
        self._places = PlaceSearch(municipalities)

    def choose_first(self) -> None:
        """Put the keyboard on the first row."""
        self.setCurrentIndex(self.model().index(0, Column.TITLE))
        self._tell(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick and correct with the keyboard."""
        if self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Space and not event.modifiers():
            self._tick_chosen()
        elif event.key() in (*_ENTER, Qt.Key.Key_F2) and self._correct(self.currentIndex()):
            event.accept()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the row of the keyboard in sight."""
        super().resizeEvent(event)
        self._give_title_room()
        self.scrollTo(self.currentIndex())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two quick clicks on a box are two clicks."""
        if self.indexAt(event.position().toPoint()).column() == Column.TICK:
            self.mousePressEvent(event)
            return
        super().mouseDoubleClickEvent(event)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self._correct(index)

    def _correct(self, index: QModelIndex) -> bool:
        if not index.isValid():
            return False
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
            return True
        return self._classify(index)

    def _classify(self, index: QModelIndex) -> bool:
        model, at = self._source, self._filter.mapToSource(index)
        if not model.can_classify(at):
            return False
        axis, number = AXES[Column(at.column())], at.row()
        listed = plan_values(model.taxonomy, axis, model.plan)
        held = model.row(number).values(axis)
        offered = dict.fromkeys((*listed, *held))
        menu = TickMenu("import_axis_menu", wording.axis_label(FilterAxis(axis.value)), self)
        menu.offer([(value, value_name(model.taxonomy, axis, value, model.plan)) for value in offered], held)
        menu.ticked.connect(lambda values: model.choose_values(number, axis, values))
        menu.popup(self.viewport().mapToGlobal(self.visualRect(index).bottomLeft() + QPoint(0, 1)))
        return True

    def _tick_chosen(self) -> None:
        """Tick all chosen rows, or untick them where all are ticked."""
        chosen = self.selectionModel().selectedRows() or [self.currentIndex()]
        numbers = [self._filter.mapToSource(index).row() for index in chosen if index.isValid()]
        rows = [number for number in numbers if self._source.row(number).can_be_imported(self._source.conflicts)]
        if rows:
            self._source.tick(rows, wanted=not all(self._source.row(number).is_wanted for number in rows))

    def _choose_place(self, index: Index, place: Municipality | str) -> None:
        self._source.choose_place(self._filter.mapToSource(index).row(), place)

    def _tell(self, index: QModelIndex) -> None:
        self.row_changed.emit(self._filter.mapToSource(index).row() if index.isValid() else -1)

    @property
    def _source(self) -> ImportModel:
        return self._filter.rows

    def _arrange(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        line = self.fontMetrics().height()
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)  # measuring thousands of rows would take seconds
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(round(_ROW * line))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, wide in _WIDTHS.items():
            self.setColumnWidth(column, round(wide * line))
        header.setMinimumSectionSize(2 * line)

    def _give_title_room(self) -> None:
        others = sum(self.columnWidth(column) for column in _WIDTHS)
        least = _LEAST_TITLE * self.fontMetrics().height()
        self.setColumnWidth(Column.TITLE, max(least, self.viewport().width() - others))
