"""Who a file without an id is."""

from __future__ import annotations

import threading
import uuid
from typing import TYPE_CHECKING

import pytest

from kb_app.storage.database import open_database
from kb_app.storage.identity_store import IdentityStore

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[IdentityStore]:
    database = open_database(tmp_path / "casebook.db")
    yield IdentityStore(database)
    database.close()


def test_a_new_file_gets_a_uuid(store: IdentityStore):
    assert uuid.UUID(store.id_for("a.md", "hash", ["a.md"])).version == 4


def test_an_edited_file_keeps_its_id(store: IdentityStore):
    first = store.id_for("a.md", "old", ["a.md"])
    assert store.id_for("a.md", "new", ["a.md"]) == first


def test_a_moved_file_keeps_its_id(store: IdentityStore):
    first = store.id_for("a.md", "hash", ["a.md"])
    assert store.id_for("folder/b.md", "hash", ["folder/b.md"]) == first
    # and once it was edited at its new place too
    assert store.id_for("folder/b.md", "new", ["folder/b.md"]) == first


def test_a_file_that_was_edited_and_then_moved_keeps_its_id(store: IdentityStore):
    first = store.id_for("a.md", "old", ["a.md"])
    store.id_for("a.md", "new", ["a.md"])
    assert store.id_for("b.md", "new", ["b.md"]) == first
    assert store.id_for("c.md", "old", ["b.md", "c.md"]) != first


def test_a_copy_gets_an_id_of_its_own(store: IdentityStore):
    first = store.id_for("a.md", "hash", ["a.md"])
    copy = store.id_for("b.md", "hash", ["a.md", "b.md"])
    assert copy != first
    assert store.id_for("a.md", "hash", ["a.md", "b.md"]) == first


def test_a_new_file_at_an_old_place_takes_the_place_of_the_old_one(store: IdentityStore):
    first = store.id_for("a.md", "hash", ["a.md"])
    assert store.id_for("a.md", "other", ["a.md"]) == first


def test_ids_outlive_the_program(tmp_path: Path):
    found = []
    for _run in range(2):
        database = open_database(tmp_path / "casebook.db")
        store = IdentityStore(database)
        found.append((store.id_for("a.md", "hash", ["a.md"]), store.index_token()))
        database.close()
    assert found[0] == found[1]


def test_two_databases_have_two_tokens(tmp_path: Path):
    tokens = set()
    for name in ("a.db", "b.db"):
        database = open_database(tmp_path / name)
        tokens.add(IdentityStore(database).index_token())
        database.close()
    assert len(tokens) == 2


def test_threads_that_meet_the_same_new_files_agree_about_them(tmp_path: Path):
    # Given a database, and threads that begin at the same moment
    open_database(tmp_path / "casebook.db").close()
    start = threading.Barrier(4)
    found: list[list[str]] = []

    def ask() -> None:
        database = open_database(tmp_path / "casebook.db")
        store = IdentityStore(database)
        start.wait()
        found.append([store.index_token(), *(store.id_for(f"{n}.md", f"hash {n}", [f"{n}.md"]) for n in range(30))])
        database.close()

    # When each of them asks for the token and the same ids
    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Then all were told the same
    assert len(found) == 4
    assert all(other == found[0] for other in found)
    assert len(set(found[0])) == 31
