"""A backup is one ZIP file that is whole, verified and readable by other programs, or it is not there."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kb_app.base.errors import CancelledError, KbError
from kb_app.base.paths import AppPaths
from kb_app.domain.backup import BackupKind, Counts, Stamp
from kb_app.storage.backup_files.reading import is_backup, open_backup
from kb_app.storage.backup_files.writing import Sources, copy_backup, write_backup
from kb_app.storage.database import open_database
from kb_app.storage.migrations import SCHEMA_VERSION
from tests.case_files import write
from tests.precious_data import add_note, fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb_app.base.progress import Progress
    from kb_app.storage.backup_files.manifest import BackupManifest

ROOT = Path(__file__).resolve().parents[2]
STAMP = Stamp(datetime(2026, 11, 25, 9, 30, tzinfo=UTC), BackupKind.BY_HAND)

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with data and its backup, made once; tests work on copies."""
    folder = tmp_path_factory.mktemp("template")
    paths = AppPaths.under(folder / "data")
    fill(paths)
    written(paths, folder / "backup.zip")
    return folder


@pytest.fixture
def paths(template: Path, tmp_path: Path) -> AppPaths:
    shutil.copytree(template / "data", tmp_path / "data")
    return AppPaths.under(tmp_path / "data")


@pytest.fixture
def backup(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(template / "backup.zip", tmp_path))


def written(paths: AppPaths, target: Path) -> Path:
    return write_backup(target, Sources.everything(paths), STAMP).path


def verified(place: Path) -> BackupManifest:
    with open_backup(place) as opened:
        opened.verify()
        return opened.manifest


def changed(place: Path, name: str, data: bytes | None) -> Path:
    """The backup with one member replaced, left out (None) or added, as somebody with a ZIP program would do it."""
    target = place.with_name("changed.zip")
    with zipfile.ZipFile(place) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member, old.read(member.filename))
        if data is not None:
            new.writestr(name, data)
    return target


def with_manifest(place: Path, change: Callable[[dict], object]) -> Path:
    """The backup with a manifest that somebody edited."""
    with zipfile.ZipFile(place) as old:
        document = json.loads(old.read("manifest.json"))
    change(document)
    return changed(place, "manifest.json", json.dumps(document).encode("ascii"))


def test_a_backup_holds_everything_under_names_that_a_person_finds(paths: AppPaths, tmp_path: Path):
    # Given notes, a deleted one among them, cases, an attachment and settings
    add_note(paths.database, "gone", "削除したメモ", deleted_at="2026-11-04")
    # When a backup is written
    summary = write_backup(tmp_path / "backup.zip", Sources.everything(paths), STAMP)
    # Then any ZIP program sees it, and the counts are of what is not in the wastebasket
    with zipfile.ZipFile(summary.path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
    assert names == ["casebook.db", "settings.json", "cases/税務/押印.md", "cases/税務/添付 資料.bin", "manifest.json"]
    assert summary.counts == Counts(cases=1, notes=3, tags=1, plans=0)
    assert summary.size == summary.path.stat().st_size
    assert summary.unreadable == ()
    manifest = verified(summary.path)
    assert (manifest.stamp, manifest.schema, manifest.absent) == (STAMP, SCHEMA_VERSION, ())
    assert {folder.path for folder in manifest.folders} == {"税務", "空のフォルダー"}
    assert [place.name for place in tmp_path.iterdir() if place.name.startswith(".")] == []


def test_a_new_data_folder_has_a_backup_too(tmp_path: Path):
    summary = write_backup(tmp_path / "backup.zip", Sources.everything(AppPaths.under(tmp_path / "data")), STAMP)
    assert summary.counts == Counts()
    assert verified(summary.path).absent == ("casebook.db", "settings.json")
    assert not (tmp_path / "data").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="names are characters there")
def test_names_that_are_no_characters_or_are_no_names_elsewhere_come_back(paths: AppPaths, tmp_path: Path):
    # Given names with bytes that are no characters, a backslash, a line end, both forms of が, and a very long one
    names = [b"\xff\xfe.md", b"back\\slash.md", b"line\nend.md", ("長" * 80 + ".md").encode()]
    names += [unicodedata.normalize(form, "が.md").encode() for form in ("NFC", "NFD")]
    for name in names:
        with open(os.fsencode(paths.own_cases_dir) + b"/" + name, "wb") as file:  # noqa: PTH123
            file.write(name)
    # When it is backed up
    manifest = verified(written(paths, tmp_path / "backup.zip"))
    # Then each is named as it was, with its own content
    stored = {os.fsencode(file.path): file for file in manifest.case_files}
    assert set(names) < set(stored)
    assert len({stored[name].sha256 for name in names}) == len(names)


