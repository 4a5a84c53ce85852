"""A data folder with something of everything that is precious, and its state as one comparable value."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from kb_app.base.settings import Settings, save_settings
from kb_app.storage.database import open_database
from tests.case_files import GOOD, write

if TYPE_CHECKING:
    from pathlib import Path

    from kb_app.base.paths import AppPaths

MADE = {"author": "戸籍 花子", "created_at": "2026-11-01T00:00:00.000+00:00", "deleted_at": None}


def fill(paths: AppPaths, words: str = "元のメモ", notes: int = 3) -> None:
    """Put cases, an attachment, an empty folder, notes, a tag and settings into a data folder."""
    write(paths.own_cases_dir / "税務" / "押印.md", GOOD + words)
    write(paths.own_cases_dir / "税務" / "添付 資料.bin", words.encode("utf-8") * 500)
    (paths.own_cases_dir / "空のフォルダー").mkdir(exist_ok=True)
    os.utime(paths.own_cases_dir / "税務" / "押印.md", ns=(10**18 + 7, 10**18 + 7))
    save_settings(paths.settings_file, Settings(author=words, language="en"))
    for number in range(notes):
        add_note(paths.database, f"note-{number}", f"{words} {number}")
    with closing(open_database(paths.database)) as database:
        database.table("tags").upsert(
            {"uuid": "tag-1", "name": words, "folded": words, "revision": 1, "updated_at": "2026-11-02", **MADE},
            pk="uuid",
        )


def add_note(place: Path, uuid: str, text: str, **fields: Any) -> None:
    """Write one note, as the program will."""
    row = {"uuid": uuid, "document_id": "kosai", "text": text, "visibility": "office", "section": "", "session": ""}
    with closing(open_database(place)) as database:
        database.table("notes").upsert(
            {**row, "revision": 1, "updated_at": "2026-11-03T00:00:00.000+00:00", **MADE, **fields}, pk="uuid"
        )


def state(paths: AppPaths) -> dict[str, Any]:
    """Return everything precious: files with bytes and times, folders, rows of all tables, settings."""
    return {"files": tree(paths.own_cases_dir), "rows": rows(paths.database), "settings": _bytes(paths.settings_file)}


def tree(root: Path) -> dict[str, Any]:
    """Return every file below `root` with its bytes and time, and every folder."""
    found: dict[str, Any] = {}
    for folder, folders, names in os.walk(root):
        above = os.path.relpath(folder, root)
        found.update({os.path.join(above, name): "folder" for name in folders})  # noqa: PTH118 (names of any bytes)
        for name in names:
            place = os.path.join(folder, name)  # noqa: PTH118
            with open(place, "rb") as file:  # noqa: PTH123
                found[os.path.join(above, name)] = (file.read(), os.stat(place).st_mtime_ns)  # noqa: PTH116, PTH118
    return found


def rows(database: Path) -> dict[str, Any] | None:
    """Return the rows of every table, but the token of the index, which is another after a restore."""
    if not database.exists():
        return None
    with closing(sqlite3.connect(database)) as opened:
        names = [str(row[0]) for row in opened.execute("select name from sqlite_master where type = 'table'")]
        return {
            name: sorted(map(repr, opened.execute(f"select * from {name}"))) for name in names if name != "index_tokens"
        }


def _bytes(place: Path) -> bytes | None:
    return place.read_bytes() if place.exists() else None
