"""Changes that a person makes in one dialog, one after the other, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Signal

from kb_app.base.errors import KbError
from kb_app.domain.change import Change, ChangedSinceError, joined
from kb_app.ui.tasks import Handlers, Lane

if TYPE_CHECKING:
    from kb_app.services.annotations import DocumentAnnotations
    from kb_app.ui.events import AppEvents
    from kb_app.ui.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Step:
    """One change, with what to say when it is done and when it is undone again."""

    act: Callable[[DocumentAnnotations], Change]
    said: str
    undone: str


def joined_acts(undo: Callable[[Change], Change], acts: Iterable[Callable[[], Change]]) -> Change:
    """Make several changes as one: where one of them cannot be made, those before it are undone.

    Raises:
        KbError: one of them could not be made.
    """
    made: list[Change] = []
    try:
        made.extend(act() for act in acts)
    except KbError:
        undo(joined(made))
        raise
    return joined(made)


class ChangeDesk(QObject):
    """Has changes made in the lane of the database, tells the window of them, and undoes them, newest first."""

    done = Signal(object)
    """A step that was made."""
    undone = Signal(object)
    """A step that was undone."""
    nothing_changed = Signal()
    failed = Signal(object)
    state_changed = Signal()
    """`is_busy` or `can_undo` is another than before."""

    def __init__(self, tasks: Tasks, events: AppEvents, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._events = events
        self._made: list[tuple[Step, Change]] = []
        self._pending = 0

    @property
    def is_busy(self) -> bool:
        """Whether a change is on its way."""
        return self._pending > 0

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to undo, and none on its way."""
        return bool(self._made) and not self.is_busy

    def do(self, step: Step) -> None:
        """Make a change."""
        self._start(step.act, lambda change: self._on_done(step, change), self._on_failed)

    def undo(self) -> None:
        """Undo the newest change that was not undone yet."""
        if not self.can_undo:
            return
        step, change = self._made[-1]
        self._start(lambda service: service.undo(change), lambda _change: self._on_undone(step), self._on_undo_failed)

    def ask(self, question: Callable[[DocumentAnnotations], Any], answered: Callable[[Any], None]) -> None:
        """Ask for something behind all changes that are on their way; only the newest answer counts."""
        self._tasks.start(
            Lane.DATABASE,
            lambda session, _report: question(session.annotations),
            lambda answer: self._if_open(lambda: answered(answer)),
            Handlers(failed=lambda error: self._if_open(lambda: self.failed.emit(error))),
            replaces=f"change_desk_{id(self)}",
        )

    def _start(
        self,
        act: Callable[[DocumentAnnotations], Change],
        done: Callable[[Change], None],
        failed: Callable[[KbError], None],
    ) -> None:
        self._pending += 1
        self.state_changed.emit()
        self._tasks.start(
            Lane.DATABASE,
            lambda session, _report: act(session.annotations),
            done,
            Handlers(failed=lambda error: self._if_open(lambda: failed(error)), ended=self._on_ended),
        )

    def _on_done(self, step: Step, change: Change) -> None:
        # Also where the dialog was closed meanwhile: the pages show what was changed.
        if change:
            self._made.append((step, change))
            self._events.step_made.emit(step.said, change)
            self._events.annotations_changed.emit()
        self._if_open(lambda: self.done.emit(step) if change else self.nothing_changed.emit())

    def _on_undone(self, step: Step) -> None:
        _step, change = self._made.pop()
        self._events.step_undone.emit(change)
        self._events.annotations_changed.emit()
        self._if_open(lambda: self.undone.emit(step))

    def _on_undo_failed(self, error: KbError) -> None:
        """What was changed again since never comes back, and must not stand in the way of older changes."""
        if isinstance(error, ChangedSinceError):
            self._made.pop()
        self.failed.emit(error)

    def _on_failed(self, error: KbError) -> None:
        self.failed.emit(error)

    def _on_ended(self) -> None:
        self._pending -= 1
        self._if_open(self.state_changed.emit)

    def _if_open(self, call: Callable[[], object]) -> None:
        """The dialog and this with it may have been deleted before the answer came."""
        if shiboken6.isValid(self):
            call()
