"""Databases of every earlier version of the schema, with contents, and their first opening by this version."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import sqlite_utils

from kb_app.bootstrap import session as session_module
from kb_app.storage.database import open_database
from kb_app.storage.migrations import MIGRATIONS, SCHEMA_VERSION
from tests.crash.place import Place

if TYPE_CHECKING:
    from pathlib import Path

    from tests.crash.journal import Journal

OLD_ONES = 8
"""Databases that one worker opens."""
_ROWS = 400
_TIME = "2026-01-01T00:00:00.000+00:00"
_MADE = {"author": "検査", "created_at": _TIME, "updated_at": _TIME, "revision": 1, "deleted_at": None}
Contents = dict[str, list[dict[str, Any]]]


def old_database(folder: Path, version: int) -> Contents:
    """Make a database as an earlier version left it; return its rows by table. Version 0 is an empty folder."""
    folder.mkdir(parents=True)
    if version == 0:
        return {}
    database = sqlite_utils.Database(folder / "casebook.db")
    database.enable_wal()
    later = [migration.name for migration in MIGRATIONS.pending(database)][version:]
    MIGRATIONS.apply(database, stop_before=later)
    contents = _contents(version)
    for table, rows in contents.items():
        database.table(table).insert_all(rows)
    database.execute(f"PRAGMA user_version = {version}")
    database.close()
    return contents


def contents_of(database: sqlite_utils.Database, tables: Contents) -> Contents:
    """Return the columns and rows that an old database had, as they are now."""
    found: Contents = {}
    for table, rows in tables.items():
        columns = ", ".join(rows[0])
        read = database.execute(f"select {columns} from {table} order by rowid").fetchall()
        found[table] = [dict(zip(rows[0], row, strict=True)) for row in read]
    return found


def open_old_ones(place: Place, journal: Journal) -> None:
    """Open a session on each; the journal says when its database is being opened, and when it is open."""

    def opened(path: Path, *others: Any, **more: Any) -> Any:
        journal.begin({"op": "migrate", "folder": path.parent.parent.name})
        try:
            return open_database(path, *others, **more)
        finally:
            journal.end()

    session_module.open_database = opened  # type: ignore[attr-defined]
    for folder in old_places(place):
        with folder.app().session():
            pass


def old_places(place: Place) -> list[Place]:
    """Return the folders with old databases, in the order they are opened."""
    return [Place(folder, place.is_small) for folder in sorted(place.folder.glob("old-*"))]


def make_old_ones(place: Place) -> dict[str, Contents]:
    """Make new old databases in the place of those there are; return what is in each, by the name of its folder."""
    for old in old_places(place):
        shutil.rmtree(old.folder)
    made = [Place(place.folder / f"old-{number:02}", place.is_small).make() for number in range(OLD_ONES)]
    return {one.folder.name: old_database(one.data_dir, version_of(number)) for number, one in enumerate(made)}


def version_of(number: int) -> int:
    """Return the version that the database of a number has: they take turns, one of four is a new folder."""
    return 0 if number % 4 == 0 else 1 + number % (SCHEMA_VERSION - 1)


def _contents(version: int) -> Contents:
    identities = [
        {"uuid": f"i{number}", "path": f"{number}.md", "content_hash": f"h{number}", "created_at": _TIME}
        | {"updated_at": _TIME}
        for number in range(_ROWS)
    ]
    contents: Contents = {
        "document_identities": identities,
        "index_tokens": [{"token": "t", "created_at": _TIME}],
    }
    if version >= 2:
        contents |= _annotations()
    return contents


def _annotations() -> Contents:
    numbers = range(_ROWS)
    return {
        "notes": [
            {"uuid": f"n{number}", "document_id": f"d{number % 7}", "text": f"メモ{number}\n" * 9}
            | {"visibility": "private", "section": "", "session": "", **_MADE}
            for number in numbers
        ],
        "note_versions": [
            {"uuid": f"v{number}", "note_uuid": f"n{number}", "text": f"前のメモ{number}", "revision": 0}
            | {"author": "", "created_at": _TIME}
            for number in numbers
        ],
        "tags": [{"uuid": f"t{number}", "name": f"札{number}", "folded": f"札{number}", **_MADE} for number in numbers],
        "document_tags": [
            {"uuid": f"l{number}", "document_id": f"d{number % 7}", "tag_uuid": f"t{number}", **_MADE}
            for number in numbers
        ],
        "changes": [{"seq": number + 1, "subject": f"note/n{number}"} for number in numbers],
    }
