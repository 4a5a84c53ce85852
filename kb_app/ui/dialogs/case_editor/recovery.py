"""Keeps what is being written beside the files, so that a crash or a power cut loses half a minute at most."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from kb_app.ui.tasks import Lane

if TYPE_CHECKING:
    from kb_app.domain.case import Case
    from kb_app.ui.tasks import Tasks

_EVERY_MS = 15_000


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
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.keep)

    def note(self, case: Case, digest: str) -> None:
        """Keep a case soon; `digest` is that of the file it was read from, "" for none."""
        self._case, self._digest = case, digest
        if not self._timer.isActive():
            self._timer.start()

    def keep(self) -> None:
        """Keep what was noted last, at once."""
        self._timer.stop()
        case, key, digest = self._case, self._key, self._digest
        if case is not None:
            self._is_kept = True
            self._tasks.start(
                Lane.DATABASE, lambda session, _report: session.unfinished.keep(key, case, digest), lambda _none: None
            )

    def drop(self) -> None:
        """Forget it: it was saved, or is not wanted."""
        self._timer.stop()
        self._case = None
        if self._is_kept:
            self._is_kept = False
            key = self._key
            self._tasks.start(
                Lane.DATABASE, lambda session, _report: session.unfinished.drop(key), lambda _nothing: None
            )
