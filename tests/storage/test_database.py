"""The database opens, or says why not, and a newer one is left alone."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from kb_app.base.errors import KbError
from kb_app.storage.database import integrity, open_database
from kb_app.storage.identity_store import IdentityStore
from kb_app.storage.migrations import SCHEMA_VERSION
from tests.case_files import write

ROOT = Path(__file__).resolve().parents[2]

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


def test_programs_that_start_at_once_on_a_new_folder_all_open_it(tmp_path: Path):
    # Given a folder without a database WHEN several processes open it at the same time
    code = "import sys; from pathlib import Path; from kb_app.storage.database import open_database;"
    code += "open_database(Path(sys.argv[1])).close()"
    place = tmp_path / "new" / "casebook.db"
    started = [subprocess.Popen([sys.executable, "-c", code, str(place)], cwd=ROOT) for _number in range(6)]
    # Then none of them fails
    assert [process.wait() for process in started] == [0] * 6


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
