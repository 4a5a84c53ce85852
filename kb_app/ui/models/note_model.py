"""Notes, or boxes to tick in them, as rows of a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from kb_app.base.i18n import _
from kb_app.domain import wording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    from kb_app.domain.note import CheckItem, Note

ROW_ROLE = Qt.ItemDataRole.UserRole
"""The `NoteRow` of a row."""

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note with the title of the document that it is about ("" for none); `item` is a box in it, if that is meant."""

    note: Note
    document_title: str
    item: CheckItem | None = None

    @property
    def words(self) -> str:
        """What stands in large letters."""
        return self.item.text if self.item is not None else self.note.title or _("(an empty note)")

    @property
    def about(self) -> str:
        """What stands below: the document, whom it is for, and when it was written."""
        changed = datetime.fromisoformat(self.note.updated_at).astimezone()
        title = self.note.title if self.item is not None else ""
        document = self.document_title or (
            _("The document of this note is not there now") if self.note.document else ""
        )
        who = " ".join(part for part in (self.note.section, self.note.author) if part)
        parts = (f"{changed:%Y-%m-%d}", wording.visibility_label(self.note.visibility), title, document, who)
        return "・".join(part for part in parts if part)


class NoteModel(QAbstractListModel):
    """Rows of notes in the order they were given."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[NoteRow] = []

    def show(self, rows: Sequence[NoteRow]) -> None:
        """Replace the rows; equal ones stay as they are."""
        if list(rows) == self._rows:
            return
        if [row.note.id for row in rows] == [row.note.id for row in self._rows] and rows:
            self._rows = list(rows)
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row(self, number: int) -> NoteRow | None:
        """Return a row, None where there is none."""
        return self._rows[number] if 0 <= number < len(self._rows) else None

    def row_of(self, note_id: str) -> int:
        """Return the first row of a note, -1 where it is not listed."""
        return next((number for number, row in enumerate(self._rows) if row.note.id == note_id), -1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the row itself, its words, or what a screen reader says."""
        row = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.UserRole:
                return row
            case Qt.ItemDataRole.DisplayRole:
                return row.words
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return f"{row.words}、{row.about}"
            case Qt.ItemDataRole.CheckStateRole if row.item is not None:
                return Qt.CheckState.Checked if row.item.is_done else Qt.CheckState.Unchecked
        return None
