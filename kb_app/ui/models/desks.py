"""What every page works with: lanes, signals between pages, notes being written, what is put on documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb_app.ui.models.annotation_desk import AnnotationDesk
from kb_app.ui.models.note_drafts import Draft, NoteDrafts

if TYPE_CHECKING:
    from kb_app.ui.events import AppEvents
    from kb_app.ui.tasks import Tasks


@dataclass(frozen=True)  # without slots: Qt keeps a weak reference to whose method it calls
class Desks:
    """Shared by the pages of one window."""

    tasks: Tasks
    events: AppEvents
    drafts: NoteDrafts
    annotations: AnnotationDesk

    def delete_note(self, draft: Draft) -> None:
        """Put a note into the wastebasket; what was written on it last is saved before, in the same lane."""
        self.drafts.keep()
        if draft.note is not None:
            self.annotations.delete_note(draft.note.id)

    @classmethod
    def of(cls, tasks: Tasks, events: AppEvents) -> Desks:
        """Return the desks of a window; they live as long as its tasks."""
        return cls(tasks, events, NoteDrafts(tasks, events, tasks), AnnotationDesk(tasks, events, tasks))
