"""The database opens, or says why not, and a newer one is left alone."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from kb_app.base.errors import KbError
from kb_app.storage.database import integrity, open_database
from kb_app.storage.identity_store import IdentityStore
from kb_app.storage.migrations import SCHEMA_VERSION
from tests.case_files import write
from tests.precious_data import rows
from tests.stored_databases import make_stored

ROOT = Path(__file__).resolve().parents[2]
_OPEN = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from kb_app.storage.backup_files.folder import keep_before_migration
from kb_app.storage.database import open_database
place = Path(sys.argv[1])
open_database(place, lambda old: keep_before_migration(old, place.parent / "backups", datetime.now(UTC))).close()
"""

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


def test_a_copy_is_kept_before_the_schema_changes_and_only_then(tmp_path: Path):
    # Given a new database, one of today, and one of an earlier program
    kept: list[object] = []
    open_database(tmp_path / "new.db", lambda place: kept.append(("new", place))).close()
    open_database(tmp_path / "new.db", lambda place: kept.append(("today's", place))).close()
    make_stored(tmp_path / "old.db", 1)
    # When each is opened, then a copy is kept of the last, as it was
    open_database(tmp_path / "old.db", lambda place: kept.append(rows(place))).close()
    expected = tmp_path / "expected.db"
    make_stored(expected, 1)
    assert kept == [rows(expected)]


def test_without_a_copy_the_schema_does_not_change(tmp_path: Path):
    # Given a database of an earlier program, and no room for a copy
    place = tmp_path / "casebook.db"
    make_stored(place, 1)
    before = place.read_bytes(), rows(place)

    def no_room(_place: Path) -> None:
        raise KbError("no room")

    # When it is opened, then it is not, and nothing changed
    with pytest.raises(KbError, match="no room"):
        open_database(place, no_room)
    assert (place.read_bytes(), rows(place)) == before


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize("statement", range(1, 24, 2))
def test_killed_in_a_migration_the_schema_is_wholly_old_or_wholly_new(tmp_path: Path, statement: int):
    # Given a process that is killed at one of the statements of a migration
    code = """
import os, signal, sqlite3, sys
from pathlib import Path
from kb_app.storage import database
left = int(sys.argv[2])
connected = database.connected
def watched(path):
    opened = connected(path)
    def watch(text):
        global left
        left -= 1 if text.lstrip().lower().startswith(("create", "insert", "commit", "pragma user_version =")) else 0
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
    opened.set_trace_callback(watch)
    return opened
database.connected = watched
database.open_database(Path(sys.argv[1])).close()
"""
    place = tmp_path / "casebook.db"
    make_stored(place, 1)
    old = rows(place)
    ended = subprocess.run([sys.executable, "-c", code, place, str(statement)], cwd=ROOT, check=False)
    # When somebody looks at the file, then it is all old or all new
    with closing(sqlite3.connect(place)) as database:
        version = database.execute("PRAGMA user_version").fetchone()[0]
    now = rows(place)
    assert now is not None
    assert (version, now) == (1, old) if ended.returncode else version == SCHEMA_VERSION
    # and the next start goes on as if nothing had happened
    open_database(place).close()
    assert set(rows(place) or {}) > set(old or {})


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


def test_programs_that_start_at_once_on_a_new_folder_all_open_it(tmp_path: Path):
    # Given a folder without a database WHEN several processes open it at the same time
    place = tmp_path / "new" / "casebook.db"
    started = [subprocess.Popen([sys.executable, "-c", _OPEN, str(place)], cwd=ROOT) for _number in range(6)]
    # Then none of them fails
    assert [process.wait() for process in started] == [0] * 6
    assert list((place.parent / "backups").glob("*")) == []


def test_programs_that_start_at_once_on_an_old_database_migrate_it_once(tmp_path: Path):
    # Given a database of an earlier program WHEN several processes open it at the same time
    place = tmp_path / "casebook.db"
    make_stored(place, 1)
    started = [subprocess.Popen([sys.executable, "-c", _OPEN, str(place)], cwd=ROOT) for _number in range(6)]
    # Then none of them fails, and one copy was kept
    assert [process.wait() for process in started] == [0] * 6
    assert len(list((tmp_path / "backups").glob("*_before-migration.zip"))) == 1


def test_a_locked_database_is_said_in_words(tmp_path: Path, english: None, monkeypatch: pytest.MonkeyPatch):
    # Given a database that another program is writing to
    monkeypatch.setattr("kb_app.storage.database._BUSY_SECONDS", 0.1)
    waiting = open_database(tmp_path / "casebook.db")
    writing = sqlite3.connect(tmp_path / "casebook.db", isolation_level=None)
    writing.execute("begin immediate")
    # When an id is asked for, then it is expected trouble
    with pytest.raises(KbError, match="another program is writing"):
        IdentityStore(waiting).id_for("a.md", "hash", ())
    writing.execute("rollback")
    assert IdentityStore(waiting).id_for("a.md", "hash", ())
    waiting.close()
    writing.close()


@pytest.mark.usefixtures("english")
@pytest.mark.skipif(sys.platform == "win32", reason="a folder has no such right there")
@pytest.mark.parametrize("mode", [0o555, 0o000], ids=["not writable", "not readable either"])
def test_a_data_folder_that_cannot_be_written_is_named_first(ordinary_user: None, tmp_path: Path, mode: int):
    # Given a folder that nobody may write to WHEN a first database is to be opened in it
    folder = tmp_path / "data"
    folder.mkdir(mode=mode)
    # Then the folder is what is said first
    with pytest.raises(KbError) as refused:
        open_database(folder / "casebook.db")
    assert str(refused.value).startswith(
        f"The data folder {folder} cannot be written. The database could not be opened."
    )
