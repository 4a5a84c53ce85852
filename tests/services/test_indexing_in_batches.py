"""What a run has committed stays when it is stopped, is found early, and is not done again."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from kb_app.base.errors import CancelledError, KbError
from kb_app.base.progress import Progress, silent
from kb_app.domain.query import Query
from tests.case_files import WITHOUT_ID, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kb_app.base.progress import Report
    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows in a commit."""
    monkeypatch.setattr("kb_app.search.index.BATCH", 2)
    monkeypatch.setattr("kb_app.search.index.FIRST_BATCH", 2)


def stop_at(step: int) -> Report:
    def report(progress: Progress) -> None:
        if progress.done == step:
            raise CancelledError

    return report


def total(session: Session) -> int:
    return session.searching.search(Query()).total


def stopped_at(session: Session, step: int, *, rebuild: bool = False) -> None:
    with pytest.raises(CancelledError):
        session.indexing.update(stop_at(step), rebuild=rebuild)


def folders(app: App) -> list[str]:
    return sorted(path.name for path in app.paths.index_dir.iterdir() if path.is_dir())


def test_a_stopped_run_keeps_what_it_committed(small_app: App):
    # Given an index, and five files that came since
    with small_app.session() as session:
        session.indexing.update()
        for name in "abcde":
            write(small_app.paths.own_cases_dir / f"{name}.md", WITHOUT_ID + name)
        # When the run is stopped at the fourth, then the two of the first batch are found
        stopped_at(session, 4)
        assert total(session) == 8
        # and the next run brings the other three
        assert session.indexing.update().added == 3
        assert total(session) == 11


def test_a_first_run_can_be_searched_after_its_first_batch(small_app: App):
    found: list[int] = []

    def look(progress: Progress) -> None:
        if progress.done in (4, 6):
            with small_app.session() as other:
                found.append(total(other))

    with small_app.session() as session:
        session.indexing.update(look)
        assert found == [2, 4]
        assert total(session) == 6


def test_a_first_run_that_was_stopped_goes_on_in_the_same_folder(small_app: App):
    with small_app.session() as session:
        stopped_at(session, 4)
        assert total(session) == 2
        before = folders(small_app)
        assert session.indexing.update().added == 4
        assert (total(session), folders(small_app)) == (6, before)


def test_a_first_run_that_was_stopped_in_its_first_batch_leaves_nothing(small_app: App):
    with small_app.session() as session:
        stopped_at(session, 2)
        assert folders(small_app) == []
        with pytest.raises(KbError):
            total(session)


def test_a_stopped_rebuild_is_gone_on_with_while_the_old_index_answers(small_app: App):
    with small_app.session() as session:
        # Given an index, and a rebuild that was stopped after two batches
        session.indexing.update()
        (old,) = folders(small_app)
        stopped_at(session, 6, rebuild=True)
        assert (total(session), len(folders(small_app))) == (6, 2)
        # When there is an ordinary run, then it is one over the old index
        assert session.indexing.update().added == 0
        # When the next rebuild comes, then it reads what is missing and takes the old one's place
        assert session.indexing.update(rebuild=True).added == 2
        (new,) = folders(small_app)
        assert (total(session), new == old) == (6, False)
        assert not (small_app.paths.index_dir / "unfinished.json").exists()


def other_version(index: Path, _begun: Path) -> None:
    place = index / "unfinished.json"
    write(place, json.dumps(json.loads(place.read_text(encoding="utf-8")) | {"schema": "0"}))


def garbage(index: Path, _begun: Path) -> None:
    write(index / "unfinished.json", "[")


def damage(_index: Path, begun: Path) -> None:
    for place in begun.glob("*.seg"):
        place.write_bytes(b"\0" * place.stat().st_size)


def cut_off(_index: Path, begun: Path) -> None:
    for place in (*begun.glob("*.toc"), begun / "checksums.json"):
        place.write_bytes(place.read_bytes()[:9])


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("spoil", [other_version, garbage, damage, cut_off])
def test_a_begun_index_that_is_not_ours_or_damaged_is_begun_anew(small_app: App, spoil: Callable[[Path, Path], None]):
    with small_app.session() as session:
        # Given an unfinished rebuild that something happened to
        session.indexing.update()
        (old,) = folders(small_app)
        stopped_at(session, 6, rebuild=True)
        (begun,) = set(folders(small_app)) - {old}
        spoil(small_app.paths.index_dir, small_app.paths.index_dir / begun)
        # When it is rebuilt, then every file is read
        assert session.indexing.update(rebuild=True).added == 6
        assert total(session) == 6


def test_a_lost_index_is_made_of_a_rebuild_that_was_begun(small_app: App):
    with small_app.session() as session:
        session.indexing.update()
        stopped_at(session, 6, rebuild=True)
        (small_app.paths.index_dir / "manifest.json").unlink()
        assert session.indexing.update().added == 2
        assert total(session) == 6


def test_two_programs_that_start_at_once_on_nothing_both_get_a_whole_index(small_app: App):
    start = threading.Barrier(2)

    def run() -> tuple[int, int]:
        with small_app.session() as session:
            start.wait()
            summary = session.indexing.update()
            return summary.added, total(session)

    with ThreadPoolExecutor() as pool:
        both = [pool.submit(run), pool.submit(run)]
    assert sorted(task.result() for task in both) == [(0, 6), (6, 6)]
    assert len(folders(small_app)) == 1


def test_who_waits_for_a_first_index_is_told_and_can_stop(small_app: App):
    told: list[str] = []

    def stop(progress: Progress) -> None:
        told.append(progress.label)
        if progress.total == 0:
            raise CancelledError

    def meanwhile(progress: Progress) -> None:
        if progress.done == 4:
            with small_app.session() as other, pytest.raises(CancelledError):
                other.indexing.update(stop)

    with small_app.session() as session:
        session.indexing.update(meanwhile)
    assert told[-1] == "another run of this program is making the index"


def test_a_second_run_that_writes_is_told_so_while_both_go_on_searching(
    small_app: App, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("kb_app.search.turn._PATIENCE_SECONDS", 0.0)
    with small_app.session() as session, small_app.session() as other:
        # Given an index, a change, and a run that is writing
        session.indexing.update()
        write(small_app.paths.own_cases_dir / "a.md", WITHOUT_ID)
        with session._index.turn(silent):
            # When another wants to write too, then it is told why it cannot, and goes on searching
            with pytest.raises(KbError, match="another run of this program is writing to it"):
                other.indexing.update()
            assert total(other) == 6
        # And when that is over, the change comes
        assert other.indexing.update().added == 1
        assert (total(session), total(other)) == (7, 7)
