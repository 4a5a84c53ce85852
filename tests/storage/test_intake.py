"""One pass over the shelves: what is new, changed and gone, and one document for an id."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from kb_app.storage.case_repository import CaseRepository
from kb_app.storage.database import open_database
from kb_app.storage.identity_store import IdentityStore
from kb_app.storage.intake import Intake, Known
from tests.case_files import GOOD, WITHOUT_ID, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kb_app.domain.vocabulary import Vocabulary

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def bundled(tmp_path: Path) -> Path:
    return tmp_path / "bundled"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "own"


@pytest.fixture
def repository(tmp_path: Path, bundled: Path, own: Path, vocabulary: Vocabulary) -> Iterator[CaseRepository]:
    database = open_database(tmp_path / "casebook.db")
    yield CaseRepository(bundled, own, vocabulary, IdentityStore(database).id_for)
    database.close()


def ids(repository: CaseRepository, known: dict[str, Known] | None = None) -> dict[str, str]:
    """The id of each document that a pass reads, by key."""
    read = Intake(repository, known or {}).read()
    return {file.key: loaded.document.case.id for file, loaded in read if loaded.document is not None}


def errors(repository: CaseRepository) -> dict[str, list[str]]:
    read = Intake(repository, {}).read()
    return {file.key: [problem.message for problem in loaded.problems] for file, loaded in read if loaded.problems}


def known(repository: CaseRepository) -> dict[str, Known]:
    """What a pass over everything comes to know."""
    read = Intake(repository, {}).read()
    return {
        file.key: Known(loaded.document.case.id, file.size, file.modified)
        for file, loaded in read
        if loaded.document is not None
    }


def test_a_file_without_id_keeps_its_id_when_edited_and_when_moved(repository: CaseRepository, own: Path):
    # Given an own file without an id
    place = write(own / "a.md", WITHOUT_ID)
    first = ids(repository)["own/a.md"]
    # When it is edited, then moved
    write(place, WITHOUT_ID + "\n追記。\n")
    edited = ids(repository)["own/a.md"]
    (own / "folder").mkdir()
    place.rename(own / "folder" / "b.md")
    moved = ids(repository)["own/folder/b.md"]
    # Then it is the same document, and the file says nothing of it
    assert first == edited == moved
    assert (own / "folder" / "b.md").read_text(encoding="utf-8") == WITHOUT_ID + "\n追記。\n"


def test_a_copy_of_a_file_without_id_gets_its_own(repository: CaseRepository, own: Path):
    write(own / "b.md", WITHOUT_ID)
    first = ids(repository)["own/b.md"]
    # The copy stands before the original
    write(own / "a.md", WITHOUT_ID)
    found = ids(repository)
    assert found["own/b.md"] == first
    assert found["own/a.md"] != first


def test_two_own_files_of_one_id_are_both_there_and_the_second_is_named(repository: CaseRepository, own: Path):
    write(own / "a.md", GOOD)
    write(own / "b.md", GOOD)
    found = ids(repository)
    assert found["own/a.md"] == "kosai-umbrella"
    assert found["own/b.md"] not in ("kosai-umbrella", "")
    assert errors(repository) == {"own/b.md": ["the id “kosai-umbrella” already belongs to own/a.md"]}
    # and the id that the second one was given stays its own
    assert ids(repository) == found


def test_an_own_file_with_the_id_of_a_bundled_one_is_listed_beside_it(
    repository: CaseRepository, bundled: Path, own: Path
):
    write(bundled / "z.md", GOOD)
    write(own / "a.md", GOOD)
    found = ids(repository)
    assert found["bundled/z.md"] == "kosai-umbrella"
    assert found["own/a.md"] != "kosai-umbrella"
    assert errors(repository) == {"own/a.md": ["the id “kosai-umbrella” already belongs to bundled/z.md"]}


def test_the_second_bundled_file_of_an_id_is_left_out_and_named(repository: CaseRepository, bundled: Path):
    write(bundled / "a.md", GOOD)
    write(bundled / "b.md", GOOD)
    assert ids(repository) == {"bundled/a.md": "kosai-umbrella"}
    assert errors(repository) == {"bundled/b.md": ["the id “kosai-umbrella” already belongs to bundled/a.md"]}


def test_what_is_known_and_unchanged_is_not_read_again(repository: CaseRepository, own: Path):
    write(own / "a.md", GOOD)
    before = known(repository)
    intake = Intake(repository, before)
    assert (intake.pending, intake.gone(), list(intake.read())) == (0, [], [])


def test_what_is_new_or_changed_is_read(repository: CaseRepository, own: Path):
    # Given two known files
    changed = write(own / "changed.md", GOOD)
    touched = write(own / "touched.md", WITHOUT_ID)
    before = known(repository)
    # When one changes its size, the other only its time, and a third comes
    write(changed, GOOD + "追記")
    os.utime(touched, ns=(0, 0))
    write(own / "new.md", WITHOUT_ID + "別")
    # Then all three are read
    intake = Intake(repository, before)
    assert intake.pending == 3
    assert [file.path for file, _loaded in intake.read()] == ["changed.md", "new.md", "touched.md"]


def test_what_was_deleted_is_gone(repository: CaseRepository, own: Path):
    write(own / "a.md", GOOD)
    before = known(repository)
    (own / "a.md").unlink()
    assert Intake(repository, before).gone() == ["own/a.md"]


def test_what_lies_in_a_locked_folder_is_not_gone(
    repository: CaseRepository, own: Path, lock_away: Callable[[Path], None]
):
    write(own / "locked" / "a.md", GOOD)
    write(own / "locked up" / "b.md", WITHOUT_ID)
    before = known(repository)
    (own / "locked up" / "b.md").unlink()
    lock_away(own / "locked")
    # A folder whose name only begins the same is another folder
    assert Intake(repository, before).gone() == ["own/locked up/b.md"]


def test_nothing_is_gone_while_the_whole_shelf_is_locked(
    repository: CaseRepository, own: Path, lock_away: Callable[[Path], None]
):
    write(own / "a.md", GOOD)
    write(own / "folder" / "b.md", WITHOUT_ID)
    before = known(repository)
    lock_away(own)
    assert Intake(repository, before).gone() == []


def test_a_known_file_out_of_reach_keeps_its_id_from_others(
    repository: CaseRepository, own: Path, lock_away: Callable[[Path], None]
):
    # Given a known file that changed and cannot be read now
    place = write(own / "a.md", GOOD)
    before = known(repository)
    write(place, GOOD + "追記")
    lock_away(place)
    # When another file comes that states the same id
    write(own / "b.md", GOOD)
    # Then the id stays where it was
    assert ids(repository, before)["own/b.md"] != "kosai-umbrella"
