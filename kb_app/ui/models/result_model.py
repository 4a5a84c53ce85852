"""The found documents as rows; before the first one with only some of the words stands a divider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from kb_app.base import i18n
from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.annotation import Status
from kb_app.domain.query import Match
from kb_app.domain.taxonomy import Axis

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from kb_app.domain.query import Hit, SearchResult
    from kb_app.domain.taxonomy import Taxonomy

HIT_ROLE = Qt.ItemDataRole.UserRole
"""The `Hit` of a row; None for the divider."""

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class ResultModel(QAbstractListModel):
    """Rows of a search result."""

    more_wanted = Signal()

    def __init__(self, taxonomy: Taxonomy, plan: Callable[[], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._taxonomy = taxonomy
        self._plan = plan
        self._rows: list[Hit | None] = []
        self._total = 0
        self._asked_for_more = False

    def show(self, result: SearchResult) -> None:
        """Replace the rows; where the new ones only go on from the old ones, these stay as they are."""
        rows = _with_divider(result)
        known = len(self._rows)
        self._total = result.total
        self._asked_for_more = False
        if known and rows[:known] == self._rows:
            if len(rows) > known:
                self.beginInsertRows(QModelIndex(), known, len(rows) - 1)
                self._rows = rows
                self.endInsertRows()
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def hit(self, row: int) -> Hit | None:
        """Return the hit of a row, None for the divider or no row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, document_id: str) -> int:
        """Return the row of a document, -1 where it is not listed."""
        return next((row for row, hit in enumerate(self._rows) if hit is not None and hit.id == document_id), -1)

    def is_note(self, hit_id: str) -> bool:
        """Return whether a listed hit is a note."""
        hit = self.hit(self.row_of(hit_id))
        return hit is not None and hit.kind == "note"

    def first_hit(self) -> int:
        """Return the row of the first document, -1 where there is none."""
        return next((row for row, hit in enumerate(self._rows) if hit is not None), -1)

    def place(self, hit: Hit) -> str:
        """Return the line under a title: where, and how many people live there; nothing for national material.

        For a note it is the document that it is about.
        """
        if hit.kind == "note":
            return self._about(hit)
        if hit.kind == "reference":
            return ""
        where = hit.municipality if hit.municipality == hit.prefecture else hit.prefecture + hit.municipality
        band = self._name(Axis.BAND, hit.population_band) if hit.population_band else ""
        people = _("population {band}").format(band=band) if band else _("population not stated")
        return "・".join(part for part in (where, people) if part)

    def steps(self, hit: Hit) -> str:
        """Return the short mark of the steps, such as STEP 4 or STEP 2・4; steps that nobody knows are named."""
        known = (self._taxonomy.step_number(step, self._plan()) for step in hit.steps)
        numbers = sorted(number for number in known if number is not None)
        mark = [f"STEP {'・'.join(map(str, numbers))}"] if numbers else []
        unknown = [self._name(Axis.STEP, step) for step in hit.steps if not self._taxonomy.knows(Axis.STEP, step)]
        return "・".join([*mark, *unknown])

    def areas(self, hit: Hit) -> tuple[str, ...]:
        """Return the short names of the priority areas."""
        return tuple(self._short(area) for area in hit.areas)

    def marks(self, hit: Hit) -> tuple[str, ...]:
        """Return what the office added, in a word or two each: a star, a status, notes."""
        star = _("★ Star") if hit.starred else ""
        status = wording.office_status_label(hit.status) if hit.status not in ("", Status.UNREAD) else ""
        notes = _("Notes {count}").format(count=hit.notes) if hit.notes else ""
        return tuple(mark for mark in (star, status, notes) if mark)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the hit itself, or its words for a screen reader."""
        hit = self._rows[index.row()]
        if role == HIT_ROLE:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.title if hit is not None else _("Documents with some of the words")
        if role == Qt.ItemDataRole.ToolTipRole and hit is not None:
            return self._in_full(hit)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(hit) if hit is not None else _("Documents with some of the words")
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a row: the divider cannot be chosen."""
        if self._rows[index.row()] is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def canFetchMore(self, parent: Index = _ROOT) -> bool:
        """Return whether documents were found that are not listed yet."""
        listed = sum(hit is not None for hit in self._rows)
        return not parent.isValid() and not self._asked_for_more and 0 < listed < self._total

    def fetchMore(self, _parent: Index) -> None:
        """Ask for more rows; they come with the next `show`."""
        self._asked_for_more = True
        self.more_wanted.emit()

    def _spoken(self, hit: Hit) -> str:
        parts = (
            self.steps(hit),
            hit.title,
            {"reference": _("National material"), "note": wording.kind_label("note")}.get(hit.kind, ""),
            self.place(hit),
            hit.snippet.text,
            *self.areas(hit),
            *self.marks(hit),
            wording.confidence_label(hit.confidence, has_source=hit.has_sources),
        )
        return "、".join(part for part in parts if part)

    def _about(self, hit: Hit) -> str:
        if not hit.document:
            return _("A note on its own")
        if not hit.document_title:
            return _("The document of this note is not there now")
        where = hit.municipality if hit.municipality == hit.prefecture else hit.prefecture + hit.municipality
        return "・".join(part for part in (where, hit.document_title) if part)

    def _in_full(self, hit: Hit) -> str:
        """What a card may have to cut off, a line each."""
        areas = "・".join(self._name(Axis.AREA, area) for area in hit.areas)
        return "\n".join(part for part in (self.steps(hit), hit.title, self.place(hit), areas) if part)

    def _short(self, area: str) -> str:
        entry = self._taxonomy.entry(Axis.AREA, area)
        if entry is not None and entry.short and i18n.language() == "ja":
            return entry.short
        return self._name(Axis.AREA, area)

    def _name(self, axis: Axis, entry_id: str) -> str:
        return self._taxonomy.name(axis, entry_id, self._plan(), i18n.language())


def _with_divider(result: SearchResult) -> list[Hit | None]:
    """A divider stands only between documents with all words and those with some."""
    rows: list[Hit | None] = list(result.hits)
    partial = next((row for row, hit in enumerate(result.hits) if hit.match is Match.SOME), None)
    if partial is not None:
        rows.insert(partial, None)
    return rows
