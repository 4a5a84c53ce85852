"""Everything precious is kept twice, by itself and when wanted, and comes back as it was."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb_app.base.errors import CancelledError, KbError
from kb_app.base.paths import AppPaths
from kb_app.base.settings import Settings, load_settings, save_settings
from kb_app.bootstrap import App, open_app
from kb_app.domain.backup import BackupKind, BackupPlace, Changes, Counts
from kb_app.services.backup import Backup
from kb_app.storage.database import open_database
from tests.case_files import GOOD, write
from tests.precious_data import MADE, add_note, fill, rows, state
from tests.stored_databases import make_stored

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb_app.base.progress import Progress

JST = timezone(timedelta(hours=9))

pytestmark = pytest.mark.usefixtures("english")


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 18, 30, tzinfo=JST)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def paths(tmp_path: Path) -> AppPaths:
    made = AppPaths.under(tmp_path / "data")
    fill(made)
    return made


@pytest.fixture
def second(tmp_path: Path) -> Path:
    place = tmp_path / "共有"
    place.mkdir()
    return place


@pytest.fixture
def backup(paths: AppPaths, clock: Clock) -> Backup:
    return Backup(paths, lambda: "", clock)


@pytest.fixture
def doubled(paths: AppPaths, clock: Clock, second: Path) -> Backup:
    """The service with a second place."""
    return Backup(paths, lambda: str(second), clock)


def kinds(backup: Backup, place: BackupPlace = BackupPlace.HERE) -> list[BackupKind]:
    return [info.stamp.kind for info in backup.list() if info.place is place]


# ---------------------------------------------------------------------------------------------------------- there and back


def test_a_backup_to_one_file_and_back_is_lossless(backup: Backup, paths: AppPaths, tmp_path: Path, clock: Clock):
    # Given data, and its backup in one file
    before = state(paths)
    summary = backup.write(tmp_path / "all.zip")
    assert summary.counts == Counts(cases=1, notes=3, tags=1)
    # When it is restored on a computer that has nothing
    other = AppPaths.under(tmp_path / "other")
    restored = Backup(other, lambda: "", clock).restore(tmp_path / "all.zip")
    # Then everything is there as it was
    assert state(other) == before
    assert (restored.counts, restored.size) == (summary.counts, summary.size)
    assert restored.set_aside is None


NAMES = st.one_of(
    st.sampled_from(
        [
            "が.md",
            "か\u3099.md",
            "押印 廃止.md",
            "👩‍💻.bin",
            "長" * 80,
            "A",
            "a",
            "con",
            "x\u3000y",
            "back\\slash",
            "-",
            "~$x.md",
        ]
    ),
    st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=20).filter(
        lambda name: name not in (".", "..") and len(name.encode()) < 250
    ),
    st.binary(min_size=1, max_size=12)
    .filter(lambda name: not set(name) & {0, 47} and name not in (b".", b".."))
    .map(os.fsdecode),
)
PATHS = st.lists(NAMES, min_size=1, max_size=4)
TREES = st.lists(st.tuples(PATHS, st.one_of(st.none(), st.binary(max_size=2000)), st.integers(0, 2**62)), max_size=12)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


@pytest.mark.skipif(sys.platform == "win32", reason="most of these names cannot be given there")
@settings(max_examples=25)
@given(tree=TREES, notes=st.dictionaries(st.uuids().map(str), TEXTS, max_size=5), author=TEXTS)
def test_whatever_there_is_comes_back(tree, notes, author):
    with tempfile.TemporaryDirectory() as name:
        # Given files and folders of any names and times, notes and settings of any text
        folder = Path(name)
        paths, other = AppPaths.under(folder / "data"), AppPaths.under(folder / "other")
        for parts, content, mtime in tree:
            make(paths.own_cases_dir, parts, content, mtime)
        for uuid, text in notes.items():
            add_note(paths.database, uuid, text)
        save_settings(paths.settings_file, Settings(author=author))
        fill(other, "etwas anderes")
        before, elsewhere = state(paths), state(other)
        # When all of it is backed up and restored in another place
        service = Backup(other, lambda: "", Clock())
        summary = Backup(paths, lambda: "", Clock()).write(folder / "all.zip")
        undo = service.restore(folder / "all.zip").undo
        # Then the other place has the same, to the byte and the nanosecond
        assert summary.unreadable == ()
        assert state(other) == before
        # and a preview says so
        preview = service.preview(folder / "all.zip")
        assert all(part.none for part in (preview.cases, preview.files, preview.notes, preview.tags, preview.labels))
        # and what was there before comes back too
        service.restore(undo)
        assert state(other) == elsewhere


def make(root: Path, parts: list[str], content: bytes | None, mtime: int) -> None:
    """Make a file, or a folder where `content` is None; whatever stands in the way stays."""
    place = root.joinpath(*parts)
    try:
        (place if content is None else place.parent).mkdir(parents=True, exist_ok=True)
        if content is not None:
            place.write_bytes(content)
        os.utime(place, ns=(mtime, mtime))
    except (FileExistsError, NotADirectoryError, IsADirectoryError):
        return


def test_a_restore_can_be_undone(backup: Backup, paths: AppPaths, tmp_path: Path):
    # Given a backup, and work done since
    backup.write(tmp_path / "old.zip")
    fill(paths, "後のメモ", notes=7)
    write(paths.own_cases_dir / "new.md", GOOD)
    later = state(paths)
    # When it is restored, and then what was kept before that
    summary = backup.restore(tmp_path / "old.zip")
    assert state(paths) != later
    backup.restore(summary.undo)
    # Then the work is there
    assert state(paths) == later


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_backups_and_what_comes_out_of_them_are_nobody_elses_business(doubled: Backup, paths: AppPaths, tmp_path: Path):
    doubled.write(tmp_path / "all.zip")
    doubled.daily()
    doubled.restore(tmp_path / "all.zip")
    private = [tmp_path / "all.zip", paths.database, paths.own_cases_dir, paths.backups_dir, paths.settings_file]
    private += [place for info in doubled.list() for place in (info.path, info.path.parent)]
    private += paths.own_cases_dir.rglob("*")
    assert {place for place in private if place.stat().st_mode & 0o077} == set()


def test_a_backup_may_be_made_while_sessions_are_open(app: App, tmp_path: Path):
    with app.session() as session:
        assert app.backup().write(tmp_path / "all.zip").counts == Counts()
        assert app.backup().preview(tmp_path / "all.zip").notes.none
        assert session.library.documents()


def test_a_restore_waits_for_nobody_who_has_a_session(app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # Given a session that is open
    monkeypatch.setattr("kb_app.services.backup._PATIENCE_SECONDS", 0.1)
    fill(app.paths)
    app.backup().write(tmp_path / "all.zip")
    before = state(app.paths)
    with app.session():
        # When a backup should be restored, then it is refused
        with pytest.raises(KbError):
            app.backup().restore(tmp_path / "all.zip")
        assert state(app.paths)["files"] == before["files"]
    # and it works when the session is closed, and the next one knows that the index is not of these data
    app.backup().restore(tmp_path / "all.zip")
    assert state(app.paths) == before
    app.reread_settings()
    assert app.settings.author == "元のメモ"


def test_the_index_is_made_anew_after_a_restore(small_app: App, tmp_path: Path):
    # Given an index, and a backup of data with another own case
    write(small_app.paths.own_cases_dir / "umbrella.md", GOOD)
    with small_app.session() as session:
        session.indexing.update()
    small_app.backup().write(tmp_path / "with.zip")
    (small_app.paths.own_cases_dir / "umbrella.md").unlink()
    with small_app.session() as session:
        assert session.indexing.update().removed == 1
    # When the backup is restored
    small_app.backup().restore(tmp_path / "with.zip")
    # Then every document is indexed anew
    with small_app.session() as session:
        assert session.indexing.update().added == 7


def test_a_restore_that_was_killed_is_finished_before_the_settings_are_used(paths: AppPaths, tmp_path: Path):
    # Given a process that was killed when the restore was decided
    save_settings(tmp_path / "new.json", Settings(author="後の人"))
    write(paths.restoring_dir / "new" / "settings.json", (tmp_path / "new.json").read_bytes())
    write(paths.restoring_dir / "committed.json", '{"clears": [], "keep_old": ""}')
    # When the program starts with what it read before, then it speaks for the restored person
    assert open_app(paths, load_settings(paths.settings_file)).settings.author == "後の人"
    assert not paths.restoring_dir.exists()


def test_a_session_that_finds_a_decided_restore_finishes_it(app: App):
    # Given a program that runs, and another one that was killed in a restore
    write(app.paths.own_cases_dir / "old.md", GOOD)
    write(app.paths.restoring_dir / "new" / "cases" / "new.md", GOOD)
    write(app.paths.restoring_dir / "committed.json", '{"clears": [], "keep_old": ""}')
    # When a session is opened, then it sees the new data
    with app.session() as session:
        assert [document.path for document in session.library.documents() if document.shelf == "own"] == ["new.md"]


# ------------------------------------------------------------------------------------------------- what is refused, and how


def test_a_damaged_live_database_is_set_aside_and_not_lost(backup: Backup, paths: AppPaths, tmp_path: Path):
    # Given a backup, and a database that was damaged since
    before = state(paths)
    backup.write(tmp_path / "good.zip")
    write(paths.database, b"no database at all " * 1000)
    with pytest.raises(KbError, match="could not be copied"):
        backup.write(tmp_path / "bad.zip")
    # When a preview is asked for, then it says what it can
    preview = backup.preview(tmp_path / "good.zip")
    assert preview.now is None
    assert preview.counts == Counts(cases=1, notes=3, tags=1)
    # When the backup is restored, then all is well, and the damaged file lies aside
    summary = backup.restore(tmp_path / "good.zip")
    assert state(paths) == before
    assert summary.set_aside is not None
    assert (summary.set_aside / "casebook.db").read_bytes() == b"no database at all " * 1000
    # and undoing that brings back the rest and leaves the good database
    backup.restore(summary.undo)
    assert state(paths) == before


@pytest.mark.skipif(sys.platform == "win32", reason="a file has no such right there")
@pytest.mark.usefixtures("ordinary_user")
def test_a_file_that_no_backup_could_be_made_of_is_set_aside(
    backup: Backup, paths: AppPaths, tmp_path: Path, lock_away: Callable[[Path], None]
):
    backup.write(tmp_path / "good.zip")
    secret = write(paths.own_cases_dir / "秘密.md", "secret")
    secret.chmod(0)
    summary = backup.restore(tmp_path / "good.zip")
    assert summary.set_aside is not None
    kept = summary.set_aside / "cases" / "秘密.md"
    kept.chmod(0o600)
    assert kept.read_text(encoding="utf-8") == "secret"


def test_a_database_that_another_program_writes_to_is_not_set_aside(
    backup: Backup, paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # Given a foreign program that holds the database
    monkeypatch.setattr("kb_app.storage.database._BUSY_SECONDS", 0.1)
    backup.write(tmp_path / "good.zip")
    with closing(sqlite3.connect(paths.database, isolation_level=None)) as foreign:
        foreign.execute("PRAGMA locking_mode = EXCLUSIVE")
        foreign.execute("begin exclusive")
        foreign.execute("update notes set text = 'confirmed'")
        # When a backup should be restored, then it is refused
        with pytest.raises(KbError, match="another program is writing"):
            backup.restore(tmp_path / "good.zip")
        foreign.execute("commit")
    assert "confirmed" in str(rows(paths.database))
    assert not paths.restoring_dir.exists()


def test_a_backup_of_a_newer_program_is_refused(backup: Backup, paths: AppPaths, tmp_path: Path):
    with closing(sqlite3.connect(paths.database)) as newer:
        newer.execute("PRAGMA user_version = 9999")
    backup.write(tmp_path / "newer.zip")
    before = state(paths)
    for refused in (backup.preview, backup.restore):
        with pytest.raises(KbError, match="Install the newer version"):
            refused(tmp_path / "newer.zip")
    assert state(paths) == before


def test_a_restore_that_is_stopped_changes_nothing(backup: Backup, paths: AppPaths, tmp_path: Path):
    backup.write(tmp_path / "all.zip")
    fill(paths, "後のメモ")
    before = state(paths)
    steps: list[Progress] = []
    # Given somebody who stops it at one of its steps WHEN each of them is tried
    for stop_at in range(1000):
        steps.clear()

        def report(progress: Progress, stop_at: int = stop_at) -> None:
            steps.append(progress)
            if len(steps) > stop_at:
                raise CancelledError

        try:
            backup.restore(tmp_path / "all.zip", report)
        except CancelledError:
            assert state(paths) == before
            assert not paths.restoring_dir.exists()
        else:
            break
    # Then only the one that was not stopped changed anything
    assert stop_at > 5
    assert state(paths) != before


@pytest.mark.parametrize("name", ["report.docx", "cases/inside.zip", "folder"])
def test_a_backup_is_not_written_over_or_into_other_things(backup: Backup, paths: AppPaths, tmp_path: Path, name: str):
    write(tmp_path / "report.docx", "a report")
    (tmp_path / "folder").mkdir()
    place = paths.data_dir / name if name.startswith("cases") else tmp_path / name
    with pytest.raises(KbError, match="could not be written"):
        backup.write(place)
    assert (tmp_path / "report.docx").read_text(encoding="utf-8") == "a report"
    assert not (paths.own_cases_dir / "inside.zip").exists()


@pytest.mark.usefixtures("ordinary_user")
def test_a_folder_that_may_not_be_looked_into_is_said_in_words(
    backup: Backup, tmp_path: Path, lock_away: Callable[[Path], None]
):
    (tmp_path / "closed").mkdir()
    lock_away(tmp_path / "closed")
    for refused in (backup.write, backup.preview, backup.restore):
        with pytest.raises(KbError, match="no right"):
            refused(tmp_path / "closed" / "all.zip")


def test_a_second_place_among_the_cases_is_refused(paths: AppPaths, clock: Clock):
    inside = paths.own_cases_dir / "控え"
    inside.mkdir()
    made = Backup(paths, lambda: str(inside), clock).daily()
    assert made.summary is not None
    assert len(made.troubles) == 1
    assert "among the cases" in made.troubles[0]
    assert list(inside.iterdir()) == []


def test_an_older_backup_and_an_empty_file_are_written_over(backup: Backup, tmp_path: Path):
    write(tmp_path / "all.zip", "")
    backup.write(tmp_path / "all.zip")
    first = (tmp_path / "all.zip").read_bytes()
    backup.write(tmp_path / "all.zip")
    assert (tmp_path / "all.zip").read_bytes()[:4] == first[:4]


# ------------------------------------------------------------------------------------------------------------ what it would do


def test_a_preview_counts_what_comes_back_changes_and_goes_away(backup: Backup, paths: AppPaths, tmp_path: Path):
    # Given a backup of three notes, a tag, a case and an attachment
    backup.write(tmp_path / "all.zip")
    # and since then a note changed, one deleted and two written, the tag renamed and put on a case, files changed
    add_note(paths.database, "note-0", "別の文", revision=2, updated_at="2026-11-20T00:00:00.000+00:00")
    add_note(paths.database, "note-1", "元のメモ 1", revision=2, deleted_at="2026-11-20")
    add_note(paths.database, "new-1", "新")
    add_note(paths.database, "new-2", "新")
    with closing(open_database(paths.database)) as database:
        database.execute("update tags set name = '別'")
        row = {"document_id": "kosai", "tag_uuid": "tag-1", "revision": 1, "updated_at": "2026-11-05", **MADE}
        database.table("document_tags").insert({"uuid": "label-1", **row})
        database.conn.commit()
    write(paths.own_cases_dir / "税務" / "押印.md", GOOD + "別のメモ")
    (paths.own_cases_dir / "税務" / "添付 資料.bin").unlink()
    for number in range(4):
        write(paths.own_cases_dir / f"new-{number}.md", GOOD)
    before = state(paths)
    # When it is asked what going back would do
    preview = backup.preview(tmp_path / "all.zip")
    # Then every part is told, and nothing has changed
    assert preview.counts == Counts(cases=1, notes=3, tags=1)
    assert preview.now == Counts(cases=5, notes=4, tags=1)
    assert preview.notes == Changes(added=1, changed=1, removed=2)
    assert preview.tags == Changes(changed=1)
    assert preview.labels == Changes(removed=1)
    assert preview.cases == Changes(changed=1, removed=4)
    assert preview.files == Changes(added=1)
    assert (preview.newest, preview.newest_now) == ("2026-11-03T00:00:00.000+00:00", "2026-11-20T00:00:00.000+00:00")
    assert (preview.has_database, preview.has_cases) == (True, True)
    assert state(paths) == before


def test_a_file_that_was_only_touched_is_no_change(backup: Backup, paths: AppPaths, tmp_path: Path):
    backup.write(tmp_path / "all.zip")
    os.utime(paths.own_cases_dir / "税務" / "押印.md")
    assert backup.preview(tmp_path / "all.zip").cases == Changes()
    # while a change of one letter is one, although the file is as long as before
    place = paths.own_cases_dir / "税務" / "押印.md"
    place.write_text(place.read_text(encoding="utf-8").replace("元", "別"), encoding="utf-8")
    assert backup.preview(tmp_path / "all.zip").cases == Changes(changed=1)


def test_a_backup_of_an_earlier_schema_can_be_previewed(backup: Backup, tmp_path: Path, clock: Clock):
    old = AppPaths.under(tmp_path / "old")
    make_stored(old.database, 1)
    Backup(old, lambda: "", clock).write(tmp_path / "old.zip")
    preview = backup.preview(tmp_path / "old.zip")
    assert preview.counts == Counts()
    assert preview.notes == Changes(removed=3)


# -------------------------------------------------------------------------------------------------------------- by itself


def test_the_daily_backup_is_made_once_a_day(backup: Backup, clock: Clock):
    first = backup.daily()
    assert first.summary is not None
    assert first.summary.path.name == "dx-casebook_20261125-183000+0900_daily.zip"
    clock.now += timedelta(hours=5)
    assert backup.daily().summary is None
    clock.now += timedelta(hours=1)
    assert backup.daily().summary is not None
    assert kinds(backup) == [BackupKind.DAILY] * 2


def test_the_day_is_that_of_the_office_and_not_of_greenwich(backup: Backup, clock: Clock):
    # Given a backup made at eight in the morning, which is the day before in Greenwich
    clock.now = datetime(2026, 11, 25, 8, 0, tzinfo=JST)
    assert backup.daily().summary is not None
    # When the clock tells the same evening in another zone, then it is the same day
    clock.now = datetime(2026, 11, 25, 18, 0, tzinfo=JST)
    assert backup.daily().summary is None


def test_old_ones_go_and_those_before_something_stay(backup: Backup, clock: Clock):
    before = backup.before(BackupKind.BEFORE_IMPORT)
    assert before.summary is not None
    for _day in range(60):
        clock.now += timedelta(days=1)
        backup.daily()
    ages = [(clock.now - info.stamp.made).days for info in backup.list()]
    assert ages[:7] == list(range(7))
    assert len(ages) <= 7 + 4 + 3
    assert kinds(backup).count(BackupKind.BEFORE_IMPORT) == 0


def test_other_files_in_the_folder_are_never_touched(backup: Backup, paths: AppPaths, clock: Clock):
    others = [
        "dx-casebook_20200101-000000+0900_weekly.zip",
        "dx-casebook_20200101-000000_daily.zip",
        "dx-casebook_20209901-000000+0900_daily.zip",
        "dx-casebook_99990101-000000+0900_daily.zip",
        "私の控え.zip",
        "copy of dx-casebook_20200101-000000+0900_daily.zip",
    ]
    for name in others:
        write(paths.backups_dir / name, "mine")
    for _day in range(10):
        clock.now += timedelta(days=1)
        backup.daily()
    assert all((paths.backups_dir / name).exists() for name in others)
    assert {info.path.name for info in backup.list()}.isdisjoint(others)


def test_a_clock_that_was_set_back_deletes_nothing(backup: Backup, clock: Clock):
    for _day in range(12):
        backup.daily()
        clock.now += timedelta(days=1)
    there = {info.path.name for info in backup.list()}
    # When the clock is set back by five years, then a new one is made, and all others stay
    clock.now -= timedelta(days=5 * 365)
    assert backup.daily().summary is not None
    assert there < {info.path.name for info in backup.list()}


def test_two_backups_of_one_second_have_names_of_their_own(backup: Backup):
    backup.before(BackupKind.BEFORE_IMPORT)
    backup.before(BackupKind.BEFORE_IMPORT)
    assert {info.path.name for info in backup.list()} == {
        f"dx-casebook_20261125-183000+0900_before-import{number}.zip" for number in ("", "-2")
    }


def test_a_database_is_backed_up_before_its_schema_changes(app: App):
    # Given a database of an earlier program
    make_stored(app.paths.database, 1)
    old = rows(app.paths.database)
    # When the program opens it
    app.session().close()
    # Then a backup of the database as it was is there, and can be restored
    (info,) = app.backup().list()
    assert info.stamp.kind is BackupKind.BEFORE_MIGRATION
    preview = app.backup().preview(info.path)
    assert (preview.has_database, preview.has_cases) == (True, False)
    write(app.paths.own_cases_dir / "stays.md", GOOD)
    app.backup().restore(info.path)
    assert (rows(app.paths.database) or {})["document_identities"] == (old or {})["document_identities"]
    assert (app.paths.own_cases_dir / "stays.md").exists()


@pytest.mark.usefixtures("ordinary_user")
def test_a_schema_does_not_change_where_no_backup_can_be_made(tmp_path: Path):
    app = open_app(AppPaths.under(tmp_path / "data"), Settings(), "en")
    make_stored(app.paths.database, 1)
    write(app.paths.backups_dir, "a file where the folder should be")
    with pytest.raises(KbError, match="no backup of it"):
        app.session()
    with closing(sqlite3.connect(app.paths.database)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (1,)


# -------------------------------------------------------------------------------------------------------- the second place


def test_backups_are_copied_to_the_second_place(doubled: Backup, second: Path):
    made = doubled.daily()
    assert made.troubles == ()
    (folder,) = second.iterdir()
    assert folder.name.startswith("dx-casebook_")
    assert kinds(doubled) == kinds(doubled, BackupPlace.SECOND) == [BackupKind.DAILY]
    first, copy = (info.path.read_bytes() for info in doubled.list())
    assert first == copy


def test_two_data_folders_have_folders_of_their_own_in_one_place(
    doubled: Backup, second: Path, tmp_path: Path, clock: Clock
):
    other = Backup(AppPaths.under(tmp_path / "other"), lambda: str(second), clock)
    doubled.daily()
    other.daily()
    assert len(list(second.iterdir())) == 2
    clock.now += timedelta(days=400)
    for _day in range(5):
        clock.now += timedelta(days=1)
        other.daily()
    assert len([info for info in doubled.list() if info.place is BackupPlace.SECOND]) == 1


def test_a_second_place_that_is_away_is_said_and_made_up_for(doubled: Backup, second: Path, clock: Clock):
    # Given a share that is away for two days
    doubled.daily()
    second.rename(second.with_name("away"))
    for _day in range(2):
        clock.now += timedelta(days=1)
        made = doubled.daily()
        # Then the backup here is made, a sentence says what is wrong, and nothing is made where the share was
        assert made.summary is not None
        assert len(made.troubles) == 1
        assert "second place" in made.troubles[0]
        assert not second.exists()
    assert len(doubled.list()) == 3
    # When it is back, then it gets what it missed, although today's backup is there already
    second.with_name("away").rename(second)
    assert doubled.daily().troubles == ()
    assert len(kinds(doubled, BackupPlace.SECOND)) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="a folder has no such right there")
@pytest.mark.usefixtures("ordinary_user")
def test_a_second_place_that_can_only_be_read_is_said(doubled: Backup, second: Path):
    second.chmod(0o500)
    made = doubled.daily()
    second.chmod(0o700)
    assert made.summary is not None
    assert len(made.troubles) == 1
    assert list(second.iterdir()) == []


def test_old_ones_go_in_the_second_place_too(doubled: Backup, clock: Clock):
    for _day in range(40):
        clock.now += timedelta(days=1)
        assert doubled.daily().troubles == ()
    here = [info.path.name for info in doubled.list() if info.place is BackupPlace.HERE]
    there = [info.path.name for info in doubled.list() if info.place is BackupPlace.SECOND]
    assert here == there
    assert len(here) < 15


def test_a_damaged_backup_here_does_not_keep_the_others_from_the_second_place(
    doubled: Backup, paths: AppPaths, second: Path, clock: Clock
):
    doubled.daily()
    (folder,) = second.iterdir()
    shutil.rmtree(folder)
    (damaged,) = (info.path for info in doubled.list())
    damaged.write_bytes(damaged.read_bytes()[:-100])
    clock.now += timedelta(days=1)
    made = doubled.daily()
    assert len(made.troubles) == 1
    assert len(kinds(doubled, BackupPlace.SECOND)) == 1
    assert damaged.exists()


def test_times_are_told_with_their_offset(backup: Backup, tmp_path: Path):
    backup.write(tmp_path / "all.zip")
    assert backup.preview(tmp_path / "all.zip").stamp.made == datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


# --------------------------------------------------------------------------------- a folder that the person named


@pytest.fixture
def share(tmp_path: Path) -> Path:
    write(tmp_path / "share" / "税務" / "押印.md", GOOD + "共有")
    write(tmp_path / "share" / "税務" / "押印.files" / "様式.bin", b"attached")
    write(tmp_path / "share" / ".trash" / "1" / "古い.md", GOOD + "古い")
    write(tmp_path / "share" / "映像.mp4", b"not ours")
    return tmp_path / "share"


def test_a_restore_never_writes_into_a_named_folder(paths: AppPaths, share: Path, tmp_path: Path, clock: Clock):
    # Given cases in the data folder and others in a folder that the settings name
    named = paths.with_own_cases(str(share))
    backup = Backup(named, lambda: "", clock)
    before = state(paths)
    summary = backup.write(tmp_path / "all.zip")
    assert summary.counts.cases == 3
    # When both change and the backup is restored
    write(share / "税務" / "押印.md", GOOD + "新しい")
    write(paths.kept_cases_dir / "new.md", GOOD)
    preview = backup.preview(tmp_path / "all.zip")
    assert (preview.cases.removed, preview.cases.changed, preview.beside) == (1, 0, 3)
    restored = backup.restore(tmp_path / "all.zip")
    # Then the named folder is as it was, and its files of that time lie in the data folder
    assert (share / "税務" / "押印.md").read_text(encoding="utf-8") == GOOD + "新しい"
    assert restored.beside is not None
    laid = {path.relative_to(restored.beside).as_posix() for path in restored.beside.rglob("*") if path.is_file()}
    assert laid == {"税務/押印.md", "税務/押印.files/様式.bin", ".trash/1/古い.md"}
    assert (restored.beside / "税務" / "押印.md").read_text(encoding="utf-8") == GOOD + "共有"
    # and everything else is as in the backup
    shutil.rmtree(restored.beside)
    assert state(paths) == before
    # and what was there before can be had again
    backup.restore(restored.undo)
    assert (paths.kept_cases_dir / "new.md").exists()


def test_a_named_folder_that_is_away_is_said_and_keeps_no_backup_from_being_made(
    paths: AppPaths, share: Path, tmp_path: Path, clock: Clock
):
    backup = Backup(paths.with_own_cases(str(share)), lambda: "", clock)
    share.rename(tmp_path / "away")
    summary = backup.write(tmp_path / "all.zip")
    (missing,) = summary.unreadable
    assert str(share) in missing.cause
    # and a restore sets nothing aside for it
    assert backup.restore(tmp_path / "all.zip").set_aside is None
    assert not share.exists()


def test_a_large_file_of_a_named_folder_is_named(
    paths: AppPaths, share: Path, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("kb_app.storage.backup_files.named_folder.LARGEST_FILE", 100)
    write(share / "押印.files" / "大.bin", bytes(101))
    summary = Backup(paths.with_own_cases(str(share)), lambda: "", clock).write(tmp_path / "all.zip")
    assert any(missing.path.endswith("押印.files/大.bin") for missing in summary.unreadable)
