"""The number of the last change that an index has taken over, whatever stands in its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb_app.search.change_mark import read_mark, write_mark


@pytest.mark.parametrize("number", [0, 1, 12_345_678_901])
def test_a_number_is_read_as_it_was_written(tmp_path: Path, number: int):
    write_mark(tmp_path, number)
    assert read_mark(tmp_path) == number


@pytest.mark.parametrize(
    "content",
    [b"", b"x", b"-5", b"1.5", b"9" * 5000, b"9" * 20, "\u0663".encode(), b"\xff", b"\0"],
    ids=lambda content: repr(content)[:12],
)
def test_what_is_no_number_is_none(tmp_path: Path, content: bytes):
    (tmp_path / "changes.txt").write_bytes(content)
    assert read_mark(tmp_path) == 0


def test_where_nothing_was_written_nothing_was_taken_over(tmp_path: Path):
    assert read_mark(tmp_path) == read_mark(tmp_path / "nowhere") == 0


def test_where_nothing_can_be_written_the_run_goes_on(tmp_path: Path):
    (tmp_path / "file").touch()
    write_mark(tmp_path / "file" / "folder", 3)
    assert read_mark(tmp_path / "file" / "folder") == 0
