"""One run: what changed in files, and then in what staff added, as rows for the index."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.base.progress import Progress, Report
from kb_app.domain.library import FileReport
from kb_app.search.rows import note_key
from kb_app.search.schema import SourceState

if TYPE_CHECKING:
    from kb_app.domain.library import Document
    from kb_app.domain.note import Note
    from kb_app.search.index import Change
    from kb_app.search.schema import Row
    from kb_app.services.indexing.source import RowSource
    from kb_app.storage.case_repository import CaseFile
    from kb_app.storage.change_log import Changed
    from kb_app.storage.intake import Intake, Known


@dataclass(slots=True)
class Tally:
    """What a run has come to so far; `is_behind` where a later run has to take over the same changes once more."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    reports: list[FileReport] = field(default_factory=list)
    is_behind: bool = False


class Run:
    """Yields changes, each key once: files first, then documents and notes that something was added to."""

    def __init__(
        self,
        source: RowSource,
        tally: Tally,
        row_of: Callable[[str], Row | None],
        copies_of: Callable[[str], Iterable[str]],
    ) -> None:
        """`row_of` gives the row that the index has of a document's id before the run, `copies_of` its copies' ids."""
        self._source = source
        self._tally = tally
        self._row_of = row_of
        self._copies_of = copies_of
        self._written: set[str] = set()
        self._present: set[str] = set()

    def files(self, intake: Intake, known: Mapping[str, Known], report: Report) -> Iterator[Change]:
        """Yield what is gone, new or changed of files, each document with its notes, which show what it is."""
        for key in intake.gone():
            self._tally.removed += 1
            yield self._once(key), None
        steps, total = count(1), intake.pending

        def begin(file: CaseFile) -> None:
            step = next(steps)
            report(Progress(step, max(step, total), file.path))

        for file, loaded in intake.read(begin):
            if loaded.problems:
                self._tally.reports.append(FileReport(file.key, loaded.problems))
            if loaded.document is not None:
                self._tally.added += file.key not in known
                self._tally.updated += file.key in known
                state = SourceState(file.key, file.size, file.modified, loaded.content_hash)
                yield from self._document(loaded.document, state)
            elif file.key in known and not loaded.out_of_reach:
                self._tally.removed += 1
                yield self._once(file.key), None
        for document_id in sorted(self._lost(known)):
            # Not before: a document that was moved has taken its notes along by now.
            yield from self._notes(self._source.notes_on(document_id), None)

    def added(self, changed: Changed, report: Report) -> Iterator[Change]:
        """Yield the documents and notes that something was changed about, but for those already written.

        What was added to a document holds for its copies too.
        """
        copies = (copy for document in changed.documents for copy in self._copies_of(document))
        documents = tuple(dict.fromkeys((*changed.documents, *copies)))
        total, label = len(documents) + len(changed.notes), _("Taking over notes and tags")
        for step, document_id in enumerate(documents, 1):
            report(Progress(step, total, label))
            row = self._row_of(document_id)
            found = self._found(row)
            if row is not None and found is not None:
                # As it was: where the file has changed since, whoever looks at files has to see that.
                state = SourceState(row.key, row.size, row.modified, row.content_hash)
                yield from self._document(found, state)
        step = len(documents)
        for about, notes in self._source.by_document(changed.notes):
            step += len(notes)
            report(Progress(step, total, label))
            yield from self._notes(notes, self._found(self._row_of(about)) if about else None)

    def _document(self, document: Document, state: SourceState) -> Iterator[Change]:
        self._present.add(document.case.id)
        yield self._once(state.key), self._source.document_row(document, state)
        yield from self._notes(self._source.notes_on(document.case.id), document)

    def _notes(self, notes: Iterable[Note], about: Document | None) -> Iterator[Change]:
        for note in notes:
            key = note_key(note.id)
            if key not in self._written:
                yield self._once(key), None if note.is_deleted else self._source.note_row(note, about)

    def _lost(self, known: Mapping[str, Known]) -> set[str]:
        """The ids whose files are gone, or state another id now."""
        return {known[key].id for key in self._written if key in known} - self._present

    def _found(self, row: Row | None) -> Document | None:
        """The document of a row that was not written yet; it may be out of reach now, and there again later."""
        if row is None or row.key in self._written:
            return None
        found = self._source.at(row)
        self._tally.is_behind |= found is None
        return found

    def _once(self, key: str) -> str:
        self._written.add(key)
        return key
