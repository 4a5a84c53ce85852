"""An export is there as a whole or not at all."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from kb_app.base.errors import KbError
from kb_app.storage.export_target import export_to, write_export


@pytest.mark.parametrize("name", ["書き出し", "書き出し.zip"])
def test_what_was_put_is_there(tmp_path: Path, name: str):
    # GIVEN a place WHEN files are put there THEN they are there under their names, and nothing else
    with export_to(tmp_path / "新しい" / name) as target:
        target.put("cases/一 二.md", "本文\r\n".encode())
        target.put("notes/a.md", b"")
    place = tmp_path / "新しい" / name
    if place.is_dir():
        found = {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}
    else:
        with zipfile.ZipFile(place) as archive:
            found = {member: archive.read(member) for member in archive.namelist()}
    assert found == {"cases/一 二.md": "本文\r\n".encode(), "notes/a.md": b""}
    assert list(place.parent.iterdir()) == [place]


@pytest.mark.parametrize("name", ["書き出し", "書き出し.zip"])
def test_nothing_stays_of_an_export_that_was_stopped(tmp_path: Path, name: str):
    # GIVEN an export WHEN it fails half-way THEN nothing is left of it
    with pytest.raises(RuntimeError):
        _stopped(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_an_older_zip_stays_until_the_new_one_is_whole(tmp_path: Path):
    # GIVEN an older export WHEN a new one of its name fails THEN the older one is as it was
    place = tmp_path / "a.zip"
    place.write_bytes(b"older")
    with pytest.raises(RuntimeError):
        _stopped(place)
    assert place.read_bytes() == b"older"


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path):
    # GIVEN a folder with a file WHEN an export is to go there THEN it is refused, and the file stays alone
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    with pytest.raises(KbError), export_to(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_place_that_cannot_be_is_said(tmp_path: Path):
    # GIVEN a place below a file WHEN something is to be written there THEN it is said in words
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    for place in (tmp_path / "a.txt" / "b", tmp_path / "a.txt" / "b.zip"):
        with pytest.raises(KbError), export_to(place):
            pass
    with pytest.raises(KbError):
        write_export(tmp_path / "a.txt" / "b.csv", b"")


def _stopped(place: Path) -> None:
    with export_to(place) as target:
        target.put("a.md", b"a")
        raise RuntimeError
