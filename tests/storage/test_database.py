"""The database opens, or says why not, and a newer one is left alone."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from kb_app.base.errors import KbError
from kb_app.storage.database import integrity, open_database
from kb_app.storage.migrations import SCHEMA_VERSION
from tests.case_files import write

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("english")


def test_a_new_database_has_the_schema_of_this_version(tmp_path: Path):
    database = open_database(tmp_path / "new" / "casebook.db")
    assert {"document_identities", "index_tokens"} <= set(database.table_names())
    assert database.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
    assert database.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert integrity(database) == "ok"
    database.close()


def test_opening_again_keeps_what_is_there(tmp_path: Path):
    first = open_database(tmp_path / "casebook.db")
    first.table("index_tokens").insert({"token": "t", "created_at": "2026"})
    first.close()
    second = open_database(tmp_path / "casebook.db")
    assert [row["token"] for row in second.table("index_tokens").rows] == ["t"]
    second.close()


def test_a_newer_database_is_refused_and_left_untouched(tmp_path: Path):
    # Given a database of a newer program
    place = tmp_path / "casebook.db"
    newer = sqlite3.connect(place)
    newer.execute("create table future (x)")
    newer.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    newer.close()
    before = place.read_bytes()
    # When it is opened, then it is refused in words
    with pytest.raises(KbError, match="newer version"):
        open_database(place)
    # and nothing of it was changed
    assert place.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["casebook.db"]


def test_a_damaged_database_is_refused_and_left_untouched(tmp_path: Path):
    place = write(tmp_path / "casebook.db", b"no database at all " * 100)
    with pytest.raises(KbError, match="could not be opened") as caught:
        open_database(place)
    assert caught.value.cause
    assert place.read_bytes() == b"no database at all " * 100


def test_a_place_that_is_no_folder_is_refused(tmp_path: Path):
    write(tmp_path / "data", "a file where the folder should be")
    with pytest.raises(KbError, match="could not be opened"):
        open_database(tmp_path / "data" / "casebook.db")
