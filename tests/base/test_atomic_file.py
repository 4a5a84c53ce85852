"""A file is written whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.base.atomic_file import write_atomically

if TYPE_CHECKING:
    from pathlib import Path


def test_text_is_written_as_utf8_with_its_own_line_ends(tmp_path: Path):
    place = tmp_path / "new" / "folder" / "text.txt"
    write_atomically(place, "一\r\n二\n")
    assert place.read_bytes() == "一\r\n二\n".encode()


def test_the_old_text_stays_when_the_new_one_cannot_be_encoded(tmp_path: Path):
    # Given a file
    place = tmp_path / "text.txt"
    write_atomically(place, "old")
    # When writing breaks in the middle
    with pytest.raises(UnicodeEncodeError):
        write_atomically(place, "new " * 100_000 + "\ud800")
    # Then the old text is there, and nothing beside it
    assert place.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [place]


def test_a_place_that_is_a_folder_is_refused_and_leaves_nothing_behind(tmp_path: Path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write_atomically(tmp_path / "folder", "text")
    assert [place.name for place in tmp_path.iterdir()] == ["folder"]
