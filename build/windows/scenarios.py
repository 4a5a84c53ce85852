"""What happens to a program on an office computer, from its first setup to its end; each passes or says why not."""

from __future__ import annotations

import sqlite3
import time
import zipfile
from typing import TYPE_CHECKING

from devtools_steps import DevToolError, say
from windows.expectations import (
    CASE,
    DONE,
    ENTRIES,
    FOREIGN,
    MARKDOWN_KEY,
    NEWER,
    NOT_WRITTEN,
    NOTE,
    OLD_VERSION,
    PACK_KEY,
    RUNNING,
    STALE,
    TOO_LONG,
    NotHere,
    Trial,
    expect,
    expect_code,
    expect_note,
    expect_version,
    expect_works,
)
from windows.make_setup import FOLDER
from windows.office_pc import SETTINGS_KEY, UNINSTALL_KEY, wait_until
from windows.scenarios_of_data import newer_database, older_schema
from windows.scenarios_of_disks import disk_that_fills_up, no_room, read_only_folder
from windows.scenarios_of_files import markdown_left_alone, markdown_on_request, opened_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Scenario = Callable[["Trial"], None]


def run_all(trial: Trial) -> bool:
    """Run the scenarios in their order, which matters: one leaves what the next begins with."""
    failed = 0
    for name, scenario in SCENARIOS.items():
        try:
            scenario(trial)
        except NotHere as reason:
            say(f"  left out  {name}: {reason}")
        except (DevToolError, OSError, sqlite3.Error) as trouble:
            failed += 1
            say(f"  FAILED    {name}: {trouble}")
        else:
            say(f"  passed    {name}")
    return failed == 0


def first_setup(trial: Trial) -> None:
    expect_code(trial.pc.install(trial.old, folder=trial.folder), DONE, "the setup")
    names = {path.name for path in trial.folder.iterdir()}
    expect(names == ENTRIES, f"nothing but the program is there: {sorted(names)}")
    expect(OLD_VERSION in trial.pc.registry(UNINSTALL_KEY, "DisplayVersion"), "Windows lists the version")
    expect(links(trial), "there is an entry in the start menu")
    expect("DXCasebook.Pack" in trial.pc.registry(PACK_KEY), "packs of cases open with the program")
    expect(not trial.pc.registry(MARKDOWN_KEY), "nobody was asked about .md files, so nothing is said about them")


def self_test(trial: Trial) -> None:
    expect_works(trial, trial.folder)


def work(trial: Trial) -> None:
    expect_code(trial.pc.ask(trial.folder, "note", "add", CASE, NOTE).returncode, DONE, "adding a note")
    expect_note(trial, trial.folder)
    expect((trial.pc.data / "casebook.db").exists(), "the note is in the user's own place")


def refused_while_running(trial: Trial) -> None:
    with trial.pc.open_window(trial.folder):
        expect_code(trial.pc.install(trial.new), RUNNING, "the setup while the program is open")
        trial.pc.uninstall(trial.folder)
        expect((trial.folder / "DXCasebook.exe").exists(), "the uninstaller leaves an open program alone")
    expect_version(trial, OLD_VERSION)


def long_path(trial: Trial) -> None:
    folder = "C:\\" + "\\".join(["事" * 50] * 4)
    expect_code(trial.pc.install(trial.new, folder=folder), TOO_LONG, "the setup into a path of 203 characters")
    expect(not (trial.pc.wine.drive / ("事" * 50)).exists(), "no folder was made for it")
    expect_version(trial, OLD_VERSION)


def stopped_in_the_middle(trial: Trial) -> None:
    staged = trial.folder / "~new"
    process = trial.pc.wine.start([trial.new, "/S"])
    wait_until((staged / "_internal" / "PySide6").exists, "the setup to be in the middle")
    time.sleep(1)
    trial.pc.wine.run(["taskkill", "/F", "/IM", trial.new.name])
    process.wait()
    expect((staged / "kb-app.exe").exists(), "it was stopped before its end")
    expect_works(trial, trial.folder)
    expect_version(trial, OLD_VERSION)


def file_that_cannot_be_written(trial: Trial) -> None:
    in_the_way = trial.folder / "~new" / "kb-app.exe" / "x"
    in_the_way.parent.unlink(missing_ok=True)  # of the setup that was stopped; what else it left stays for the next
    in_the_way.parent.mkdir(parents=True)
    in_the_way.touch()
    expect_code(trial.pc.install(trial.new), NOT_WRITTEN, "the setup that cannot write a file")
    expect_works(trial, trial.folder)
    expect_version(trial, OLD_VERSION)
    in_the_way.unlink()
    in_the_way.parent.rmdir()
    expect_code(trial.pc.install(trial.old), DONE, "the setup after that")
    expect({path.name for path in trial.folder.iterdir()} == ENTRIES, "what the stopped setups left is gone")


