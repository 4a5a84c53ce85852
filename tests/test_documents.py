"""What the README says can be done: every command of the program in it runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from kb_app.cli.parser import main
from tests.case_files import GOOD, write

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"^kb-app (.+)$", README, re.MULTILINE)))


def test_the_readme_shows_commands() -> None:
    assert len(COMMANDS) >= 6


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_the_readme_runs(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_APP_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "資料" / "傘.md", GOOD)
    if command.startswith("restore"):
        assert main(["backup", "backup.zip"]) == 0
    assert main(shlex.split(command)) == 0
    assert capsys.readouterr().out.strip()
