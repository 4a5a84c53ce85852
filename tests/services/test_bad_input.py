"""One bad file: it is named with line and field, and the rest of the library loads and is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.domain.problem import Severity
from kb_app.domain.query import MatchMode, Query
from tests.bad_input import BAD_FILES, ODD_BUT_GOOD, BadFile
from tests.case_files import GOOD, WORD, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session
    from kb_app.domain.library import FileReport

GOOD_FILE = GOOD.replace("kosai-umbrella", "good-neighbour")

pytestmark = pytest.mark.usefixtures("english")


def errors(reports: Iterable[FileReport]) -> dict[str, list[tuple[int, str]]]:
    found = {
        report.path: [
            (problem.line, problem.field) for problem in report.problems if problem.severity is Severity.ERROR
        ]
        for report in reports
    }
    return {path: problems for path, problems in found.items() if problems}


def places_found(session: Session, words: str) -> set[str]:
    return {hit.path for hit in session.searching.search(Query(words, mode=MatchMode.ALL)).hits}


def bundled_count(app: App) -> int:
    return len(list(app.paths.library_dir.rglob("*.md")))


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.name)
def test_a_bad_file_is_named_and_takes_nothing_else_with_it(small_app: App, bad: BadFile):
    # Given a bad file and a good one among the office's own cases
    place = write(small_app.paths.own_cases_dir / bad.name, bad.content)
    write(small_app.paths.own_cases_dir / "good.md", GOOD_FILE)
    before = (place.read_bytes(), place.stat().st_mtime_ns)
    with small_app.session() as session:
        # When everything is indexed
        summary = session.indexing.update()
        # Then the bad one is named with line and field, by the index and by the check alike
        named = errors(summary.reports)
        assert list(named) == [f"own/{bad.name}"]
        assert (bad.line, bad.field) in named[f"own/{bad.name}"]
        assert errors(session.library.checked()) == named
        assert errors(session.library.reports()) == named
        # and everything else is there and found
        assert summary.documents == bundled_count(small_app) + 1 + bad.is_found
        assert places_found(session, WORD) == {"own/good.md"} | ({f"own/{bad.name}"} if bad.is_found else set())
        # and the file is as it was
        assert (place.read_bytes(), place.stat().st_mtime_ns) == before


@pytest.mark.parametrize(("name", "content"), ODD_BUT_GOOD, ids=lambda value: value if isinstance(value, str) else "")
def test_an_odd_file_is_read_without_a_word(small_app: App, name: str, content: bytes):
    write(small_app.paths.own_cases_dir / name, content)
    with small_app.session() as session:
        summary = session.indexing.update()
        assert summary.reports == ()
        assert places_found(session, WORD) == {f"own/{name}"}
        assert session.library.document("kosai-umbrella").case.municipality.prefecture == "静岡県"


def test_all_bad_files_at_once_leave_the_bundled_library_whole(app: App):
    # Given every bad file, each with an id of its own
    folder = app.paths.own_cases_dir
    for number, bad in enumerate(BAD_FILES):
        write(folder / bad.name, bad.content.replace(b"kosai-umbrella", f"bad-file-{number}".encode()))
    with app.session() as session:
        # When everything is indexed
        summary = session.indexing.update()
        # Then each is named, each that can be read is found, and of the bundled ones none is missing
        assert set(errors(summary.reports)) == {f"own/{bad.name}" for bad in BAD_FILES}
        assert places_found(session, WORD) == {f"own/{bad.name}" for bad in BAD_FILES if bad.is_found}
        bundled = {
            f"bundled/{place.relative_to(app.paths.library_dir).as_posix()}"
            for place in app.paths.library_dir.rglob("*.md")
        }
        assert bundled <= {hit.path for hit in session.searching.search(Query()).hits}
        assert not [path for path in errors(session.library.checked()) if path.startswith("bundled/")]


def test_a_duplicate_id_is_named_and_both_documents_are_found_and_shown(small_app: App):
    # Given two own files of one id
    write(small_app.paths.own_cases_dir / "a.md", GOOD)
    write(small_app.paths.own_cases_dir / "b.md", GOOD.replace("雨", "雪"))
    with small_app.session() as session:
        # When they are indexed
        summary = session.indexing.update()
        # Then the second is named, both are found under ids of their own, and each id shows its own text
        assert errors(summary.reports) == {"own/b.md": [(1, "id")]}
        hits = {hit.path: hit.id for hit in session.searching.search(Query(WORD)).hits}
        assert set(hits) == {"own/a.md", "own/b.md"}
        assert "雨" in session.library.page(hits["own/a.md"]).html
        assert "雪" in session.library.page(hits["own/b.md"]).html


def test_an_own_file_with_the_id_of_a_bundled_case_hides_nothing(small_app: App):
    # Given an own file that took its id from a bundled one
    bundled_id = "aizuwakamatsu-city-os-portal"
    write(small_app.paths.own_cases_dir / "a.md", GOOD.replace("kosai-umbrella", bundled_id))
    with small_app.session() as session:
        # When everything is indexed, then the own one is named and has another id
        summary = session.indexing.update()
        assert errors(summary.reports) == {"own/a.md": [(1, "id")]}
        assert summary.documents == bundled_count(small_app) + 1
        assert session.library.document(bundled_id).shelf == "bundled"
        (hit,) = session.searching.search(Query(WORD)).hits
        assert session.library.document(hit.id).path == "a.md"


def test_a_bad_file_that_was_mended_is_named_no_more(small_app: App):
    place = write(small_app.paths.own_cases_dir / "a.md", BAD_FILES[0].content)
    with small_app.session() as session:
        assert errors(session.indexing.update().reports)
        write(place, GOOD)
        summary = session.indexing.update()
        assert (summary.reports, summary.updated) == ((), 1)
        assert session.library.document("kosai-umbrella").case.steps == ("execute_measure",)


def test_a_good_file_that_was_spoiled_beyond_reading_leaves_the_index(small_app: App):
    place = write(small_app.paths.own_cases_dir / "a.md", GOOD)
    with small_app.session() as session:
        session.indexing.update()
        write(place, b"")
        summary = session.indexing.update()
        assert (summary.removed, list(errors(summary.reports))) == (1, ["own/a.md"])
        assert places_found(session, WORD) == set()


def test_a_locked_file_is_named_and_the_rest_is_found(small_app: App, lock_away: Callable[[Path], None]):
    write(small_app.paths.own_cases_dir / "good.md", GOOD_FILE)
    lock_away(write(small_app.paths.own_cases_dir / "locked.md", GOOD))
    with small_app.session() as session:
        summary = session.indexing.update()
        assert errors(summary.reports) == {"own/locked.md": [(0, "")]}
        assert errors(session.library.checked()) == {"own/locked.md": [(0, "")]}
        assert summary.documents == bundled_count(small_app) + 1
        assert places_found(session, WORD) == {"own/good.md"}


def test_a_locked_folder_is_named_and_the_rest_is_found(small_app: App, lock_away: Callable[[Path], None]):
    write(small_app.paths.own_cases_dir / "good.md", GOOD_FILE)
    lock_away(write(small_app.paths.own_cases_dir / "locked" / "case.md", GOOD).parent)
    with small_app.session() as session:
        summary = session.indexing.update()
        assert errors(summary.reports) == {"own/locked": [(0, "")]}
        assert errors(session.library.checked()) == {"own/locked": [(0, "")]}
        assert summary.documents == bundled_count(small_app) + 1
        assert places_found(session, WORD) == {"own/good.md"}


def test_a_folder_that_becomes_locked_does_not_lose_its_documents(small_app: App, lock_away: Callable[[Path], None]):
    # Given a folder whose case is indexed
    folder = write(small_app.paths.own_cases_dir / "folder" / "case.md", GOOD).parent
    with small_app.session() as session:
        session.indexing.update()
        # When it is locked and the library indexed again
        lock_away(folder)
        summary = session.indexing.update()
        # Then the folder is named and its case still found
        assert (summary.removed, list(errors(summary.reports))) == (0, ["own/folder"])
        assert places_found(session, WORD) == {"own/folder/case.md"}


def test_a_changed_file_that_is_locked_keeps_its_old_entry(small_app: App, lock_away: Callable[[Path], None]):
    place = write(small_app.paths.own_cases_dir / "case.md", GOOD)
    with small_app.session() as session:
        session.indexing.update()
        write(place, GOOD.replace("かささぎ", "つばめ"))
        lock_away(place)
        summary = session.indexing.update()
        assert (summary.removed, summary.updated, list(errors(summary.reports))) == (0, 0, ["own/case.md"])
        assert places_found(session, WORD) == {"own/case.md"}
