"""The database of what a person added: opening it, and the two things this version keeps in it.

WAL on a local disk; one connection a thread. The schema is in `migrations.py`.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import sqlite_utils

from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.storage.migrations import MIGRATIONS, SCHEMA_VERSION

if TYPE_CHECKING:
    from pathlib import Path

Database = sqlite_utils.Database
"""A connection; whoever joins objects needs to name it, without knowing what library it comes from."""

_BUSY_SECONDS = 5.0


def open_database(path: Path) -> Database:
    """Open the database for the calling thread and bring its schema up to date.

    Raises:
        KbError: the folder cannot be written, the file is damaged or locked, or it was written by a newer program
            (it is then left untouched).
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite_utils.Database(sqlite3.connect(path, timeout=_BUSY_SECONDS))
        _refuse_newer(database)
        database.enable_wal()
        MIGRATIONS.apply(database)
        database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    except OSError as error:
        raise _not_opened(system_cause(error)) from error
    except sqlite3.Error as error:
        raise _not_opened(str(error)) from error
    return database


def integrity(database: Database) -> str:
    """Return "ok", or what SQLite's own check found."""
    return str(database.execute("PRAGMA integrity_check").fetchone()[0])


def _refuse_newer(database: Database) -> None:
    version = database.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        database.close()
        raise KbError(
            _("The database could not be opened."),
            _("it was written by a newer version of this program"),
            _("Install the newer version. Nothing was changed."),
        )


def _not_opened(cause: str) -> KbError:
    return KbError(
        _("The database could not be opened."),
        cause,
        _("Check the folder of your data and the free space on the disk."),
    )
