"""What every scenario asks for: the computer it is played on, and what has to hold."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from devtools_steps import DevToolError
from windows.drives import can_mount
from windows.make_setup import LIST_NAME
from windows.office_pc import UNINSTALL_KEY, USER, OfficePc

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OLD_VERSION = "0.0.9"
STALE = "_internal/only-in-the-old-version.txt"
CASE, NOTE = "kosai-line-chatbot", "環境課に聞く①"
FOREIGN = "私のメモ.txt"
MARKDOWN_KEY = "HKCU\\Software\\Classes\\.md\\OpenWithProgids"
PACK_KEY = "HKCU\\Software\\Classes\\.dxpack"
ENTRIES = {"DXCasebook.exe", "kb-app.exe", "_internal", "uninstall.exe", LIST_NAME}
DONE, NOT_WRITTEN, READ_ONLY, TOO_LONG, RUNNING, NEWER, NO_ROOM = 0, 2, 3, 4, 5, 6, 7


@dataclass(frozen=True, slots=True)
class Trial:
    """What the scenarios share: the computer, the setups of two versions, the zip, and where the program is put."""

    pc: OfficePc
    old: Path
    new: Path
    portable: Path

    @property
    def folder(self) -> Path:
        """A folder with all that paths of offices have: Japanese, a full-width space, a space."""
        return self.pc.wine.drive / "利用者" / USER / "事例 集"


class NotHere(Exception):  # noqa: N818 (nothing went wrong)
    """A scenario that this system cannot play."""


def expect(held: object, what: str) -> None:
    """Go on only if it held."""
    if not held:
        raise DevToolError(f"it does not hold that {what}")


def expect_code(code: int, wanted: int, what: str) -> None:
    """Go on only if a program ended with the wanted exit code."""
    expect(code == wanted, f"{what} ends with {wanted} (it was {code})")


def expect_works(trial: Trial, folder: Path) -> None:
    tested = trial.pc.self_test(folder)
    wrong = [check for check in tested.get("checks", []) if not check["ok"]]
    expect(tested["ok"], f"the self-test passes: {wrong or 'it left no result'}")
    shown = [check["detail"] for check in tested["checks"] if check["name"] == "画面"]
    expect(shown == ["windows"], f"it was shown on Qt's Windows platform: {shown}")


def expect_version(trial: Trial, version: str) -> None:
    expect(version in trial.pc.registry(UNINSTALL_KEY, "DisplayVersion"), f"{version} is still the one that is listed")


def expect_note(trial: Trial, folder: Path) -> None:
    listed = trial.pc.ask(folder, "note", "list", CASE)
    expect(NOTE in listed.stdout, f"the note is there: {listed.stdout}")


def need_mounts() -> None:
    if not can_mount():
        raise NotHere("no drive can be mounted here (it needs root)")


@contextlib.contextmanager
def other_data(trial: Trial) -> Iterator[Path]:
    """Let the program find no data for the block; afterwards those of before are there again."""
    data = trial.pc.data
    set_aside = data.with_name(f"{data.name} set aside")
    if data.exists():
        data.rename(set_aside)
    try:
        yield data
    finally:
        if data.is_symlink():
            data.unlink()
        shutil.rmtree(data, ignore_errors=True)
        if set_aside.exists():
            set_aside.rename(data)
