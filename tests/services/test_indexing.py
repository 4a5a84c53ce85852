"""The index follows the files, commits once, and leaves the old state to whoever stops it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kb_app.base.errors import CancelledError
from kb_app.domain.query import MatchMode, Query
from tests.case_files import GOOD, WITHOUT_ID, WORD, write

if TYPE_CHECKING:
    from kb_app.base.progress import Progress
    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session

ROOT = Path(__file__).resolve().parents[2]


def places_found(session: Session, words: str) -> set[str]:
    return {hit.path for hit in session.searching.search(Query(words, mode=MatchMode.ALL)).hits}


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = (place for place in folder.rglob("*") if place.is_file())
    return {place.name: (place.read_bytes(), place.stat().st_mtime_ns) for place in files}


def test_the_first_run_indexes_everything(small_app: App):
    with small_app.session() as session:
        summary = session.indexing.update()
        assert (summary.documents, summary.added, summary.updated, summary.removed) == (6, 6, 0, 0)
        assert summary.seconds > 0
        assert session.searching.search(Query()).total == 6


def test_a_run_without_changes_writes_nothing(small_app: App):
    with small_app.session() as session:
        session.indexing.update()
        before = state(small_app.paths.index_dir)
        summary = session.indexing.update()
        assert (summary.documents, summary.added, summary.updated, summary.removed) == (6, 0, 0, 0)
        assert state(small_app.paths.index_dir) == before


def test_files_that_came_changed_and_went_are_picked_up(small_app: App):
    folder = small_app.paths.own_cases_dir
    with small_app.session() as session:
        # Given two indexed files
        write(folder / "changed.md", GOOD)
        write(folder / "gone.md", WITHOUT_ID)
        session.indexing.update()
        # When one changes, one goes and one comes
        write(folder / "changed.md", GOOD.replace("かささぎ", "つばめ"))
        (folder / "gone.md").unlink()
        write(folder / "new.md", WITHOUT_ID.replace("かささぎ", "ひばり"))
        summary = session.indexing.update()
        # Then the search knows all of it
        assert (summary.added, summary.updated, summary.removed) == (1, 1, 1)
        assert places_found(session, WORD) == set()
        assert places_found(session, "つばめ通知") == {"own/changed.md"}
        assert places_found(session, "ひばり通知") == {"own/new.md"}


def test_a_change_that_keeps_the_size_is_seen_by_its_time(small_app: App):
    place = write(small_app.paths.own_cases_dir / "a.md", GOOD)
    with small_app.session() as session:
        session.indexing.update()
        write(place, GOOD.replace("かささぎ", "あおさぎ"))
        os.utime(place, ns=(1, 1))
        assert session.indexing.update().updated == 1
        assert places_found(session, "あおさぎ通知") == {"own/a.md"}


def test_a_moved_file_is_the_same_document(small_app: App):
    folder = small_app.paths.own_cases_dir
    place = write(folder / "a.md", WITHOUT_ID)
    with small_app.session() as session:
        session.indexing.update()
        (before,) = session.searching.search(Query(WORD)).hits
        (folder / "moved").mkdir()
        place.rename(folder / "moved" / "b.md")
        session.indexing.update()
        (after,) = session.searching.search(Query(WORD)).hits
        assert (after.id, after.path) == (before.id, "own/moved/b.md")
        assert session.library.document(before.id).path == "moved/b.md"


def test_the_next_program_finds_everything_indexed(small_app: App):
    write(small_app.paths.own_cases_dir / "a.md", WITHOUT_ID)
    with small_app.session() as session:
        session.indexing.update()
        (before,) = session.searching.search(Query(WORD)).hits
    with small_app.session() as session:
        assert session.indexing.update().added == 0
        (after,) = session.searching.search(Query(WORD)).hits
        assert after == before


def test_no_source_file_is_written(small_app: App):
    folder = small_app.paths.own_cases_dir
    for name, content in {"a.md": WITHOUT_ID, "b.md": "---\n", "c.md": GOOD}.items():
        write(folder / name, content)
    sources = [*folder.iterdir(), *small_app.paths.library_dir.iterdir()]
    before = [(place, place.read_bytes(), place.stat().st_mtime_ns) for place in sources]
    with small_app.session() as session:
        session.indexing.update()
        session.indexing.update(rebuild=True)
        session.library.checked()
    assert [(place, place.read_bytes(), place.stat().st_mtime_ns) for place in sources] == before
    assert len(list(folder.iterdir())) == 3


def test_rebuilding_reads_every_file_anew(small_app: App):
    with small_app.session() as session:
        session.indexing.update()
        summary = session.indexing.update(rebuild=True)
        assert (summary.documents, summary.added) == (6, 6)
        assert session.searching.search(Query()).total == 6


def test_progress_counts_up_to_its_total_and_names_the_files(small_app: App):
    reports: list[Progress] = []
    with small_app.session() as session:
        session.indexing.update(reports.append)
    assert [report.done for report in reports] == [1, 2, 3, 4, 5, 6]
    assert {report.total for report in reports} == {6}
    assert all(report.label.endswith(".md") for report in reports)


@pytest.mark.parametrize("at", [1, 2, 3])
def test_stopping_at_a_report_leaves_the_old_state(small_app: App, at: int):
    def stop(progress: Progress) -> None:
        if progress.done == at:
            raise CancelledError

    folder = small_app.paths.own_cases_dir
    with small_app.session() as session:
        # Given an index, and three files that came since
        session.indexing.update()
        for name in "abc":
            write(folder / f"{name}.md", WITHOUT_ID + name)
        # When the next run is stopped
        with pytest.raises(CancelledError):
            session.indexing.update(stop)
        # Then the old state answers, and the run after it has the new one
        assert session.searching.search(Query()).total == 6
        assert places_found(session, WORD) == set()
        assert session.indexing.update().added == 3
        assert len(places_found(session, WORD)) == 3


def test_any_error_of_a_report_gives_the_index_back(small_app: App):
    def break_down(_progress: Progress) -> None:
        raise ZeroDivisionError

    with small_app.session() as session:
        session.indexing.update()
        write(small_app.paths.own_cases_dir / "a.md", GOOD)
        with pytest.raises(ZeroDivisionError):
            session.indexing.update(break_down)
        assert session.indexing.update().added == 1


KILLED = """
import os, sys
from pathlib import Path
from kb_app.base.paths import AppPaths
from kb_app.base.settings import Settings
from kb_app.bootstrap import open_app

