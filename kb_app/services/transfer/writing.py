"""Writes cases and notes of an import; each is noted before it is written, so that it can be taken back."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.domain.file_names import same_name
from kb_app.domain.transfer import Skipped
from kb_app.formats.case_writer import NotWritableError
from kb_app.formats.encoding import decode
from kb_app.formats.front_matter import read_case
from kb_app.services.transfer.case_text import CaseFiles, files_of
from kb_app.services.transfer.partial import laid_over
from kb_app.storage.import_log import ImportedItem, SourceFile
from kb_app.storage.own_cases.imported_files import ChangedOnDiskError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from kb_app.domain.imported import ImportedCase
    from kb_app.domain.transfer import CaseItem, NoteItem
    from kb_app.domain.vocabulary import Vocabulary
    from kb_app.storage.import_log import ImportLog
    from kb_app.storage.note_store import NoteStore
    from kb_app.storage.own_cases.imported_files import ImportedFiles

NOTE_STATE = ("text", "visibility", "deleted_at")
"""What the log keeps of a note that was there before, as JSON."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A case about to be written to `path`, over the file with the SHA-256 `expected` ("" for none)."""

    item: CaseItem
    path: str
    files: CaseFiles
    expected: str
    kept: str

    @property
    def noted(self) -> ImportedItem:
        digest = hashlib.sha256(self.files.data).hexdigest()
        subject = f"case/{self.item.imported.case.id}"
        origin, imported = self.item.origin, self.item.imported
        guessed = tuple(sorted(imported.guessed))
        source = SourceFile(origin.name, origin.place, origin.digest, imported.is_partial, guessed)
        return ImportedItem(subject, self.path, digest, self.kept, source)


class ImportWriter:
    """Writes for one thread."""

    def __init__(self, vocabulary: Vocabulary, shelf: ImportedFiles, notes: NoteStore, log: ImportLog) -> None:
        self._vocabulary = vocabulary
        self._shelf = shelf
        self._notes = notes
        self._log = log

    def alone(self) -> AbstractContextManager[None]:
        """Let no other import write at the same time.

        Raises:
            KbError: another one does, or the folder of own cases is out of reach or cannot be made.
        """
        return self._shelf.alone()

    def require(self) -> None:
        """See to it that own cases that were there before are within reach.

        Raises:
            KbError: the folder is out of reach.
        """
        self._shelf.require()

    def write_cases(self, import_id: str, items: Sequence[CaseItem]) -> list[tuple[CaseItem, Skipped]]:
        """Write cases, and return those that could not be written.

        Raises:
            KbError: the folder is out of reach, or the database cannot be used now; nothing was written.
        """
        self._shelf.prepare()
        failed: list[tuple[CaseItem, Skipped]] = []
        prepared: list[_Prepared] = []
        taken: set[str] = set()
        for item in items:
            try:
                prepared.append(self._prepared(item, taken))
                taken.add(same_name(prepared[-1].path))
            except (NotWritableError, OSError) as error:
                failed.append((item, _failure(item, error)))
        self._log.note(import_id, [one.noted for one in prepared])
        for one in prepared:
            try:
                self._write(one)
            except (ChangedOnDiskError, OSError) as error:
                failed.append((one.item, _failure(one.item, error)))
                self._log.forget(import_id, one.noted)
        self._shelf.sync()
        return failed

    def write_notes(self, import_id: str, items: Sequence[NoteItem]) -> None:
        """Write notes, all of them or none.

        Raises:
            KbError: the database cannot be used now; nothing was written.
        """
        self._log.note(import_id, map(self._noted, items))
        self._notes.take_in([item.note for item in items], f"import-{import_id}")

    def _noted(self, item: NoteItem) -> ImportedItem:
        before = self._notes.known(item.note.id)
        kept = "" if before is None else json.dumps({name: getattr(before, name) for name in NOTE_STATE})
        return ImportedItem(f"note/{item.note.id}", "", note_digest(item.note.text), kept, SourceFile(item.origin.name))

    def _prepared(self, item: CaseItem, taken: set[str]) -> _Prepared:
        if item.target:
            data = self._shelf.read(item.target)
            text = item.text if item.text is not None else _text_of(data)
            imported = _whole(item.imported, text, self._vocabulary)
            files = files_of(imported, item.target, text, self._vocabulary)
            expected = hashlib.sha256(data).hexdigest()
            return _Prepared(item, item.target, files, expected, self._shelf.trash_name(item.target))
        path = self._shelf.free_path(_wanted_name(item), taken)
        return _Prepared(item, path, files_of(item.imported, path, item.text, self._vocabulary), "", "")

    def _write(self, one: _Prepared) -> None:
        if one.expected:
            self._shelf.expect(one.path, one.expected)  # before anything that belongs to it is touched
        parent = PurePosixPath(one.path).parent
        for relative, data in one.files.beside.items():
            self._shelf.put_beside(str(parent / relative), data)
        if one.expected:
            self._shelf.exchange(one.path, one.files.data, one.expected, one.kept)
        else:
            self._shelf.put(one.path, one.files.data)


def note_digest(text: str) -> str:
    """Return the SHA-256 of a note's text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _whole(imported: ImportedCase, text: str | None, vocabulary: Vocabulary) -> ImportedCase:
    """A case of a list as it stands over the case of a file."""
    if not imported.is_partial or text is None:
        return imported
    return replace(imported, case=laid_over(read_case(text, vocabulary, "").case, imported.case))


def _wanted_name(item: CaseItem) -> str:
    """A case file of ours keeps its name; anything else is called by its title."""
    if item.text is not None:
        return PurePosixPath(item.origin.name).stem
    return item.imported.case.title


def _text_of(data: bytes) -> str | None:
    decoded = decode(data)
    return None if decoded is None else decoded.text


def _failure(item: CaseItem, error: Exception) -> Skipped:
    if isinstance(error, OSError):
        return Skipped(item.origin.name, system_cause(error))
    if isinstance(error, KbError):
        return Skipped(item.origin.name, error.cause)
    return Skipped(item.origin.name, _("a case file cannot hold it: {fields}").format(fields=error))
