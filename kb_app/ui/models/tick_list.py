"""A flat list of headings and of values with a tick: what the lists of filters and of an own classification share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

ROW_ROLE = Qt.ItemDataRole.UserRole
"""The `TickLine` of a row."""

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class TickLine(Protocol):
    """One line: a heading, or a value of its axis."""

    @property
    def axis(self) -> str:
        """What the line belongs to."""

    @property
    def label(self) -> str:
        """Its words."""

    @property
    def value(self) -> str:
        """The value that is ticked; empty for a heading."""

    @property
    def checked(self) -> bool:
        """Whether it is ticked."""

    @property
    def folded(self) -> bool:
        """Whether this is the heading of a folded group."""

    @property
    def is_heading(self) -> bool:
        """Whether this is the heading of a group."""

    @property
    def can_fold(self) -> bool:
        """Whether this is a heading that folds."""

    @property
    def aside(self) -> str:
        """What stands at the right."""

    @property
    def is_faint(self) -> bool:
        """Whether there is nothing to count, or nothing that ticking it would find."""

    @property
    def spoken(self) -> str:
        """What a screen reader says."""


Line = TypeVar("Line", bound=TickLine)


class TickListModel(QAbstractListModel, Generic[Line]):
    """Lines that are read, ticked, and made anew without losing their place in a view."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[Line] = ()

    def row(self, number: int) -> Line:
        """Return one line."""
        return self._rows[number]

    def toggle(self, row: int) -> None:
        """Tick or untick a value; what a heading does, if anything, is the list's own."""
        raise NotImplementedError

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many lines there are; those of folded groups are none."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a line's words, its tick, and what a screen reader says."""
        line = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.UserRole:
                return line
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return line.label
            case Qt.ItemDataRole.CheckStateRole if not line.is_heading:
                return Qt.CheckState.Checked if line.checked else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.AccessibleTextRole:
                return line.spoken
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take over a tick."""
        if role != Qt.ItemDataRole.CheckStateRole or self._rows[index.row()].is_heading:
            return False
        if self._rows[index.row()].checked != (Qt.CheckState(value) == Qt.CheckState.Checked):
            self.toggle(index.row())
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a line."""
        both = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return both if self._rows[index.row()].is_heading else both | Qt.ItemFlag.ItemIsUserCheckable

    def _take_over(self, rows: Sequence[Line]) -> None:
        """Show these lines; those that stay where they are keep their view (place, focus)."""
        if [(row.axis, row.value) for row in rows] == [(row.axis, row.value) for row in self._rows]:
            self._rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()
