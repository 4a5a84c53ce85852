"""Writes cases and notes of an import; each is noted before it is written, so that it can be taken back."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.domain.field_wording import fields_words
from kb_app.domain.file_names import same_name
from kb_app.domain.imported import Attachment
from kb_app.domain.own_case import Deletion
from kb_app.domain.transfer import Skipped
from kb_app.formats.case_writer import NotWritableError
from kb_app.formats.encoding import decode
from kb_app.formats.front_matter import read_case
from kb_app.formats.unreadable import UnreadableFileError
from kb_app.services.transfer.case_text import files_of
from kb_app.services.transfer.partial import laid_over
from kb_app.storage.import_log import ImportedItem, SourceFile
from kb_app.storage.own_cases.imported_files import ChangedOnDiskError
from kb_app.storage.stored_bytes import StoredReader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kb_app.domain.imported import ImportedCase
    from kb_app.domain.own_case import DeletedCase
    from kb_app.domain.transfer import CaseItem, NoteItem
    from kb_app.domain.vocabulary import Vocabulary
    from kb_app.storage.import_log import ImportLog
    from kb_app.storage.note_store import NoteStore
    from kb_app.storage.own_cases.imported_files import ImportedFiles
    from kb_app.storage.own_cases.wastebasket import Wastebasket

NOTE_STATE = ("text", "visibility", "deleted_at")
"""What the log keeps of a note that was there before, as JSON."""


@dataclass(frozen=True, slots=True)
class _File:
    """A file about to be written to `path`, over the one with the SHA-256 `expected` ("" for none), kept as `kept`."""

    subject: str
    path: str
    content: Attachment
    expected: str
    kept: str

    @property
    def digest(self) -> str:
        return self.content.digest


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A case about to be written: what is attached to it first, so that it never names what is not there yet.

    `about` is the entry of the wastebasket for the version that the case at `path` (SHA-256 `expected`) is now; None
    where nothing is replaced.
    """

    item: CaseItem
    path: str
    files: tuple[_File, ...]
    expected: str
    about: DeletedCase | None

    @property
    def noted(self) -> list[ImportedItem]:
        origin, imported = self.item.origin, self.item.imported
        guessed = tuple(sorted(imported.guessed))
        source = SourceFile(origin.name, origin.place, origin.digest, imported.is_partial, guessed)
        return [ImportedItem(file.subject, file.path, file.digest, file.kept, source) for file in self.files]


class ImportWriter:
    """Writes for one thread."""

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
        self._wastebasket = wastebasket
        self._notes = notes
        self._log = log
        self._stored = StoredReader()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let no other import write at the same time.

        Raises:
            KbError: another one does, or the folder of own cases is out of reach or cannot be made.
        """
        with self._shelf.alone(), StoredReader() as self._stored:
            yield

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
        label = self._log.label(import_id)
        for item in items:
            try:
                one = self._prepared(item, taken)
                about = replace(one.about, import_id=import_id, import_label=label) if one.about is not None else None
                prepared.append(replace(one, about=about))
                taken.add(same_name(prepared[-1].path))
            except (NotWritableError, OSError) as error:
                failed.append((item, _failure(item, error)))
        self._log.note(import_id, [noted for one in prepared for noted in one.noted])
        for one in prepared:
            try:
                self._write(one)
            except (ChangedOnDiskError, UnreadableFileError, OSError) as error:
                failed.append((one.item, _failure(one.item, error)))
                for noted in one.noted:
                    self._log.forget(import_id, noted)
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
        if not item.target:
            path = self._shelf.free_path(_wanted_name(item), taken)
            return self._with_files(item, path, item.text, b"", None)
        data = self._shelf.read(item.target)
        now = _text_of(data)
        title = read_case(now, self._vocabulary, PurePosixPath(item.target).stem).case.title if now is not None else ""
        about = self._wastebasket.about(
            title or PurePosixPath(item.target).stem, item.target, item.imported.case.id, Deletion.REPLACED
        )
        return self._with_files(item, item.target, item.text if item.text is not None else now, data, about)

    def _with_files(
        self, item: CaseItem, path: str, text: str | None, data: bytes, about: DeletedCase | None
    ) -> _Prepared:
        """The files that differ from what is there; a case whose attachments alone differ stays untouched itself."""
        expected = hashlib.sha256(data).hexdigest() if about is not None else ""
        imported = _whole(item.imported, text, self._vocabulary) if about is not None else item.imported
        wanted = files_of(imported, path, text, self._vocabulary)
        case, parent = item.imported.case.id, PurePosixPath(path).parent
        files: list[_File] = []
        for relative, attached in wanted.beside.items():
            place = str(parent / relative)
            present = self._shelf.digest(place)
            kept = self._shelf.kept_name(about, relative) if about is not None and present else ""
            files.append(_File(f"file/{case}", place, attached, present, kept))
        kept = self._shelf.kept_name(about, PurePosixPath(path).name) if about is not None else ""
        written = Attachment.of(PurePosixPath(path).name, wanted.data)
        files.append(_File(f"case/{case}", path, written, expected, kept))
        changed = tuple(file for file in files if file.digest != file.expected)
        return _Prepared(item, path, changed, expected, about if any(file.kept for file in changed) else None)

    def _write(self, one: _Prepared) -> None:
        """Write all files of a case or none."""
        if one.expected:
            self._shelf.expect(one.path, one.expected)  # before anything that belongs to it is touched
        if one.about is not None:
            self._shelf.keep_version(one.path, one.expected, one.about)
        written: list[_File] = []
        try:
            for file in one.files:
                data = self._data(file)
                if file.expected:
                    self._shelf.exchange(file.path, data, file.expected)
                else:
                    self._shelf.put(file.path, data)
                written.append(file)
        except (ChangedOnDiskError, UnreadableFileError, OSError):
            self._take_back(one, written)
            raise

    def _data(self, file: _File) -> bytes:
        """What is written, read only now: all attachments of an import may be more than the memory holds."""
        try:
            return self._stored.read(file.content)
        except UnreadableFileError as error:
            name = file.content.file_name or file.content.name
            raise UnreadableFileError(_("{file}: {why}").format(file=name, why=error.reason)) from error

    def _take_back(self, one: _Prepared, written: Sequence[_File]) -> None:
        """Where even that cannot be done, the earlier version stays in the wastebasket."""
        with suppress(ChangedOnDiskError, OSError):
            for file in reversed(written):
                if file.kept:
                    self._shelf.put_back(file.kept, file.path, file.digest)
                else:
                    self._shelf.remove(file.path, file.digest)
            if one.about is not None:
                self._wastebasket.drop(one.about.key)


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
    if isinstance(error, UnreadableFileError):
        return Skipped(item.origin.name, error.reason)
    if isinstance(error, OSError):
        return Skipped(item.origin.name, system_cause(error))
    if isinstance(error, KbError):
        return Skipped(item.origin.name, error.cause)
    return Skipped(item.origin.name, _("a case file cannot hold it: {fields}").format(fields=fields_words(str(error))))
