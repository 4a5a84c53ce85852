"""Rows that are written into a table: effects, sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from kb_app.base.i18n import _
from kb_app.domain.entered import NotReadableError

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_ROLE = Qt.ItemDataRole
_MARK = "！ "
"""Before a text that cannot be read."""


def no_choices() -> Sequence[tuple[str, str]]:
    """Return that anything may be written."""
    return ()


@dataclass(frozen=True)
class Column:
    """One column. `write` gives what is edited (for a choice its value), `read` a row with what was entered.

    `choices` are pairs of a value and its words; without them it is a line of text. `width` is counted in letters.
    """

    name: str
    heading: str
    write: Callable[[Any], str]
    read: Callable[[Any, str], Any]
    choices: Callable[[], Sequence[tuple[str, str]]] = no_choices
    width: int = 8


@dataclass(frozen=True)
class Refusal:
    """What was entered into a cell and cannot be read; `sentence` says why."""

    row: int
    column: Column
    text: str
    sentence: str


class RowModel(QAbstractTableModel):
    """Frozen rows of any kind; every change puts a new one in the place of the old.

    What cannot be read stays in its cell, marked, until it is mended; the row keeps the value that it had.
    """

    edited = Signal()

    def __init__(
        self,
        columns: Sequence[Column],
        make_row: Callable[[Sequence[Any]], Any],
        row_name: Callable[[int, Any], str],
        parent: QObject | None = None,
    ) -> None:
        """`make_row` makes an empty row for the rows there are; `row_name` is what stands before a row."""
        super().__init__(parent)
        self.columns = tuple(columns)
        self._make_row = make_row
        self._row_name = row_name
        self._rows: list[Any] = []
        self._refused: list[dict[int, tuple[str, str]]] = []

    @property
    def rows(self) -> tuple[Any, ...]:
        """The rows."""
        return tuple(self._rows)

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """The cells whose text cannot be read, from top to bottom."""
        return tuple(
            Refusal(row, self.columns[place], *refused[place])
            for row, refused in enumerate(self._refused)
            for place in sorted(refused)
        )

    def show(self, rows: Sequence[Any]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self._refused = [{} for _row in self._rows]
        self.endResetModel()

    def add(self, place: int) -> int:
        """Add an empty row at a place, and return it."""
        place = max(0, min(place, len(self._rows)))
        self.beginInsertRows(_NOWHERE, place, place)
        self._rows.insert(place, self._make_row(self._rows))
        self._refused.insert(place, {})
        self.endInsertRows()
        self.edited.emit()
        return place

    def remove(self, place: int) -> None:
        """Take a row away."""
        if 0 <= place < len(self._rows):
            self.beginRemoveRows(_NOWHERE, place, place)
            del self._rows[place]
            del self._refused[place]
            self.endRemoveRows()
            self.edited.emit()

    def move(self, place: int, by: int) -> bool:
        """Move a row up (-1) or down (1), and return whether there was room."""
        target = place + by
        if not (0 <= place < len(self._rows) and 0 <= target < len(self._rows)):
            return False
        self.beginMoveRows(_NOWHERE, place, place, _NOWHERE, target + (1 if by > 0 else 0))
        self._rows.insert(target, self._rows.pop(place))
        self._refused.insert(target, self._refused.pop(place))
        self.endMoveRows()
        self.edited.emit()
        return True

    def refresh(self) -> None:
        """The words of choices have changed."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self.columns) - 1))

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that every cell can be written."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> object:
        """Return the words of a cell, or what is edited."""
        if not index.isValid():
            return None
        column, row = self.columns[index.column()], self._rows[index.row()]
        refused = self._refused[index.row()].get(index.column())
        if refused is not None:
            return _refused_words(column, refused, role)
        if role == _ROLE.EditRole:
            return column.write(row)
        if role in (_ROLE.DisplayRole, _ROLE.ToolTipRole):
            return self._words(column, row)
        if role == _ROLE.AccessibleTextRole:
            return f"{column.heading}: {self._words(column, row)}"
        return None

    def setData(self, index: Index, value: object, role: int = _ROLE.EditRole) -> bool:
        """Take over what was entered; what cannot be read is kept as a refusal."""
        if role != _ROLE.EditRole or not index.isValid():
            return False
        row, column, refused = self._rows[index.row()], self.columns[index.column()], self._refused[index.row()]
        if str(value) == (column.write(row) if index.column() not in refused else refused[index.column()][0]):
            return True
        try:
            self._rows[index.row()] = column.read(row, str(value))
            refused.pop(index.column(), None)
        except NotReadableError as error:
            refused[index.column()] = (str(value), str(error))
        self.dataChanged.emit(index, index)
        self.edited.emit()
        return True

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole) -> object:
        """Return what stands above a column or before a row."""
        if role not in (_ROLE.DisplayRole, _ROLE.AccessibleTextRole):
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self.columns[section].heading
        return self._row_name(section, self._rows[section]) if section < len(self._rows) else None

    def _words(self, column: Column, row: Any) -> str:
        value = column.write(row)
        return dict(column.choices()).get(value, value)


def _refused_words(column: Column, refused: tuple[str, str], role: int) -> str | None:
    """What a cell says whose text cannot be read: the text as it was typed, with a mark that needs no colour."""
    text, sentence = refused
    words = {
        _ROLE.EditRole: text,
        _ROLE.DisplayRole: f"{_MARK}{text}",
        _ROLE.ToolTipRole: sentence,
        _ROLE.AccessibleTextRole: _("{name}: {text} (cannot be read: {why})").format(
            name=column.heading, text=text, why=sentence
        ),
    }
    return words.get(_ROLE(role))
