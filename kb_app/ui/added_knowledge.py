"""Keeps the index in step with notes, tags and status, and the window open until every note is on the disk."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QObject, QTimer

from kb_app.ui.tasks import Handlers, Lane

if TYPE_CHECKING:
    from kb_app.ui.models.desks import Desks

_REST_MS = 150
_LONGEST_WAIT = 10.0
_LOOK_MS = 20


class AddedKnowledge(QObject):
    """One for each window."""

    def __init__(self, desks: Desks, *, read_only: bool, parent: QObject | None = None) -> None:
        """A window that is `read_only` leaves the index to the one that writes, and asks it again."""
        super().__init__(parent)
        self._desks = desks
        self._read_only = read_only
        self._refreshing = False
        self._again = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._refresh)
        desks.events.annotations_changed.connect(self._rest.start)

    def save_all(self) -> bool:
        """Save every note, wait until that is over, and return whether all of them are on the disk.

        Keys and clicks wait too. It ends early where a note cannot be saved, and after ten seconds.
        """
        self._desks.drafts.keep()
        if not self._desks.drafts.unsaved:
            return True
        loop, look, until = QEventLoop(), QTimer(), time.monotonic() + _LONGEST_WAIT
        look.timeout.connect(lambda: loop.quit() if self._is_settled() or time.monotonic() > until else None)
        look.start(_LOOK_MS)
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        return not self._desks.drafts.unsaved

    @property
    def unsaved_text(self) -> str:
        """What would be lost now, all notes below each other."""
        return "\n\n".join(draft.text for draft in self._desks.drafts.unsaved)

    def _is_settled(self) -> bool:
        return all(draft.error and not draft.is_saving for draft in self._desks.drafts.unsaved)

    def _refresh(self) -> None:
        if self._read_only:
            self._desks.events.annotations_found.emit()
            return
        if self._refreshing:
            self._again = True
            return
        self._refreshing = True
        self._desks.tasks.start(
            Lane.INDEX,
            lambda session, report: session.indexing.refresh(report),
            self._on_refreshed,
            # What cannot be taken over now is taken over by the next run; what holds is shown from the database.
            Handlers(ended=self._on_ended),
        )

    def _on_refreshed(self, has_changed: bool) -> None:
        if has_changed:
            self._desks.events.annotations_found.emit()

    def _on_ended(self) -> None:
        self._refreshing = False
        if self._again:
            self._again = False
            self._rest.start()
