"""What the person has seen of the library is kept in one file, or not known."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from kb_app.domain.library_changes import SeenCase, SeenLibrary
from kb_app.storage.seen_library import SeenLibraryFile

if TYPE_CHECKING:
    from pathlib import Path

SEEN = SeenLibrary("2026.11", {"a": SeenCase("題", "v1"), "b": SeenCase("B", "v2")}, "stamp")
TEXTS = {"a": "本文", "b": "text\r\nof b"}


def test_it_comes_back_with_the_texts(tmp_path: Path) -> None:
    kept = SeenLibraryFile(tmp_path / "library" / "seen.zip")
    assert kept.read() is None
    kept.write(SEEN, TEXTS.get)
    assert kept.read() == SEEN
    assert (kept.text("v1"), kept.text("v2"), kept.text("v3")) == ("本文", "text\r\nof b", None)


def test_texts_that_are_not_given_again_stay(tmp_path: Path) -> None:
    # Given what was seen, and another object as another thread has it
    kept, other = (SeenLibraryFile(tmp_path / "seen.zip") for _one in range(2))
    kept.write(SEEN, TEXTS.get)
    assert other.read() == SEEN
    # When one case is seen anew, and the text of the other is not given
    later = SeenLibrary("2026.11", {**SEEN.cases, "a": SeenCase("題", "v9")}, "")
    kept.write(later, {"a": "新しい本文"}.get)
    # Then both are there, also for the other
    assert (kept.text("v9"), kept.text("v2"), kept.text("v1")) == ("新しい本文", "text\r\nof b", None)
    assert other.read() == later


@pytest.mark.parametrize("damage", [b"", b"no zip", b"PK\x03\x04"])
def test_a_damaged_file_is_not_known(tmp_path: Path, damage: bytes) -> None:
    kept = SeenLibraryFile(tmp_path / "seen.zip")
    (tmp_path / "seen.zip").write_bytes(damage)
    assert kept.read() is None
    assert kept.text("v1") is None
    # and can be written anew
    kept.write(SEEN, TEXTS.get)
    assert kept.read() == SEEN


@pytest.mark.parametrize(
    "index", ["[]", "{}", "x", '{"format": 9}', '{"format": 1, "cases": [], "edition": "", "settled": ""}']
)
def test_a_list_of_another_kind_is_not_known(tmp_path: Path, index: str) -> None:
    with zipfile.ZipFile(tmp_path / "seen.zip", "w") as archive:
        archive.writestr("index.json", index)
    assert SeenLibraryFile(tmp_path / "seen.zip").read() is None
