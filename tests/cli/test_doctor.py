"""`doctor`: what is right and what is wrong with an installation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer


def test_a_good_installation_is_ok(look: Callable[..., Answer]):
    answer = look("doctor", "--json")
    assert list(answer.json) == ["ok", "checks"]
    assert [check for check in answer.json["checks"] if not check["ok"]] == []
    assert all(set(check) == {"name", "ok", "detail"} for check in answer.json["checks"])
    assert (answer.code, answer.json["ok"]) == (0, True)


def test_a_foreign_index_is_a_problem_that_can_be_repaired(run: Callable[..., Answer], tmp_path: Path):
    def doctor(*words: str) -> Answer:
        return run("--data-dir", tmp_path, "--lang", "en", "doctor", "--json", *words)

    # Given an installation with an index of somebody else
    doctor("--repair")
    (tmp_path / "index" / "manifest.json").write_text("{}", encoding="utf-8")
    # When it is looked at, then the index is named; when it is repaired, then all is well
    broken = doctor()
    assert (broken.code, broken.json["ok"]) == (1, False)
    assert [check["name"] for check in broken.json["checks"] if not check["ok"]] == ["search index"]
    assert doctor("--repair").code == 0
    assert doctor().code == 0


def test_a_person_reads_one_line_a_check(look: Callable[..., Answer]):
    lines = look("doctor").out.splitlines()
    assert all(line.startswith("ok  ") for line in lines)
    assert any("search index: " in line for line in lines)


def test_a_self_test_that_cannot_begin_leaves_no_earlier_result(
    look: Callable[..., Answer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # GIVEN the good result of another day, and no place for temporary files
    result = tmp_path / "result.json"
    result.write_text('{"ok": true}', encoding="utf-8")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    # WHEN the program is tried THEN the file does not say that all is well
    assert look("self-test", result).code != 0
    assert json.loads(result.read_text(encoding="utf-8"))["ok"] is False


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a screen")
@pytest.mark.parametrize("verb", ["self-test", "doctor", "gui"])
def test_a_screen_that_is_asked_for_and_missing_is_said_and_leaves_nothing(tmp_path: Path, verb: str):
    # GIVEN a computer without a screen, and the wish to be tried on one
    names = ("DISPLAY", "WAYLAND_DISPLAY")
    environment = {name: value for name, value in os.environ.items() if name not in names}
    temporary, result = tmp_path / "tmp", tmp_path / "result.json"
    temporary.mkdir()
    environment |= {"QT_QPA_PLATFORM": "xcb", "TMPDIR": str(temporary)}
    # WHEN a verb wants to draw there
    command = [sys.executable, "-m", "kb_app", "--data-dir", str(tmp_path / "data"), "--lang", "en", verb]
    words = [str(result)] if verb == "self-test" else []
    done = subprocess.run(
        [*command, *words], env=environment, capture_output=True, encoding="utf-8", check=False, timeout=60
    )
    # THEN it says so and ends, with its result, without leaving anything in the place for temporary files
    assert done.returncode == 1
    assert "there is no screen" in done.stdout + done.stderr
    assert list(temporary.iterdir()) == []
    if verb == "self-test":
        written = json.loads(result.read_text(encoding="utf-8"))
        assert [check["name"] for check in written["checks"] if not check["ok"]] == ["window"]
        assert (written["ok"], len(written["checks"]) > 5) == (False, True)
