"""The database of what a person added: opening it, and the two things this version keeps in it.

WAL on a local disk; one connection a thread. The schema is in `migrations.py`.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlite_utils

from kb_app.base.errors import KbError, is_full, is_refused, not_written, system_cause
from kb_app.base.i18n import _
from kb_app.base.private_files import make_private_file, make_private_folder
from kb_app.storage.migrations import MIGRATIONS, SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Database = sqlite_utils.Database
"""A connection; whoever joins objects needs to name it, without knowing what library it comes from."""

_BUSY_SECONDS = 5.0
_TRIES = 8
_LEAST_ROOM = 200_000
"""Bytes that SQLite wants for the files beside a database."""
_PAUSE_SECONDS = 0.1


def open_database(
    path: Path, before_migration: Callable[[Path], object] | None = None, *, read_only: bool = False
) -> Database:
    """Open the database for the calling thread and bring its schema up to date.

    Where nothing can be written (a read-only share, a disk image) it is opened for reading, with `read_only` anywhere.
    `before_migration` keeps a copy of a database (at `path`) of an older schema; what it raises comes through, and then
    nothing is changed.

    Raises:
        KbError: the folder cannot be written, the file is damaged or locked, or it was written by a newer program
            (it is then left untouched); for reading only: there is none, or it is that of an older program.
    """
    if read_only:
        return _for_reading(path)
    try:
        make_private_folder(path.parent)
        if _can_write(path.parent):
            make_private_file(path)  # what SQLite puts beside it gets the rights of the file
    except OSError as error:
        raise _not_prepared(path, error) from error
    # Two programs that start at once on a new folder get in each other's way while they make the same tables.
    for attempt in range(_TRIES):
        try:
            return _prepared(path, before_migration)
        except (sqlite3.Error, OSError) as error:  # the latter where the folder may not even be looked into
            passes = isinstance(error, sqlite3.OperationalError) and _can_write(path.parent)
            if not passes or attempt == _TRIES - 1:
                raise _not_prepared(path, error) from error
            time.sleep(_PAUSE_SECONDS * (attempt + 1))
    raise AssertionError


@contextmanager
def told_in_words() -> Iterator[None]:
    """Turn what SQLite raises inside the block into a `KbError`.

    Raises:
        KbError: the database is locked, full, read only or damaged.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise KbError(
            _("The database could not be used."),
            _cause(error),
            _("Close other windows of this program, see to free space on the disk, and try again."),
        ) from error


def integrity(database: Database) -> str:
    """Return "ok", or what SQLite's own check found."""
    return str(database.execute("PRAGMA integrity_check").fetchone()[0])


def connected(path: Path) -> sqlite3.Connection:
    """Return a connection; in a folder that cannot be written one that only reads.

    Raises:
        sqlite3.Error: the file cannot be opened.
    """
    if _can_write(path.parent) or not path.exists():
        return sqlite3.connect(path, timeout=_BUSY_SECONDS)
    return _reader(path)


def _prepared(path: Path, before_migration: Callable[[Path], object] | None) -> Database:
    database = sqlite_utils.Database(connected(path))
    try:
        # SQLite may be built to be content with less; what was called saved outlives also a cut of the power.
        database.execute("PRAGMA synchronous = FULL")
        if _refuse_newer(database) < SCHEMA_VERSION:
            database.enable_wal()
            _migrate(database, path, before_migration)
    except BaseException:
        database.close()
        raise
    return database


def _migrate(database: Database, path: Path, before_migration: Callable[[Path], object] | None) -> None:
    """Take all steps or none: a process that dies in between leaves the old schema."""
    database.execute("BEGIN IMMEDIATE")
    try:
        # Another program that started at the same moment may have been faster.
        version = _refuse_newer(database)
        if 0 < version < SCHEMA_VERSION and before_migration is not None:
            before_migration(path)
        if version < SCHEMA_VERSION:
            MIGRATIONS.apply(database)
            database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        database.execute("COMMIT")
    except BaseException:
        database.rollback()
        raise


def _for_reading(path: Path) -> Database:
    if not _is_there(path):
        raise _not_opened(path, _("there is none yet"))
    try:
        database = sqlite_utils.Database(_reader(path))
        try:
            _refuse_older(_refuse_newer(database))
        except BaseException:
            database.close()
            raise
    except sqlite3.Error as error:
        raise _not_opened(path, _cause(error)) from error
    return database


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise _not_opened(path, system_cause(error)) from error


def _reader(path: Path) -> sqlite3.Connection:
    # WAL wants a file of its own beside the database even for reading. Where none is and none can be made, only a file
    # that nobody changes can be read; elsewhere it must not be taken for one, because another program may write to it.
    has_log = path.with_name(f"{path.name}-wal").exists()
    unchanging = "" if has_log or _can_write(path.parent) else "&immutable=1"
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{unchanging}", timeout=_BUSY_SECONDS, uri=True)


def _can_write(folder: Path) -> bool:
    return os.access(folder, os.W_OK)


def _refuse_newer(database: Database) -> int:
    """Return the version of the schema in the file."""
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    if version > SCHEMA_VERSION:
        raise KbError(
            _("The database could not be opened."),
            _("it was written by a newer version of this program"),
            _("Install the newer version. Nothing was changed."),
        )
    return version


def _refuse_older(version: int) -> None:
    """What is only read cannot be brought up to date."""
    if version < SCHEMA_VERSION:
        raise KbError(
            _("The database could not be opened."),
            _("it is that of an earlier version, and it is opened for reading only"),
            _("Close this window and the other one, and start the program again."),
        )


def _cause(error: sqlite3.Error) -> str:
    """The usual causes in the person's language; anything else in SQLite's own words."""
    words = str(error)
    known = {
        "locked": _("another program is writing to it"),
        "unable to open": _("the folder cannot be written"),
        "readonly": _("the file or its folder is read-only"),
        "disk is full": _("the disk is full"),
        "disk I/O": _("the disk is full or reports an error"),
        "not a database": _("the file is damaged"),
        "malformed": _("the file is damaged"),
        "UNIQUE constraint": _("there is another one of the same name"),
    }
    return next((said for sign, said in known.items() if sign in words), words)


def _not_prepared(path: Path, error: OSError | sqlite3.Error) -> KbError:
    """What is wrong with the data folder as a whole comes before the database that is in it."""
    refused = error if isinstance(error, OSError) else _refused(path.parent, error)
    if refused is not None and (is_full(refused) or is_refused(refused)):
        return not_written(path.parent, refused, _("The database could not be opened."), _("Nothing was changed."))
    return _not_opened(path, _cause(error) if isinstance(error, sqlite3.Error) else system_cause(error))


def _refused(folder: Path, error: sqlite3.Error) -> OSError | None:
    """What the system refused to SQLite, which does not say it: None where that cannot be told."""
    words, number = str(error), 0
    if "disk is full" in words or ("disk I/O" in words and shutil.disk_usage(folder).free < _LEAST_ROOM):
        number = errno.ENOSPC
    elif ("unable to open" in words or "readonly" in words) and not _can_write(folder):
        number = errno.EROFS
    return OSError(number, os.strerror(number)) if number else None


def _not_opened(path: Path, cause: str) -> KbError:
    return KbError(
        _("The database could not be opened."),
        cause,
        _("Check that {path} can be written and that there is room on the disk.").format(path=path.parent),
    )
