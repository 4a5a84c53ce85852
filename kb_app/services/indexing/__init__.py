"""Keeps the index in step with the files and with what staff add: compares, reads what changed, commits in batches."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from kb_app.base.progress import Report, silent
from kb_app.search.rows import is_note_key
from kb_app.services.indexing.run import Run, Tally
from kb_app.storage.intake import Intake, Known

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

    from kb_app.domain.library import FileReport
    from kb_app.search.index import Change, Draft, SearchIndex
    from kb_app.search.schema import Row
    from kb_app.services.indexing.source import RowSource
    from kb_app.storage.case_repository import CaseRepository
    from kb_app.storage.change_log import Changed, ChangeLog


@dataclass(frozen=True, slots=True)
class IndexSummary:
    """What a run did. `reports` names the files that were read in it and had findings, and what could not be read."""

    documents: int
    added: int
    updated: int
    removed: int
    seconds: float
    reports: tuple[FileReport, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """A run that is about to write: where to, from what, and what of it."""

    draft: Draft
    intake: Intake
    known: dict[str, Known]
    keys: Container[str]
    changed: Changed
    tally: Tally
    changes: Iterator[Change]
    has_work: bool

    @property
    def touched(self) -> dict[str, tuple[int, str]]:
        """New time (ns) and hash of the files whose content is as before."""
        return {key: (modified, self.known[key].content_hash) for key, modified in self.intake.touched.items()}


class Indexing:
    """Brings the index up to date for one thread; only one run writes at a time."""

    def __init__(self, repository: CaseRepository, index: SearchIndex, source: RowSource, log: ChangeLog) -> None:
        self._repository = repository
        self._index = index
        self._source = source
        self._log = log

    @property
    def can_answer(self) -> bool:
        """Whether there is an index that questions can be put to, up to date or not."""
        return self._index.is_sound()

    def update(self, report: Report = silent, *, rebuild: bool = False, thorough: bool = False) -> IndexSummary:
        """Index what is new or changed since the last run and drop what is gone, files and notes.

        A file whose size and time are as before is not read, unless the run is `thorough`; one whose content is as
        before is not indexed again. Files below a folder that cannot be read now are not taken for gone. Case files
        are never written. A run that is stopped keeps the batches that were committed, and the next one goes on from
        there; `rebuild` indexes every file anew, but for those that an unfinished rebuild of before has read.

        Raises:
            KbError: the index cannot be written, or the person stopped the run; the old state goes on answering.
        """
        started = time.perf_counter()
        plan = self._compared(report, rebuild=rebuild, thorough=thorough)
        if plan.has_work:
            # Only now, so that a run without changes never takes the lock.
            with self._index.turn(report):
                if not self._index.is_current(plan.draft):
                    plan = self._compared(report, rebuild=rebuild, thorough=thorough)
                self._index.write(plan.draft, plan.changes, plan.keys)
        self._index.remember_times(plan.draft, plan.touched)
        tally = plan.tally
        self._remember(plan.draft, plan.changed, tally)
        documents = self._index.view().count
        seconds = time.perf_counter() - started
        return IndexSummary(documents, tally.added, tally.updated, tally.removed, seconds, tuple(tally.reports))

    def refresh(self, report: Report = silent) -> bool:
        """Take over what was added to documents since the last run, without looking at files; whether there was any.

        Where there is no whole index, this is left to `update`.

        Raises:
            KbError: the index cannot be written, or the person stopped the run; the old state goes on answering.
        """
        draft = self._index.draft()
        taken_over = self._index.taken_over(draft)
        if not self._can_refresh(draft) or self._log.latest() <= taken_over:
            return False
        with self._index.turn(report):
            draft = self._index.draft()
            changed = self._log.since(self._index.taken_over(draft))
            if not self._can_refresh(draft):
                return False
            view = self._index.view()
            tally = Tally()
            run = Run(self._source, tally, lambda document: view.row_of("id", document), view.copies_of)
            self._index.write(draft, run.added(changed, report), _Keys(lambda key: view.row_of("key", key) is not None))
        self._remember(draft, changed, tally)
        return True

    def _remember(self, draft: Draft, changed: Changed, tally: Tally) -> None:
        if not tally.is_behind:
            self._index.remember_taken_over(draft, changed.latest)

    def _can_refresh(self, draft: Draft) -> bool:
        return draft.in_place and draft.is_finished

    def _compared(self, report: Report, *, rebuild: bool, thorough: bool) -> _Plan:
        """Compare the files with what is written already; the first difference is looked for at once."""
        draft = self._index.draft(rebuild=rebuild)
        if self._index.taken_over(draft) > self._log.latest():
            # The database is an earlier one than the index was made with: nobody knows what that took over.
            draft = self._index.draft(rebuild=True)
        changed = self._log.since(self._index.taken_over(draft))
        rows = {row.key: row for row in self._index.rows(draft)}
        known = {
            row.key: Known(row.id, row.size, row.modified, row.content_hash)
            for row in rows.values()
            if not is_note_key(row.key)
        }
        intake = Intake(self._repository, known, thorough=thorough)
        tally = Tally(reports=list(intake.listing.reports))
        by_id = {row.id: row for row in rows.values()}
        copies = _copies(rows.values())
        run = Run(self._source, tally, by_id.get, lambda document: copies.get(document, ()))
        changes = chain(run.files(intake, known, report), run.added(changed, report))
        first = next(changes, None)
        has_work = first is not None or not draft.is_finished
        rest = changes if first is None else chain([first], changes)
        return _Plan(draft, intake, known, rows, changed, tally, rest, has_work)


def _copies(rows: Iterable[Row]) -> dict[str, list[str]]:
    """The ids of the copies of every document that has any."""
    copies: dict[str, list[str]] = {}
    for row in rows:
        if row.origin:
            copies.setdefault(row.origin, []).append(row.id)
    return copies


class _Keys:
    """The keys of an index, looked up one by one."""

    def __init__(self, holds: Callable[[str], bool]) -> None:
        self._holds = holds

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._holds(key)
