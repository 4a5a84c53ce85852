"""A database that is opened for reading only: beside a program that writes to it, alone, and where nothing can be written."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kb_app.base.errors import KbError
from kb_app.storage.change_log import ChangeLog
from kb_app.storage.database import Database, open_database
from kb_app.storage.identity_store import IdentityStore
from tests.case_files import write

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("english")


def change(database: Database, subject: str) -> None:
    with database.conn:
        database.execute("insert or replace into changes (subject) values (?)", (subject,))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A database with one change, closed again, so that nothing but its own file is there."""
    database = open_database(tmp_path / "data" / "casebook.db")
    change(database, "note/1")
    database.close()
    assert [found.name for found in (tmp_path / "data").iterdir()] == ["casebook.db"]
    return tmp_path / "data" / "casebook.db"


@pytest.fixture
def closed_folder(place: Path, ordinary_user: None) -> Iterator[Path]:
    place.chmod(0o400)
    place.parent.chmod(0o500)
    yield place
    place.parent.chmod(0o700)


def test_every_change_makes_the_number_grow(place: Path):
    database = open_database(place)
    log = ChangeLog(database)
    seen = [log.latest()]
    for subject in ("note/1", "document/a", "note/1"):
        change(database, subject)
        seen.append(log.latest())
    assert seen == sorted(set(seen))
    database.close()


def test_a_database_without_changes_has_the_number_0(tmp_path: Path):
    database = open_database(tmp_path / "casebook.db")
    assert ChangeLog(database).latest() == 0
    database.close()


def test_a_reader_sees_what_another_program_writes_and_cannot_write_itself(place: Path):
    # Given a reader that was there first, beside no other file
    reader = open_database(place, read_only=True)
    before = ChangeLog(reader).latest()
    content = place.read_bytes()
    # When it is told to write, then it says that it cannot
    with pytest.raises(KbError, match="read-only"):
        IdentityStore(reader).id_for("a.md", "hash", ())
    assert place.read_bytes() == content
    # When another program writes, even whole pages into the file itself
    writer = open_database(place)
    for number in range(2000):
        change(writer, f"note/{number}")
    writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    change(writer, "document/a")
    # Then the reader sees it
    assert ChangeLog(reader).latest() == ChangeLog(writer).latest() == before + 2001
    assert reader.execute("select count(*) from changes").fetchone()[0] == 2001
    reader.close()
    writer.close()


@pytest.mark.skipif(sys.platform == "win32", reason="a folder has no such right there")
def test_a_database_is_read_where_nothing_can_be_written_beside_it(closed_folder: Path):
    reader = open_database(closed_folder, read_only=True)
    assert ChangeLog(reader).latest() == 1
    reader.close()
    assert [found.name for found in closed_folder.parent.iterdir()] == ["casebook.db"]


@pytest.mark.parametrize("folder", ["new", "file"])
def test_where_there_is_none_yet_none_is_made(tmp_path: Path, folder: str):
    write(tmp_path / "file", "a file where the folder should be")
    with pytest.raises(KbError, match="there is none yet"):
        open_database(tmp_path / folder / "casebook.db", read_only=True)
    assert [found.name for found in tmp_path.iterdir()] == ["file"]


def test_an_older_one_is_not_brought_up_to_date(tmp_path: Path):
    # Given a database of an earlier version
    place = tmp_path / "casebook.db"
    older = sqlite3.connect(place)
    older.execute("create table past (x)")
    older.execute("PRAGMA user_version = 1")
    older.close()
    before = place.read_bytes()
    # When it is opened for reading, then one sentence says why not
    with pytest.raises(KbError, match="earlier version"):
        open_database(place, read_only=True)
    # and nothing of it was changed
    assert place.read_bytes() == before


def test_a_damaged_one_is_said_in_words(tmp_path: Path):
    place = write(tmp_path / "casebook.db", b"no database at all " * 100)
    with pytest.raises(KbError, match="damaged"):
        open_database(place, read_only=True)
