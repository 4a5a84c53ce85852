"""`import` and `export` on the command line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.case_files import GOOD, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer


@pytest.fixture
def here(run: Callable[..., Answer], tmp_path: Path) -> Callable[..., Answer]:
    """Runs a command line on a data folder of its own."""

    def command(*words: str | Path) -> Answer:
        return run("--data-dir", tmp_path / "data", "--lang", "en", *words)

    return command


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    write(tmp_path / "in" / "傘.md", GOOD)
    write(tmp_path / "in" / "雨.txt", "雨の日\n\n傘を貸した。\n".encode("cp932"))
    write(tmp_path / "in" / "絵.bmp", b"BM")
    return tmp_path / "in"


def test_a_preview_then_the_import_then_nothing_new(here: Callable[..., Answer], pile: Path, tmp_path: Path):
    # GIVEN a folder WHEN it is previewed, imported and imported again THEN the counts say so, and it is found
    expected = {"updated": 0, "conflicts": 0, "skipped": [{"path": "絵.bmp", "why": "files of this kind are not read"}]}
    assert here("import", pile, "--dry-run", "--json").json == {"new": 2, "same": 0, **expected}
    assert not (tmp_path / "data" / "cases").exists()
    assert here("import", pile, "--json").json == {"new": 2, "same": 0, **expected}
    assert here("import", pile, "--json").json == {"new": 0, "same": 2, **expected}
    assert here("search", "傘を貸した", "--json").json["total_all_words"] == 1


def test_an_import_is_told_in_words_and_taken_back(here: Callable[..., Answer], pile: Path, tmp_path: Path):
    # GIVEN an import WHEN it is undone THEN its files are gone, and a second time there is nothing to undo
    assert here("import", pile).out.startswith("2 new, 0 changed, 0 the same, 0 changed on both sides\n")
    assert here("import", "--undo").out == "Taken back: 2 of the import “in”.\n"
    assert list((tmp_path / "data" / "cases").glob("*.md")) == []
    again = here("import", "--undo")
    assert (again.code, again.out) == (1, "")
    assert "No import was taken back." in again.err


def test_an_import_of_the_folder_that_one_is_in_is_called_by_its_name(
    here: Callable[..., Answer], pile: Path, monkeypatch: pytest.MonkeyPatch
):
    # GIVEN somebody who works in the folder, and names it by a point WHEN that is undone THEN it has its name
    monkeypatch.chdir(pile)
    assert here("import", ".").code == 0
    assert here("import", "--undo").out == "Taken back: 2 of the import “in”.\n"


def test_conflicts_are_left_out_taken_beside_or_put_in_place(here: Callable[..., Answer], pile: Path, tmp_path: Path):
    # GIVEN a case that was changed here and there
    here("import", pile / "傘.md")
    ours = tmp_path / "data" / "cases" / "傘.md"
    ours.write_text(GOOD.replace("送る。", "夕方に送る。"), encoding="utf-8")
    write(pile / "傘.md", GOOD.replace("送る。", "毎朝送る。"))
    # WHEN it is imported in the three ways THEN it is a conflict, a copy, and at last in the place of ours
    assert here("import", pile / "傘.md", "--json").json["conflicts"] == 1
    here("import", pile / "傘.md", "--copy")
    assert len(list(ours.parent.glob("*.md"))) == 2
    assert "夕方" in ours.read_text(encoding="utf-8")
    here("import", pile / "傘.md", "--merge")
    assert "毎朝" in ours.read_text(encoding="utf-8")


def test_an_encoding_can_be_said(here: Callable[..., Answer], tmp_path: Path):
    # GIVEN a text in EUC-JP WHEN its encoding is not said THEN it is skipped; said, it is read
    write(tmp_path / "in" / "古い.txt", "表題\n本文は昔の文字コード\n".encode("euc_jp"))
    assert here("import", tmp_path / "in", "--json").json["new"] == 0
    assert here("import", tmp_path / "in", "--encoding", "euc_jp", "--json").json["new"] == 1


@pytest.mark.parametrize(
    ("form", "name"),
    [("md", "a"), ("md", "a.zip"), ("xlsx", "a.xlsx"), ("csv", "a.csv"), ("html", "a.html"), ("gif-csv", "g.csv"), ("gif-json", "g.json")],
)  # fmt: skip
def test_every_format_is_written(here: Callable[..., Answer], tmp_path: Path, form: str, name: str):
    # GIVEN a bundled case WHEN it is exported THEN the answer tells where, and something is there
    answer = here("export", "kosai-line-chatbot", "--format", form, "-o", tmp_path / name, "--json")
    assert answer.json == {"path": str(tmp_path / name), "documents": 1, "notes": 0, "withheld": 0}
    assert (tmp_path / name).exists()


def test_private_notes_leave_only_when_they_are_wanted(here: Callable[..., Answer], tmp_path: Path):
    # GIVEN a note of one's own WHEN its case is exported THEN it stays and that is said, unless it is wanted
    here("note", "add", "kosai-line-chatbot", "私だけ")
    stays = here("export", "kosai-line-chatbot", "-o", tmp_path / "a")
    assert "1 notes that are only yours stayed here." in stays.out
    leaves = here("export", "kosai-line-chatbot", "-o", tmp_path / "b", "--private-notes", "--json")
    assert leaves.json["notes"] == 1


@pytest.mark.parametrize("words", [("export", "-o", "x"), ("export", "a", "--all", "-o", "x"), ("import",)])
def test_what_is_missing_is_said(here: Callable[..., Answer], words: tuple[str, ...]):
    # GIVEN a command that lacks something WHEN it runs THEN one sentence says what
    answer = here(*words)
    assert (answer.code, answer.out) == (1, "")
    assert "What to do:" in answer.err


def test_a_file_that_is_not_there_is_said(here: Callable[..., Answer], pile: Path):
    # GIVEN a folder and a name of nothing WHEN both are to be imported THEN it is said, and nothing is taken in
    answer = here("import", pile, pile / "無い.md")
    assert (answer.code, answer.out) == (1, "")
    assert "無い.md is not there" in answer.err
    assert here("list", "--kind", "own", "--json").json == []


def test_a_full_folder_and_an_unknown_document_are_said(here: Callable[..., Answer], pile: Path, tmp_path: Path):
    # GIVEN a folder that holds something, and an id of nothing WHEN they are exported to THEN it is said in a sentence
    for words in (("kosai-line-chatbot", "-o", pile), ("nowhere", "-o", tmp_path / "x")):
        answer = here("export", *words)
        assert (answer.code, answer.out) == (1, "")
        assert answer.err.startswith("The export could not be written.")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names in folders")
def test_a_pipe_is_skipped_and_not_waited_for(here: Callable[..., Answer], tmp_path: Path):
    # GIVEN a pipe that nobody writes to WHEN it is imported THEN it is named with the reason
    os.mkfifo(tmp_path / "pipe.md")
    skipped = [{"path": "pipe.md", "why": "it is no ordinary file"}]
    assert here("import", tmp_path / "pipe.md", "--json").json["skipped"] == skipped
