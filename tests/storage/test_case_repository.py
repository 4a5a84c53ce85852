"""The shelves: files are found and read, never written, and a bad one stands alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from kb_app.domain.library import Shelf
from kb_app.formats.case_bytes import LARGEST_CASE
from kb_app.storage.case_repository import CaseRepository
from tests.case_files import GOOD, WITHOUT_ID, write

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from kb_app.domain.vocabulary import Vocabulary

pytestmark = pytest.mark.usefixtures("english")


def identify(path: str, _content_hash: str, _present: Collection[str]) -> str:
    return f"id of {path}"


@pytest.fixture
def bundled(tmp_path: Path) -> Path:
    return tmp_path / "bundled"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "own"


@pytest.fixture
def repository(bundled: Path, own: Path, vocabulary: Vocabulary) -> CaseRepository:
    return CaseRepository(bundled, own, vocabulary, identify)


def keys(repository: CaseRepository) -> list[str]:
    return [file.key for file in repository.listing().files]


def test_shelves_that_are_not_there_are_empty(repository: CaseRepository):
    listing = repository.listing()
    assert (listing.files, listing.reports, listing.unreadable) == ((), (), ())


def test_markdown_files_of_all_folders_are_listed_bundled_ones_first(
    repository: CaseRepository, bundled: Path, own: Path
):
    # Given files with names as offices give them
    for place in (own / "b.md", own / "窓口【改革】" / "（案）事例.MD", own / "a.markdown", bundled / "z" / "y.md"):
        write(place, GOOD)
    # Then they stand in a stable order under keys with forward slashes
    assert keys(repository) == ["bundled/z/y.md", "own/a.markdown", "own/b.md", "own/窓口【改革】/（案）事例.MD"]


def test_what_is_no_case_file_is_passed_over(repository: CaseRepository, own: Path):
    for name in (".hidden.md", "~$open.md", "notes.txt", "case.md.bak", ".git/case.md", "photo.jpg"):
        write(own / name, GOOD)
    write(own / "case.md", GOOD)
    assert keys(repository) == ["own/case.md"]


def test_a_file_is_read_with_its_hash_and_place(repository: CaseRepository, own: Path):
    write(own / "folder" / "case.md", GOOD)
    (file,) = repository.listing().files
    loaded = repository.load(file)
    assert loaded.document is not None
    assert (loaded.document.case.id, loaded.document.shelf, loaded.document.path) == (
        "kosai-umbrella",
        Shelf.OWN,
        "folder/case.md",
    )
    assert loaded.problems == ()
    assert len(loaded.content_hash) == 64


def test_an_own_file_without_id_is_identified_by_the_database(repository: CaseRepository, own: Path):
    write(own / "case.md", WITHOUT_ID)
    loaded = repository.load(repository.listing().files[0])
    assert loaded.document is not None
    assert loaded.document.case.id == "id of case.md"
    assert loaded.problems == ()


def test_a_bundled_file_without_id_is_named_and_goes_by_its_file_name(repository: CaseRepository, bundled: Path):
    write(bundled / "kosai.md", WITHOUT_ID)
    loaded = repository.load(repository.listing().files[0])
    assert loaded.document is not None
    assert loaded.document.case.id == "kosai"
    assert [(problem.line, problem.field) for problem in loaded.problems] == [(1, "id")]


@pytest.mark.parametrize("content", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n"])
def test_an_empty_file_is_named(repository: CaseRepository, own: Path, content: bytes):
    write(own / "empty.md", content)
    loaded = repository.load(repository.listing().files[0])
    assert loaded.document is None
    assert [(problem.line, problem.message) for problem in loaded.problems] == [(1, "the file is empty")]


@pytest.mark.parametrize(("encoding", "told"), [("cp932", "cp932"), ("utf-16", "utf-16-le")])
def test_a_file_in_another_encoding_is_read_and_named(repository: CaseRepository, own: Path, encoding: str, told: str):
    write(own / "case.md", GOOD.encode(encoding))
    loaded = repository.load(repository.listing().files[0])
    assert loaded.document is not None
    assert loaded.document.case.title == "かささぎ通知で傘の貸し出しを知らせる"
    assert [problem.message for problem in loaded.problems] == [f"the file is written in {told}; save it as UTF-8"]


def test_a_byte_order_mark_is_no_trouble(repository: CaseRepository, own: Path):
    write(own / "case.md", b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    loaded = repository.load(repository.listing().files[0])
    assert loaded.document is not None
    assert (loaded.document.case.id, loaded.problems) == ("kosai-umbrella", ())


def test_bytes_that_are_no_text_are_named(repository: CaseRepository, own: Path):
    write(own / "photo.md", b"\xff\xd8\xff\xe0\0\x10JFIF\0")
    loaded = repository.load(repository.listing().files[0])
    assert loaded.document is None
    assert "no known encoding" in loaded.problems[0].message


def test_a_file_that_is_too_large_is_named_and_not_read(repository: CaseRepository, own: Path):
    write(own / "large.md", b"x" * (LARGEST_CASE + 1))
    write(own / "largest.md", GOOD.encode().ljust(LARGEST_CASE))
    large, largest = (repository.load(file) for file in repository.listing().files)
    assert large.document is None
    assert large.problems[0].message == "the file has 5.0 MB; files over 5 MB are skipped"
    assert largest.document is not None


def test_a_link_to_nowhere_is_named_and_counts_as_gone(repository: CaseRepository, own: Path):
    own.mkdir()
    try:
        (own / "link.md").symlink_to(own / "nowhere.md")
    except OSError:
        pytest.fail("this system lets an ordinary user make no links; switch on its developer mode")
    if not (own / "link.md").is_symlink():
        pytest.skip("Wine makes no links to nowhere")
    listing = repository.listing()
    assert (listing.files, listing.unreadable) == ((), ())
    assert [report.path for report in listing.reports] == ["own/link.md"]


def test_a_locked_file_is_out_of_reach_and_named(
    repository: CaseRepository, own: Path, lock_away: Callable[[Path], None]
):
    lock_away(write(own / "case.md", GOOD))
    (file,) = repository.listing().files
    loaded = repository.load(file)
    assert (loaded.document, loaded.out_of_reach) == (None, True)
    assert "cannot be read" in loaded.problems[0].message


def test_a_locked_folder_is_named_and_the_others_are_listed(
    repository: CaseRepository, own: Path, lock_away: Callable[[Path], None]
):
    write(own / "locked" / "case.md", GOOD)
    write(own / "open" / "case.md", GOOD)
    lock_away(own / "locked")
    listing = repository.listing()
    assert [file.key for file in listing.files] == ["own/open/case.md"]
    assert [report.path for report in listing.reports] == ["own/locked"]
    assert listing.unreadable == ("own/locked",)


@pytest.mark.usefixtures("ordinary_user")
def test_a_folder_whose_files_may_be_listed_but_not_opened_hides_none_of_them(repository: CaseRepository, own: Path):
    # Given a folder with the right to read and without the right to enter
    folder = write(own / "half" / "case.md", GOOD).parent
    if os.name == "nt":
        return  # Windows has no such right
    folder.chmod(0o444)
    # When the shelves are listed
    listing = repository.listing()
    folder.chmod(0o755)
    # Then the file is named and not taken for deleted
    assert [report.path for report in listing.reports] == ["own/half/case.md"]
    assert listing.unreadable == ("own/half/case.md",)


def test_a_file_is_found_again_by_its_key(repository: CaseRepository, own: Path):
    write(own / "folder" / "case.md", GOOD)
    (file,) = repository.listing().files
    assert repository.file_at("own/folder/case.md") == file
    assert repository.file_at("own/gone.md") is None
    assert repository.file_at("elsewhere/case.md") is None


def test_any_file_of_the_disk_can_be_inspected(repository: CaseRepository, tmp_path: Path):
    good = write(tmp_path / "elsewhere" / "case.md", WITHOUT_ID)
    assert repository.inspect(good) == ()
    assert "cannot be read" in repository.inspect(tmp_path / "nowhere.md")[0].message
    assert "cannot be read" in repository.inspect(tmp_path)[0].message


def test_reading_changes_neither_bytes_nor_times(repository: CaseRepository, own: Path):
    # Given files good and bad
    places = [
        write(own / "good.md", GOOD),
        write(own / "bad.md", "---\n"),
        write(own / "sjis.md", GOOD.encode("cp932")),
    ]
    before = [(place.read_bytes(), place.stat().st_mtime_ns) for place in places]
    # When all are read
    for file in repository.listing().files:
        repository.load(file)
    # Then nothing about them has changed and nothing stands beside them
    assert [(place.read_bytes(), place.stat().st_mtime_ns) for place in places] == before
    assert sorted(own.iterdir()) == sorted(places)
