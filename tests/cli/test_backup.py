"""`kb-app backup` and `kb-app restore`, as a person or a script runs them."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kb_app.base.file_lock import FileLock
from kb_app.base.paths import AppPaths
from kb_app.services.backup import Backup
from kb_app.storage.restoring import finish_pending
from tests.case_files import GOOD, write
from tests.precious_data import fill, state

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Answer

ROOT = Path(__file__).resolve().parents[2]
KILLS = 8


@pytest.fixture
def paths(tmp_path: Path) -> AppPaths:
    made = AppPaths.under(tmp_path / "data")
    fill(made)
    return made


@pytest.fixture
def here(run: Callable[..., Answer], paths: AppPaths) -> Callable[..., Answer]:
    """Runs a command line on the data of the test."""

    def command(*words: str | Path) -> Answer:
        return run("--data-dir", paths.data_dir, "--lang", "en", *words)

    return command


def test_there_and_back(here: Callable[..., Answer], paths: AppPaths, tmp_path: Path):
    # Given a backup, and work since
    before = state(paths)
    written = here("backup", tmp_path / "all.zip", "--json")
    expected = {"cases": 1, "notes": 3, "tags": 1, "plans": 0, "bytes": (tmp_path / "all.zip").stat().st_size}
    assert (written.code, written.err, written.json) == (0, "", expected)
    fill(paths, "後のメモ", notes=5)
    later = state(paths)
    # When it is restored
    restored = here("restore", tmp_path / "all.zip", "--json")
    # Then the data is as before, and a message says where the work lies
    assert (restored.code, restored.json) == (0, expected)
    assert state(paths) == before
    undo = re.search(r"What was there before lies in (.+?);", restored.err)
    assert undo is not None
    assert here("restore", undo[1]).code == 0
    assert state(paths) == later


@pytest.mark.skipif(sys.platform == "win32", reason="links are a right there")
def test_a_person_is_told_what_was_written(here: Callable[..., Answer], paths: AppPaths, tmp_path: Path):
    (paths.own_cases_dir / "away").symlink_to(tmp_path / "nowhere")
    answer = here("backup", tmp_path / "all.zip")
    assert answer.code == 0
    assert answer.out.splitlines()[1] == "1 own cases, 3 notes, 1 tags"
    assert answer.err == "Not in the backup: away (it is not there)\n"
    restored = here("restore", tmp_path / "all.zip")
    assert restored.out.startswith("Restored the backup of 20")
    assert "restoring that undoes this" in restored.out


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    here: Callable[..., Answer], paths: AppPaths, tmp_path: Path
):
    # Given a backup, and work since
    here("backup", tmp_path / "all.zip")
    same = here("restore", tmp_path / "all.zip", "--dry-run")
    assert "The contents are the same as now." in same.out
    fill(paths, "後のメモ", notes=5)
    write(paths.own_cases_dir / "new.md", GOOD)
    before = state(paths)
    # When it is asked what a restore would do
    answer = here("restore", tmp_path / "all.zip", "--dry-run")
    told = here("restore", tmp_path / "all.zip", "--dry-run", "--json").json
    # Then it is told, and nothing changed
    assert answer.code == 0
    assert "Notes: 0 come back, 3 change, 2 go away" in answer.out
    assert "Own cases: 0 come back, 1 change, 1 go away" in answer.out
    assert told["notes"] == 3
    assert told["now"] == {"cases": 2, "notes": 5, "tags": 1, "plans": 0}
    assert told["changes"]["notes"] == {"added": 0, "changed": 3, "removed": 2}
    assert state(paths) == before
    assert not paths.backups_dir.exists()


def test_a_restore_is_refused_while_the_window_is_open(here: Callable[..., Answer], paths: AppPaths, tmp_path: Path):
    # Given a window
    here("backup", tmp_path / "all.zip")
    window = FileLock(paths.window_lock)
    assert window.acquire()
    before = state(paths)
    # When a backup should be restored, then one sentence says to close it
    refused = here("restore", tmp_path / "all.zip", "--json")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.count("\n") == 1
    assert "Close the window of the program, then try again." in refused.err
    assert state(paths) == before
    # while a look is allowed
    assert here("restore", tmp_path / "all.zip", "--dry-run").code == 0
    window.release()
    assert here("restore", tmp_path / "all.zip").code == 0


@pytest.mark.parametrize("dry", [[], ["--dry-run"]], ids=["restore", "dry-run"])
@pytest.mark.parametrize("damage", ["truncated", "foreign", "missing", "folder"])
def test_a_bad_backup_is_one_sentence_and_changes_nothing(
    here: Callable[..., Answer], paths: AppPaths, tmp_path: Path, damage: str, dry: list[str]
):
    place = tmp_path / "bad.zip"
    here("backup", place)
    data = place.read_bytes()
    place.unlink()
    if damage == "folder":
        place.mkdir()
    elif damage != "missing":
        place.write_bytes(data[:-500] if damage == "truncated" else b"PK\x03\x04 something else")
    before = state(paths)
    answer = here("restore", place, *dry)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.count("\n") == 1
    assert answer.err.startswith("The backup cannot be used. Cause: ")
    assert state(paths) == before
    assert not paths.restoring_dir.exists()


def test_a_damaged_database_does_not_keep_from_going_back(here: Callable[..., Answer], paths: AppPaths, tmp_path: Path):
    before = state(paths)
    here("backup", tmp_path / "all.zip")
    write(paths.database, b"no database at all " * 100)
    assert "Now: the database is damaged" in here("restore", tmp_path / "all.zip", "--dry-run").out
    answer = here("restore", tmp_path / "all.zip")
    assert answer.code == 0
    assert "What could not be read lies as it was in" in answer.out
    assert state(paths) == before


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_killed_at_random_moments_nothing_is_half_done(paths: AppPaths, tmp_path: Path):
    """The moments by chance, of the real command; every single step is tried in tests/storage/test_restoring.py."""
    # Given data with something that takes a while, and a backup of another state
    for number in range(20):
        write(paths.own_cases_dir / f"{number}.bin", os.urandom(200_000))
    old, new_file = tmp_path / "old.zip", tmp_path / "new.zip"
    assert command(paths, "backup", old).wait() == 0
    state_of = {old: state(paths)}
    fill(paths, "後のメモ", notes=6)
    begun = time.monotonic()
    assert command(paths, "backup", new_file).wait() == 0
    seconds = time.monotonic() - begun
    state_of[new_file] = state(paths)
    chosen, current = random.Random(), new_file
    for _kill in range(KILLS):
        # When going to the other state is killed at a moment by chance
        target = old if current == new_file else new_file
        process = command(paths, "restore", target)
        try:
            process.wait(chosen.uniform(0.2 * seconds, 2.2 * seconds))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        code = process.wait()
        # Then the next start finds all of one state, and of the new one where that was confirmed
        finish_pending(paths)
        now = state(paths)
        assert now in state_of.values()
        assert code != 0 or now == state_of[target]
        current = next(file for file, known in state_of.items() if known == now)
        # and so with a backup: whatever has the name of one is one
        process = command(paths, "backup", tmp_path / "killed.zip")
        try:
            process.wait(chosen.uniform(0.2 * seconds, 1.2 * seconds))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        assert process.wait() != 0 or (tmp_path / "killed.zip").exists()
        if (tmp_path / "killed.zip").exists():
            looked = Backup(paths, lambda: "").preview(tmp_path / "killed.zip")
            assert looked.counts.notes in (3, 6)


def words(paths: AppPaths, *arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "kb_app", "--data-dir", str(paths.data_dir), *map(str, arguments)]


def command(paths: AppPaths, *arguments: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(words(paths, *arguments), cwd=ROOT, stdout=subprocess.DEVNULL)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names in folders")
def test_a_pipe_is_no_backup_and_not_waited_for(here: Callable[..., Answer], paths: AppPaths, tmp_path: Path):
    # Given a pipe that nobody writes to
    before = state(paths)
    os.mkfifo(tmp_path / "all.zip")
    # When it is to be restored, then that is refused in words, and all is as before
    refused = here("restore", tmp_path / "all.zip")
    assert (refused.code, refused.out) == (1, "")
    assert "it is no ordinary file" in refused.err
    assert state(paths) == before
