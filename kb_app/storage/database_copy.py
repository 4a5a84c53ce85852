"""A copy of a database that others go on writing to, and what stands in a copy."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.base.progress import Progress, silent
from kb_app.storage.database import connected, told_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from kb_app.base.progress import Report

_PAGES_A_STEP = 4096
_UNREADABLE = frozenset(
    (
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_IOERR_READ,
        sqlite3.SQLITE_IOERR_SHORT_READ,
        sqlite3.SQLITE_IOERR_CORRUPTFS,
    )
)


class DamagedDatabaseError(KbError):
    """The database that is in use cannot be read; it is left as it is."""


_COUNTED = ("notes", "tags", "plans")


def copy_database(source: Path, target: Path, report: Report = silent) -> None:
    """Write the state of `source` at this moment to the new file `target` and let SQLite check it.

    Raises:
        DamagedDatabaseError: `source` cannot be read.
        KbError: it is locked, or the copy could not be written.
    """
    try:
        with told_in_words(), closing(connected(source)) as live, closing(sqlite3.connect(target)) as copy:
            # Beginning to read tells at once of a locked database, and the state stays the same for the whole copy.
            live.execute("BEGIN")
            live.execute("SELECT count(*) FROM sqlite_master").fetchone()
            live.backup(copy, pages=_PAGES_A_STEP, progress=_told(report))
        with looked_into(target) as copied:
            found = str(copied.execute("PRAGMA integrity_check").fetchone()[0])
    except KbError as error:
        if isinstance(error.__cause__, sqlite3.Error) and error.__cause__.sqlite_errorcode in _UNREADABLE:
            raise _damaged(error.cause) from error
        raise
    if found != "ok":
        raise _damaged(found.splitlines()[0])


def _damaged(cause: str) -> DamagedDatabaseError:
    return DamagedDatabaseError(
        _("The database could not be copied."), cause, _("Restore a backup that was made before.")
    )


@contextmanager
def looked_into(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a database file that nobody else uses, for reading; nothing is made beside it.

    Raises:
        KbError: it is no database, or damaged.
    """
    with (
        told_in_words(),
        closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as opened,
    ):
        yield opened


def schema_version(database: sqlite3.Connection) -> int:
    """Return the version of the schema that the file names."""
    return int(database.execute("PRAGMA user_version").fetchone()[0])


def row_counts(database: sqlite3.Connection) -> dict[str, int]:
    """Return how many notes, tags and plans there are; a table that is not there counts nothing."""
    return {
        table: int(database.execute(f"SELECT count(*) FROM {table}{_living(database, table)}").fetchone()[0])  # noqa: S608
        if columns(database, table)
        else 0
        for table in _COUNTED
    }


def columns(database: sqlite3.Connection, table: str) -> tuple[str, ...]:
    """Return the names of the columns of a table, none where it is not there."""
    return tuple(str(row[1]) for row in database.execute(f"PRAGMA table_info({table})"))


def digests(database: sqlite3.Connection, table: str, shared: tuple[str, ...]) -> Mapping[str, str]:
    """Return for every living row of a table, by its UUID, a digest of its `shared` columns."""
    if "uuid" not in shared:
        return {}
    named = ", ".join(f'"{name}"' for name in shared)
    rows = database.execute(f"SELECT uuid, {named} FROM {table}{_living(database, table)}")  # noqa: S608
    return {str(row[0]): hashlib.sha256(repr(row[1:]).encode("utf-8", "surrogatepass")).hexdigest() for row in rows}


def newest_change(database: sqlite3.Connection) -> str:
    """Return the time (ISO 8601) of the last change to a note or a tag, "" where there is none."""
    tables = [table for table in ("notes", "tags", "document_tags") if "updated_at" in columns(database, table)]
    times = (database.execute(f"SELECT max(updated_at) FROM {table}").fetchone()[0] for table in tables)  # noqa: S608
    return max((str(time) for time in times if time), default="")


def _living(database: sqlite3.Connection, table: str) -> str:
    return " WHERE deleted_at IS NULL" if "deleted_at" in columns(database, table) else ""


def _told(report: Report) -> Callable[[int, int, int], None]:
    def tell(_status: int, remaining: int, total: int) -> None:
        report(Progress(total - remaining, max(total, 1), _("Copying the database")))

    return tell
