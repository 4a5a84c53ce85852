"""What makes a file new, changed or the same: its size, its time, and what is in it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from kb_app.domain.query import MatchMode, Query
from tests.case_files import GOOD, WORD, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session

OTHER = GOOD.replace("かささぎ", "あおさぎ")
"""As many bytes as `GOOD`."""


@pytest.fixture
def place(small_app: App) -> Path:
    return write(small_app.paths.own_cases_dir / "a.md", GOOD)


@pytest.fixture
def indexed(small_app: App, place: Path) -> Iterator[Session]:
    with small_app.session() as session:
        session.indexing.update()
        yield session


def segments(app: App) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in app.paths.index_dir.rglob("*.seg")}


def finds(session: Session, words: str) -> bool:
    return session.searching.search(Query(words, mode=MatchMode.ALL)).total == 1


def write_unseen(place: Path) -> None:
    """Change a file so that neither its size nor its time tells."""
    status = place.stat()
    write(place, OTHER)
    os.utime(place, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert place.stat().st_size == status.st_size


def test_a_change_that_shows_in_nothing_but_the_content_is_found_by_a_thorough_run(indexed: Session, place: Path):
    write_unseen(place)
    assert indexed.indexing.update().updated == 0
    assert finds(indexed, WORD)
    assert indexed.indexing.update(thorough=True).updated == 1
    assert finds(indexed, "あおさぎ通知")


def test_a_thorough_run_without_changes_writes_nothing_and_says_how_far_it_is(indexed: Session, small_app: App):
    before = segments(small_app)
    steps: list[tuple[int, int]] = []
    summary = indexed.indexing.update(lambda progress: steps.append((progress.done, progress.total)), thorough=True)
    assert (summary.added, summary.updated, summary.removed) == (0, 0, 0)
    assert steps == [(step, 7) for step in range(1, 8)]
    assert segments(small_app) == before


def test_a_file_with_a_new_time_and_the_same_content_is_not_indexed_again(
    indexed: Session, small_app: App, place: Path, monkeypatch: pytest.MonkeyPatch
):
    # Given an indexed file that gets another time only
    before = segments(small_app)
    os.utime(place, ns=(1, 1))
    # When there is a run, then nothing is written but the time
    assert indexed.indexing.update().updated == 0
    assert segments(small_app) == before
    # and the run after it does not read the file again, also in the next program
    monkeypatch.setattr("kb_app.storage.intake._has_content", lambda *_: pytest.fail("it was read"))
    assert indexed.indexing.update().updated == 0
    with small_app.session() as session:
        assert session.indexing.update().updated == 0


@pytest.mark.parametrize("content", [b"", b"[1]", b'{"own/a.md": [1]}', b'{"own/a.md": 1}', b"\xff"])
def test_when_the_new_times_are_lost_the_file_is_read_once_more(
    indexed: Session, small_app: App, place: Path, content: bytes
):
    os.utime(place, ns=(1, 1))
    indexed.indexing.update()
    (times,) = small_app.paths.index_dir.rglob("times.json")
    before = times.read_bytes()
    times.write_bytes(content)
    assert indexed.indexing.update().updated == 0
    assert times.read_bytes() == before


def test_a_remembered_time_counts_for_the_content_it_was_seen_with_only(indexed: Session, place: Path):
    # Given a file whose new time was remembered, and that was then changed and indexed
    os.utime(place, ns=(1, 1))
    indexed.indexing.update()
    write(place, OTHER)
    assert indexed.indexing.update().updated == 1
    # When it comes back with the remembered time, then it is a change again
    write(place, GOOD)
    os.utime(place, ns=(1, 1))
    assert indexed.indexing.update().updated == 1
    assert finds(indexed, WORD)
