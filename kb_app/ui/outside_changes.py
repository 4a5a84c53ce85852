"""Notices what other programs (a command) changed in notes, tags and status, and tells the window."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from kb_app.ui.tasks import Handlers, Lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb_app.base.errors import KbError
    from kb_app.bootstrap.session import Session
    from kb_app.ui.events import AppEvents
    from kb_app.ui.tasks import Tasks

logger = logging.getLogger(__name__)

_ACTIVE_MS = 2_000
_IDLE_MS = 10_000
_UNKNOWN = -1


class OutsideChanges(QObject):
    """Asks for a number that grows with every change: often while the person works with the window, else seldom.

    It ends when its tasks are closed: nobody hears of the end of a question then, so there is no next one.
    """

    def __init__(
        self, tasks: Tasks, events: AppEvents, latest: Callable[[Session], int], parent: QObject | None = None
    ) -> None:
        """`latest` returns the number; it is called on a thread of `tasks`."""
        super().__init__(parent)
        self._tasks = tasks
        self._events = events
        self._latest = latest
        self._seen: int | None = None
        self._is_asking = False
        self._is_in_trouble = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)  # the system wakes up for several of these at once
        self._timer.timeout.connect(self._ask)

    def start(self) -> None:
        """Remember the number of now, and compare from now on. To be called before the pages ask for anything."""
        program = QGuiApplication.instance()
        if isinstance(program, QGuiApplication):
            program.applicationStateChanged.connect(self._on_application_state)
        # In the lane of the first search and before it: what is shown is at least as new as this number.
        self._ask(Lane.SEARCH)

    def _ask(self, lane: Lane = Lane.DATABASE) -> None:
        if self._is_asking:
            return
        self._is_asking = True
        self._timer.stop()
        self._tasks.start(
            lane,
            lambda session, _report: self._latest(session),
            self._on_answer,
            Handlers(failed=self._on_failed, ended=self._on_ended),
        )

    def _on_answer(self, number: int) -> None:
        self._is_in_trouble = False
        before, self._seen = self._seen, number
        # Not only a larger one: a restored copy of the data may hold a smaller.
        if before is not None and before != number:
            self._events.annotations_changed.emit()

    def _on_failed(self, error: KbError) -> None:
        """The pages say that the database cannot be used; once it can, they are to ask again."""
        if self._seen is None:
            self._seen = _UNKNOWN
        if not self._is_in_trouble:
            logger.warning("changes cannot be looked for: %s", error)
        self._is_in_trouble = True

    def _on_ended(self) -> None:
        self._is_asking = False
        self._timer.start(_ACTIVE_MS if self._is_active() and not self._is_in_trouble else _IDLE_MS)

    def _on_application_state(self, _state: Qt.ApplicationState) -> None:
        """Whoever comes back to the window has perhaps just typed a command."""
        if self._is_active():
            self._ask()

    def _is_active(self) -> bool:
        return QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive
