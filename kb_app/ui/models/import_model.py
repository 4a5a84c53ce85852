"""What is to be imported as rows: ticked, corrected, and with marks on what was guessed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont

from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.folding import fold
from kb_app.domain.query import FilterAxis
from kb_app.domain.taxonomy import Axis
from kb_app.domain.transfer import CaseItem, Conflicts, ImportPreview, NoteItem
from kb_app.domain.transfer_wording import fate_label, fate_sentence, field_label
from kb_app.ui.models.axis_names import value_name
from kb_app.ui.models.import_row import FIELDS, ImportRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from PySide6.QtCore import QObject

    from kb_app.domain.municipality import Municipality
    from kb_app.domain.table_columns import Columns, TableKey
    from kb_app.domain.taxonomy import Taxonomy
    from kb_app.domain.transfer import Skipped

GUESSED_ROLE = Qt.ItemDataRole.UserRole
"""Whether a cell was guessed and is not confirmed yet."""

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class Column(IntEnum):
    """The columns from left to right."""

    TICK = 0
    FATE = 1
    TITLE = 2
    PLACE = 3
    STEPS = 4
    AREAS = 5
    FILE = 6


AXES = {Column.STEPS: Axis.STEP, Column.AREAS: Axis.AREA}
_FIELDS = {
    Column.TITLE: "title",
    Column.PLACE: "municipality",
    **{column: FIELDS[axis] for column, axis in AXES.items()},
}


class ImportModel(QAbstractTableModel):
    """Thousands of rows; nothing of it is written before the person says so."""

    ticks_changed = Signal()
    """Other rows than before would be imported."""

    def __init__(self, taxonomy: Taxonomy, plan: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.taxonomy = taxonomy
        self.plan = plan
        self._rows: list[ImportRow] = []
        self._skipped: tuple[Skipped, ...] = ()
        self._columns: Mapping[TableKey, Columns] = {}
        self._conflicts = Conflicts.SKIP
        self._listed: frozenset[str] = frozenset()
        self._slanted = QFont()
        self._slanted.setItalic(True)

    @property
    def conflicts(self) -> Conflicts:
        """What is done with conflicts."""
        return self._conflicts

    @property
    def wanted(self) -> int:
        """How many rows would be imported."""
        return sum(row.is_imported(self._conflicts) for row in self._rows)

    @property
    def preview(self) -> ImportPreview:
        """What is to be imported, as the person corrected it."""
        items = [row.item for row in self._rows if row.is_imported(self._conflicts)]
        cases = tuple(item for item in items if isinstance(item, CaseItem))
        notes = tuple(item for item in items if isinstance(item, NoteItem))
        return ImportPreview(cases, notes, self._skipped, self._columns)

    def know_places(self, municipalities: Iterable[Municipality]) -> None:
        """Take over the list of municipalities; the rows that are shown next are compared with it."""
        self._listed = frozenset(
            fold(name) for place in municipalities for name in (place.name, place.prefecture + place.name)
        )

    def show(self, preview: ImportPreview) -> None:
        """Show what was read; what the person made of a row before stays."""
        before = {row.origin: row for row in self._rows}
        self.beginResetModel()
        self._skipped, self._columns = preview.skipped, preview.columns
        items: tuple[CaseItem | NoteItem, ...] = (*preview.cases, *preview.notes)
        self._rows = [self._compared(before.get(item.origin, ImportRow(item)).carried_to(item)) for item in items]
        self.endResetModel()
        self.ticks_changed.emit()

    @property
    def corrected(self) -> int:
        """How many rows the person has corrected."""
        return sum(row.is_corrected for row in self._rows)

    def corrected_of(self, file: str) -> int:
        """Return how many rows of a file the person has corrected."""
        return sum(row.is_corrected and row.origin.name == file for row in self._rows)

    def forget(self) -> None:
        """Have no rows."""
        self._rows = []
        self.show(ImportPreview((), (), ()))

    def settle(self, conflicts: Conflicts) -> None:
        """Take over what is to be done with conflicts."""
        self._conflicts = conflicts
        self._tell(range(len(self._rows)), Column.TICK, Column.FATE)
        self.ticks_changed.emit()

    def row(self, number: int) -> ImportRow:
        """Return one row."""
        return self._rows[number]

    def tick(self, numbers: Iterable[int], *, wanted: bool) -> None:
        """Tick or untick rows."""
        chosen = list(numbers)
        for number in chosen:
            self._rows[number] = replace(self._rows[number], is_wanted=wanted)
        self._tell(chosen, Column.TICK, Column.TICK)
        self.ticks_changed.emit()

    def choose_place(self, number: int, place: Municipality | str) -> None:
        """Say whose case it is: a municipality of the list, or a name that it does not have."""
        row = self._rows[number]
        self._change(number, row.with_place_name(place) if isinstance(place, str) else row.with_place(place))

    def choose_values(self, number: int, axis: Axis, values: Iterable[str]) -> None:
        """Say what it is classified by."""
        self._change(number, self._rows[number].with_values(axis, tuple(values)))

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """Return what a column is called."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        axes = [wording.axis_label(FilterAxis(axis.value)) for axis in AXES.values()]
        return (_("Import"), _("State"), _("Title"), _("Municipality"), *axes, _("File"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a cell shows and says."""
        row, column = self._rows[index.row()], Column(index.column())
        answers: dict[int, Callable[[ImportRow, Column], Any]] = {
            Qt.ItemDataRole.DisplayRole: self._shown,
            Qt.ItemDataRole.EditRole: self._words,
            Qt.ItemDataRole.ToolTipRole: self._hint,
            Qt.ItemDataRole.AccessibleTextRole: self._spoken,
            Qt.ItemDataRole.CheckStateRole: self._tick,
            Qt.ItemDataRole.FontRole: lambda row, column: self._slanted if _is_guessed(row, column) else None,
            GUESSED_ROLE: _is_guessed,
        }
        answer = answers.get(role)
        return answer(row, column) if answer is not None else None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take over a tick or a title."""
        if role == Qt.ItemDataRole.CheckStateRole:
            self.tick([index.row()], wanted=Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        if role != Qt.ItemDataRole.EditRole or index.column() != Column.TITLE:
            return False
        self._change(index.row(), self._rows[index.row()].with_title(str(value)))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a cell; notes are taken in as they are."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        row, column = self._rows[index.row()], Column(index.column())
        if not row.can_be_imported(self._conflicts):
            return flags
        if column is Column.TICK:
            return flags | Qt.ItemFlag.ItemIsUserCheckable
        is_line = column in (Column.TITLE, Column.PLACE) and row.case is not None
        return flags | Qt.ItemFlag.ItemIsEditable if is_line else flags

    def can_classify(self, index: Index) -> bool:
        """Return whether a cell holds values of an axis that can be ticked."""
        row = self._rows[index.row()]
        return index.column() in AXES and row.case is not None and row.can_be_imported(self._conflicts)

    def _change(self, number: int, row: ImportRow) -> None:
        self._rows[number] = self._compared(row)
        self._tell([number], Column.TICK, Column.FILE)

    def _compared(self, row: ImportRow) -> ImportRow:
        """Say of a row whether its municipality is in the list; a code says so by itself."""
        stated = row.case.municipality if row.case is not None else None
        is_unlisted = stated is not None and bool(self._listed and stated.name and not stated.code)
        is_unlisted = is_unlisted and stated is not None and fold(stated.name).replace(" ", "") not in self._listed
        return replace(row, is_unlisted=is_unlisted)

    def _tell(self, numbers: Iterable[int], first: Column, last: Column) -> None:
        chosen = sorted(numbers)
        if chosen:
            self.dataChanged.emit(self.index(chosen[0], first), self.index(chosen[-1], last))

    def _shown(self, row: ImportRow, column: Column) -> str:
        words = self._words(row, column)
        is_marked = column is Column.PLACE and row.is_unlisted
        return _("{place} (not in the list)").format(place=words) if is_marked else words

    def _words(self, row: ImportRow, column: Column) -> str:
        match column:
            case Column.TICK:
                return ""
            case Column.FATE:
                return fate_label(row.item.fate)
            case Column.TITLE:
                return row.title
            case Column.PLACE:
                return row.place
            case Column.FILE:
                return row.origin.name
        return _(", ").join(self._short(AXES[column], value) for value in row.values(AXES[column]))

    def _short(self, axis: Axis, value: str) -> str:
        """The number of a step, and what an area is called in short."""
        number = self.taxonomy.step_number(value, self.plan) if axis is Axis.STEP else None
        entry = self.taxonomy.entry(axis, value)
        if number is not None:
            return str(number)
        return (entry.short if entry is not None else "") or value_name(self.taxonomy, axis, value, self.plan)

    def _long(self, row: ImportRow, column: Column) -> str:
        if column not in AXES:
            return self._shown(row, column)
        axis = AXES[column]
        return _(", ").join(value_name(self.taxonomy, axis, value, self.plan) for value in row.values(axis))

    def _tick(self, row: ImportRow, column: Column) -> Qt.CheckState | None:
        if column is not Column.TICK or not row.can_be_imported(self._conflicts):
            return None
        return Qt.CheckState.Checked if row.is_wanted else Qt.CheckState.Unchecked

    def _hint(self, row: ImportRow, column: Column) -> str:
        if column is Column.TICK:
            return ""
        words = self._long(row, column)
        if column is Column.PLACE and row.is_unlisted:
            return row.remarks[-1]
        if column is Column.FATE:
            return f"{words}: {fate_sentence(row.item.fate)}"
        if _is_guessed(row, column):
            words = _("{value} (guessed)").format(value=words)
        return "\n".join((words, *row.remarks)) if column is Column.TITLE else words

    def _spoken(self, row: ImportRow, column: Column) -> str:
        if column is Column.TICK:
            state = self._tick(row, column)
            if state is None:
                return _("{title}: is not imported").format(title=row.title)
            ticked = _("ticked") if state is Qt.CheckState.Checked else _("not ticked")
            return _(", ").join((row.title, ticked))
        name: str = self.headerData(column, Qt.Orientation.Horizontal) or ""
        words = self._long(row, column) or _("none")
        if _is_guessed(row, column):
            words = _("{value} (guessed)").format(value=words)
        remarks = row.remarks if column is Column.TITLE else ()
        return _(", ").join((f"{name} {words}", *remarks))


def guessed_words(row: ImportRow) -> str:
    """Return which fields of a row were guessed, "" for none."""
    return _(", ").join(field_label(name) for name in _IN_ORDER if name in row.guessed)


_IN_ORDER = ("title", "municipality", "summary", "steps", "priority_areas", "related_measures", "barriers")


def _is_guessed(row: ImportRow, column: Column) -> bool:
    return _FIELDS.get(column, "") in row.guessed
