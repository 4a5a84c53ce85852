"""Whatever stops a run: one sentence, the old index goes on answering, and the next run mends what was left."""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kb_app.base.errors import KbError
from kb_app.domain.problem import Severity
from kb_app.domain.query import MatchMode, Query
from tests.case_files import GOOD, WITHOUT_ID, WORD, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kb_app.base.progress import Progress
    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("DX_CASEBOOK_KILLS", "4"))
"""How many programs are killed; a longer trial: `DX_CASEBOOK_KILLS=200`."""
FILES = 40

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def indexed(small_app: App) -> Iterator[Session]:
    """Six documents that are indexed, and a seventh that is not yet."""
    with small_app.session() as session:
        session.indexing.update()
        write(small_app.paths.own_cases_dir / "a.md", WITHOUT_ID)
        yield session


def total(session: Session, words: str = "") -> int:
    return session.searching.search(Query(words, mode=MatchMode.ALL)).total


RUNS = """
import sys
from pathlib import Path
from kb_app.base.paths import AppPaths
from kb_app.base.settings import Settings
from kb_app.bootstrap import open_app
from kb_app.search import index

index.BATCH = index.FIRST_BATCH = 5
bundled, resources, data = map(Path, sys.argv[1:4])
with open_app(AppPaths(bundled, resources, data), Settings()).session() as session:
    print("begun", flush=True)
    session.indexing.update(rebuild=sys.argv[4] == "rebuild")
print("done", flush=True)
"""


def run_for(app: App, seconds: float | None, kind: str) -> float:
    """Let another program index for so long, then kill it; None lets it end. Return how long it took."""
    places = (app.paths.library_dir, app.paths.resources_dir, app.paths.data_dir)
    words = [sys.executable, "-c", RUNS, *map(str, places), kind]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8") as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "begun\n"
        begun = time.perf_counter()
        with suppress(subprocess.TimeoutExpired):
            program.wait(seconds)
        program.kill()
    return time.perf_counter() - begun


@pytest.mark.timeout(120 + 10 * KILLS)
def test_programs_that_are_killed_at_any_moment_leave_an_index_that_answers_and_is_mended(small_app: App):
    # Given a library, and how long a program takes to index it
    dice = random.Random(7)
    folder = small_app.paths.own_cases_dir
    for number in range(FILES):
        write(folder / f"{number}.md", WITHOUT_ID + str(number))
    whole = run_for(small_app, None, "")
    shutil.rmtree(small_app.paths.index_dir)
    least = 0
    for attempt in range(KILLS):
        # When a program is killed somewhere in a first run, a rebuild or a run over changes
        run_for(small_app, dice.uniform(0, whole), "rebuild" if attempt % 3 == 1 else "")
        with small_app.session() as session:
            # Then what answers is never less than before (an index that is not there yet says so)
            with suppress(KbError):
                assert total(session) >= least
            if attempt % 3 == 2:
                # and the next run mends it
                session.indexing.update()
                assert total(session, WORD) == FILES
                assert total(session) == FILES + 6
                for number in range(0, FILES, 2):
                    write(folder / f"{number}.md", WITHOUT_ID + f"{number} changed {attempt}")
                least = FILES + 6
    with small_app.session() as session:
        session.indexing.update()
        assert (total(session, WORD), total(session)) == (FILES, FILES + 6)
        assert session._index.is_sound()
        assert session.indexing.update(thorough=True).updated == 0


WRITES = [
    "kb_app.search.index.RowWriter.save",
    "kb_app.search.checksums.write_atomically",
    "kb_app.search.index_folders.write_atomically",
]


