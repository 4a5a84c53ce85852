"""Who a file without an id is: a UUID of ours, bound to its place and its content, never written into the file."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kb_app.storage.database import told_in_words

if TYPE_CHECKING:
    from collections.abc import Collection

    import sqlite_utils


class IdentityStore:
    """Ids of own documents, and the token of the index, on one thread's connection."""

    def __init__(self, database: sqlite_utils.Database) -> None:
        self._database = database

    def id_for(self, path: str, content_hash: str, present: Collection[str]) -> str:
        """Return the id of the file at `path`; a file that was moved is recognised by its content.

        `present` holds the paths of all own files there are now: an identity whose file is still at its old
        place is not taken over by a copy of it.

        Raises:
            KbError: the database cannot be used now.
        """
        with told_in_words():
            known = self._by_path(path) or self._moved_from(content_hash, present)
            if known is None:
                return self._create(path, content_hash)
            self._remember(known, path, content_hash)
            return known

    def index_token(self) -> str:
        """Return the token that our index carries in its manifest; it is made at the first call.

        Raises:
            KbError: the database cannot be used now.
        """
        with told_in_words():
            return self._token()

    def _token(self) -> str:
        known = self._first_token()
        if known is not None:
            return known
        with self._database.conn:
            # One statement, so that of two programs that start at once only one makes it.
            self._database.execute(
                "insert into index_tokens (token, created_at)"
                " select ?, ? where not exists (select 1 from index_tokens)",
                (uuid.uuid4().hex, _now()),
            )
        return str(self._first_token())

    def _first_token(self) -> str | None:
        row = self._database.execute("select token from index_tokens order by created_at limit 1").fetchone()
        return None if row is None else str(row[0])

    def _by_path(self, path: str) -> str | None:
        row = self._database.execute("select uuid from document_identities where path = ?", (path,)).fetchone()
        return None if row is None else str(row[0])

    def _moved_from(self, content_hash: str, present: Collection[str]) -> str | None:
        rows = self._database.execute(
            "select uuid, path from document_identities where content_hash = ? order by created_at", (content_hash,)
        ).fetchall()
        return next((str(known) for known, path in rows if path not in present), None)

    def _remember(self, known: str, path: str, content_hash: str) -> None:
        bound = "select 1 from document_identities where uuid = ? and path = ? and content_hash = ?"
        if self._database.execute(bound, (known, path, content_hash)).fetchone() is not None:
            return  # a document is shown also where the database can only be read
        with self._database.conn:
            self._database.execute(
                "update document_identities set path = ?, content_hash = ?, updated_at = ? where uuid = ?",
                (path, content_hash, _now(), known),
            )

    def _create(self, path: str, content_hash: str) -> str:
        now = _now()
        with self._database.conn:
            self._database.execute(
                "insert into document_identities (uuid, path, content_hash, created_at, updated_at)"
                " values (?, ?, ?, ?, ?) on conflict (path) do nothing",
                (str(uuid.uuid4()), path, content_hash, now, now),
            )
        # Another thread may have met the same new file at this moment; then its id holds.
        return str(self._by_path(path))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
