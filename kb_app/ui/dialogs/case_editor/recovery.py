"""Keeps what is being written beside the files, so that a crash or a power cut loses seconds at most."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from kb_app.ui.tasks import Lane

if TYPE_CHECKING:
    from kb_app.domain.case import Case
    from kb_app.ui.tasks import Tasks

_REST_MS = 1000
_LONGEST_MS = 3000
"""So long at most does what is written wait while the person types on without a rest."""


class Recovery(QObject):
    """One for each editor; what fails is tried again with the next change."""

    def __init__(self, tasks: Tasks, parent: QObject, key: str = "") -> None:
        """`key` is that of what was kept before."""
        super().__init__(parent)
        self._tasks = tasks
        self._key = key or uuid.uuid4().hex
        self._is_kept = bool(key)
        self._case: Case | None = None
        self._digest = ""
        self._rest, self._longest = self._timer(_REST_MS), self._timer(_LONGEST_MS)

    def note(self, case: Case, digest: str) -> None:
        """Keep a case when typing rests, or soon; `digest` is that of the file it was read from, "" for none."""
        self._case, self._digest = case, digest
        self._rest.start()
        if not self._longest.isActive():
            self._longest.start()

    def keep(self) -> None:
        """Keep what was noted last, at once."""
        self._stop()
        case, key, digest = self._case, self._key, self._digest
        if case is not None:
            self._is_kept = True
            self._tasks.start(
                Lane.DATABASE, lambda session, _report: session.unfinished.keep(key, case, digest), lambda _none: None
            )

    def drop(self) -> None:
        """Forget it: it was saved, or is not wanted."""
        self._stop()
        self._case = None
        if self._is_kept:
            self._is_kept = False
            key = self._key
            self._tasks.start(
                Lane.DATABASE, lambda session, _report: session.unfinished.drop(key), lambda _nothing: None
            )

    def _stop(self) -> None:
        self._rest.stop()
        self._longest.stop()

    def _timer(self, interval: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(self.keep)
        return timer