def test_others_go_on_writing_while_a_backup_is_made(paths: AppPaths, tmp_path: Path):
    # Given a program in the middle of a change
    with closing(sqlite3.connect(paths.database, isolation_level=None)) as writing:
        writing.execute("begin immediate")
        writing.execute("update notes set text = 'halb'")
        # When a backup is written
        summary = write_backup(tmp_path / "backup.zip", Sources.everything(paths), STAMP)
        writing.execute("commit")
    # Then it holds the state before the change, and the change is in the data
    with zipfile.ZipFile(summary.path) as archive:
        archive.extract("casebook.db", tmp_path)
    for place, text in ((tmp_path / "casebook.db", "元のメモ 0"), (paths.database, "halb")):
        with closing(sqlite3.connect(place)) as database:
            assert database.execute("select text from notes order by uuid").fetchone()[0] == text


def test_a_locked_database_is_said_in_words(paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("kb_app.storage.database._BUSY_SECONDS", 0.1)
    with closing(sqlite3.connect(paths.database, isolation_level=None)) as locking:
        locking.execute("PRAGMA locking_mode = EXCLUSIVE")
        locking.execute("begin exclusive")
        locking.execute("update notes set text = 'x'")
        with pytest.raises(KbError, match="another program is writing"):
            written(paths, tmp_path / "backup.zip")
    assert not (tmp_path / "backup.zip").exists()


def test_a_damaged_database_is_not_backed_up_as_if_it_were_whole(paths: AppPaths, tmp_path: Path):
    # Given a database with a page that was overwritten
    with closing(open_database(paths.database)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(paths.database.read_bytes())
    data[4096 * 3 : 4096 * 9] = os.urandom(4096 * 6)
    paths.database.write_bytes(data)
    # When a backup is wanted, then it is refused
    with pytest.raises(KbError, match="could not be copied"):
        written(paths, tmp_path / "backup.zip")
    assert not (tmp_path / "backup.zip").exists()


@pytest.mark.usefixtures("ordinary_user")
def test_a_file_that_cannot_be_read_is_named(paths: AppPaths, tmp_path: Path, lock_away: Callable[[Path], None]):
    lock_away(write(paths.own_cases_dir / "秘密.md", "secret"))
    lock_away(write(paths.own_cases_dir / "closed" / "a.md", "a").parent)
    (paths.own_cases_dir / "away").symlink_to(tmp_path / "nowhere")
    summary = write_backup(tmp_path / "backup.zip", Sources.everything(paths), STAMP)
    assert {missing.path for missing in summary.unreadable} == {"秘密.md", "closed", "away"}
    assert all(missing.cause for missing in summary.unreadable)
    assert summary.counts.cases == 1
    assert verified(summary.path).unreadable == summary.unreadable


@pytest.mark.skipif(sys.platform == "win32", reason="no such file there")
def test_a_file_that_breaks_off_is_named_and_the_backup_stays_whole(paths: AppPaths, tmp_path: Path):
    # Given a file that can be opened and not read, as on a broken disk
    if not Path("/proc/self/mem").exists():
        pytest.fail("this test reads /proc/self/mem, which is a file whose first byte cannot be read")
    (paths.own_cases_dir / "broken.md").symlink_to("/proc/self/mem")
    summary = write_backup(tmp_path / "backup.zip", Sources.everything(paths), STAMP)
    assert [missing.path for missing in summary.unreadable] == ["broken.md"]
    assert verified(summary.path).abandoned == ("cases/broken.md",)


def test_a_backup_takes_the_place_of_an_older_one_only_when_it_is_whole(paths: AppPaths, backup: Path):
    before = backup.read_bytes()
    seen: list[Progress] = []

    # Given somebody who stops it late
    def stop(progress: Progress) -> None:
        seen.append(progress)
        if progress.label == "Verifying the backup":
            raise CancelledError

    with pytest.raises(CancelledError):
        write_backup(backup, Sources.everything(paths), STAMP, stop)
    # Then the old one is there, and nothing half-written beside it
    assert backup.read_bytes() == before
    assert sorted(place.name for place in backup.parent.iterdir()) == ["backup.zip", "data"]
    assert all(progress.done <= progress.total for progress in seen)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no limit on the size of a file")
@pytest.mark.parametrize("limit", [1, 5_000, 200_000, 300_000])
def test_a_full_disk_leaves_the_old_backup(paths: AppPaths, backup: Path, limit: int):
    # Given room for `limit` bytes in a file, and data that cannot be made smaller
    write(paths.own_cases_dir / "big.bin", os.urandom(400_000))
    before = backup.read_bytes()
    code = """
import resource, sys
from pathlib import Path
from kb_app.base.paths import AppPaths
from kb_app.bootstrap import open_app
from kb_app.base.settings import Settings
app = open_app(AppPaths.under(Path(sys.argv[1])), Settings(), "en")
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
from kb_app.base.errors import KbError
try:
    app.backup().write(Path(sys.argv[2]))
except KbError as error:
    print(error)
    sys.exit(1)
"""
    # When a backup is written, then it ends with a sentence
    ended = subprocess.run(
        [sys.executable, "-c", code, str(paths.data_dir), str(backup), str(limit)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (1, "")
    assert len(ended.stdout.splitlines()) == 1
    # and the old backup is whole
    assert backup.read_bytes() == before
    assert sorted(place.name for place in backup.parent.iterdir()) == ["backup.zip", "data"]


@pytest.mark.skipif(sys.platform == "win32", reason="a folder has no such right there")
@pytest.mark.usefixtures("ordinary_user")
def test_a_read_only_or_missing_folder_is_said_in_words(paths: AppPaths, tmp_path: Path):
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0o500)
    with pytest.raises(KbError, match="no right"):
        written(paths, closed / "backup.zip")
    closed.chmod(0o700)
    with pytest.raises(KbError, match="not there"):
        written(paths, tmp_path / "away" / "backup.zip")


@pytest.mark.skipif(sys.platform == "win32", reason="a file with a hole takes its room there")
def test_no_room_is_said_before_anything_is_written(paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    usage = os.statvfs(tmp_path)
    big = paths.own_cases_dir / "huge.bin"
    with big.open("wb") as file:  # a file with a hole takes no room itself
        file.truncate(usage.f_bavail * usage.f_frsize + 10_000_000)
    with pytest.raises(KbError, match="disk is full"):
        written(paths, tmp_path / "backup.zip")
    assert [place.name for place in tmp_path.iterdir()] == ["data"]


def test_what_a_killed_run_left_behind_goes_after_a_day(
    paths: AppPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # Given what killed backups left here and in the place for temporary files, a day ago and just now
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    old = [write(tmp_path / ".dx-casebook-backup-1.part", "x"), temporary / "dx-casebook-backup-1"]
    young = [write(tmp_path / ".dx-casebook-backup-2.part", "x"), temporary / "dx-casebook-backup-2"]
    # and other things, as old: the bell of a window that has been open for days, somebody's backup
    others = [write(temporary / "dx-casebook-06d1f095e77f949cd21c", ""), write(tmp_path / "dx-casebook-a.zip", "")]
    for folder in (old[1], young[1]):
        write(folder / "casebook.db", "notes")
    for place in (*old, *others):
        os.utime(place, (1, 1))
    # When a backup is written, then what is old and ours is gone, and nothing else
    written(paths, tmp_path / "backup.zip")
    assert [place for place in (*old, *young, *others) if place.exists()] == [*young, *others]
    assert sorted(place.name for place in temporary.iterdir()) == [others[0].name, young[1].name]


def test_what_is_compressed_already_is_only_stored(paths: AppPaths, tmp_path: Path):
    write(paths.own_cases_dir / "picture.jpg", os.urandom(300_000))
    write(paths.own_cases_dir / "text.txt", "課題" * 50_000)
    with zipfile.ZipFile(written(paths, tmp_path / "backup.zip")) as archive:
        assert archive.getinfo("cases/picture.jpg").compress_type == zipfile.ZIP_STORED
        assert archive.getinfo("cases/text.txt").compress_type == zipfile.ZIP_DEFLATED
    verified(tmp_path / "backup.zip")


def test_a_truncated_backup_is_refused_whatever_its_length(backup: Path):
    data = backup.read_bytes()
    for length in (*range(0, len(data), 53), *range(len(data) - 60, len(data))):
        backup.write_bytes(data[:length])
        with pytest.raises(KbError, match="cannot be used"):
            verified(backup)


def test_a_flipped_bit_is_refused_or_makes_no_difference(backup: Path):
    data, whole = backup.read_bytes(), verified(backup)
    chosen = random.Random(20261125)
    refused = 0
    for _time in range(600):
        spoilt = bytearray(data)
        spoilt[chosen.randrange(len(data))] ^= 1 << chosen.randrange(8)
        backup.write_bytes(spoilt)
        try:
            assert verified(backup) == whole
        except KbError:
            refused += 1
    assert refused > 500


@pytest.mark.parametrize(
    "data",
    [b"", b"no backup", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), bytes(100_000)],
    ids=["empty", "text", "head", "empty-zip", "zeros"],
)
def test_something_else_is_no_backup(tmp_path: Path, data: bytes):
    place = write(tmp_path / "other.zip", data)
    with pytest.raises(KbError, match="no backup of this program"):
        verified(place)
    assert not is_backup(place)


def test_a_folder_or_nothing_is_said_in_words(tmp_path: Path):
    with pytest.raises(KbError, match="it is a folder"):
        verified(tmp_path)
    with pytest.raises(KbError, match="it is not there"):
        verified(tmp_path / "nothing.zip")


@pytest.mark.parametrize("name", ["casebook.db", "settings.json", "cases/税務/押印.md"])
def test_contents_that_were_changed_are_noticed(backup: Path, name: str):
    with zipfile.ZipFile(backup) as archive:
        data = archive.read(name)
    for other in (data[:-1] + bytes([data[-1] ^ 1]), data + b"x", b"", None):
        with pytest.raises(KbError, match="cannot be used"):
            verified(changed(backup, name, other))


@pytest.mark.parametrize("name", ["../evil.md", "/evil.md", "cases/../../evil.md", "C:\\evil.md", "cases/more.md"])
def test_a_member_that_the_manifest_does_not_name_is_refused(backup: Path, name: str):
    with pytest.raises(KbError, match="not those that it names"):
        verified(changed(backup, name, b"evil"))


@pytest.mark.parametrize("path", ["../evil", "/evil", "a/../../evil", "a//b", "./a", "..", ".", "", "a\0b", "a/"])
def test_a_manifest_that_leads_out_is_refused(backup: Path, path: str):
    def lead_out(document: dict) -> None:
        document["files"][-1]["path"] = path

    def lead_a_folder_out(document: dict) -> None:
        document["folders"][-1]["path"] = path

    for change in (lead_out, lead_a_folder_out):
        with pytest.raises(KbError, match="cannot be used"):
            verified(with_manifest(backup, change))


def test_a_bomb_is_refused_by_its_sizes(backup: Path):
    # Given a member that unpacks to much more than the manifest says
    bomb = changed(backup, "cases/税務/押印.md", bytes(50_000_000))
    assert bomb.stat().st_size < 200_000
    with pytest.raises(KbError, match="another size"):
        verified(bomb)
    # or a directory of the ZIP file that lies about it
    data = backup.read_bytes()
    with zipfile.ZipFile(backup) as archive:
        size = archive.getinfo("cases/税務/添付 資料.bin").file_size
    backup.write_bytes(data.replace(size.to_bytes(4, "little"), (size - 1).to_bytes(4, "little")))
    with pytest.raises(KbError, match="cannot be used"):
        verified(backup)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda document: document.update(format_version=2), "newer version"),
        (lambda document: document.update(format="other"), "no backup"),
        (lambda document: document.update(made="2026-11-25T00:00:00"), "no backup"),
        (lambda document: document.update(kind="weekly"), "no backup"),
        (lambda document: document.update(parts=["everything"]), "no backup"),
        (lambda document: document.update(files=[7]), "no backup"),
        (lambda document: document.pop("counts"), "no backup"),
        (lambda document: document["files"][0].update(size=-1), "no backup"),
        (lambda document: document["files"][0].update(path="a.md"), "no backup"),
        (lambda document: document["files"].append(document["files"][-1]), "not those"),
        (lambda document: document["folders"].append(document["folders"][-1]), "not those"),
        (lambda document: document["files"][-1].update(member="casebook.db", path="a.md"), "no backup"),
        (lambda document: document["files"].pop(), "not those"),
    ],
)
def test_a_manifest_that_says_something_else_is_refused(backup: Path, change: Callable[[dict], object], said: str):
    with pytest.raises(KbError, match=said):
        verified(with_manifest(backup, change))


@pytest.mark.parametrize("text", [b"[]", b"7", b"{", b"\xff\xfe", b"[" * 100_000, b'{"format": "dx-casebook-backup"}'])
def test_a_manifest_that_is_none_is_refused(backup: Path, text: bytes):
    with pytest.raises(KbError, match="no backup"):
        verified(changed(backup, "manifest.json", text))


def test_a_copy_is_verified_and_a_damaged_one_gets_no_name(backup: Path, tmp_path: Path):
    copy_backup(backup, tmp_path / "copy.zip")
    assert (tmp_path / "copy.zip").read_bytes() == backup.read_bytes()
    data = bytearray(backup.read_bytes())
    data[len(data) // 2] ^= 255
    backup.write_bytes(data)
    with pytest.raises(KbError, match="cannot be used"):
        copy_backup(backup, tmp_path / "second.zip")
    assert sorted(place.name for place in tmp_path.iterdir()) == ["backup.zip", "copy.zip"]
