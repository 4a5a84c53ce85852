"""From what a person chose to what importing it would do."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from kb_app.base.errors import system_cause
from kb_app.base.i18n import _
from kb_app.base.progress import Progress, Report
from kb_app.domain.imported import Attachment, ImportedCase, StoredBytes
from kb_app.domain.note import LONGEST_NOTE, Note
from kb_app.domain.stated import stated
from kb_app.domain.transfer import CaseItem, FileOrigin, ImportPreview, NoteItem, Skipped
from kb_app.formats.encoding import decode
from kb_app.formats.importers import AS_IT_SAYS, SUFFIXES, linked_files, read_file, why_not_read
from kb_app.formats.note_file import NoteFile, read_note
from kb_app.formats.tables.counted import counted
from kb_app.formats.unreadable import EncodingUnknownError, UnreadableFileError
from kb_app.storage.foreign_files import FileBeside, ForeignFile, foreign_files
from kb_app.storage.own_cases.attachments import LARGEST_ATTACHMENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kb_app.domain.table_columns import Columns, ReadAs
    from kb_app.domain.vocabulary import Vocabulary
    from kb_app.formats.tables.counted import RowsHeard
    from kb_app.services.transfer.fates import Fates
    from kb_app.storage.spool import Spool

logger = logging.getLogger(__name__)

_CASE_SUFFIXES = (".md", ".markdown")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a case refers to: files that were found, their names below what was chosen, and what was not found."""

    attachments: tuple[Attachment, ...]
    names: frozenset[str]
    missing: tuple[str, ...]


