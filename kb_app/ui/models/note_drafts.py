"""The notes that are being written: kept by themselves a second after typing stops, and on every change of place.

A draft lives from the moment its editor is opened until its text is on the disk, whatever is shown meanwhile.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from PySide6.QtCore import QObject, QTimer, Signal

from kb_app.domain.characters import kept_text
from kb_app.domain.note import Visibility
from kb_app.ui.tasks import Handlers, Lane

if TYPE_CHECKING:
    from kb_app.base.errors import KbError
    from kb_app.bootstrap.session import Session
    from kb_app.domain.note import Note
    from kb_app.ui.events import AppEvents
    from kb_app.ui.tasks import Tasks

_REST_MS = 1000
_RETRY_MS = 5000
_SITTING_SECONDS = 600
"""So often the text of a long sitting becomes a version that can be taken back."""


@dataclass(eq=False, slots=True, weakref_slot=True)
class Draft:
    """One text being written. `note` is what is on the disk, None before the first time."""

    document: str
    note: Note | None
    text: str
    visibility: Visibility = Visibility.PRIVATE
    error: str = ""
    is_saving: bool = False
    sitting: str = field(default_factory=lambda: uuid.uuid4().hex)
    sitting_began: float = field(default_factory=time.monotonic)

    @property
    def is_saved(self) -> bool:
        """Whether the disk has what stands in the editor; an empty note that was never kept is nothing to save."""
        if self.is_saving:
            return False
        if self.note is None:
            return not self.text.strip()
        return (self.note.text, self.note.visibility) == (kept_text(self.text), self.visibility)


class NoteDrafts(QObject):
    """Saves drafts in the order they were written, one at a time each."""

    changed = Signal(object)
    """A `Draft` was saved, could not be saved, or is no longer what is on the disk."""

    def __init__(self, tasks: Tasks, events: AppEvents, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._events = events
        self._waiting: list[Draft] = []
        self._saved: dict[str, Note] = {}
        self._drafts: WeakValueDictionary[str, Draft] = WeakValueDictionary()
        self._rest = self._timer(_REST_MS, self.keep)
        self._retry = self._timer(_RETRY_MS, self.keep)

    @property
    def unsaved(self) -> tuple[Draft, ...]:
        """The drafts whose text is not on the disk yet."""
        return tuple(draft for draft in self._waiting if not draft.is_saved)

    def write(self, draft: Draft, text: str) -> None:
        """Take over a text from the editor; it is saved when typing rests."""
        if text == draft.text:
            return
        draft.text = text
        self._wait_for(draft)
        self._rest.start()

    def set_visibility(self, draft: Draft, visibility: Visibility) -> None:
        """Say whom a note is for; saved at once."""
        draft.visibility = visibility
        self._wait_for(draft)
        self.keep()

    def keep(self) -> None:
        """Save everything that is not on the disk yet."""
        self._rest.stop()
        self._retry.stop()
        for draft in tuple(self._waiting):
            if not draft.is_saving and not draft.is_saved:
                draft.error = ""
                self._save(draft)

    def open(self, note: Note) -> Draft:
        """Return the draft of a note that was read: one for all editors, with words that are not on the disk yet.

        What was read may be older than what was saved here last.
        """
        known = self._saved.get(note.id)
        newest = known if known is not None and known.revision > note.revision else note
        draft = self._drafts.get(note.id)
        if draft is None:
            draft = self._drafts[note.id] = Draft(newest.document, newest, newest.text, newest.visibility)
        elif draft.is_saved and (draft.note is None or newest.revision > draft.note.revision):
            draft.note, draft.text, draft.visibility = newest, newest.text, newest.visibility
            self.changed.emit(draft)
        return draft

    def forget(self) -> None:
        """Know nothing of what was saved: other data has taken its place."""
        self._saved.clear()
        self._drafts.clear()
        self._waiting.clear()

    def _wait_for(self, draft: Draft) -> None:
        if draft not in self._waiting:
            self._waiting.append(draft)
        self.changed.emit(draft)

    def _save(self, draft: Draft) -> None:
        draft.is_saving = True
        if time.monotonic() - draft.sitting_began > _SITTING_SECONDS:
            draft.sitting, draft.sitting_began = uuid.uuid4().hex, time.monotonic()
        self._tasks.start(
            Lane.DATABASE,
            _work(draft.note, draft.document, draft.text, draft.visibility, draft.sitting),
            lambda note: self._on_saved(draft, note),
            Handlers(failed=lambda error: self._on_failed(draft, error), ended=lambda: self._on_ended(draft)),
        )

    def _on_saved(self, draft: Draft, note: Note) -> None:
        draft.note = self._saved[note.id] = note
        draft.error, draft.is_saving = "", False
        self._drafts[note.id] = draft
        if draft.is_saved and draft in self._waiting:
            self._waiting.remove(draft)
        self.changed.emit(draft)
        self._events.annotations_changed.emit()

    def _on_failed(self, draft: Draft, error: KbError) -> None:
        draft.error, draft.is_saving = str(error), False
        self._retry.start()
        self.changed.emit(draft)

    def _on_ended(self, draft: Draft) -> None:
        draft.is_saving = False
        if not draft.is_saved and not draft.error and draft in self._waiting and not self._rest.isActive():
            self._save(draft)  # the person went on typing meanwhile

    def _timer(self, interval: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(act)
        return timer


def _work(
    note: Note | None, document: str, text: str, visibility: Visibility, sitting: str
) -> Callable[[Session, object], Note]:
    """What the thread of the database does: it sees nothing of the draft, which goes on changing meanwhile."""

    def work(session: Session, _report: object) -> Note:
        if note is None:
            return session.notes.add(document, text, visibility, sitting)
        if note.visibility != visibility:
            session.notes.set_visibility(note.id, visibility)
        return session.notes.save(note.id, text, sitting)

    return work