# A run over an index that is in place writes no manifest.
@pytest.mark.parametrize(
    ("write_step", "rebuild"), [*((step, True) for step in WRITES), *((step, False) for step in WRITES[:2])]
)
def test_a_full_disk_is_said_and_the_old_index_answers(
    indexed: Session, monkeypatch: pytest.MonkeyPatch, write_step: str, rebuild: bool
):
    def full(*_values: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    # Given a disk that is full when something is written
    with monkeypatch.context() as patch:
        patch.setattr(write_step, full)
        # When there is a run, then it says so, and what was there answers
        with pytest.raises(KbError) as error:
            indexed.indexing.update(rebuild=rebuild)
    folder = indexed._index._folders.root.parent
    assert str(error.value).startswith(f"The data folder {folder} is full. The search index could not be written. ")
    assert total(indexed) >= 6
    # And when there is room again, the next run mends it
    indexed.indexing.update()
    assert total(indexed) == 7
    assert indexed._index.is_sound()


def test_a_full_disk_at_the_first_run_leaves_nothing_and_the_next_one_makes_it(
    small_app: App, monkeypatch: pytest.MonkeyPatch
):
    def full(*_values: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with small_app.session() as session:
        for step in WRITES:
            with monkeypatch.context() as patch:
                patch.setattr(step, full)
                with pytest.raises(KbError, match="is full"):
                    session.indexing.update()
        assert not [path for path in small_app.paths.index_dir.iterdir() if path.is_dir()]
        session.indexing.update()
        assert total(session) == 6


@pytest.fixture
def read_only(ordinary_user: None) -> Iterator[Callable[[Path], None]]:
    """Takes the right to write from a folder and what is below it, until the test is over."""
    changed: list[tuple[Path, int]] = []

    def close(root: Path) -> None:
        for place in (*root.rglob("*"), root):
            changed.append((place, place.stat().st_mode))
            place.chmod(0o555 if place.is_dir() else 0o444)

    yield close
    for place, mode in reversed(changed):
        place.chmod(mode)


@pytest.mark.skipif(sys.platform == "win32", reason="a folder has no such right there")
def test_a_read_only_index_is_said_and_goes_on_answering(
    small_app: App, indexed: Session, read_only: Callable[[Path], None]
):
    read_only(small_app.paths.index_dir)
    for rebuild in (False, True):
        with pytest.raises(KbError) as error:
            indexed.indexing.update(rebuild=rebuild)
        assert "Your notes and cases stay as they are. Cause: this user has no right to it What to do" in str(
            error.value
        )
    assert total(indexed) == 6
    with small_app.session() as session:
        assert total(session) == 6


@pytest.mark.skipif(sys.platform == "win32", reason="a folder has no such right there")
def test_without_changes_a_read_only_index_is_no_trouble(
    small_app: App, indexed: Session, read_only: Callable[[Path], None]
):
    indexed.indexing.update()
    read_only(small_app.paths.index_dir)
    assert indexed.indexing.update(thorough=True).added == 0
    os.utime(small_app.paths.own_cases_dir / "a.md", ns=(1, 1))
    assert indexed.indexing.update().updated == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a folder has no such right there")
def test_a_data_folder_that_can_only_be_read_is_searched_and_its_documents_are_shown(
    small_app: App, read_only: Callable[[Path], None]
):
    # Given an index, and a data folder that nothing can be written to any more
    write(small_app.paths.own_cases_dir / "a.md", WITHOUT_ID)
    with small_app.session() as session:
        session.indexing.update()
    read_only(small_app.paths.data_dir)
    # When the program is started on it
    with small_app.session() as session:
        # Then it finds nothing to write, searches, shows, and checks itself
        assert session.indexing.update(thorough=True).added == 0
        (hit,) = session.searching.search(Query(WORD, mode=MatchMode.ALL)).hits
        assert "雨" in session.library.page(hit.id).html
        bundled = next(found for found in session.searching.search(Query()).hits if found.path.startswith("bundled/"))
        assert session.library.page(bundled.id).html
        assert session.diagnostics.checks()
        # and a change is said in one sentence, while the index answers
        write(small_app.paths.library_dir / "new.md", GOOD)
        with pytest.raises(KbError, match="this user has no right to it"):
            session.indexing.update()
        assert total(session) == 7


@pytest.mark.parametrize("content", [WITHOUT_ID, GOOD])
def test_a_file_that_vanishes_before_it_is_read_is_named_and_the_rest_is_indexed(small_app: App, content: str):
    # Given two new files, of which one goes when it is about to be read
    place = write(small_app.paths.own_cases_dir / "a.md", content)
    write(small_app.paths.own_cases_dir / "b.md", WITHOUT_ID)

    def remove(progress: Progress) -> None:
        if progress.label == "a.md":
            place.unlink()

    with small_app.session() as session:
        # When they are indexed, then one sentence names it, and the others are found
        summary = session.indexing.update(remove)
        (report,) = [report for report in summary.reports if report.problems[0].severity is Severity.ERROR]
        assert report.path == "own/a.md"
        assert report.problems[0].message == "the file cannot be read: it is not there"
        assert (total(session), total(session, WORD)) == (7, 1)
        assert session.indexing.update().reports == ()


def test_a_known_file_that_vanishes_before_it_is_read_is_gone_in_the_next_run(small_app: App):
    place = write(small_app.paths.own_cases_dir / "a.md", WITHOUT_ID)
    with small_app.session() as session:
        session.indexing.update()
        write(place, WITHOUT_ID + "changed")
        session.indexing.update(lambda _progress: place.unlink())
        assert total(session, WORD) == 1
        assert session.indexing.update().removed == 1
        assert total(session, WORD) == 0