class ImportReader:
    """Reads files for one preview."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        fates: Fates,
        said: Mapping[str, ReadAs],
        known: Mapping[str, Columns],
        spool: Spool,
    ) -> None:
        """`said` holds what a person said about files, by their names below what was chosen.

        `known` is what was said of tables at earlier imports (`ReadAs.known`). `spool` takes pictures out of documents.
        """
        self._vocabulary = vocabulary
        self._fates = fates
        self._said = said
        self._known = known
        self._spool = spool
        self._cases: list[CaseItem] = []
        self._notes: list[NoteItem] = []
        self._skipped: list[Skipped] = []
        self._others: list[str] = []
        self._taken: set[str] = set()
        self._seen: dict[StoredBytes, Attachment] = {}

    def preview(self, places: Iterable[Path], report: Report) -> ImportPreview:
        """Read everything at and below `places`; nothing is written but pictures of documents, into the spool.

        Raises:
            CancelledError: the person stopped it.
        """
        self._spool.sweep()
        with foreign_files(places) as found:
            for number, file in enumerate(found, 1):
                if isinstance(file, Skipped):
                    self._skipped.append(file)
                    continue
                report(Progress(number, 0, file.name))
                self._take(file, partial(_tell_rows, report, number, file.name))
        self._skipped += [Skipped(name, why_not_read(name)) for name in self._unused()]
        columns = {key: fields for read_as in self._said.values() for key, fields in read_as.columns.items()}
        return ImportPreview(tuple(self._cases), tuple(self._notes), tuple(self._skipped), columns)

    def _unused(self) -> Iterator[str]:
        """What is no case and belongs to none."""
        return (name for name in self._others if name not in self._taken)

    def _take(self, file: ForeignFile, heard: RowsHeard) -> None:
        if not file.name.lower().endswith(SUFFIXES):
            self._others.append(file.name)
            return
        try:
            self._read(file, file.read(), heard)
        except EncodingUnknownError as error:
            self._skipped.append(Skipped(file.name, error.reason, needs_encoding=True))
        except UnreadableFileError as error:
            self._skipped.append(Skipped(file.name, error.reason))
        except OSError as error:
            self._skipped.append(Skipped(file.name, system_cause(error)))

    def _read(self, file: ForeignFile, data: bytes, heard: RowsHeard) -> None:
        digest = hashlib.sha256(data).hexdigest()
        text = _text_of(file, data)
        note = read_note(text) if text is not None else None
        if note is not None and len(note.text) > LONGEST_NOTE:
            self._skipped.append(Skipped(file.name, _("it has {count} characters").format(count=f"{len(note.text):,}")))
            return
        if note is not None:
            self._notes.append(self._fates.of_note(FileOrigin(file.name, digest), _as_note(note, digest)))
            return
        read_as = replace(self._said.get(file.name, AS_IT_SAYS), known=self._known)
        cases = read_file(file.name, data, self._vocabulary, read_as, heard)
        items = [
            (_origin(file, digest, imported, part), imported) for part, imported in enumerate(counted(cases, heard))
        ]
        self._fates.look_at(items)
        for origin, imported in counted(items, heard):
            is_ours = bool(imported.case.id) and not imported.guessed
            with_files = self._with_attachments(file, imported)
            self._cases.append(self._fates.of_case(origin, with_files, text if is_ours else None))

    def _with_attachments(self, file: ForeignFile, imported: ImportedCase) -> ImportedCase:
        """The case with the files it refers to, which lie beside it."""
        brought = {attachment.name for attachment in imported.attachments}
        wanted = self._found(file, [target for target in linked_files(imported.case) if target not in brought])
        self._taken |= wanted.names
        remarks = imported.remarks
        if wanted.missing:
            remarks = (*remarks, _("not found: {files}").format(files=", ".join(wanted.missing)))
        taken_out = (self._put_aside(one) for one in imported.attachments)
        return replace(imported, attachments=(*taken_out, *wanted.attachments), remarks=remarks)

    def _put_aside(self, attachment: Attachment) -> Attachment:
        """A picture that a document holds; until the person has decided it is not kept in memory."""
        if not isinstance(attachment.content, bytes):
            return attachment
        try:
            return replace(attachment, content=self._spool.put(attachment.content))
        except OSError as error:  # a data folder that can only be read: such an import can be looked at all the same
            logger.warning("a picture stays in memory: %s", error)
            return attachment

    def _found(self, file: ForeignFile, targets: Iterable[str]) -> _Wanted:
        answers = {target: file.beside(target) for target in targets}
        seen = {target: (answer, self._look_at(answer)) for target, answer in answers.items() if answer is not None}
        found = {target: (answer.name, one) for target, (answer, one) in seen.items() if one is not None}
        return _Wanted(
            tuple(replace(one, name=target) for target, (_name, one) in found.items()),
            frozenset(name for name, _one in found.values()),
            tuple(target for target in answers if target not in found),
        )

    def _look_at(self, beside: FileBeside) -> Attachment | None:
        """A file as an attachment, read once whoever refers to it; None where it is too large or cannot be read."""
        if beside.size > LARGEST_ATTACHMENT:
            return None
        try:
            if beside.stored not in self._seen:
                data = beside.read()
                digest, file_name = hashlib.sha256(data).hexdigest(), beside.name.rpartition("/")[2]
                self._seen[beside.stored] = Attachment("", len(data), digest, beside.stored, file_name)
        except (OSError, UnreadableFileError):
            return None  # told as missing
        return self._seen[beside.stored]


def _tell_rows(report: Report, number: int, name: str, rows: int) -> None:
    label = _("{file}: {count} rows").format(file=name, count=f"{rows:,}") if rows else name
    report(Progress(number, 0, label))


def _origin(file: ForeignFile, digest: str, imported: ImportedCase, part: int) -> FileOrigin:
    """The rows of a list are known one by one, so that a list that grew brings only what is new."""
    return FileOrigin(file.name, _digest_of(imported) if imported.is_partial else digest, part, file.place)


def _digest_of(imported: ImportedCase) -> str:
    """The SHA-256 of what a row states: a field that a later version adds to a case changes it for no row of before."""
    text = json.dumps(stated(imported.case), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _text_of(file: ForeignFile, data: bytes) -> str | None:
    """The text of a Markdown file in UTF-8; None for any other."""
    if not file.name.lower().endswith(_CASE_SUFFIXES):
        return None
    decoded = decode(data)
    return decoded.text if decoded is not None and decoded.encoding == "utf-8" else None


def _as_note(file: NoteFile, digest: str) -> Note:
    """A note of a file; one that states no id has that of its content."""
    return Note(
        id=file.id or f"import-{digest[:32]}",
        document=file.document,
        text=file.text,
        visibility=file.visibility,
        author=file.author,
        section=file.section,
        created_at=file.created_at,
        updated_at=file.updated_at,
        revision=0,
    )
