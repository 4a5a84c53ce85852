"""Rows that a person made: every change is one transaction, counts a revision, and can be undone.

Nothing is ever taken out of these tables: a deleted row keeps its content and says when it was deleted, for the
wastebasket and for merging with a colleague's copy.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kb_app.domain.change import Change, ChangedSinceError, RowImage
from kb_app.storage.change_log import ChangeLog
from kb_app.storage.database import told_in_words

if TYPE_CHECKING:
    from kb_app.storage.database import Database

Row = dict[str, Any]

_SUBJECT = {
    "notes": "uuid",
    "document_tags": "document_id",
    "classifications": "document_id",
    "document_states": "document_id",
}
"""By table the column that names what a row is about; rows of `tags` are about the documents they are on."""


@dataclass(slots=True)
class _Act:
    """What a person does in one go: images of the rows before it, and who has to be indexed anew."""

    images: list[RowImage] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)

    @property
    def change(self) -> Change:
        """What was changed until now."""
        return Change(tuple(self.images))


class PreciousRows:
    """Reads and changes rows on one thread's connection."""

    def __init__(
        self, database: Database, author: Callable[[], str], clock: Callable[[], datetime] | None = None
    ) -> None:
        """`author` names the person at the program now, "" where nobody is named; `clock` gives the time in UTC."""
        self._database = database
        self._author = author
        self._clock = clock or (lambda: datetime.now(UTC))
        self._log = ChangeLog(database)
        self._act: _Act | None = None

    @contextmanager
    def act(self) -> Iterator[_Act]:
        """Make everything inside the block one transaction: all of it is kept, on the disk, or nothing.

        Raises:
            KbError: the database is locked, full, read only or damaged; nothing was changed.
        """
        assert self._act is None, "acts do not stand inside one another"
        self._act = _Act()
        try:
            with told_in_words(), self._transaction():
                yield self._act
                self._log.mark_notes(sorted(self._act.notes))
                self._log.mark_documents(sorted(self._act.documents))
        finally:
            self._act = None

    def find(self, sql: str, values: tuple[object, ...] = ()) -> list[Row]:
        """Return the rows of a query as mappings of columns to values."""
        cursor = self._database.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def add(self, table: str, **values: Any) -> str:
        """Add a row and return its new UUID."""
        now = self._now()
        row = {
            "uuid": str(uuid.uuid4()),
            **values,
            "author": self._author(),
            "created_at": now,
            "updated_at": now,
            "revision": 1,
            "deleted_at": None,
        }
        self._write(table, row)
        self._remember(RowImage(table, row["uuid"], None, 1), row)
        return str(row["uuid"])

    def change(self, table: str, before: Row, **values: Any) -> None:
        """Change a row that was read in this act; its revision grows, its time never goes back."""
        revision = int(before["revision"]) + 1
        row = {
            **before,
            "author": self._author() or before["author"],
            **values,
            "updated_at": max(self._now(), str(before["updated_at"])),
            "revision": revision,
        }
        self._write(table, row)
        self._remember(RowImage(table, str(row["uuid"]), before, revision), row)

    def delete(self, table: str, before: Row) -> None:
        """Say that a row is deleted; its content stays."""
        self.change(table, before, deleted_at=self._now())

    def undo(self, change: Change) -> Change:
        """Put everything back as it was before a change, in one act, and return what that changed.

        Raises:
            KbError: something of it was changed again since, or the database cannot be used now; nothing was changed.
        """
        with self.act() as act:
            for image in reversed(change.images):
                self._put_back(image)
        return act.change

    def _put_back(self, image: RowImage) -> None:
        now = self.find(f"select * from {image.table} where uuid = ?", (image.uuid,))  # noqa: S608 (a table of ours)
        if not now or now[0]["revision"] != image.revision:
            raise ChangedSinceError
        if image.before is None:
            self.delete(image.table, now[0])
            return
        kept = {name: value for name, value in image.before.items() if name not in ("uuid", "revision", "updated_at")}
        self.change(image.table, now[0], **kept)

    def _write(self, table: str, row: Row) -> None:
        names = ", ".join(row)
        places = ", ".join(f":{name}" for name in row)
        new = ", ".join(f"{name} = excluded.{name}" for name in row if name != "uuid")
        # Not `insert or replace`: that would throw another row away whose name is the same.
        self._database.execute(
            f"insert into {table} ({names}) values ({places}) on conflict (uuid) do update set {new}",  # noqa: S608
            row,
        )

    def _remember(self, image: RowImage, row: Row) -> None:
        act = self._current()
        act.images.append(image)
        if image.table == "tags":
            act.documents.update(self._tagged_with(image.uuid))
        elif image.table == "notes":
            act.notes.add(image.uuid)
        else:
            act.documents.add(str(row[_SUBJECT[image.table]]))

    def _tagged_with(self, tag: str) -> list[str]:
        rows = self.find("select document_id from document_tags where tag_uuid = ? and deleted_at is null", (tag,))
        return [str(row["document_id"]) for row in rows]

    def _current(self) -> _Act:
        assert self._act is not None, "rows are changed inside an act"
        return self._act

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        connection = self._database.conn
        # Immediate: a transaction that reads first and writes later could not wait for another writer.
        connection.execute("begin immediate")
        try:
            yield
            connection.execute("commit")
        except BaseException:
            # A full disk ends the transaction by itself; then there is nothing to take back.
            connection.rollback()
            raise

    def _now(self) -> str:
        return self._clock().isoformat(timespec="milliseconds")
