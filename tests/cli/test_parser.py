"""The table of verbs: help, examples, exit codes, and where things go."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kb_app import __version__
from kb_app.cli import library_verbs
from kb_app.cli.parser import Verb, verbs
from kb_app.services.searching import Searching
from tests.case_files import GOOD, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

ROOT = Path(__file__).resolve().parents[2]
VERBS = {verb.name: verb for verb in verbs()}
WINDOWLESS = [verb for verb in VERBS.values() if verb.name not in ("gui", "self-test")]


def test_every_verb_of_this_version_is_there():
    library = ["gui", "search", "index", "show", "list", "check"]
    added = ["note", "tag", "classify", "status"]
    assert list(VERBS) == [*library, *added, "import", "export", "library", "backup", "restore", "doctor", "self-test"]


def test_help_names_every_verb(look: Callable[..., Answer]):
    answer = look("--help")
    assert answer.code == 0
    assert all(f"\n    {name} " in answer.out for name in VERBS)


@pytest.mark.parametrize("verb", VERBS.values(), ids=list(VERBS))
def test_help_of_each_verb_has_its_sentence_and_example(look: Callable[..., Answer], verb: Verb):
    answer = look(verb.name, "--help")
    assert answer.code == 0
    said = " ".join(answer.out.split())
    assert verb.help in said
    assert f"Example: {verb.example}" in said
    assert "--json" in said


@pytest.mark.parametrize("verb", WINDOWLESS, ids=lambda verb: verb.name)
def test_the_example_of_each_verb_runs(
    run: Callable[..., Answer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: Verb
):
    # Given a new data folder and the checkout as the current folder
    monkeypatch.setenv("KB_APP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(ROOT)
    run("index")
    program, *words = shlex.split(verb.example)
    if verb.name in ("backup", "restore", "import", "export"):  # files beside it, and not in the checkout
        monkeypatch.chdir(tmp_path)
        run("backup", "dx-casebook.zip")
        write(tmp_path / "資料" / "傘.md", GOOD)
    # When the example is run, then it is done and has an answer
    answer = run(*words)
    assert program == "kb-app"
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.strip()


def test_the_version_is_told(look: Callable[..., Answer]):
    answer = look("--version")
    assert (answer.code, answer.out) == (0, f"kb-app {__version__}\n")


@pytest.mark.parametrize(
    "words",
    [
        ["dance"],
        ["search", "窓口", "--limit", "0"],
        ["search", "窓口", "--limit", "many"],
        ["search", "窓口", "--sort", "colour"],
        ["search", "窓口", "--kind", "novel"],
        ["search", "窓口", "--any", "--all"],
        ["search", "窓口", "--all", "--exact"],
        ["show"],
        ["backup"],
        ["restore"],
        ["restore", "a.zip", "b.zip"],
        ["list", "窓口"],
        ["check", "--unknown"],
        ["--lang", "fr", "list"],
    ],
)
def test_wrong_usage_is_told_with_code_two_and_nothing_on_standard_output(
    look: Callable[..., Answer], words: list[str]
):
    answer = look(*words)
    assert (answer.code, answer.out) == (2, "")
    assert "usage: kb-app" in answer.err
    assert "Traceback" not in answer.err


def test_expected_trouble_is_one_sentence_with_code_one(look: Callable[..., Answer]):
    answer = look("show", "nobody", "--json")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.count("\n") == 1
    assert answer.err.startswith("The document could not be shown. Cause: no document has the id “nobody” What to do: ")


def test_a_bug_is_told_with_code_three_and_its_log(
    run: Callable[..., Answer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # Given a program with a bug in it
    def broken(*_words: object) -> None:
        raise ZeroDivisionError("the bug of this test")

    monkeypatch.setattr(Searching, "search", broken)
    # When a verb meets it
    answer = run("--data-dir", tmp_path, "--lang", "en", "search", "窓口", "--json")
    # Then the person is told where it is written down, and there it is
    log = tmp_path / "logs" / "kb-app.log"
    assert (answer.code, answer.out) == (3, "")
    assert str(log) in answer.err
    assert "Traceback" not in answer.err
    assert "the bug of this test" in log.read_text(encoding="utf-8")


def test_a_damaged_database_is_expected_trouble(run: Callable[..., Answer], tmp_path: Path):
    write(tmp_path / "casebook.db", b"no database at all " * 100)
    answer = run("--data-dir", tmp_path, "--lang", "en", "search", "窓口")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("The database could not be opened. Cause: ")


def test_the_data_folder_of_the_command_line_holds_everything_that_is_written(
    run: Callable[..., Answer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # Given another folder in the environment
    monkeypatch.setenv("KB_APP_DATA_DIR", str(tmp_path / "environment"))
    # When a verb is run with a folder of its own
    assert run("--data-dir", tmp_path / "chosen", "index").code == 0
    # Then everything is there and nothing elsewhere
    assert [place.name for place in tmp_path.iterdir()] == ["chosen"]
    assert {"casebook.db", "index"} <= {place.name for place in (tmp_path / "chosen").iterdir()}


def test_the_environment_names_the_data_folder(
    run: Callable[..., Answer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("KB_APP_DATA_DIR", str(tmp_path / "environment"))
    assert run("index", "--json").code == 0
    assert (tmp_path / "environment" / "index").is_dir()


def test_a_relative_data_folder_is_below_the_current_one(
    run: Callable[..., Answer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    assert run("--data-dir", "here", "index").code == 0
    assert (tmp_path / "here" / "casebook.db").is_file()


def test_own_cases_of_the_data_folder_are_found(run: Callable[..., Answer], tmp_path: Path):
    write(tmp_path / "cases" / "a.md", GOOD)
    found = run("--data-dir", tmp_path, "search", "かささぎ通知", "--all", "--json").json
    assert [hit["id"] for hit in found["hits"]] == ["kosai-umbrella"]


def test_english_is_spoken_when_asked_for_and_japanese_otherwise(run: Callable[..., Answer], tmp_path: Path):
    english = run("--data-dir", tmp_path, "--lang", "en", "search", "--help").out
    assert "search the library" in english
    # Given settings that chose English, the option for Japanese wins
    write(tmp_path / "settings.json", json.dumps({"language": "en"}))
    assert "search the library" in run("--data-dir", tmp_path, "search", "--help").out


def test_files_without_a_verb_are_opened_in_the_window(
    run: Callable[..., Answer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # Given a file and a folder, seen from the folder of the caller, one called as a verb is
    opened: list[list[Path]] = []

    def open_window(_app: object, *, files: list[Path], **_more: object) -> int:
        opened.append(files)
        return 0

    monkeypatch.setattr("kb_app.ui.application.run", open_window)
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "新しい 事例.dxpack", "x")
    write(tmp_path / "list", "x")
    # When they are named as a desktop names them
    assert run("--data-dir", tmp_path / "data", "新しい 事例.dxpack", "missing.md").code == 0
    assert run("--data-dir", tmp_path / "data", "./list").code == 0
    assert run("--data-dir", tmp_path / "data", "gui", "x.md").code == 0
    # or named when they are there no more
    assert run("--data-dir", tmp_path / "data", "gone.dxpack").code == 0
    assert run("--data-dir", tmp_path / "data", "stick/gone").code == 0
    # Then the window is to open them, by absolute paths
    assert opened == [
        [tmp_path / "新しい 事例.dxpack", tmp_path / "missing.md"],
        [tmp_path / "list"],
        [tmp_path / "x.md"],
        [tmp_path / "gone.dxpack"],
        [tmp_path / "stick" / "gone"],
    ]
    # and a verb stays a verb, and a word that is neither is wrong usage
    assert run("--data-dir", tmp_path / "data", "--lang", "en", "list", "--help").code == 0
    assert run("--data-dir", tmp_path / "data", "nonsense").code == 2
    assert run("--data-dir", tmp_path / "data", "--a.b").code == 2
    assert len(opened) == 5


def test_the_bundled_filters_are_those_of_the_table(look: Callable[..., Answer]):
    said = look("search", "--help").out
    for axis in library_verbs._FILTERS:
        assert f"--{axis} " in said
