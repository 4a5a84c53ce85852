"""Keeps the index in step with the files: compares, reads what changed, and commits once."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from kb_app.base.progress import Progress, Report, silent
from kb_app.domain.library import Document, FileReport
from kb_app.storage.intake import Intake, Known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kb_app.search.index import Change, SearchIndex
    from kb_app.storage.case_repository import CaseFile, CaseRepository

    MakeRow = Callable[[Document, CaseFile, str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class IndexSummary:
    """What a run did. `reports` names the files that were read in it and had findings, and what could not be read."""

    documents: int
    added: int
    updated: int
    removed: int
    seconds: float
    reports: tuple[FileReport, ...]


@dataclass(slots=True)
class _Tally:
    """What a run has come to so far."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    reports: list[FileReport] = field(default_factory=list)


class Indexing:
    """Brings the index up to date for one thread; only one run writes at a time."""

    def __init__(self, repository: CaseRepository, index: SearchIndex, make_row: MakeRow) -> None:
        """`make_row` turns a document, its file and the hash of its content into a row of the index."""
        self._repository = repository
        self._index = index
        self._make_row = make_row

    def update(self, report: Report = silent, *, rebuild: bool = False) -> IndexSummary:
        """Index what is new or changed since the last run (by size and time) and drop what is gone.

        Files below a folder that cannot be read now are not taken for gone. Case files are never written.

        Raises:
            KbError: the index cannot be written, or the person stopped the run; the old state goes on answering.
        """
        started = time.perf_counter()
        anew = rebuild or not self._index.is_sound()
        rows = () if anew else self._index.view().rows.values()
        known = {row.key: Known(row.id, row.size, row.modified) for row in rows}
        intake = Intake(self._repository, known)
        tally = _Tally(reports=list(intake.listing.reports))
        changes = self._changes(intake, known, tally, report)
        first = next(changes, None)
        if first is not None or anew:
            # Only now, so that a run without changes never takes the lock.
            self._index.write(changes if first is None else chain([first], changes), anew=anew)
        documents = self._index.view().count
        seconds = time.perf_counter() - started
        return IndexSummary(documents, tally.added, tally.updated, tally.removed, seconds, tuple(tally.reports))

    def _changes(self, intake: Intake, known: dict[str, Known], tally: _Tally, report: Report) -> Iterator[Change]:
        for key in intake.gone():
            tally.removed += 1
            yield key, None
        total = intake.pending
        for step, (file, loaded) in enumerate(intake.read(), 1):
            report(Progress(step, max(step, total), file.path))
            if loaded.problems:
                tally.reports.append(FileReport(file.key, loaded.problems))
            if loaded.document is not None:
                tally.added += file.key not in known
                tally.updated += file.key in known
                yield file.key, self._make_row(loaded.document, file, loaded.content_hash)
            elif file.key in known and not loaded.out_of_reach:
                tally.removed += 1
                yield file.key, None
