"""Which library is shown, and that a pack is there as a whole or not at all."""

from __future__ import annotations

import errno
import json
import shutil
from typing import TYPE_CHECKING

import pytest

from kb_app.domain.edition import Edition
from kb_app.storage import library_room
from kb_app.storage.library_room import edition_in, lay_out, library_in_use, sweep, use, use_none

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = [("municipalities/a.md", b"a"), ("b.md", b"bb")]


@pytest.fixture
def bundled(tmp_path: Path) -> Path:
    folder = tmp_path / "bundled"
    folder.mkdir()
    (folder / "edition.json").write_text('{"edition": "2026.11"}')
    return folder


@pytest.fixture
def room(tmp_path: Path) -> Path:
    return tmp_path / "data" / "library"


def manifest(files: list[tuple[str, bytes]]) -> bytes:
    return json.dumps({"files": [{"path": path, "size": len(data)} for path, data in files]}).encode()


def laid(room: Path, edition: str) -> Path:
    return lay_out(room, Edition.of(edition), (manifest(FILES), b"signature"), FILES)


def test_without_a_pack_the_cases_that_came_with_the_program_are_shown(bundled: Path, room: Path) -> None:
    library = library_in_use(bundled, room)
    assert (library.folder, library.edition.text, library.is_pack, library.trouble) == (bundled, "2026.11", False, "")


def test_a_newer_pack_is_shown_with_its_edition(bundled: Path, room: Path) -> None:
    # Given a pack that was laid out and chosen
    folder = laid(room, "2026.12")
    use(room, folder, Edition.of("2026.12"), Edition.of("2026.11"))
    # When the library is decided
    library = library_in_use(bundled, room)
    # Then it is that one, whole
    assert (library.folder, library.edition.text) == (folder / "cases", "2026.12")
    assert edition_in(library.folder).text == "2026.12"
    assert (library.folder / "municipalities" / "a.md").read_bytes() == b"a"


def test_a_program_that_comes_with_newer_cases_shows_those(bundled: Path, room: Path) -> None:
    use(room, laid(room, "2026.12"), Edition.of("2026.12"), Edition.of("2026.11"))
    (bundled / "edition.json").write_text('{"edition": "2027.1"}')
    assert library_in_use(bundled, room).folder == bundled


def test_an_older_pack_that_was_chosen_stays_until_the_program_comes_with_other_cases(
    bundled: Path, room: Path
) -> None:
    folder = laid(room, "2026.10")
    use(room, folder, Edition.of("2026.10"), Edition.of("2026.11"))
    assert library_in_use(bundled, room).folder == folder / "cases"
    (bundled / "edition.json").write_text('{"edition": "2026.11.5"}')
    assert library_in_use(bundled, room).folder == bundled


@pytest.mark.parametrize("damage", ["gone", "file gone", "file cut", "no list", "broken list", "odd list"])
def test_a_damaged_pack_is_not_shown_and_that_is_said(bundled: Path, room: Path, damage: str) -> None:
    # Given a pack in use of which something is damaged
    folder = laid(room, "2026.12")
    use(room, folder, Edition.of("2026.12"), Edition.of("2026.11"))
    match damage:
        case "gone":
            shutil.rmtree(folder)
        case "file gone":
            (folder / "cases" / "b.md").unlink()
        case "file cut":
            (folder / "cases" / "b.md").write_bytes(b"b")
        case "no list":
            (folder / "manifest.json").unlink()
        case "broken list":
            (folder / "manifest.json").write_bytes(b"{")
        case _:
            (folder / "manifest.json").write_bytes(b'{"files": [1]}')
    # When the library is decided, then it is the one of the program, with a sentence
    library = library_in_use(bundled, room)
    assert library.folder == bundled
    assert "2026.11" in library.trouble


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", "{}", '{"folder": "../../x", "edition": "2030", "instead_of": ""}', '{"folder": 1}', "\udcff",
     '{"folder": "2030-0123456789", "edition": "2030", "instead_of": ""}'],
)  # fmt: skip
def test_what_is_no_choice_of_ours_chooses_nothing(bundled: Path, room: Path, text: str) -> None:
    room.mkdir(parents=True)
    (room / "current.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    library = library_in_use(bundled, room)
    assert library.folder == bundled
    assert library.trouble


@pytest.mark.usefixtures("english")
def test_a_choice_that_is_out_of_reach_is_no_damaged_pack(bundled: Path, room: Path) -> None:
    (room / "current.json").mkdir(parents=True)
    library = library_in_use(bundled, room)
    assert library.folder == bundled
    assert "It cannot be seen whether" in library.trouble
    assert "once more" not in library.trouble


def test_a_pack_is_given_up(bundled: Path, room: Path) -> None:
    use_none(room)
    use(room, laid(room, "2026.12"), Edition.of("2026.12"), Edition.of("2026.11"))
    use_none(room)
    use_none(room)
    assert library_in_use(bundled, room).folder == bundled


def test_of_a_pack_that_could_not_be_written_nothing_is_left(
    bundled: Path, room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Given a disk that is full after the first file
    written = library_room._write

    def write(place: Path, data: bytes) -> None:
        if place.name == "b.md":
            raise OSError(errno.ENOSPC, "full")
        written(place, data)

    monkeypatch.setattr(library_room, "_write", write)
    # When a pack is laid out
    with pytest.raises(OSError, match="full"):
        laid(room, "2026.12")
    # Then nothing is left, and nothing is chosen
    assert list(room.iterdir()) == []
    assert library_in_use(bundled, room).folder == bundled


def test_nothing_is_left_where_a_file_is_found_to_be_wrong_on_the_way(room: Path) -> None:
    def files() -> Iterator[tuple[str, bytes]]:
        yield FILES[0]
        raise ValueError("not what was signed")

    with pytest.raises(ValueError, match="not what was signed"):
        lay_out(room, Edition.of("1"), (b"", b""), files())
    assert list(room.iterdir()) == []


def test_sweeping_leaves_the_pack_in_use_and_what_is_not_of_its_kind(room: Path) -> None:
    # Given two packs, one in use, and what a killed process has left
    old, now = laid(room, "2026.12"), laid(room, "2026.12")
    (room / ".unfinished-2026.12-01234567" / "cases").mkdir(parents=True)
    (room / "signers.json").write_text("[]")
    (room / "notes of somebody").mkdir()
    # When it is swept
    sweep(room, keep=now.name)
    # Then only those are gone
    assert not old.exists()
    assert {place.name for place in room.iterdir()} == {now.name, "signers.json", "notes of somebody"}
    # and where there is nothing, nothing is done
    sweep(room / "nowhere", keep="")
