"""`index`, `show`, `list` and `check`."""

from __future__ import annotations

import gc
import os
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kb_app.base.file_lock import FileLock
from kb_app.base.paths import AppPaths
from tests.bad_input import BAD_FILES, ODD_BUT_GOOD, BadFile
from tests.case_files import GOOD, WITHOUT_ID, WORD, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

BUNDLED = len(list(AppPaths.under(Path()).library_dir.rglob("*.md")))


@pytest.fixture
def fresh(run: Callable[..., Answer], tmp_path: Path) -> Callable[..., Answer]:
    """Runs a command line, in English, on a data folder of the test's own."""
    return lambda *words: run("--data-dir", tmp_path, "--lang", "en", *words)


def test_index_says_what_it_did(fresh: Callable[..., Answer], tmp_path: Path):
    # Given a new data folder
    first = fresh("index", "--json").json
    assert list(first) == ["documents", "added", "updated", "removed", "seconds"]
    assert (first["documents"], first["added"], first["updated"], first["removed"]) == (BUNDLED, BUNDLED, 0, 0)
    assert isinstance(first["seconds"], float)
    # When a file comes, changes and goes
    place = write(tmp_path / "cases" / "a.md", WITHOUT_ID)
    came = fresh("index", "--json").json
    write(place, WITHOUT_ID + "追記")
    changed = fresh("index", "--json").json
    place.unlink()
    went = fresh("index", "--json").json
    # Then each run tells it
    assert [(run["added"], run["updated"], run["removed"]) for run in (came, changed, went)] == [
        (1, 0, 0),
        (0, 1, 0),
        (0, 0, 1),
    ]


def test_index_rebuilds_when_asked(fresh: Callable[..., Answer]):
    fresh("index")
    assert fresh("index", "--json").json["added"] == 0
    assert fresh("index", "--rebuild", "--json").json["added"] == BUNDLED


def test_index_names_bad_files_on_stderr_and_goes_on(fresh: Callable[..., Answer], tmp_path: Path):
    write(tmp_path / "cases" / "bad.md", GOOD.replace("[ai_rpa]", "[metaverse]"))
    answer = fresh("index", "--json")
    assert (answer.code, answer.json["documents"]) == (0, BUNDLED + 1)
    assert answer.err.startswith("own/bad.md:6: priority_areas error: “metaverse” is not one of: ")


def test_search_brings_the_index_up_to_date_by_itself(fresh: Callable[..., Answer], tmp_path: Path):
    assert fresh("search", WORD, "--all", "--json").json["total"] == 0
    write(tmp_path / "cases" / "a.md", GOOD)
    assert fresh("search", WORD, "--all", "--json").json["total"] == 1
    gc.collect()  # Windows keeps what is mapped
    shutil.rmtree(tmp_path / "index")
    assert fresh("search", WORD, "--all", "--json").json["total"] == 1


def test_show_prints_metadata_outcomes_sources_and_body(look: Callable[..., Answer]):
    found = look("show", "kosai-line-chatbot", "--json").json
    assert (found["id"], found["kind"], found["confidence"]) == ("kosai-line-chatbot", "case", "unsourced")
    assert (found["municipality"]["name"], found["municipality"]["code"]) == ("湖西市", "222216")
    assert found["outcomes"][0]["change"] == -50
    assert found["outcomes"][0]["change_kind"] == "percent"
    assert [source["id"] for source in found["sources"]][:2] == ["s1", "s2"]
    assert "## " in found["body"]
    assert (found["shelf"], found["path"]) == ("bundled", "bundled/municipalities/kosai-line-chatbot.md")


def test_show_tells_a_person_how_sure_it_is_and_what_to_be_wary_of(look: Callable[..., Answer]):
    said = look("show", "kosai-line-chatbot").out
    assert "How sure: Not said to be borne out by the source" in said
    assert "電話50%減は紹介記事だけの数値で" in said
    assert "−50%" in said
    assert "[s1]" in said


