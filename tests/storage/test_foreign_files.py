"""What a person chose is looked through, and nothing beside it."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from kb_app.domain.transfer import Skipped
from kb_app.storage.foreign_files import ForeignFile, foreign_files


def _names(*places: Path) -> list[str]:
    with foreign_files(places) as found:
        return [one.name for one in found if isinstance(one, ForeignFile)]


def _beside(file: ForeignFile, target: str) -> tuple[str, bytes] | None:
    found = file.beside(target)
    return None if found is None else (found.name, found.read())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "資料"
    for name in ("b.md", "a/c.txt", "a/図.png", ".obsidian/x.md", "~$b.docx", "a/.hidden.md"):
        place = root / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(name, encoding="utf-8")
    (tmp_path / "秘密.md").write_text("secret", encoding="utf-8")
    return root


def test_a_folder_gives_its_files_without_hidden_ones(folder: Path):
    # GIVEN a folder with hidden files WHEN it is looked through THEN the others come, by their path below it
    assert _names(folder) == ["b.md", "a/c.txt", "a/図.png"]
    assert _names(folder / "a" / "c.txt") == ["c.txt"]


def test_files_beside_are_found_but_never_outside(folder: Path):
    # GIVEN a file WHEN others are asked for relative to it THEN only those below what was chosen are given
    with foreign_files([folder]) as found:
        files = {one.name: one for one in found if isinstance(one, ForeignFile)}
    assert files["b.md"].read() == b"b.md"
    assert _beside(files["b.md"], "a/図.png") == ("a/図.png", "a/図.png".encode())
    assert _beside(files["a/c.txt"], "../b.md") == ("b.md", b"b.md")
    assert files["b.md"].beside("../秘密.md") is None
    assert files["b.md"].beside("/etc/passwd") is None
    assert files["b.md"].beside("nowhere.png") is None
    assert files["b.md"].beside("a\0b") is None


def test_an_archive_is_looked_through_like_a_folder(folder: Path, tmp_path: Path):
    # GIVEN a zip file, one of whose names is written as Windows does
    place = tmp_path / "資料.zip"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("a/一.md", "本文")
        archive.writestr("a/図.png", b"png")
        archive.writestr("__MACOSX/a.md", "x")
        old = zipfile.ZipInfo("b.md".replace("b", "窓口").encode("cp932").decode("cp437"))
        archive.writestr(old, "x")
    # WHEN it is looked through THEN names are readable, and files beside are found inside it only
    with foreign_files([place]) as found:
        files = {one.name: one for one in found if isinstance(one, ForeignFile)}
        assert set(files) >= {"a/一.md", "a/図.png"}
        assert _beside(files["a/一.md"], "図.png") == ("a/図.png", b"png")
        assert files["a/一.md"].beside("../../x") is None


def test_what_cannot_be_read_is_said(tmp_path: Path):
    # GIVEN a file that is not there, an archive that is none, and one that leads out WHEN they are read THEN each is said
    (tmp_path / "x.zip").write_bytes(b"no archive")
    with zipfile.ZipFile(tmp_path / "y.zip", "w") as archive:
        archive.writestr("../y.md", "x")
    with foreign_files([tmp_path / "n.md", tmp_path / "x.zip", tmp_path / "y.zip"]) as found:
        told = list(found)
    assert all(isinstance(one, Skipped) and one.why for one in told)
    assert len(told) == 3


def test_vaults_name_files_in_their_own_way(tmp_path: Path):
    # GIVEN a vault with a picture far away, and a resource with an id
    digits = "0123456789abcdef" * 2
    for name in ("notes/a.md", "media/deep/写真.png", f"_resources/{digits}.jpg"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name, encoding="utf-8")
    with foreign_files([tmp_path]) as found:
        files = {one.name: one for one in found if isinstance(one, ForeignFile)}
    # WHEN a note refers to them by mere name and by id THEN they are found
    note = files["notes/a.md"]
    assert _beside(note, "写真.png") == ("media/deep/写真.png", "media/deep/写真.png".encode())
    assert _beside(note, f":/{digits}") == (f"_resources/{digits}.jpg", f"_resources/{digits}.jpg".encode())
    assert note.beside(f":/{digits[::-1]}") is None


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_files_of_one_name_in_an_archive_are_said(tmp_path: Path):
    # GIVEN a zip file with a name twice, and another one twice as Windows and as others write it
    place = tmp_path / "資料.zip"
    with zipfile.ZipFile(place, "w") as archive:
        for name, content in (("a/一.md", "初め"), ("a/一.md", "後"), ("b.md", "一つだけ"), ("c.md", "甲")):
            archive.writestr(name, content)
        archive.writestr(zipfile.ZipInfo("c.md"), "乙")
    # WHEN it is looked through THEN the last of each is read, and the others are said, not merged in silence
    with foreign_files([place]) as found:
        offered = list(found)
        read = {one.name: one.read().decode() for one in offered if isinstance(one, ForeignFile)}
    assert read == {"a/一.md": "後", "b.md": "一つだけ", "c.md": "乙"}
    said = [(one.path, "2" in one.why) for one in offered if isinstance(one, Skipped)]
    assert said == [("a/一.md", True), ("c.md", True)]


def test_a_file_lies_at_one_place_whatever_was_chosen(folder: Path):
    # GIVEN a file WHEN it is chosen, or a folder above it, by a way about THEN its place is the same
    with foreign_files([folder]) as found:
        places = {one.name: one.place for one in found if isinstance(one, ForeignFile)}
    with foreign_files([folder / "a" / ".." / "a" / "c.txt"]) as found:
        (one,) = [one for one in found if isinstance(one, ForeignFile)]
    assert (one.name, one.place) == ("c.txt", places["a/c.txt"])
    assert len(set(places.values())) == len(places)


@pytest.mark.usefixtures("english")
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names in folders")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path):
    # GIVEN pipes that nobody writes to, chosen one by one WHEN they are to be read THEN that is refused in words
    for name in ("pipe.md", "pipe.zip"):
        os.mkfifo(tmp_path / name)
    with foreign_files([tmp_path / "pipe.md", tmp_path / "pipe.zip"]) as found:
        document, archive = found
        assert isinstance(document, ForeignFile)
        with pytest.raises(OSError, match="no ordinary file"):
            document.read()
    assert archive == Skipped("pipe.zip", "it is no ordinary file")
