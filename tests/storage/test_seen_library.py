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


def test_the_list_of_the_file_is_read_once_for_all_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given many texts that were seen; reading the list of the file takes the longer the more there are
    cases = {f"c{number}": SeenCase("題", f"v{number}") for number in range(50)}
    kept = SeenLibraryFile(tmp_path / "seen.zip")
    kept.write(SeenLibrary("1", cases, ""), lambda id_: f"text of {id_}")
    opened: list[str] = []

    class Watched(zipfile.ZipFile):
        def __init__(self, file: object, mode: str = "r", *more: int) -> None:
            opened.append(mode)
            super().__init__(file, mode, *more)  # type: ignore[call-overload]

    monkeypatch.setattr(zipfile, "ZipFile", Watched)
    # When none of them is given again Then they stay, and the file was opened once for reading
    kept.write(SeenLibrary("2", cases, ""), lambda _id: None)
    assert sorted(opened) == ["r", "w"]
    assert kept.text("v49") == "text of c49"


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
