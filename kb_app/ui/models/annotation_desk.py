"""Puts tags, status and stars on documents in the lane of the database, and undoes what was done last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.change import ChangedSinceError
from kb_app.ui.tasks import Handlers, Lane

if TYPE_CHECKING:
    from kb_app.base.errors import KbError
    from kb_app.bootstrap.session import Session
    from kb_app.domain.annotation import Status
    from kb_app.domain.change import Change
    from kb_app.ui.events import AppEvents
    from kb_app.ui.tasks import Tasks

_MOST_UNDONE = 50


@dataclass(frozen=True, slots=True, eq=False)
class LongStep:
    """An act that is not a `Change` and takes long to undo, such as an import: how, and who hears what came of it."""

    undo: Callable[[Session], Any]
    undone: Callable[[Any], None]


class AnnotationDesk(QObject):
    """Every act is saved at once; what went wrong is told as a message, and the page shows what holds."""

    undo_changed = Signal(str)
    """What can be undone now, in words; "" for nothing."""
    acted = Signal()
    """The person did something that can be undone."""
    tags_failed = Signal(object)
    """Tags could not be put on: the `KbError` that says why."""

    def __init__(self, tasks: Tasks, events: AppEvents, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._events = events
        self._done: list[tuple[str, Change | LongStep]] = []
        events.step_made.connect(self._remember)
        events.step_undone.connect(self._on_step_undone)

    def set_star(self, documents: Sequence[str], *, starred: bool) -> None:
        """Put a star on documents or take it off."""
        words = _("Star put on ({count})") if starred else _("Star taken off ({count})")
        ids = tuple(documents)
        self._act(words.format(count=len(ids)), lambda session: session.annotations.set_star(ids, starred=starred))

    def set_status(self, documents: Sequence[str], status: Status) -> None:
        """Say what the office makes of documents."""
        ids = tuple(documents)
        words = _("Status “{status}” ({count})").format(status=wording.office_status_label(status), count=len(ids))
        self._act(words, lambda session: session.annotations.set_status(ids, status))

    def add_tags(self, documents: Sequence[str], names: Sequence[str]) -> None:
        """Put tags on documents."""
        ids, wanted = tuple(documents), tuple(names)
        words = _("Tag “{names}” put on ({count})").format(names=_(", ").join(wanted), count=len(ids))
        self._act(words, lambda session: session.annotations.add_tags(ids, wanted), self.tags_failed.emit)

    def remove_tags(self, documents: Sequence[str], names: Sequence[str]) -> None:
        """Take tags off documents."""
        ids, wanted = tuple(documents), tuple(names)
        words = _("Tag “{names}” taken off ({count})").format(names=_(", ").join(wanted), count=len(ids))
        self._act(words, lambda session: session.annotations.remove_tags(ids, wanted))

    def delete_note(self, note: str) -> None:
        """Put a note into the wastebasket."""
        self._act(_("Note to the wastebasket"), lambda session: session.notes.delete(note))
        self._events.message.emit(_("The note goes to the wastebasket; Ctrl+Z takes it back."))

    def take_back_note(self, note: str) -> None:
        """Take a note out of the wastebasket."""
        self._act(_("Note out of the wastebasket"), lambda session: session.notes.take_back(note))

    def undo(self) -> None:
        """Put back what the last act changed."""
        if not self._done:
            return
        step = words, change = self._done.pop()
        failed = Handlers(failed=lambda error: self._on_undo_failed(step, error))
        if isinstance(change, LongStep):
            self._tasks.start(Lane.INDEX, lambda session, _report: change.undo(session), change.undone, failed)
        else:
            self._tasks.start(
                Lane.DATABASE,
                lambda session, _report: session.annotations.undo(change),
                lambda _change: self._on_undone(words),
                failed,
            )
        self._tell_undo()

    @property
    def undoable(self) -> str:
        """What can be undone now, in words; "" for nothing."""
        return self._done[-1][0] if self._done else ""

    def forget(self) -> None:
        """Nothing can be undone any more: other data has taken the place of what was changed."""
        self._done = []
        self._tell_undo()

    def _act(
        self, words: str, work: Callable[[Session], Change], failed: Callable[[KbError], object] | None = None
    ) -> None:
        self._tasks.start(
            Lane.DATABASE,
            lambda session, _report: work(session),
            lambda change: self._on_done(words, change),
            Handlers(failed=lambda error: self._on_failed(error, failed)),
        )

    def _on_done(self, words: str, change: Change) -> None:
        if change:
            self._remember(words, change)
            self._events.annotations_changed.emit()

    def _remember(self, words: str, change: Change | LongStep) -> None:
        self._done = [*self._done[1 - _MOST_UNDONE :], (words, change)]
        self._tell_undo()
        self.acted.emit()

    def _on_step_undone(self, change: Change | LongStep) -> None:
        self._done = [step for step in self._done if step[1] is not change]
        self._tell_undo()

    def _on_undone(self, words: str) -> None:
        self._events.message.emit(_("Taken back: {what}").format(what=words))
        self._events.annotations_changed.emit()

    def _on_undo_failed(self, step: tuple[str, Change | LongStep], error: KbError) -> None:
        """What can be undone later, when the database can be used again, is not forgotten."""
        if not isinstance(error, ChangedSinceError):
            self._done.append(step)
            self._tell_undo()
        self._on_failed(error)

    def _on_failed(self, error: KbError, failed: Callable[[KbError], object] | None = None) -> None:
        (failed or (lambda said: self._events.message.emit(str(said))))(error)
        self._events.annotations_changed.emit()  # what is shown may have run ahead of what holds

    def _tell_undo(self) -> None:
        self.undo_changed.emit(self.undoable)
