"""Files that are opened as a double click opens them: their paths come to the window that is open, or to a new one."""

from __future__ import annotations

import contextlib
import json
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import devtools_product as product
from devtools_steps import ROOT, VENV_PYTHON, DevToolError
from windows.expectations import DONE, MARKDOWN_KEY, Trial, expect, expect_code
from windows.office_pc import wait_until

if TYPE_CHECKING:
    from collections.abc import Callable

_MARKDOWN = "DXCasebook.Markdown"
_IMPORT, _UPDATE = "取り込む", "収録事例の更新"
"""Titles of the windows that files are opened in; a click on their main button is as far from their corner."""
_IMPORT_BUTTON, _UPDATE_BUTTON = (150, 30), (100, 30)
_READING_SECONDS, _TAKING_SECONDS, _CLICKS = 2.0, 10.0, 3


def markdown_left_alone(trial: Trial) -> None:
    expect(not trial.pc.registry("HKCU\\Software\\Classes\\.md"), "nothing is said about .md files without the option")
    case = _case(trial, "関連付けなし")
    expect(trial.pc.open_file(case).returncode, "no program is found for a .md file")
    expect(not trial.pc.registry(f"HKCU\\Software\\Classes\\{_MARKDOWN}"), "the program is not offered for it either")


def markdown_on_request(trial: Trial) -> None:
    expect_code(trial.pc.install(trial.new, "/MD=1"), DONE, "the setup that is asked to offer the program for .md")
    expect("DXCasebook.Markdown" in trial.pc.registry(MARKDOWN_KEY), "it is offered")
    kind = trial.pc.registry(MARKDOWN_KEY.rpartition("\\")[0])  # with its default value, without what is below
    expect("OpenWithProgids" in kind and "DXCasebook" not in kind, f"it is not forced: {kind}")


def opened_files(trial: Trial) -> None:
    first, second = _case(trial, "公用車の　予約 ①"), _case(trial, "公用車の　予約 ②")
    older, newer = _packs(trial)
    with trial.pc.opened_file(first, kind=_MARKDOWN):
        _import(trial, first)
        _take_in(trial, older)
    with trial.pc.opened_file(newer):
        _take_in(trial, newer, is_open=True)
        expect_code(trial.pc.open_file(second, kind=_MARKDOWN).returncode, DONE, "a second start with a file")
        _import(trial, second)
    expect_code(trial.pc.ask(trial.folder, "library", "bundled").returncode, DONE, "going back to the bundled cases")


def _place(trial: Trial) -> Path:
    place = trial.pc.wine.drive / "利用者" / "届いた　もの 2"
    place.mkdir(exist_ok=True)
    return place


def _case(trial: Trial, name: str) -> Path:
    case = _place(trial) / f"{name}.md"
    case.write_text(f"# {name}\n\n## 概要\n\n紙の予約簿をやめた。\n", encoding="utf-8")
    return case


def _packs(trial: Trial) -> tuple[Path, Path]:
    """Return two packs of later editions, whose signer the program knows from an earlier one."""
    editions = ("2090.1.1", "2090.1.2", "2090.1.3")
    known, older, newer = (_place(trial) / f"事例　集 {edition}.dxpack" for edition in editions)
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "trial.dxkey"
        said = _devtools_pack("--new-key", key, "--name", "試験の発行者")
        for edition, pack in zip(editions, (known, older, newer), strict=True):
            _devtools_pack("--key", key, "--edition", edition, "--output", pack)
    fingerprint = said.rpartition("Fingerprint: ")[2].strip().replace(" ", "")
    accepted = trial.pc.ask(trial.folder, "library", "apply", known, "--accept-signer", fingerprint, "--remember")
    expect_code(accepted.returncode, DONE, "taking in a first pack")
    return older, newer


def _devtools_pack(*words: str | Path) -> str:
    command = [VENV_PYTHON, ROOT / "build" / "devtools_pack.py", *words]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def _import(trial: Trial, case: Path) -> None:
    """See the file in the window and take it in."""
    wait_until(lambda: bool(trial.pc.windows(_IMPORT)), "the file to be shown")
    _expect_one_window(trial)
    folder = trial.pc.data / "cases"
    title = " ".join(case.stem.split())  # a title has no full-width spaces, other than the path that was opened

    def is_taken_in() -> bool:
        return any(f"title: {title}" in taken.read_text(encoding="utf-8") for taken in folder.glob("*.md"))

    _click_until(trial, _IMPORT, _IMPORT_BUTTON, is_taken_in)


def _take_in(trial: Trial, pack: Path, *, is_open: bool = False) -> None:
    """Open a pack, unless it is open already, and take it in."""
    if not is_open:
        expect_code(trial.pc.open_file(pack).returncode, DONE, "a second start with a pack")
    wait_until(lambda: bool(trial.pc.windows(_UPDATE)), "the pack to be shown")
    _expect_one_window(trial)
    edition = pack.stem.rpartition(" ")[2]
    chosen = trial.pc.data / "library" / "current.json"

    def is_taken_in() -> bool:
        return bool(json.loads(chosen.read_text(encoding="utf-8"))["edition"] == edition)

    _click_until(trial, _UPDATE, _UPDATE_BUTTON, is_taken_in)


def _click_until(trial: Trial, title: str, button: tuple[int, int], is_done: Callable[[], bool]) -> None:
    """Click the main button of a window, which reads its file first: again where it was not ready for that."""
    for _try in range(_CLICKS):
        time.sleep(_READING_SECONDS)
        trial.pc.click(title, *button)
        with contextlib.suppress(DevToolError):
            wait_until(is_done, "it to be taken in", _TAKING_SECONDS)
            return
    raise DevToolError(f"What was opened in “{title}” was not taken in.")


def _expect_one_window(trial: Trial) -> None:
    found = trial.pc.windows(f"^{product.NAME}$")
    expect(len(found) == 1, f"there is one window of the program: {found}")
