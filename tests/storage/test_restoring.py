"""What is laid out takes the place of the data wholly or not at all."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kb_app.base.errors import KbError
from kb_app.base.file_lock import FileLock
from kb_app.base.paths import AppPaths
from kb_app.domain.backup import BackupKind, Stamp
from kb_app.storage.backup_files.reading import open_backup
from kb_app.storage.backup_files.writing import Sources, write_backup
from kb_app.storage.database import open_database
from kb_app.storage.restoring import (
    Commitment,
    clear_staging,
    finish_pending,
    is_committed,
    new_dir,
    replace_data,
)
from kb_app.storage.staging import lay_out
from tests.case_files import write
from tests.precious_data import add_note, fill, state
from tests.stored_databases import make_stored

ROOT = Path(__file__).resolve().parents[2]
STAMP = Stamp(datetime(2026, 11, 25, 9, 30, tzinfo=UTC), BackupKind.BY_HAND)

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def paths(tmp_path: Path) -> AppPaths:
    made = AppPaths.under(tmp_path / "data")
    fill(made)
    return made


@pytest.fixture
def backup(paths: AppPaths, tmp_path: Path) -> Path:
    """A backup of the data, which is another afterwards."""
    place = write_backup(tmp_path / "backup.zip", Sources.everything(paths), STAMP).path
    fill(paths, "後のメモ", notes=5)
    write(paths.own_cases_dir / "new.md", "new")
    return place


def laid(paths: AppPaths, backup: Path) -> None:
    clear_staging(paths)
    with open_backup(backup) as opened:
        lay_out(opened, new_dir(paths))


def test_the_data_is_as_it_was_when_the_backup_was_made(paths: AppPaths, tmp_path: Path):
    # Given a backup, and other data since
    before = state(paths)
    backup = write_backup(tmp_path / "backup.zip", Sources.everything(paths), STAMP).path
    fill(paths, "後のメモ", notes=5)
    write(paths.own_cases_dir / "new.md", "new")
    assert state(paths) != before
    # When it is laid out and put in the place of the data
    laid(paths, backup)
    replace_data(paths, Commitment())
    # Then everything is as before, and nothing is left over
    assert state(paths) == before
    assert not paths.restoring_dir.exists()


def test_a_restored_database_has_no_token_so_that_the_index_is_made_anew(paths: AppPaths, backup: Path):
    laid(paths, backup)
    with closing(sqlite3.connect(new_dir(paths) / "casebook.db")) as database:
        assert database.execute("select count(*) from index_tokens").fetchone() == (0,)


def test_an_old_write_ahead_log_never_meets_the_new_database(paths: AppPaths, backup: Path):
    # Given a program that was killed with changes in the log beside the database
    killed = sqlite3.connect(paths.database, isolation_level=None)
    killed.execute("update notes set text = 'stale'")
    for ending in ("-wal", "-shm"):
        shutil.copy(f"{paths.database}{ending}", f"{paths.database}{ending}.kept")
    killed.close()
    for ending in ("-wal", "-shm"):
        Path(f"{paths.database}{ending}.kept").rename(f"{paths.database}{ending}")
    # When a backup takes its place
    laid(paths, backup)
    replace_data(paths, Commitment())
    # Then the log is gone with its database
    assert sorted(place.name for place in paths.data_dir.glob("casebook.db*")) == ["casebook.db"]
    with closing(sqlite3.connect(paths.database)) as database:
        assert database.execute("select text from notes").fetchone() == ("元のメモ 0",)


def test_a_backup_of_the_database_alone_leaves_the_rest(paths: AppPaths, tmp_path: Path):
    backup = write_backup(tmp_path / "backup.zip", Sources(paths.database, None, None), STAMP).path
    before = state(paths)
    fill(paths, "後のメモ")
    write(paths.own_cases_dir / "new.md", "new")
    after = state(paths)
    laid(paths, backup)
    with open_backup(backup) as opened:
        replace_data(paths, Commitment(opened.manifest.absent))
    assert state(paths) == {**after, "rows": before["rows"]}


def test_what_was_not_there_is_not_there_again(tmp_path: Path):
    # Given a backup of a new data folder, and data since
    paths = AppPaths.under(tmp_path / "data")
    backup = write_backup(tmp_path / "backup.zip", Sources.everything(paths), STAMP).path
    fill(paths)
    # When it is restored, then there is nothing again
    laid(paths, backup)
    with open_backup(backup) as opened:
        replace_data(paths, Commitment(opened.manifest.absent))
    assert state(paths) == {"files": {}, "rows": None, "settings": None}


def test_an_older_schema_is_brought_up_to_date_before_anything_is_replaced(paths: AppPaths, tmp_path: Path):
    # Given a backup that was made by an earlier version of the program
    old = AppPaths.under(tmp_path / "old")
    make_stored(old.database, 1)
    backup = write_backup(tmp_path / "backup.zip", Sources.everything(old), STAMP).path
    # When it is restored
    laid(paths, backup)
    replace_data(paths, Commitment())
    # Then it can be written to
    add_note(paths.database, "new", "新しいメモ")
    with closing(open_database(paths.database)) as database:
        assert [row["path"] for row in database.table("document_identities").rows] == ["総務/傘.md", "b.md"]


def test_a_damaged_backup_changes_nothing(paths: AppPaths, backup: Path):
    before = state(paths)
    data = bytearray(backup.read_bytes())
    data[len(data) // 2] ^= 255
    backup.write_bytes(data)
    with pytest.raises(KbError, match="cannot be used"):
        laid(paths, backup)
    assert not is_committed(paths)
    finish_pending(paths)
    assert state(paths) == before
    assert not paths.restoring_dir.exists()


def test_a_restore_that_was_decided_is_finished_by_the_next_start(paths: AppPaths, backup: Path):
    # Given a process that ended right after the decision
    laid(paths, backup)
    write(paths.restoring_dir / "committed.json", '{"clears": [], "keep_old": ""}')
    # When the next one starts, then it goes on, once
    assert finish_pending(paths)
    assert not finish_pending(paths)
    assert not (paths.own_cases_dir / "new.md").exists()


def test_a_journal_that_cannot_be_read_still_counts_and_keeps_what_was(paths: AppPaths, backup: Path):
    laid(paths, backup)
    write(paths.restoring_dir / "committed.json", "\0\0\0")
    assert finish_pending(paths)
    assert (paths.backups_dir / "set-aside" / "cases" / "new.md").read_text(encoding="utf-8") == "new"


def test_a_folder_made_anew_in_between_is_kept_too(paths: AppPaths, backup: Path):
    # Given a restore that was killed when the old cases were away, and a person who then made the folder again
    laid(paths, backup)
    write(paths.restoring_dir / "committed.json", '{"clears": [], "keep_old": "old-data"}')
    (paths.restoring_dir / "old").mkdir()
    paths.own_cases_dir.rename(paths.restoring_dir / "old" / "cases")
    write(paths.own_cases_dir / "between.md", "between")
    # When the next start finishes it, then both are kept
    assert finish_pending(paths)
    assert (paths.backups_dir / "old-data" / "cases-2" / "between.md").exists()
    assert (paths.backups_dir / "old-data" / "cases" / "new.md").exists()
    assert (paths.own_cases_dir / "税務" / "押印.md").exists()


def test_somebody_laying_out_a_backup_is_left_alone_by_another_start(paths: AppPaths, backup: Path):
    lock = FileLock(paths.data_lock)
    assert lock.acquire()
    laid(paths, backup)
    assert not finish_pending(paths)
    assert new_dir(paths).exists()
    lock.release()
    assert not finish_pending(paths)
    assert not paths.restoring_dir.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a folder has no such right there")
@pytest.mark.usefixtures("ordinary_user")
def test_a_folder_that_cannot_be_written_leaves_all_as_it_was(paths: AppPaths, backup: Path):
    # Given a laid out backup, and a data folder in which nothing can be renamed
    before = state(paths)
    laid(paths, backup)
    paths.data_dir.chmod(0o500)
    # When it should take the place of the data, then it says so
    with pytest.raises(KbError, match="could not be replaced"):
        replace_data(paths, Commitment())
    paths.data_dir.chmod(0o700)
    # and the next start does not do it behind the person's back
    assert not is_committed(paths)
    assert not finish_pending(paths)
    assert state(paths) == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_killed_at_any_change_to_the_disk_it_leaves_all_old_or_all_new(paths: AppPaths, backup: Path, tmp_path: Path):
    # Given data and a backup of another state WHEN the restore is killed before each of its changes
    paths.data_dir.rename(tmp_path / "template")
    ended = subprocess.run(
        [
            sys.executable,
            Path(__file__).with_name("killed_restores.py"),
            *(tmp_path / name for name in ("data", "backup.zip", "template")),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    # Then the state was always wholly one of both
    assert (ended.returncode, ended.stderr) == (0, "")
    moments, old, new = map(int, ended.stdout.split())
    assert old + new == moments
    assert min(old, new) >= 10