def stopped_between_two_versions(trial: Trial) -> None:
    # The old program is put aside, the new one is not in its place yet: nothing can be started.
    aside = trial.folder / "~old"
    aside.mkdir(exist_ok=True)
    for name in ("DXCasebook.exe", "kb-app.exe", "_internal"):
        (trial.folder / name).rename(aside / name)
    expect_code(trial.pc.install(trial.old), DONE, "the setup after that")
    expect({path.name for path in trial.folder.iterdir()} == ENTRIES, "the program is there, and nothing else")
    expect_works(trial, trial.folder)


def upgrade(trial: Trial) -> None:
    (trial.folder / FOREIGN).touch()
    expect((trial.folder / STALE).exists(), "the old version has a file of its own")
    expect_code(trial.pc.install(trial.new), DONE, "the setup of the new version")
    expect(not (trial.folder / STALE).exists(), "what only the old version had is gone")
    expect((trial.folder / FOREIGN).exists(), "a file of somebody else is still there")
    expect(not trial.pc.registry(SETTINGS_KEY, "Version").count(OLD_VERSION), "the new version is listed")
    expect_works(trial, trial.folder)
    expect_note(trial, trial.folder)


def downgrade(trial: Trial) -> None:
    expect_code(trial.pc.install(trial.old), NEWER, "the setup of an older version")
    expect(not (trial.folder / STALE).exists(), "the newer one is still there")
    expect_code(trial.pc.install(trial.old, "/DOWNGRADE=1"), DONE, "the setup that is told to go back")
    expect((trial.folder / STALE).exists(), "the older one is there")
    expect_note(trial, trial.folder)
    expect_code(trial.pc.install(trial.new), DONE, "the setup of the newer version again")


def uninstall_keeps_data(trial: Trial) -> None:
    trial.pc.uninstall(trial.folder)
    expect({path.name for path in trial.folder.iterdir()} == {FOREIGN}, "only what is somebody else's is left")
    expect(not trial.pc.registry(UNINSTALL_KEY), "Windows lists it no more")
    expect(not trial.pc.registry(MARKDOWN_KEY), "it is not offered for .md files any more")
    expect(not trial.pc.registry(PACK_KEY), "it does not open packs of cases any more")
    expect(not links(trial), "the entry in the start menu is gone")
    expect((trial.pc.data / "casebook.db").exists(), "the data is kept")


def uninstall_with_purge(trial: Trial) -> None:
    expect_code(trial.pc.install(trial.new), DONE, "the setup into the usual place")
    expect_note(trial, trial.pc.usual_folder)
    trial.pc.uninstall(trial.pc.usual_folder, "/PURGE=1")
    expect(not trial.pc.usual_folder.exists(), "the program is gone")
    expect(not trial.pc.data.exists(), "the data is gone too")


def portable(trial: Trial) -> None:
    place = trial.pc.wine.drive / "持ち運び"
    with zipfile.ZipFile(trial.portable) as packed:
        packed.extractall(place)
    folder = place / FOLDER
    expect_works(trial, folder)
    expect_code(trial.pc.ask(folder, "note", "add", CASE, NOTE).returncode, DONE, "adding a note")
    expect((folder / "data" / "casebook.db").exists(), "the data is beside the program")
    expect(not trial.pc.data.exists(), "nothing is in the user's own place")
    folder.rename(place / "移した先")
    expect_note(trial, place / "移した先")
    (place / "移した先" / "portable.txt").unlink()
    listed = trial.pc.ask(place / "移した先", "note", "list", CASE)
    expect(NOTE not in listed.stdout, "without the marker the user's own place counts")


def links(trial: Trial) -> list[Path]:
    programs = trial.pc.wine.local_data.parent / "Roaming" / "Microsoft" / "Windows" / "Start Menu" / "Programs"
    return list(programs.glob("DX*.lnk"))


SCENARIOS: dict[str, Scenario] = {
    "no room on the disk": no_room,
    "a folder that cannot be written": read_only_folder,
    "a disk that fills up while the setup writes": disk_that_fills_up,
    "first setup": first_setup,
    "self-test (cp932, Qt's Windows platform)": self_test,
    "work: a note is written": work,
    "setup and uninstaller while it is running": refused_while_running,
    "a path that is too long": long_path,
    "a setup stopped in the middle": stopped_in_the_middle,
    "a file that cannot be written": file_that_cannot_be_written,
    "a setup stopped between two versions": stopped_between_two_versions,
    "upgrade with data": upgrade,
    "downgrade": downgrade,
    "data of an older schema": older_schema,
    "data of a newer version": newer_database,
    ".md files left alone": markdown_left_alone,
    "offered for .md files": markdown_on_request,
    "files opened by a double click": opened_files,
    "uninstalled, data kept": uninstall_keeps_data,
    "uninstalled with /PURGE=1": uninstall_with_purge,
    "portable": portable,
}
