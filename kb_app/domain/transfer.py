"""Taking cases and notes in from files, and what becomes of each: nothing is written before a person has seen this."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb_app.domain.imported import ImportedCase
    from kb_app.domain.note import Note
    from kb_app.domain.table_columns import Columns, TableKey


class Fate(StrEnum):
    """What importing would do with a case or note."""

    NEW = "new"
    UPDATED = "updated"
    SAME = "same"
    CONFLICT = "conflict"


class Conflicts(StrEnum):
    """What is done with what was changed on both sides: left out, taken in beside ours, or put in the place of ours."""

    SKIP = "skip"
    COPY = "copy"
    MERGE = "merge"


@dataclass(frozen=True, slots=True)
class FileOrigin:
    """Where an item comes from: the file as the person knows it, its SHA-256, and which part of it (from 0).

    Of a row of a table `digest` is that of the row. `place` is where the file lies on this computer, "" for unknown.
    """

    name: str
    digest: str
    part: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True)
class CaseItem:
    """A case to be imported. `imported.case.id` is never empty: what states none has one made of its content.

    `text` is the file itself where it is a case file of ours, to be kept character by character; else None. `target` is
    the path of the own file that it would replace, "" for none.
    """

    origin: FileOrigin
    imported: ImportedCase
    fate: Fate
    target: str = ""
    text: str | None = None


@dataclass(frozen=True, slots=True)
class NoteItem:
    """A note to be imported; it keeps its id, its author and its times."""

    origin: FileOrigin
    note: Note
    fate: Fate


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not imported, and why, as a part of a sentence."""

    path: str
    why: str
    needs_encoding: bool = False


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What importing would do. `columns` is what the person said of tables, to be remembered once it is done."""

    cases: tuple[CaseItem, ...]
    notes: tuple[NoteItem, ...]
    skipped: tuple[Skipped, ...]
    columns: Mapping[TableKey, Columns] = field(default_factory=dict)

    @property
    def counts(self) -> Mapping[Fate, int]:
        """How many cases and notes have each fate."""
        found = Counter([*(case.fate for case in self.cases), *(note.fate for note in self.notes)])
        return {fate: found[fate] for fate in Fate}


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import did. `id` names it, to be undone; "" where nothing was written. `failed` could not be written."""

    id: str
    counts: Mapping[Fate, int]
    skipped: tuple[Skipped, ...]
    failed: tuple[Skipped, ...] = ()


@dataclass(frozen=True, slots=True)
class UndoSummary:
    """What undoing an import did: how much was taken back, and what was changed since and therefore left (paths)."""

    taken_back: int
    left: tuple[str, ...]
