"""Reads, imports and takes back in the background; only one of it at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal

from kb_app.base.errors import CancelledError, KbError
from kb_app.ui.tasks import Handlers, Lane

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kb_app.base.progress import Report
    from kb_app.bootstrap.session import Session
    from kb_app.domain.differences import DifferenceRow
    from kb_app.domain.municipality import Municipality
    from kb_app.domain.table_columns import ColumnsLook, ReadAs
    from kb_app.domain.taxonomy import Axis
    from kb_app.domain.transfer import CaseItem, Conflicts, ImportPreview, ImportSummary, NoteItem, UndoSummary
    from kb_app.ui.tasks import Task, Tasks

    Rows = tuple[DifferenceRow, ...]


class ImportService(Protocol):
    """What is wanted of the service."""

    def preview(
        self, places: Iterable[Path], report: Report = ..., said: Mapping[str, ReadAs] | None = None
    ) -> ImportPreview:
        """Say what importing would do."""

    def columns(self, places: Iterable[Path], name: str, read_as: ReadAs, report: Report = ...) -> ColumnsLook:
        """Return the tables of a file."""

    def difference(self, item: CaseItem | NoteItem, value_name: Callable[[Axis, str], str]) -> Rows:
        """Return what is here beside what would be written."""

    def apply(self, preview: ImportPreview, conflicts: Conflicts, label: str, report: Report = ...) -> ImportSummary:
        """Write it."""

    def undo(self, import_id: str) -> UndoSummary:
        """Take it back."""


def service_of(session: Session) -> ImportService:
    """Return the service of a session."""
    return session.importing


@dataclass(frozen=True, slots=True)
class Looked:
    """What was read, and the municipalities to choose from."""

    preview: ImportPreview
    municipalities: Sequence[Municipality]


class ImportDesk(QObject):
    """Whoever is behind a stopped or replaced task hears nothing more of it."""

    looked = Signal(object)
    columns_looked = Signal(object)
    applied = Signal(object)
    undone = Signal(object)
    progressed = Signal(object)
    failed = Signal(object)
    """A `KbError`; also that the person stopped it."""

    def __init__(
        self,
        tasks: Tasks,
        service: Callable[[Session], ImportService] = service_of,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._service = service
        self._task: Task | None = None
        self._turn = 0
        self._is_closed = False

    @property
    def is_busy(self) -> bool:
        """Whether something is going on."""
        return self._task is not None

    def look(self, places: Sequence[Path], said: Mapping[str, ReadAs]) -> None:
        """Read files; nothing is written, so it does not keep the index waiting."""
        known = dict(said)

        def work(session: Session, report: Report) -> Looked:
            return Looked(self._service(session).preview(places, report, known), session.places.all())

        self._start(Lane.EXPORT, work, self.looked.emit)

    def look_at_columns(self, places: Sequence[Path], name: str, read_as: ReadAs) -> None:
        """Read the tables of one file."""
        self._start(
            Lane.EXPORT,
            lambda session, report: self._service(session).columns(places, name, read_as, report),
            self.columns_looked.emit,
        )

    def apply(self, preview: ImportPreview, conflicts: Conflicts, label: str) -> None:
        """Import what the person has seen."""
        self._start(
            Lane.INDEX,
            lambda session, report: self._service(session).apply(preview, conflicts, label, report),
            self.applied.emit,
        )

    def undo(self, import_id: str) -> None:
        """Take an import back."""
        self._start(Lane.INDEX, lambda session, _report: self._service(session).undo(import_id), self.undone.emit)

    def draw(self, make: Callable[[], str], done: Callable[[str], None]) -> None:
        """Make a text to look at beside what is going on; a newer one replaces it."""

        def answered(made: str) -> None:
            if not self._is_closed:
                done(made)

        self._tasks.start(Lane.SEARCH, lambda _s, _r: make(), answered, replaces="import_look", needs_session=False)

    def compare(
        self,
        item: CaseItem | NoteItem,
        value_name: Callable[[Axis, str], str],
        done: Callable[[Rows], None],
        failed: Callable[[KbError], None],
    ) -> None:
        """Find out what differs from what is here, beside what is going on; a newer question replaces it."""

        def if_open(hear: Callable[[Any], None]) -> Callable[[Any], None]:
            return lambda answer: None if self._is_closed else hear(answer)

        self._tasks.start(
            Lane.EXPORT,
            lambda session, _report: self._service(session).difference(item, value_name),
            if_open(done),
            Handlers(failed=if_open(failed)),
            replaces="import_difference",
        )

    def stop(self) -> None:
        """Stop what is going on; the desk hears when it has come to its end."""
        if self._task is not None:
            self._task.cancel()

    def leave(self) -> None:
        """Stop it, and hear no more of it."""
        self.stop()
        self._turn += 1
        self._task = None

    def close(self) -> None:
        """Whoever asked is gone: nothing is told any more."""
        self._is_closed = True
        self.leave()

    def _start(self, lane: Lane, work: Callable[[Session, Report], Any], done: Callable[[Any], None]) -> None:
        self.leave()
        turn = self._turn

        def in_turn(hear: Callable[..., None]) -> Callable[..., None]:
            return lambda *words: hear(*words) if self._turn == turn else None

        def answered(answer: Any) -> None:
            self._task = None
            done(answer)

        def failed(error: KbError) -> None:
            self._task = None
            self.failed.emit(error)

        handlers = Handlers(in_turn(failed), in_turn(self.progressed.emit), in_turn(self._on_ended))
        self._task = self._tasks.start(lane, work, in_turn(answered), handlers)

    def _on_ended(self) -> None:
        """Come last, also after a bug: nobody may go on waiting."""
        if self._task is not None:
            self._task = None
            self.failed.emit(CancelledError())
