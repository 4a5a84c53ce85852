"""Disks that are full, or become full, and folders that cannot be written."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING

from windows.drives import closed_for_writing, filled, small_drive
from windows.expectations import (
    CASE,
    DONE,
    ENTRIES,
    NO_ROOM,
    NOT_WRITTEN,
    NOTE,
    OLD_VERSION,
    READ_ONLY,
    Trial,
    expect,
    expect_code,
    expect_note,
    expect_version,
    expect_works,
    need_mounts,
    other_data,
)
from windows.make_setup import LIST_NAME
from windows.office_pc import SETUP_SECONDS, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ROOM_FOR_TWO = 560
_ROOM_FOR_A_PART = 100_000_000


def no_room(trial: Trial) -> None:
    need_mounts()
    with small_drive(300) as drive:
        folder = drive / "本体"
        expect_code(trial.pc.install(trial.old, folder=folder), DONE, "the setup on a drive with room for one")
        expect_code(trial.pc.install(trial.new), NO_ROOM, "the setup of another version without room")
        expect_works(trial, folder)
        expect_version(trial, OLD_VERSION)
        trial.pc.uninstall(folder)
        expect(not folder.exists(), "the folder is gone")


def read_only_folder(trial: Trial) -> None:
    need_mounts()
    with small_drive() as drive:
        expect_code(trial.pc.install(trial.old, folder=drive / "本体"), DONE, "the setup")
        with closed_for_writing(drive):
            expect_code(trial.pc.install(trial.new), READ_ONLY, "the setup into a folder that cannot be written")
            expect_works(trial, drive / "本体")
        trial.pc.uninstall(drive / "本体")


def disk_that_fills_up(trial: Trial) -> None:
    """There is room when the setup begins, and something else takes it: soon, or right before the last file."""
    need_mounts()
    with small_drive(_ROOM_FOR_TWO) as drive, _everything_on(trial, drive):
        folder = drive / "本体"
        expect_code(trial.pc.install(trial.old, folder=folder), DONE, "the setup on a drive with room for two")
        expect_code(trial.pc.ask(folder, "note", "add", CASE, NOTE).returncode, DONE, "adding a note")
        for room in (_ROOM_FOR_A_PART, _size(folder) - (folder / "uninstall.exe").stat().st_size // 2):
            _fill_up_meanwhile(trial, drive, folder, room)
            expect_works(trial, folder)
            expect_version(trial, OLD_VERSION)
        expect_code(trial.pc.install(trial.new), DONE, "the setup with room again")
        expect({path.name for path in folder.iterdir()} == ENTRIES, "the program is there, and nothing else")
        expect_works(trial, folder)
        expect_note(trial, folder)
        trial.pc.uninstall(folder)


@contextlib.contextmanager
def _everything_on(trial: Trial, drive: Path) -> Iterator[None]:
    """Have the data of the program and the temporary files of Windows on this drive for the block."""
    temporary, data = drive / "Temp", drive / "データ"
    temporary.mkdir()
    data.mkdir()
    with other_data(trial) as place:
        place.symlink_to(data)
        trial.pc.use_temporary(temporary)
        try:
            yield
        finally:
            trial.pc.use_temporary(trial.pc.temporary)


def _fill_up_meanwhile(trial: Trial, drive: Path, folder: Path, room: int) -> None:
    """Run a setup that finds enough, of which only `room` bytes are left as soon as it has begun to write."""
    taken = shutil.disk_usage(drive).free - room
    process = trial.pc.wine.start([trial.new, "/S"])
    wait_until((folder / "~new" / LIST_NAME).exists, "the setup to write files")
    with filled(drive, taken):
        what = f"the setup that comes to have {room:,} bytes"
        expect_code(process.wait(SETUP_SECONDS), NOT_WRITTEN, what)
        left = {path.name for path in folder.iterdir()} - ENTRIES
        expect(not left, f"nothing of the new version is left: {left}")
        expect_note(trial, folder)


def _size(folder: Path) -> int:
    """Return what the files of a folder take on the disk."""
    return sum(file.stat().st_blocks * 512 for file in folder.rglob("*") if file.is_file())
