"""Takes cases and notes in: what was previewed is written, and all of it can be undone in one go."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from kb_app.base.errors import CancelledError
from kb_app.base.progress import Progress, silent
from kb_app.domain.transfer import Fate, ImportSummary
from kb_app.services.transfer.columns import columns_of
from kb_app.services.transfer.comparing import compared
from kb_app.services.transfer.settling import settled_cases, settled_notes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kb_app.base.progress import Report
    from kb_app.domain.differences import DifferenceRow
    from kb_app.domain.table_columns import ColumnsLook, ReadAs
    from kb_app.domain.taxonomy import Axis
    from kb_app.domain.transfer import CaseItem, Conflicts, ImportPreview, NoteItem, Skipped, UndoSummary
    from kb_app.services.transfer.present import Present
    from kb_app.services.transfer.reading import ImportReader
    from kb_app.services.transfer.undoing import Undoing
    from kb_app.services.transfer.writing import ImportWriter
    from kb_app.storage.import_log import ImportLog, ImportRecord

MANY = 20
"""Cases and notes; before so many are written a backup is made."""
_TOGETHER = 50


class Importing:
    """Imports for one thread."""

    def __init__(
        self,
        reader: Callable[[Mapping[str, ReadAs]], ImportReader],
        present: Present,
        writer: ImportWriter,
        undoing: Undoing,
        log: ImportLog,
        keep_before: Callable[[Report], object],
    ) -> None:
        """`reader` makes a reader for one preview, `keep_before` makes a backup."""
        self._reader = reader
        self._present = present
        self._writer = writer
        self._undoing = undoing
        self._log = log
        self._keep_before = keep_before

    def preview(
        self, places: Iterable[Path], report: Report = silent, said: Mapping[str, ReadAs] | None = None
    ) -> ImportPreview:
        """Read what a person chose and say what importing it would do; nothing is written.

        `said` holds what the person says of files (of texts whose encoding cannot be told, of tables), by the names
        that items and `skipped` have.

        Raises:
            CancelledError: the person stopped it.
            KbError: the database cannot be used now.
        """
        self._present.look()
        return self._reader(said or {}).preview(places, report)

    def columns(self, places: Iterable[Path], name: str, read_as: ReadAs, report: Report = silent) -> ColumnsLook:
        """Return the tables of the file in `places` that items name so, and which column is read as which field.

        Raises:
            CancelledError: the person stopped it.
            KbError: the file cannot be read any more, or the database cannot be used now.
        """
        return columns_of(places, name, replace(read_as, known=self._log.columns()), report)

    def difference(
        self, item: CaseItem | NoteItem, value_name: Callable[[Axis, str], str] = lambda _axis, value: value
    ) -> tuple[DifferenceRow, ...]:
        """Return what is here beside what importing `item` would make of it, as `case_lines` or the text of a note.

        `value_name` gives the words for a value of an axis.

        Raises:
            KbError: nothing of this id is here, or the database cannot be used now.
        """
        self._present.look()
        return compared(item, self._present, value_name)

    def apply(self, preview: ImportPreview, conflicts: Conflicts, label: str, report: Report = silent) -> ImportSummary:
        """Write what a preview found to be new or changed; `label` names the import for the person.

        What a person corrected in the preview (title, municipality, axes) is written as it stands in `preview`; what
        they said of the columns of tables is where reading such tables begins from now on.

        Raises:
            CancelledError: the person stopped it; what was written was taken back.
            KbError: the backup could not be made, or the database cannot be used now.
        """
        with self._writer.alone():
            return self._written(preview, conflicts, label, report)

    def _written(self, preview: ImportPreview, conflicts: Conflicts, label: str, report: Report) -> ImportSummary:
        self._present.look()
        if self._present.lacks_own_cases:
            self._writer.require()
        cases = settled_cases(preview.cases, conflicts, self._present)
        notes = settled_notes(preview.notes, conflicts, self._present)
        total = len(cases) + len(notes)
        if not total:
            return ImportSummary("", dict.fromkeys(Fate, 0), preview.skipped)
        if total >= MANY:
            self._keep_before(report)
        made = self._log.begin(label)
        failed: list[tuple[CaseItem, Skipped]] = []
        try:
            for first, batch in _batches(cases):
                report(Progress(first, total, batch[0].origin.name))
                failed += self._writer.write_cases(made, batch)
            report(Progress(len(cases), total))
            self._writer.write_notes(made, notes)
            self._log.remember_columns(made, preview.columns)
        except CancelledError:
            self._undoing.undo(made)
            raise
        done = Counter([*(item.fate for item in cases), *(item.fate for item in notes)])
        done.subtract(item.fate for item, _why in failed)
        counts = {fate: done[fate] for fate in Fate}
        if not any(counts.values()):
            self._log.mark_undone(made)  # so that the one before it is the last that can be taken back
            made = ""
        return ImportSummary(made, counts, preview.skipped, tuple(why for _item, why in failed))

    def recent(self, most: int = 20) -> tuple[ImportRecord, ...]:
        """Return the last imports, the newest first.

        Raises:
            KbError: the database cannot be used now.
        """
        return self._log.recent(most)

    def cases_of(self, import_id: str) -> frozenset[str]:
        """Return the ids of the cases that an import wrote.

        Raises:
            KbError: the database cannot be used now.
        """
        subjects = (item.subject.partition("/") for item in self._log.items(import_id))
        return frozenset(subject for kind, _slash, subject in subjects if kind == "case")

    def undo(self, import_id: str) -> UndoSummary:
        """Take back what an import wrote; what was changed since stays, and is named.

        Raises:
            KbError: the database cannot be used now.
        """
        return self._undoing.undo(import_id)


def _batches(items: Sequence[CaseItem]) -> Iterator[tuple[int, Sequence[CaseItem]]]:
    for first in range(0, len(items), _TOGETHER):
        yield first, items[first : first + _TOGETHER]