def die(progress):
    if progress.done == 3:
        os._exit(9)

bundled, resources, data = map(Path, sys.argv[1:])
with open_app(AppPaths(bundled, resources, data), Settings()).session() as session:
    session.indexing.update(die)
"""


def test_a_run_that_was_killed_leaves_the_old_state_and_no_lock(small_app: App):
    # Given an index and four new files
    paths = small_app.paths
    with small_app.session() as session:
        session.indexing.update()
    for name in "abcd":
        write(paths.own_cases_dir / f"{name}.md", WITHOUT_ID + name)
    # When a program that indexes them is killed in the middle
    words = [sys.executable, "-c", KILLED, *map(str, (paths.library_dir, paths.resources_dir, paths.data_dir))]
    assert subprocess.run(words, cwd=ROOT, check=False).returncode == 9
    # Then the old state answers, and the next run brings the new one
    with small_app.session() as session:
        assert session.searching.search(Query()).total == 6
        assert session.indexing.update().added == 4
        assert len(places_found(session, WORD)) == 4


def test_two_threads_search_and_index_at_once(small_app: App):
    # Given an index, a thread that brings files and indexes them, and one that searches and indexes too
    folder = small_app.paths.own_cases_dir
    with small_app.session() as session:
        session.indexing.update()
    start = threading.Barrier(2)
    totals: list[int] = []

    def bring() -> None:
        with small_app.session() as session:
            start.wait()
            for number in range(8):
                write(folder / f"{number}.md", WITHOUT_ID + str(number))
                session.indexing.update()

    def look() -> None:
        with small_app.session() as session:
            start.wait()
            for number in range(40):
                totals.append(session.searching.search(Query(WORD, mode=MatchMode.ALL)).total)
                if number % 8 == 0:
                    session.indexing.update()

    # When both run
    with ThreadPoolExecutor() as pool:
        tasks = [pool.submit(bring), pool.submit(look)]
    # Then neither was disturbed, the searches saw whole states, and the last state is complete
    assert [task.exception() for task in tasks] == [None, None]
    assert totals == sorted(totals)
    with small_app.session() as session:
        session.indexing.update()
        assert len(places_found(session, WORD)) == 8
