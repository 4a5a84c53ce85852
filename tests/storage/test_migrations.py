"""A database of every earlier version opens with its contents, and gets what this version keeps."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from kb_app.base.errors import KbError
from kb_app.domain.taxonomy import Axis
from kb_app.storage.database import integrity, open_database
from kb_app.storage.identity_store import IdentityStore
from kb_app.storage.migrations import MIGRATIONS, SCHEMA_VERSION
from tests.storage.conftest import Clock, Desk
from tests.stored_databases import STORED, make_stored

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(params=STORED, ids=lambda version: f"version {version}")
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    place = tmp_path / "casebook.db"
    make_stored(place, request.param)
    return place


def content(place: Path) -> list[str]:
    connection = sqlite3.connect(place)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_there_is_a_stored_database_of_every_earlier_version():
    assert list(STORED) == list(range(1, SCHEMA_VERSION))


def test_an_earlier_database_opens_with_its_contents(stored: Path):
    # When it is opened
    database = open_database(stored)
    # Then it has this version's schema, what was in it is there,
    assert database.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
    identities = IdentityStore(database)
    assert identities.id_for("総務/傘.md", "a1b2", ()) == "0b0c1f5e-8d0f-4c57-9d3e-2f6f0a7f9a11"
    assert identities.id_for("moved.md", "c3d4", ["moved.md"]) == "7f3f7d0e-4c6f-4b8e-8f52-6f9a6c1d2b22"
    assert identities.index_token() == "5f0e6a"
    assert database.execute("select count(*) from document_identities").fetchone() == (2,)
    assert integrity(database) == "ok"
    database.close()
    # and this version's own things can be kept in it, and are there the next time
    desk = Desk(stored, Clock())
    desk.tags.put_on(["0b0c1f5e-8d0f-4c57-9d3e-2f6f0a7f9a11"], ["視察"])
    desk.close()
    again = Desk(stored, Clock())
    assert again.tags.of_document("0b0c1f5e-8d0f-4c57-9d3e-2f6f0a7f9a11") == ("視察",)
    again.close()


def test_an_earlier_database_becomes_what_a_new_one_is(stored: Path, tmp_path: Path):
    def schema(place: Path) -> set[tuple[str, ...]]:
        database = open_database(place)
        rows = database.execute("select type, name, sql from sqlite_master").fetchall()
        database.close()
        return {(kind, name, " ".join((sql or "").split())) for kind, name, sql in rows if name not in AS_MADE_BEFORE}

    assert schema(stored) == schema(tmp_path / "new.db")


def test_what_was_added_before_imports_were_known_is_there(tmp_path: Path):
    # GIVEN a database of the second version, with one of everything
    make_stored(tmp_path / "casebook.db", 2)
    # WHEN it is opened THEN notes, the wastebasket, earlier texts, tags, attributes and status are what they were
    desk = Desk(tmp_path / "casebook.db", Clock())
    (note,) = desk.notes.every()
    assert note.text == "環境課に聞いた\n- [x] 電話の件数"
    assert (note.document, str(note.visibility), note.author, note.section, note.revision) == (
        "kosai-line-chatbot",
        "internal",
        "山田",
        "情報政策課",
        2,
    )
    assert [version.text for version in desk.notes.versions(note.id)] == ["環境課に聞く\n- [ ] 電話の件数"]
    assert [deleted.text for deleted in desk.notes.deleted()] == ["捨てたメモ"]
    found = desk.annotations.of_document("kosai-line-chatbot")
    assert (found.tags, found.added, str(found.status), found.is_starred) == (
        ("視察候補",),
        {Axis.STEP: ("prepare",)},
        "candidate",
        True,
    )
    desk.close()


AS_MADE_BEFORE = {
    "_sqlite_migrations",
    "document_identities",
    "index_tokens",
    "idx__sqlite_migrations_migration_set_name",
}
"""What the text of an earlier version writes in its own way."""


def test_a_step_that_fails_leaves_the_earlier_version_whole(stored: Path, monkeypatch: pytest.MonkeyPatch):
    before = content(stored)
    # Given a database that is full in the middle of a step (this one is, after a few tables)
    with monkeypatch.context() as patch:
        patch.setattr("kb_app.storage.database.connected", full)
        patch.setattr("kb_app.storage.database._TRIES", 1)
        # When it is opened, then it is said, and it is what it was
        with pytest.raises(KbError, match=r" is full\. The database could not be opened\."):
            open_database(stored)
    assert content(stored) == before
    # and with room it opens
    open_database(stored).close()
    assert content(stored) != before


def full(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 3}")
    return connection


def test_steps_are_only_ever_added(tmp_path: Path):
    database = open_database(tmp_path / "casebook.db")
    assert [step.name for step in MIGRATIONS.applied(database)] == [
        "m001_identities",
        "m002_annotations",
        "m003_imports",
    ]
    assert MIGRATIONS.pending(database) == []
    database.close()
