"""What becomes of the person's data when the program is another version than the one that wrote them."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING

from devtools_steps import VENV_PYTHON, must_run
from windows.expectations import CASE, DONE, Trial, expect, expect_code, expect_note, other_data

if TYPE_CHECKING:
    from pathlib import Path

OLDER_SCHEMA = 2
_OLDER_NOTE, _OLDER_TAG = "環境課に聞いた", "視察候補"


def newer_database(trial: Trial) -> None:
    place = trial.pc.data / "casebook.db"
    set_aside = place.with_name("today.db")
    place.rename(set_aside)
    with closing(sqlite3.connect(place)) as database:
        database.execute("create table future (x)")
        database.execute("pragma user_version = 999")
    before = place.read_bytes()
    asked = trial.pc.ask(trial.folder, "note", "list", CASE)
    expect_code(asked.returncode, 1, "a command on data of a newer version")
    expect("新しい版" in asked.stdout, f"it says so: {asked.stdout}")
    expect(place.read_bytes() == before, "the data is untouched")
    set_aside.replace(place)
    expect_note(trial, trial.folder)


def older_schema(trial: Trial) -> None:
    expect_code(trial.pc.install(trial.old, "/DOWNGRADE=1"), DONE, "the setup of the old version")
    with other_data(trial) as data:
        place = data / "casebook.db"
        _store(place, OLDER_SCHEMA)
        expect_code(trial.pc.install(trial.new), DONE, "the setup over a version with data of an older schema")
        expect(_schema(place) == OLDER_SCHEMA, "the setup itself leaves data alone")
        _expect_older_data(trial)
        expect(_schema(place) > OLDER_SCHEMA, "the schema is brought up to date")
        backups = list((data / "backups").glob("*_before-migration*.zip"))
        expect(len(backups) == 1, f"one backup was made before that, by the first start: {backups}")
        _expect_untouched(backups[0], data / "unpacked.db")


def _store(place: Path, version: int) -> None:
    """Make a database as the program with that version of the schema left it: what the tests of migrations keep."""
    make = "import sys, pathlib; from tests.stored_databases import make_stored"
    call = f"make_stored(pathlib.Path(sys.argv[1]), {version})"
    must_run([VENV_PYTHON, "-c", f"{make}; {call}", place], "A database of an older schema could not be made.")


def _schema(place: Path) -> int:
    with closing(sqlite3.connect(place)) as database:
        return int(database.execute("pragma user_version").fetchone()[0])


def _expect_older_data(trial: Trial) -> None:
    notes = trial.pc.ask(trial.folder, "note", "list", CASE).stdout
    expect(_OLDER_NOTE in notes, f"the note of the older version is there: {notes}")
    tags = trial.pc.ask(trial.folder, "tag", "list").stdout
    expect(_OLDER_TAG in tags, f"its tag is there: {tags}")
    shown = trial.pc.ask(trial.folder, "list", "--tag", _OLDER_TAG).stdout
    expect(CASE in shown, f"the case is found by it: {shown}")


def _expect_untouched(backup: Path, unpacked: Path) -> None:
    """A backup holds the database as it was before."""
    with zipfile.ZipFile(backup) as packed:
        unpacked.write_bytes(packed.read("casebook.db"))
    with closing(sqlite3.connect(unpacked)) as database:
        kept = database.execute("select text from notes where deleted_at is null").fetchall()
    expect(_schema(unpacked) == OLDER_SCHEMA, f"{backup.name} is of the schema before")
    expect(any(_OLDER_NOTE in text for (text,) in kept), "the note is in it")
    unpacked.unlink()
