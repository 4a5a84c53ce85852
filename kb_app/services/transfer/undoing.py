"""Takes back what an import wrote, unless a person has changed it since."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kb_app.base.errors import system_cause
from kb_app.domain.note import Visibility
from kb_app.domain.transfer import UndoSummary
from kb_app.services.transfer.writing import note_digest
from kb_app.storage.own_cases.imported_files import ChangedOnDiskError

if TYPE_CHECKING:
    from kb_app.storage.import_log import ImportedItem, ImportLog
    from kb_app.storage.note_store import NoteStore
    from kb_app.storage.own_cases.imported_files import ImportedFiles


class Undoing:
    """Undoes imports for one thread."""

    def __init__(self, shelf: ImportedFiles, notes: NoteStore, log: ImportLog) -> None:
        self._shelf = shelf
        self._notes = notes
        self._log = log

    def undo(self, import_id: str) -> UndoSummary:
        """Bring back what the import replaced, and move what it added to the wastebasket.

        Raises:
            KbError: the folder is out of reach, or the database cannot be used now.
        """
        items = self._log.items(import_id)
        if any(item.path for item in items):
            self._shelf.require()
        taken_back = 0
        left: list[str] = []
        for item in reversed(items):
            outcome = self._case(item) if item.path else self._note(item)
            if outcome is True:
                taken_back += 1
            elif isinstance(outcome, str):
                left.append(outcome)
        self._log.mark_undone(import_id)
        return UndoSummary(taken_back, tuple(left))

    def _case(self, item: ImportedItem) -> bool | str:
        """Whether something was taken back; a sentence where it had to stay."""
        try:
            now = self._shelf.digest(item.path)
            if not now:
                return False  # it was never written, or a person deleted it
            if now != item.digest:
                return item.path
            if item.replaced:
                self._shelf.put_back(item.replaced, item.path, item.digest)
            else:
                self._shelf.discard(item.path, item.digest, self._shelf.trash_name(item.path))
        except OSError as error:
            return f"{item.path}: {system_cause(error)}"
        except ChangedOnDiskError:
            return item.path
        return True

    def _note(self, item: ImportedItem) -> bool | str:
        note = self._notes.known(item.subject.removeprefix("note/"))
        if note is None or note.is_deleted:
            return False
        if note_digest(note.text) != item.digest:
            return note.title
        before = json.loads(item.replaced) if item.replaced else None
        if before is not None:
            self._notes.rewrite(note.id, lambda _now: str(before["text"]), "")
            self._notes.set_visibility(note.id, Visibility(before["visibility"]))
        if before is None or before["deleted_at"]:
            self._notes.delete(note.id)
        return True
