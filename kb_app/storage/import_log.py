"""What was taken in from elsewhere and as what it was written, on one thread's connection."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kb_app.storage.database import told_in_words

if TYPE_CHECKING:
    from kb_app.storage.database import Database


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
    source: str


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
            (str(uuid.uuid4()), import_id, item.subject, item.path, item.digest, item.replaced, item.source)
            for item in items
        ]
        with told_in_words(), self._database.conn:
            self._database.conn.executemany("insert into import_items values (?, ?, ?, ?, ?, ?, ?)", rows)

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
                "select subject, path, digest, replaced, source from import_items where import_uuid = ? order by rowid",
                (import_id,),
            ).fetchall()
        return tuple(ImportedItem(*row) for row in rows)

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


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
