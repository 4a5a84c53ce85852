"""What was taken in from elsewhere and as what it was written, on one thread's connection."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kb_app.domain.table_columns import table_mark
from kb_app.formats.tables.field_names import FIELDS
from kb_app.storage.database import told_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb_app.domain.table_columns import Columns, TableKey
    from kb_app.storage.database import Database

_COLUMNS = "columns/"
"""Subjects of what a person said of tables; nothing was written for them, and undoing an import leaves them."""
_MOST_COLUMNS = 500
"""Tables that are remembered, those said last."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file that an item comes from: as the person knew it, where it lay ("" for unknown), and its SHA-256.

    Of a row of a table (`is_row`) `digest` is that of the row. `guessed` names the fields that were guesses when the
    case was written; any other field was stated by the file or confirmed by a person.
    """

    name: str
    place: str = ""
    digest: str = ""
    is_row: bool = False
    guessed: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """How it is kept: only its name where nothing else is known, else JSON."""
        return json.dumps(asdict(self), ensure_ascii=False) if self.place or self.digest else self.name

    @staticmethod
    def of(text: str) -> SourceFile:
        """Return what `text` tells; earlier versions kept the name only."""
        try:
            known = json.loads(text)
            return SourceFile(**{**known, "guessed": tuple(known["guessed"])})
        except (ValueError, TypeError, KeyError):
            return SourceFile(text)


@dataclass(frozen=True, slots=True)
class Made:
    """A case that an import made, and of what."""

    case_id: str
    source: SourceFile


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """One case or note of an import.

    `subject` is "case/ID", "file/ID" for a file that is attached to a case, or "note/UUID"; `path` is that of the file
    below the own cases, `digest` the SHA-256 of what was written there, `replaced` what lies in the wastebasket for it
    (else ""); `source` is where it is from.
    """

    subject: str
    path: str
    digest: str
    replaced: str
    source: SourceFile


@dataclass(frozen=True, slots=True)
class ImportRecord:
    """One import: what it was called, when it was made (ISO 8601 in UTC), and whether it was undone."""

    id: str
    label: str
    made: str
    is_undone: bool


class ImportLog:
    """Remembers imports. An item is noted before it is written, so that whatever was written can be undone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, label: str) -> str:
        """Note a new import and return its id.

        Raises:
            KbError: the database cannot be used now.
        """
        made = str(uuid.uuid4())
        with told_in_words(), self._database.conn:
            self._database.execute("insert into imports values (?, ?, ?, null)", (made, label, _now()))
        return made

    def note(self, import_id: str, items: Iterable[ImportedItem]) -> None:
        """Note what is about to be written.

        Raises:
            KbError: the database cannot be used now.
        """
        rows = [
            (str(uuid.uuid4()), import_id, item.subject, item.path, item.digest, item.replaced, item.source.text)
            for item in items
        ]
        with told_in_words(), self._database.conn:
            self._database.conn.executemany("insert into import_items values (?, ?, ?, ?, ?, ?, ?)", rows)

    def remember_columns(self, import_id: str, columns: Mapping[TableKey, Columns]) -> None:
        """Remember what a person said of the columns of tables; what was said before is not noted again.

        Raises:
            KbError: the database cannot be used now.
        """
        known = self.columns()
        marked = {table_mark(key): dict(fields) for key, fields in columns.items()}
        rows = [
            (str(uuid.uuid4()), import_id, _COLUMNS + mark, json.dumps(fields))
            for mark, fields in marked.items()
            if known.get(mark) != fields
        ]
        with told_in_words(), self._database.conn:
            self._database.conn.executemany("insert into import_items values (?, ?, ?, '', '', '', ?)", rows)

    def columns(self) -> dict[str, Columns]:
        """Return what was said last of each table, by `table_mark`, also at imports that were undone.

        Raises:
            KbError: the database cannot be used now.
        """
        with told_in_words():
            rows = self._database.execute(
                "select subject, source from import_items where subject like 'columns/%' order by rowid desc limit ?",
                (_MOST_COLUMNS,),
            ).fetchall()
        said = {str(subject).removeprefix(_COLUMNS): _fields(str(source)) for subject, source in reversed(rows)}
        return {mark: fields for mark, fields in said.items() if fields is not None}

    def forget(self, import_id: str, item: ImportedItem) -> None:
        """Forget what was noted and could not be written.

        Raises:
            KbError: the database cannot be used now.
        """
        with told_in_words(), self._database.conn:
            self._database.execute(
                "delete from import_items where import_uuid = ? and subject = ?", (import_id, item.subject)
            )

    def items(self, import_id: str) -> tuple[ImportedItem, ...]:
        """Return what an import wrote, in order.

        Raises:
            KbError: the database cannot be used now.
        """
        with told_in_words():
            rows = self._database.execute(
                "select subject, path, digest, replaced, source from import_items"
                " where import_uuid = ? and subject not like 'columns/%' order by rowid",
                (import_id,),
            ).fetchall()
        return tuple(
            ImportedItem(subject, path, digest, replaced, SourceFile.of(source))
            for subject, path, digest, replaced, source in rows
        )

    def written(self) -> dict[str, str]:
        """Return the SHA-256 of what an import wrote last to each path.

        Raises:
            KbError: the database cannot be used now.
        """
        with told_in_words():
            rows = self._database.execute(
                "select path, digest from import_items join imports on imports.uuid = import_uuid"
                " where path != '' and undone_at is null order by import_items.rowid"
            )
            return {str(path): str(digest) for path, digest in rows.fetchall()}

    def made(self) -> tuple[Made, ...]:
        """Return every case that an import made with what it was made of last, what was written last at the end.

        Of imports that were undone come first, and only where no other made the case: a person may have kept it.

        Raises:
            KbError: the database cannot be used now.
        """
        with told_in_words():
            rows = self._database.execute(
                "select subject, source from import_items join imports on imports.uuid = import_uuid"
                " where subject like 'case/%' order by undone_at is null, import_items.rowid"
            ).fetchall()
        found: dict[str, str] = {}
        for subject, source in rows:
            found.pop(subject, None)
            found[subject] = source
        return tuple(Made(subject.removeprefix("case/"), SourceFile.of(source)) for subject, source in found.items())

    def recent(self, most: int) -> tuple[ImportRecord, ...]:
        """Return the last imports, the newest first.

        Raises:
            KbError: the database cannot be used now.
        """
        with told_in_words():
            rows = self._database.execute(
                "select uuid, label, created_at, undone_at from imports order by rowid desc limit ?", (most,)
            ).fetchall()
        return tuple(ImportRecord(one, label, made, undone is not None) for one, label, made, undone in rows)

    def label(self, import_id: str) -> str:
        """Return what an import was called, "" where there is none of this id.

        Raises:
            KbError: the database cannot be used now.
        """
        with told_in_words():
            row = self._database.execute("select label from imports where uuid = ?", (import_id,)).fetchone()
        return "" if row is None else str(row[0])

    def mark_undone(self, import_id: str) -> None:
        """Note that an import was undone.

        Raises:
            KbError: the database cannot be used now.
        """
        with told_in_words(), self._database.conn:
            self._database.execute("update imports set undone_at = ? where uuid = ?", (_now(), import_id))


def _fields(source: str) -> Columns | None:
    """The columns of a table as they were noted; None where they name what this version does not know."""
    fields = {int(place): str(name) for place, name in json.loads(source).items()}
    return fields if set(fields.values()) <= set(FIELDS) else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
