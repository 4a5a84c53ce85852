"""Keeps the index in step with the files: compares, reads what changed, and commits in batches."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from kb_app.base.progress import Progress, Report, silent
from kb_app.domain.library import Document, FileReport
from kb_app.storage.intake import Intake, Known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kb_app.search.index import Change, Draft, SearchIndex
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


@dataclass(frozen=True, slots=True)
class _Run:
    """A run that is about to write: where to, from what, and what of it."""

    draft: Draft
    intake: Intake
    known: Mapping[str, Known]
    tally: _Tally
    changes: Iterator[Change]
    has_work: bool

    @property
    def touched(self) -> dict[str, tuple[int, str]]:
        """New time (ns) and hash of the files whose content is as before."""
        return {key: (modified, self.known[key].content_hash) for key, modified in self.intake.touched.items()}


class Indexing:
    """Brings the index up to date for one thread; only one run writes at a time."""

    def __init__(self, repository: CaseRepository, index: SearchIndex, make_row: MakeRow) -> None:
        """`make_row` turns a document, its file and the hash of its content into a row of the index."""
        self._repository = repository
        self._index = index
        self._make_row = make_row

    def update(self, report: Report = silent, *, rebuild: bool = False, thorough: bool = False) -> IndexSummary:
        """Index what is new or changed since the last run and drop what is gone.

        A file whose size and time are as before is not read, unless the run is `thorough`; one whose content is as
        before is not indexed again. Files below a folder that cannot be read now are not taken for gone. Case files
        are never written. A run that is stopped keeps the batches that were committed, and the next one goes on from
        there; `rebuild` indexes every file anew, but for those that an unfinished rebuild of before has read.

        Raises:
            KbError: the index cannot be written, or the person stopped the run; the old state goes on answering.
        """
        started = time.perf_counter()
        run = self._compared(report, rebuild=rebuild, thorough=thorough)
        if run.has_work:
            # Only now, so that a run without changes never takes the lock.
            with self._index.turn(report):
                if not self._index.is_current(run.draft):
                    run = self._compared(report, rebuild=rebuild, thorough=thorough)
                self._index.write(run.draft, run.changes, run.known)
        self._index.remember_times(run.draft, run.touched)
        tally = run.tally
        documents = self._index.view().count
        seconds = time.perf_counter() - started
        return IndexSummary(documents, tally.added, tally.updated, tally.removed, seconds, tuple(tally.reports))

    def _compared(self, report: Report, *, rebuild: bool, thorough: bool) -> _Run:
        """Compare the files with what is written already; the first difference is looked for at once."""
        draft = self._index.draft(rebuild=rebuild)
        rows = self._index.rows(draft)
        known = {row.key: Known(row.id, row.size, row.modified, row.content_hash) for row in rows}
        intake = Intake(self._repository, known, thorough=thorough)
        tally = _Tally(reports=list(intake.listing.reports))
        changes = self._changes(intake, known, tally, report)
        first = next(changes, None)
        has_work = first is not None or not draft.is_finished
        return _Run(draft, intake, known, tally, changes if first is None else chain([first], changes), has_work)

    def _changes(self, intake: Intake, known: dict[str, Known], tally: _Tally, report: Report) -> Iterator[Change]:
        for key in intake.gone():
            tally.removed += 1
            yield key, None
        steps, total = count(1), intake.pending

        def begin(file: CaseFile) -> None:
            step = next(steps)
            report(Progress(step, max(step, total), file.path))

        for file, loaded in intake.read(begin):
            if loaded.problems:
                tally.reports.append(FileReport(file.key, loaded.problems))
            if loaded.document is not None:
                tally.added += file.key not in known
                tally.updated += file.key in known
                yield file.key, self._make_row(loaded.document, file, loaded.content_hash)
            elif file.key in known and not loaded.out_of_reach:
                tally.removed += 1
                yield file.key, None
