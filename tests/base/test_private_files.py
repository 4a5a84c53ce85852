"""What the program makes is for its user alone; what was there before is left as it is."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kb_app.base import logs
from kb_app.base.file_lock import FileLock
from kb_app.base.paths import AppPaths
from kb_app.base.private_files import close_to_others, is_open_to_others, make_private_file, make_private_folder
from kb_app.base.settings import Settings
from kb_app.bootstrap import App, open_app

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a user's place private itself")


@pytest.fixture
def generous() -> Iterator[None]:
    """Whatever is made may be read and written by everybody, if its maker does not say otherwise."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that everybody can get into; those of pytest are private."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def mode(place: Path) -> int:
    return stat.S_IMODE(place.stat().st_mode)


def test_folders_are_made_private_with_all_above_them_that_are_missing(tmp_path: Path, generous: None):
    make_private_folder(tmp_path / "a" / "b")
    assert (mode(tmp_path / "a"), mode(tmp_path / "a" / "b")) == (0o700, 0o700)


def test_a_folder_and_a_file_that_are_there_stay_as_they_are(tmp_path: Path, generous: None):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("text", encoding="utf-8")
    make_private_folder(tmp_path / "folder")
    make_private_file(tmp_path / "file")
    assert (mode(tmp_path / "folder"), mode(tmp_path / "file")) == (0o777, 0o666)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "text"


def test_a_file_in_place_of_a_folder_is_an_error(tmp_path: Path):
    (tmp_path / "file").touch()
    for place in (tmp_path / "file", tmp_path / "file" / "folder", tmp_path / "file" / "one" / "two"):
        with pytest.raises(OSError, match="file"):
            make_private_folder(place)


def test_everything_in_a_new_data_folder_is_private(tmp_path: Path, generous: None):
    # Given a user whose new files can be read by everybody
    paths = AppPaths.under(tmp_path / "new" / "data")
    # When the program makes its data folder, a lock, a log, settings, the database and an index
    app = open_app(paths, Settings())
    lock = FileLock(paths.window_lock)
    assert lock.acquire()
    lock.release()
    logs._LogFile(paths.data_dir / "kb-app.log", encoding="utf-8").close()
    app.save_settings(Settings(theme="dark"))
    with app.session() as session:
        session.indexing.update()
        kept = [place for place in paths.data_dir.iterdir() if place.is_file()]
        # Then nobody else can read a file of it
        assert {place.name for place in kept} >= {"casebook.db", "casebook.db-wal", "window.lock", "settings.json"}
        assert {place.name: mode(place) for place in kept} == {place.name: 0o600 for place in kept}
    # And nobody else gets into a folder of it
    assert [mode(place) for place in (paths.data_dir.parent, paths.data_dir, paths.index_dir)] == [0o700] * 3


def test_whether_others_can_look_into_a_folder_is_a_matter_of_all_folders_above_it_too(public: Path):
    data = public / "home" / "data"
    data.mkdir(parents=True)
    for above, own, is_open in [
        (0o755, 0o755, True),
        (0o755, 0o750, True),
        (0o711, 0o701, True),
        (0o755, 0o700, False),
        (0o700, 0o755, False),
    ]:
        data.chmod(own)
        data.parent.chmod(above)
        assert is_open_to_others(data) is is_open, (oct(above), oct(own))


def test_doctor_says_that_others_can_read_the_data_folder_and_what_to_do(public: Path, english: None):
    # Given a data folder of before, which everybody can read
    paths = AppPaths.under(public / "my data")
    paths.data_dir.mkdir()
    paths.data_dir.chmod(0o755)

    def privacy(app: App) -> tuple[bool, str]:
        with app.session() as session:
            (found,) = [check for check in session.diagnostics.checks() if check.name == "privacy"]
            return found.ok, found.detail

    app = open_app(paths, Settings(language="en"))
    # When the installation is looked at, then it says so, and leaves the folder to its owner
    ok, detail = privacy(app)
    assert not ok
    assert f"chmod 700 '{paths.data_dir}'" in detail
    assert mode(paths.data_dir) == 0o755
    # When the owner does what it says, then all is well
    paths.data_dir.chmod(0o700)
    assert privacy(app)[0]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such bits")
def test_a_folder_of_an_earlier_version_is_closed_to_others(tmp_path: Path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    close_to_others(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
    close_to_others(tmp_path / "nowhere")