def test_index_finds_a_change_that_neither_size_nor_time_tells(fresh: Callable[..., Answer], tmp_path: Path):
    place = write(tmp_path / "cases" / "a.md", GOOD)
    fresh("index")
    before = place.stat()
    write(place, GOOD.replace("かささぎ", "あおさぎ"))
    os.utime(place, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert fresh("index", "--json").json["updated"] == 1


def test_who_comes_while_another_run_makes_the_index_waits_and_says_so_once(
    fresh: Callable[..., Answer], tmp_path: Path
):
    # Given a first run that is under way for another two seconds
    held, lock = threading.Event(), FileLock(tmp_path / "index" / "writing.lock")

    def hold() -> None:
        lock.acquire()
        held.set()
        time.sleep(2)
        lock.release()

    with ThreadPoolExecutor() as pool:
        pool.submit(hold)
        held.wait()
        # When somebody searches, then that waits, and finds everything
        answer = fresh("search", WORD, "--json")
    assert answer.code == 0
    assert answer.err.splitlines().count("another run of this program is making the index") == 1


def test_show_needs_no_index(fresh: Callable[..., Answer], tmp_path: Path):
    assert fresh("show", "kosai-line-chatbot", "--json").json["id"] == "kosai-line-chatbot"
    assert not (tmp_path / "index").exists()


def test_a_file_without_id_is_shown_by_the_id_that_it_was_given(fresh: Callable[..., Answer], tmp_path: Path):
    write(tmp_path / "cases" / "a.md", WITHOUT_ID)
    (hit,) = fresh("search", WORD, "--all", "--json").json["hits"]
    assert fresh("show", hit["id"], "--json").json["path"] == "own/a.md"


def test_list_has_every_document_with_id_and_title(look: Callable[..., Answer]):
    answer = look("list", "--json")
    assert answer.code == 0
    assert len(answer.json) == BUNDLED
    assert all(entry["id"] and entry["title"] for entry in answer.json)
    assert len({entry["id"] for entry in answer.json}) == BUNDLED


def test_list_takes_the_filters_of_search(look: Callable[..., Answer]):
    listed = {entry["id"] for entry in look("list", "--prefecture", "福島県", "--kind", "case", "--json").json}
    sought = {hit["id"] for hit in look("search", "--prefecture", "福島県", "--kind", "case", "--json").json["hits"]}
    assert listed == sought
    assert "showa-inhouse-apps" in listed


def test_list_prints_one_line_a_document(look: Callable[..., Answer]):
    lines = look("list", "--prefecture", "静岡県").out.splitlines()
    assert any(line.startswith("kosai-line-chatbot\t静岡県湖西市\t") for line in lines)


def test_check_finds_nothing_wrong_with_the_bundled_library(look: Callable[..., Answer]):
    answer = look("check", "--json")
    assert answer.code == 0
    assert len(answer.json) == BUNDLED
    assert all(set(report) == {"path", "errors", "warnings"} for report in answer.json)
    assert [report for report in answer.json if report["errors"]] == []


@pytest.mark.parametrize("bad", BAD_FILES, ids=lambda bad: bad.name)
def test_check_names_a_bad_file_with_line_and_field(fresh: Callable[..., Answer], tmp_path: Path, bad: BadFile):
    # Given a bad file among the office's own cases
    place = write(tmp_path / "cases" / bad.name, bad.content)
    before = (place.read_bytes(), place.stat().st_mtime_ns)
    # When the library is checked, and the file alone
    library, alone = fresh("check", "--json"), fresh("check", place, "--json")
    # Then both name it, and only it
    assert (library.code, alone.code) == (1, 1)
    (report,) = [report for report in library.json if report["errors"]]
    assert report["path"] == f"own/{bad.name}"
    assert (bad.line, bad.field) in [(finding["line"], finding["field"]) for finding in report["errors"]]
    assert all(finding["message"] for finding in report["errors"])
    assert [report["errors"] for report in alone.json] == [report["errors"]]
    assert len(library.json) == BUNDLED + 1
    # and the file is as it was
    assert (place.read_bytes(), place.stat().st_mtime_ns) == before


@pytest.mark.parametrize(("name", "content"), ODD_BUT_GOOD, ids=lambda value: value if isinstance(value, str) else "")
def test_check_is_content_with_an_odd_file(fresh: Callable[..., Answer], tmp_path: Path, name: str, content: bytes):
    place = write(tmp_path / name, content)
    answer = fresh("check", place, "--json")
    assert (answer.code, answer.json) == (0, [{"path": str(place), "errors": [], "warnings": []}])


def test_check_names_a_duplicate_id(fresh: Callable[..., Answer], tmp_path: Path):
    write(tmp_path / "cases" / "a.md", GOOD)
    write(tmp_path / "cases" / "b.md", GOOD)
    answer = fresh("check", "--json")
    (report,) = [report for report in answer.json if report["errors"]]
    assert (answer.code, report["path"]) == (1, "own/b.md")
    assert [(finding["line"], finding["field"]) for finding in report["errors"]] == [(1, "id")]


def test_check_tells_a_person_file_line_and_field(fresh: Callable[..., Answer], tmp_path: Path):
    place = write(tmp_path / "a.md", GOOD.replace('"222216"', '"222217"'))
    answer = fresh("check", place)
    assert answer.code == 1
    assert answer.out.startswith(f"{place}:4: municipality.code error: “222217” is not a local government code")
    assert answer.out.endswith("1 files checked, 1 errors\n")


def test_a_warning_alone_is_no_error(fresh: Callable[..., Answer], tmp_path: Path):
    place = write(tmp_path / "a.md", GOOD.replace("steps:", "weather: rain\nsteps:"))
    answer = fresh("check", place, "--json")
    assert answer.code == 0
    assert [(found["line"], found["field"]) for found in answer.json[0]["warnings"]] == [(5, "weather")]


def test_check_of_a_file_that_is_not_there_is_an_error(fresh: Callable[..., Answer], tmp_path: Path):
    answer = fresh("check", tmp_path / "nowhere.md", "--json")
    assert answer.code == 1
    assert "cannot be read" in answer.json[0]["errors"][0]["message"]


def test_check_names_a_locked_file_and_a_locked_folder(
    fresh: Callable[..., Answer], tmp_path: Path, lock_away: Callable[[Path], None]
):
    # Given a file and a folder without permission, and a good case beside them
    write(tmp_path / "cases" / "good.md", GOOD)
    lock_away(write(tmp_path / "cases" / "locked.md", WITHOUT_ID))
    lock_away(write(tmp_path / "cases" / "folder" / "a.md", WITHOUT_ID).parent)
    # When the library is checked and searched
    checked, found = fresh("check", "--json"), fresh("search", WORD, "--all", "--json")
    # Then both are named, and the good one is found
    assert checked.code == 1
    assert {report["path"] for report in checked.json if report["errors"]} == {"own/locked.md", "own/folder"}
    assert [hit["path"] for hit in found.json["hits"]] == ["own/good.md"]
