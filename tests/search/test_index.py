"""The index is opened only when it is ours and whole; otherwise it is made anew."""

from __future__ import annotations

import gc
import json
import os
import pickle
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from whoosh import index as whoosh_index
from whoosh.index import TOC

from kb_app.base.errors import CancelledError, KbError
from kb_app.base.paths import AppPaths
from kb_app.bootstrap import open_app
from kb_app.domain.query import Query
from kb_app.search.schema import whoosh_schema
from tests.case_files import GOOD, WITHOUT_ID, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session

    Spoil = Callable[[Path], None]

# Whoosh leaves files open when it fails in the middle of opening an index.
pytestmark = [
    pytest.mark.usefixtures("english"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]


@pytest.fixture(autouse=True)
def leave_no_open_file() -> Iterator[None]:
    """What Whoosh left open is closed here, where nobody minds, and not in the middle of another test."""
    yield
    gc.collect()


@pytest.fixture
def folder(small_app: App) -> Path:
    """The folder of an index that is complete."""
    with small_app.session() as session:
        session.indexing.update()
    return small_app.paths.index_dir


def manifest(folder: Path) -> dict[str, str]:
    stored: dict[str, str] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return stored


def with_manifest(place: Path, /, **changed: str) -> None:
    write(place / "manifest.json", json.dumps(manifest(place) | changed))


def assert_rebuilt(session: Session) -> None:
    """A KbError in between, then everything is indexed anew and found."""
    with pytest.raises(KbError, match="search index could not be opened"):
        session.searching.search(Query("窓口"))
    summary = session.indexing.update()
    assert (summary.documents, summary.added) == (6, 6)
    assert session.searching.search(Query()).total == 6


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.rglob(pattern)
    return found


def inner(folder: Path) -> Path:
    """The folder of Whoosh's own files."""
    return only(folder, "*.seg").parent


def cut(share: float) -> Callable[[Path], None]:
    def spoil(place: Path) -> None:
        data = place.read_bytes()
        place.write_bytes(data[: int(len(data) * share)])

    return spoil


def overwrite(byte: bytes) -> Callable[[Path], None]:
    def spoil(place: Path) -> None:
        place.write_bytes(byte * place.stat().st_size)

    return spoil


DAMAGES = [
    *((pattern, name, spoil)
      for pattern in ("*.seg", "*.toc", "manifest.json")
      for name, spoil in (("missing", Path.unlink), ("empty", cut(0)), ("a quarter", cut(0.25)), ("half", cut(0.5)), ("nearly all", cut(0.99)),
                          ("overwritten", overwrite(b"\xff")))),
    ("*.seg", "zeros", overwrite(b"\0")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "_name", "spoil"), DAMAGES, ids=[f"{pattern} {name}" for pattern, name, _spoil in DAMAGES]
)
def test_a_damaged_file_is_said_in_words_and_the_index_made_anew(
    small_app: App, folder: Path, pattern: str, _name: str, spoil: Spoil
):
    # Given an index of which a file is spoiled
    spoil(only(folder, pattern))
    # When it is asked, then it says so; when it is updated, then it is whole again
    with small_app.session() as session:
        assert_rebuilt(session)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody change what a program has mapped")
def test_an_index_that_is_damaged_while_the_program_runs_is_made_anew_by_the_next_session(small_app: App, folder: Path):
    with small_app.session() as session:
        assert session.searching.search(Query()).total == 6
    shutil.rmtree(folder)
    with small_app.session() as session:
        assert_rebuilt(session)


@pytest.mark.parametrize("key", ["schema", "analyzer", "folding", "dictionary", "axes", "token"])
def test_an_index_made_with_anything_else_is_made_anew(small_app: App, folder: Path, key: str):
    with_manifest(folder, **{key: "0"})
    with small_app.session() as session:
        assert_rebuilt(session)
    assert manifest(folder)[key] != "0"


def test_the_index_of_another_database_is_foreign(small_app: App, folder: Path):
    for place in small_app.paths.data_dir.glob("casebook.db*"):
        place.unlink()
    with small_app.session() as session:
        assert_rebuilt(session)


def test_changed_axes_make_the_index_anew(small_app: App, folder: Path, tmp_path: Path):
    # Given the same data with a label that an office changed
    paths = small_app.paths
    resources = tmp_path / "resources"
    shutil.copytree(paths.resources_dir, resources)
    axes = resources / "taxonomy.yaml"
    axes.write_text(axes.read_text(encoding="utf-8").replace("テレワークの推進", "遠隔勤務の推進"), encoding="utf-8")
    # When the program starts with it, then the labels that are searched are made anew
    with open_app(AppPaths(paths.library_dir, resources, paths.data_dir), small_app.settings).session() as session:
        assert_rebuilt(session)


class Bomb:
    """Makes a folder when it is unpickled."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple[object, tuple[str, int, bool]]:
        return os.makedirs, (str(self.place), 0o777, True)


def plant(folder: Path, crater: Path) -> None:
    """Replace the table of contents by one that makes the folder `crater` when it is read."""
    found = whoosh_index.open_dir(str(inner(folder)), schema=whoosh_schema())
    toc = TOC(whoosh_schema(), [Bomb(crater)], found.latest_generation() + 1)
    toc.write(found.storage, "MAIN")


def test_the_bomb_of_the_next_test_would_go_off(small_app: App, folder: Path, tmp_path: Path):
    crater = tmp_path / "crater"
    pickle.loads(pickle.dumps(Bomb(crater)))
    crater.rmdir()
    plant(folder, crater)
    with pytest.raises(Exception, match=r"."):
        whoosh_index.open_dir(str(inner(folder)), schema=whoosh_schema()).reader()
    assert crater.is_dir()


@pytest.mark.parametrize("token", ["another database's", ""])
def test_a_foreign_index_is_thrown_away_without_being_opened(small_app: App, folder: Path, tmp_path: Path, token: str):
    # Given an index of somebody else with a bomb in it
    crater = tmp_path / "crater"
    plant(folder, crater)
    with_manifest(folder, token=token)
    # When the program searches and indexes
    with small_app.session() as session:
        assert_rebuilt(session)
    # Then the bomb has not gone off
    assert not crater.exists()


def test_an_index_without_a_manifest_is_not_opened_either(small_app: App, folder: Path, tmp_path: Path):
    crater = tmp_path / "crater"
    plant(folder, crater)
    (folder / "manifest.json").unlink()
    with small_app.session() as session:
        assert_rebuilt(session)
    assert not crater.exists()


def test_a_half_made_index_is_made_anew(small_app: App):
    # Given what a program leaves that died before the manifest was written
    folder = small_app.paths.index_dir
    folder.mkdir(parents=True)
    whoosh_index.create_in(str(folder), whoosh_schema())
    with small_app.session() as session:
        assert_rebuilt(session)


def test_a_file_where_the_folder_should_be_is_said_in_words(small_app: App):
    write(small_app.paths.index_dir, "no folder")
    with small_app.session() as session, pytest.raises(KbError, match="could not be written"):
        session.indexing.update()


def test_an_open_session_sees_what_another_committed(small_app: App, folder: Path):
    with small_app.session() as looking, small_app.session() as writing:
        assert looking.searching.search(Query()).total == 6
        write(small_app.paths.own_cases_dir / "a.md", GOOD)
        writing.indexing.update()
        assert looking.searching.search(Query()).total == 7
        write(small_app.paths.own_cases_dir / "b.md", WITHOUT_ID)
        writing.indexing.update(rebuild=True)
        assert looking.searching.search(Query()).total == 8


def test_many_small_runs_can_be_merged(small_app: App):
    with small_app.session() as session:
        session.indexing.update()
        for number in range(12):
            write(small_app.paths.own_cases_dir / f"{number}.md", WITHOUT_ID + str(number))
            assert session.indexing.update().added == 1
        assert session.searching.search(Query()).total == 18


@pytest.mark.parametrize("content", [b"\0" * 1_400, b"not an index", b"\x89" * 64])
def test_an_overwritten_table_of_contents_is_rebuilt(small_app: App, folder: Path, content: bytes):
    only(folder, "*.toc").write_bytes(content)
    with small_app.session() as session:
        assert_rebuilt(session)


def test_a_rebuild_that_was_stopped_leaves_the_old_state(small_app: App, folder: Path):
    def stop(_progress: object) -> None:
        raise CancelledError

    with small_app.session() as session:
        with pytest.raises(CancelledError):
            session.indexing.update(stop, rebuild=True)
        assert session.searching.search(Query()).total == 6
        assert session.indexing.update().added == 0


def test_a_rebuild_takes_the_old_folder_away(small_app: App, folder: Path):
    before = inner(folder)
    with small_app.session() as session:
        session.indexing.update(rebuild=True)
    assert inner(folder) != before
    assert not before.exists()


def test_a_name_that_leads_out_of_the_folder_is_not_followed(small_app: App, folder: Path):
    with_manifest(folder, folder="../../elsewhere")
    with small_app.session() as session:
        assert_rebuilt(session)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody change what a program has mapped")
def test_damage_in_the_middle_is_expected_trouble_and_mended(small_app: App, folder: Path):
    # Given one block of the segment overwritten, wherever it lies
    segment = only(folder, "*.seg")
    data = segment.read_bytes()
    for place in range(0, len(data) - 4096, max(4096, len(data) // 12)):
        segment.write_bytes(data[:place] + b"\0" * 4096 + data[place + 4096 :])
        with small_app.session() as session:
            # When it is searched, then it answers or says so in words
            for words in ("窓口", "押印廃止", "RPA 削減", ""):
                with suppress(KbError):
                    session.searching.search(Query(words))
    # And the next run makes it anew
    with small_app.session() as session:
        assert session.indexing.update().added == 6
