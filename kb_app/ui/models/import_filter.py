"""Narrows the rows of an import to those that a person wants to look at."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QSortFilterProxyModel

from kb_app.base.i18n import _
from kb_app.domain.transfer import Fate
from kb_app.domain.transfer_wording import fate_label

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from kb_app.ui.models.import_model import ImportModel, Index


class Shown(StrEnum):
    """Which rows."""

    ALL = "all"
    NEW = "new"
    UPDATED = "updated"
    SAME = "same"
    CONFLICT = "conflict"
    GUESSED = "guessed"
    REMARKED = "remarked"


def shown_label(shown: Shown) -> str:
    """Return what a choice of rows is called."""
    if shown.value in set(Fate):
        return fate_label(Fate(shown.value))
    words = {Shown.ALL: _("All rows"), Shown.GUESSED: _("With guesses"), Shown.REMARKED: _("With remarks")}
    return words[shown]


class ImportFilter(QSortFilterProxyModel):
    """Looks at an `ImportModel`; a row that is corrected stays until something else is chosen."""

    def __init__(self, rows: ImportModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows = rows
        self._shown = Shown.ALL
        self.setDynamicSortFilter(False)
        self.setSourceModel(rows)

    def show(self, shown: Shown) -> None:
        """Show other rows."""
        self.beginFilterChange()
        self._shown = shown
        self.endFilterChange(self.Direction.Rows)

    def count(self, shown: Shown) -> int:
        """Return how many rows a choice has."""
        return sum(self._has(number, shown) for number in range(self.rows.rowCount()))

    def numbers(self) -> list[int]:
        """Return the rows of the model that are shown."""
        return [self.mapToSource(self.index(number, 0)).row() for number in range(self.rowCount())]

    def filterAcceptsRow(self, number: int, _parent: Index) -> bool:
        """Return whether a row is shown."""
        return self._has(number, self._shown)

    def _has(self, number: int, shown: Shown) -> bool:
        row = self.rows.row(number)
        match shown:
            case Shown.ALL:
                return True
            case Shown.GUESSED:
                return bool(row.guessed)
            case Shown.REMARKED:
                return bool(row.remarks)
        return row.item.fate == shown.value
