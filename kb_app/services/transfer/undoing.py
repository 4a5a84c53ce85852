"""Takes back what an import wrote, unless a person has changed it since."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kb_app.base.errors import system_cause
from kb_app.base.i18n import _
from kb_app.domain.note import Visibility
from kb_app.domain.own_case import Deletion
from kb_app.domain.transfer import UndoSummary
from kb_app.formats.encoding import decode
from kb_app.formats.front_matter import read_case
from kb_app.services.transfer.writing import note_digest
from kb_app.storage.own_cases.imported_files import ChangedOnDiskError

if TYPE_CHECKING:
    from kb_app.domain.vocabulary import Vocabulary
    from kb_app.storage.import_log import ImportedItem, ImportLog
    from kb_app.storage.note_store import NoteStore
    from kb_app.storage.own_cases.imported_files import ImportedFiles
    from kb_app.storage.own_cases.wastebasket import Wastebasket


logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one item: whether it is as it was before, and else why it had to stay, "" for no reason.

    `can_go_later` says that it stays for now only, as a file that another program has open.
    """

    is_back: bool
    left: str = ""
    can_go_later: bool = False


class _EarlierGoneError(Exception):
    """What was replaced is not kept any more: the wastebasket was emptied."""


_BACK, _NOTHING = _Outcome(is_back=True), _Outcome(is_back=False)


class Undoing:
    """Undoes imports for one thread."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        shelf: ImportedFiles,
        notes: NoteStore,
        log: ImportLog,
        wastebasket: Wastebasket,
    ) -> None:
        self._vocabulary = vocabulary
        self._shelf = shelf
        self._notes = notes
        self._log = log
        self._wastebasket = wastebasket

    def undo(self, import_id: str) -> UndoSummary:
        """Bring back what the import replaced, and move what it added to the wastebasket.

        Begun anew after it was broken off, or after a file could not be moved, it goes on where it stopped.

        Raises:
            KbError: the folder is out of reach, or the database cannot be used now.
        """
        items = self._log.items(import_id)
        if any(item.path for item in items):
            self._shelf.require()
        label = self._log.label(import_id)
        taken_back: set[tuple[bool, str]] = set()
        left: list[str] = []
        kept: dict[str, list[str]] = {}
        stay: set[str] = set()
        is_over = True
        # Backwards, so that a case comes before what is attached to it, and takes that along.
        for item in reversed(items):
            kind, _slash, subject = item.subject.partition("/")
            outcome = self._outcome(kind, item, import_id, label) if subject not in stay or kind == "note" else _NOTHING
            if outcome.is_back:
                taken_back.add((kind == "note", subject))
            elif kind == "case":
                stay.add(subject)
            if outcome.left:
                left.append(outcome.left)
            is_over = is_over and not outcome.can_go_later
            if kind != "note" and item.replaced:
                kept.setdefault(self._shelf.entry_of(item.replaced), []).append("" if outcome.is_back else item.path)
        if is_over:
            self._log.mark_undone(import_id)
        self._drop([entry for entry, missing in kept.items() if not any(missing)])
        return UndoSummary(len(taken_back), tuple(left))

    def _drop(self, entries: list[str]) -> None:
        """Remove versions that are in their place again from the wastebasket."""
        for entry in entries:
            try:
                self._wastebasket.drop(entry)
            except OSError as error:
                logger.warning("an earlier version stays in the wastebasket: %s", error)

    def _outcome(self, kind: str, item: ImportedItem, import_id: str, label: str) -> _Outcome:
        if kind == "note":
            return self._note(item)
        try:
            return self._file(item) if kind == "file" else self._case(item, import_id, label)
        except _EarlierGoneError:
            words = _("{path}: its earlier version is not in the wastebasket any more")
            return _Outcome(is_back=False, left=words.format(path=item.path))
        except OSError as error:
            return _Outcome(is_back=False, left=f"{item.path}: {system_cause(error)}", can_go_later=True)
        except ChangedOnDiskError:
            return _Outcome(is_back=False, left=item.path)

    def _case(self, item: ImportedItem, import_id: str, label: str) -> _Outcome:
        now = self._shelf.digest(item.path)
        if not now:
            # It was never written, or a person deleted it, or an undo that was broken off has.
            return _BACK if self._shelf.go_on_discarding(item.path, import_id) else _NOTHING
        if now != item.digest:
            return self._changed(item, now)
        if item.replaced:
            self._put_back(item, item.digest)
        else:
            document = item.subject.partition("/")[2]
            about = self._wastebasket.about(self._title(item.path), item.path, document, Deletion.UNDONE)
            self._shelf.discard(item.path, item.digest, replace(about, import_id=import_id, import_label=label))
        return _BACK

    def _file(self, item: ImportedItem) -> _Outcome:
        """What is attached to a case that is as it was before, or that the import did not change itself."""
        now = self._shelf.digest(item.path)
        if now and now != item.digest:
            return self._changed(item, now)
        if item.replaced:
            self._put_back(item, now)
        elif now:
            self._shelf.remove(item.path, now)
        else:
            return _NOTHING
        return _BACK

    def _put_back(self, item: ImportedItem, now: str) -> None:
        if not self._shelf.digest(item.replaced):
            raise _EarlierGoneError
        self._shelf.put_back(item.replaced, item.path, now)

    def _changed(self, item: ImportedItem, now: str) -> _Outcome:
        """A file that is not what was written: a person changed it, or it is back already."""
        is_back = bool(item.replaced) and self._shelf.digest(item.replaced) == now
        return _BACK if is_back else _Outcome(is_back=False, left=item.path)

    def _title(self, path: str) -> str:
        stem = PurePosixPath(path).stem
        decoded = decode(self._shelf.read(path))
        return stem if decoded is None else read_case(decoded.text, self._vocabulary, stem).case.title or stem

    def _note(self, item: ImportedItem) -> _Outcome:
        note = self._notes.known(item.subject.removeprefix("note/"))
        if note is None or note.is_deleted:
            return _NOTHING
        if note_digest(note.text) != item.digest:
            return _Outcome(is_back=False, left=note.title)
        before = json.loads(item.replaced) if item.replaced else None
        if before is not None:
            self._notes.rewrite(note.id, lambda _now: str(before["text"]), "")
            self._notes.set_visibility(note.id, Visibility(before["visibility"]))
        if before is None or before["deleted_at"]:
            self._notes.delete(note.id)
        return _BACK
