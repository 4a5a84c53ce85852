"""Rows that a person made: every change is one transaction, counts a revision, and can be undone.

Nothing is ever taken out of these tables: a deleted row keeps its content and says when it was deleted, for the
wastebasket and for merging with a colleague's copy.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kb_app.base.i18n import _
from kb_app.domain.change import Change, ChangedSinceError, RowImage
from kb_app.domain.characters import whole_characters
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
        """Add a row and return its new UUID; `values` may bring a UUID, an author and times from elsewhere."""
        now = self._now()
        made = {"uuid": str(uuid.uuid4()), "author": self._named(), "created_at": now, "updated_at": now}
        row = {**made, **values, "revision": 1, "deleted_at": None}
        self._write(table, row)
        self._remember(RowImage(table, row["uuid"], None, row))
        return str(row["uuid"])

    def change(self, table: str, before: Row, **values: Any) -> None:
        """Change a row that was read in this act; its revision grows, its time never goes back."""
        revision = int(before["revision"]) + 1
        row = {
            **before,
            # A note stays that of whoever wrote it first, also where a colleague mends it.
            "author": before["author"] if table == "notes" else self._named() or before["author"],
            **values,
            "updated_at": self._after(before),
            "revision": revision,
        }
        self._write(table, row)
        self._remember(RowImage(table, str(row["uuid"]), before, row))

    def delete(self, table: str, before: Row) -> None:
        """Say that a row is deleted; its content stays."""
        self.change(table, before, deleted_at=self._after(before))

    def undo(self, change: Change) -> Change:
        """Put everything back as it was before a change, in one act, and return what that changed.

        A tag that the change made stays where it was put on another document since.

        Raises:
            KbError: something of it was changed again since, or the database cannot be used now; nothing was changed.
        """
        with self.act() as act:
            for image in reversed(change.images):
                self._put_back(image)
        return act.change

    def _put_back(self, image: RowImage) -> None:
        rows = self.find(f"select * from {image.table} where uuid = ?", (image.uuid,))  # noqa: S608 (a table of ours)
        # Not the revision: undoing a later change of the row made that another one.
        if not rows or _content(rows[0]) != _content(image.after):
            raise ChangedSinceError
        if image.before is None:
            if image.table != "tags" or not self._tagged_with(image.uuid):
                self.delete(image.table, rows[0])
            return
        kept = _content(image.before)
        if image.table == "document_tags" and kept["deleted_at"] is None and not self._has_tag(kept["tag_uuid"]):
            raise ChangedSinceError(_("the tag was deleted since"))
        try:
            self.change(image.table, rows[0], **kept)
        except sqlite3.IntegrityError as error:
            raise ChangedSinceError(_("there is another one of the same name")) from error

    def _write(self, table: str, row: Row) -> None:
        names = ", ".join(row)
        places = ", ".join(f":{name}" for name in row)
        new = ", ".join(f"{name} = excluded.{name}" for name in row if name != "uuid")
        # Not `insert or replace`: that would throw another row away whose name is the same.
        self._database.execute(
            f"insert into {table} ({names}) values ({places}) on conflict (uuid) do update set {new}",  # noqa: S608
            row,
        )

    def _remember(self, image: RowImage) -> None:
        act = self._current()
        act.images.append(image)
        if image.table == "tags":
            act.documents.update(self._tagged_with(image.uuid))
        elif image.table == "notes":
            act.notes.add(image.uuid)
        else:
            act.documents.add(str(image.after[_SUBJECT[image.table]]))

    def _tagged_with(self, tag: str) -> list[str]:
        rows = self.find("select document_id from document_tags where tag_uuid = ? and deleted_at is null", (tag,))
        return [str(row["document_id"]) for row in rows]

    def _has_tag(self, tag: str) -> bool:
        return bool(self.find("select 1 as found from tags where uuid = ? and deleted_at is null", (tag,)))

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

    def _named(self) -> str:
        return whole_characters(self._author())

    def _after(self, row: Row) -> str:
        """The time now, but never before the row's last change: a clock can be set back."""
        return max(self._now(), str(row["updated_at"]))

    def _now(self) -> str:
        return self._clock().isoformat(timespec="milliseconds")


def _content(row: Mapping[str, Any]) -> Row:
    """What a person would see of a row, and who made it what it is."""
    return {name: value for name, value in row.items() if name not in ("uuid", "revision", "updated_at")}
