"""Attached files of an import stay where they are until they are written, and are then what the person was shown."""

from __future__ import annotations

import base64
import gc
import os
import shutil
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kb_app.base.file_lock import held
from kb_app.domain.differences import RowKind
from kb_app.domain.transfer import Conflicts
from kb_app.storage.own_cases.folder import OwnFolder
from kb_app.storage.own_cases.imported_files import ImportedFiles
from kb_app.storage.own_cases.wastebasket import Wastebasket
from kb_app.storage.spool import Spool
from tests.case_files import GOOD, write

if TYPE_CHECKING:
    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session

NOTE = "# 雨の話\n\n![一](img/一.png)\n\n![二](img/二.png)\n"
PICTURE = base64.b64encode(b"\x89PNG picture").decode()
PAGE = f'<html><body><h1>雪の話</h1><p>雪かき</p><img src="data:image/png;base64,{PICTURE}"></body></html>'
_KILLED = """
import os, sys
from pathlib import Path
from kb_app.storage.spool import Spool
stored = Spool(Path(sys.argv[1])).put(b"secret")
os._exit(9)
"""

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def desk(small_app: App) -> Iterator[Session]:
    with small_app.session() as session:
        yield session


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    root = tmp_path / "vault"
    write(root / "雨.md", NOTE)
    write(root / "img" / "一.png", b"one")
    write(root / "img" / "二.png", b"two")
    return root


def packed(folder: Path) -> Path:
    place = folder.with_suffix(".zip")
    with zipfile.ZipFile(place, "w") as archive:
        for file in sorted(folder.rglob("*")):
            archive.write(file, file.relative_to(folder).as_posix())
    return place


def written(app: App) -> dict[str, bytes]:
    root = app.paths.own_cases_dir
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@contextmanager
def few_open_files() -> Iterator[None]:
    import resource

    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    number = len(list(Path("/dev/fd").iterdir())) + 20  # the numbers of files that are opened are the lowest free ones
    resource.setrlimit(resource.RLIMIT_NOFILE, (number, allowed[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, allowed)


@contextmanager
def no_room() -> Iterator[None]:
    """A limit of ten thousand bytes for each file, which stands for a full disk."""
    import resource

    allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, allowed[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)


@pytest.mark.parametrize("is_archive", [False, True], ids=["folder", "zip"])
def test_attached_files_do_not_fill_the_memory(desk: Session, tmp_path: Path, is_archive: bool):
    # GIVEN forty notes with a picture of a megabyte each
    root = tmp_path / "vault"
    for number in range(40):
        write(root / f"{number}.md", f"# 話 {number}\n\n![図]({number}.png)\n")
        write(root / f"{number}.png", os.urandom(1_000_000))
    place = packed(root) if is_archive else root
    # WHEN they are previewed and imported THEN never more than a few of them are in memory
    tracemalloc.start()
    try:
        preview = desk.importing.preview([place])
        summary = desk.importing.apply(preview, Conflicts.SKIP, "vault")
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (len(preview.cases), summary.failed) == (40, ())
    assert most < 20_000_000


@pytest.mark.parametrize("is_archive", [False, True], ids=["folder", "zip"])
@pytest.mark.parametrize("now", [b"owt", b"another", None], ids=["other bytes", "other size", "gone"])
def test_a_case_whose_picture_is_another_one_now_is_said_and_left_out_as_a_whole(
    desk: Session, small_app: App, vault: Path, is_archive: bool, now: bytes | None
):
    # GIVEN a previewed note with two pictures beside another note, and a second picture that changed meanwhile
    write(vault / "雪.md", "# 雪の話\n\n雪かき\n")
    place = packed(vault) if is_archive else vault
    preview = desk.importing.preview([place])
    if now is None:
        (vault / "img" / "二.png").unlink()
    else:
        write(vault / "img" / "二.png", now)
    if is_archive:
        packed(vault)
    # WHEN it is imported THEN one sentence names the picture, nothing of its note is there, and the other one is
    summary = desk.importing.apply(preview, Conflicts.SKIP, "vault")
    (failed,) = summary.failed
    assert failed.path == "雨.md"
    changed = "it was changed after it was looked at"
    assert failed.why == f"二.png: {changed if is_archive or now is not None else 'it is not there'}"
    assert set(written(small_app)) == {"雪の話.md"}
    # AND looked at again it is imported, and undone as a whole
    again = desk.importing.apply(desk.importing.preview([place]), Conflicts.SKIP, "vault")
    assert again.failed == ()
    assert "雨の話.files/一.png" in written(small_app)
    desk.importing.undo(again.id)
    assert not any(path.startswith("雨") for path in written(small_app))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of open files that a program could lower")
def test_a_zip_file_that_is_none_any_more_leaves_other_cases_alone(desk: Session, small_app: App, tmp_path: Path):
    # GIVEN many notes with pictures in a zip file that is overwritten after the preview, and a folder
    vault, others = tmp_path / "vault", tmp_path / "z"
    for number in range(60):
        write(vault / f"{number}.md", f"# 話 {number}\n\n![図]({number}.png)\n")
        write(vault / f"{number}.png", b"picture %d" % number)
    write(others / "雪.md", "# 雪の話\n\n![図](雪.png)\n")
    write(others / "雪.png", b"snow")
    place = packed(vault)
    preview = desk.importing.preview([place, others])
    place.write_bytes(b"no zip file")
    # WHEN they are imported by a program that may open only a few files more
    with few_open_files():
        summary = desk.importing.apply(preview, Conflicts.SKIP, "vault")
    # THEN what lay in the zip file is left out, each with the reason, and the other one is there
    assert {one.path for one in summary.failed} == {f"{number}.md" for number in range(60)}
    assert "雪の話.files/雪.png" in written(small_app)


def test_an_update_whose_picture_is_another_one_now_changes_nothing(desk: Session, small_app: App, tmp_path: Path):
    # GIVEN an imported case whose text and pictures get a new version, and a picture that changes after the preview
    root = tmp_path / "in"
    write(root / "a.md", GOOD + "\n![図](p.png) ![図](q.png)\n")
    write(root / "p.png", b"one")
    write(root / "q.png", b"one of q")
    desk.importing.apply(desk.importing.preview([root]), Conflicts.SKIP, "in")
    before = written(small_app)
    write(root / "a.md", GOOD.replace("送る。", "毎朝送る。") + "\n![図](p.png) ![図](q.png)\n")
    write(root / "p.png", b"two")
    write(root / "q.png", b"two of q")
    preview = desk.importing.preview([root])
    write(root / "q.png", b"six of q")
    # WHEN it is applied THEN everything is what it was, also the picture that was written before
    summary = desk.importing.apply(preview, Conflicts.SKIP, "in")
    assert [one.path for one in summary.failed] == ["a.md"]
    assert written(small_app) == before
    assert desk.own_cases.deleted() == ()


def test_an_import_of_which_nothing_could_be_written_is_none_to_be_taken_back(
    desk: Session, tmp_path: Path, vault: Path
):
    # GIVEN an import, and a preview whose zip file is gone
    first = desk.importing.apply(
        desk.importing.preview([write(tmp_path / "雪.md", "# 雪の話\n")]), Conflicts.SKIP, "雪"
    )
    place = packed(vault)
    preview = desk.importing.preview([place])
    place.unlink()
    # WHEN that is applied THEN it has no id, and the last import that is not undone is the one before
    summary = desk.importing.apply(preview, Conflicts.SKIP, "vault")
    assert [one.why for one in summary.failed] == ["一.png: it is not there"]
    assert summary.id == ""
    assert [one.id for one in desk.importing.recent() if not one.is_undone] == [first.id]


def test_where_a_picture_will_lie_is_no_difference(desk: Session, tmp_path: Path):
    # GIVEN an imported case file of ours with a picture beside it, and a new version with another sentence
    root = tmp_path / "in"
    write(root / "a.md", GOOD + "\n![図](p.png)\n")
    write(root / "p.png", b"one")
    desk.importing.apply(desk.importing.preview([root]), Conflicts.SKIP, "in")
    write(root / "a.md", GOOD.replace("送る。", "毎朝送る。") + "\n![図](p.png)\n")
    # WHEN it is compared with what is here THEN that sentence differs and nothing else
    (item,) = desk.importing.preview([root]).cases
    differing = [row.right for row in desk.importing.difference(item) if row.kind is not RowKind.SAME]
    assert differing == ["雨の予報のときに、かささぎ通知を毎朝送る。"]


def test_files_of_one_name_in_two_folders_are_two(desk: Session, small_app: App, tmp_path: Path):
    # GIVEN two chosen folders, each with a note and a picture of the same name
    for folder in ("甲", "乙"):
        write(tmp_path / folder / f"{folder}.md", f"# {folder}の話\n\n![図](図.png)\n")
        write(tmp_path / folder / "図.png", folder.encode())
    # WHEN both are imported THEN each note has its own
    preview = desk.importing.preview([tmp_path / "甲", tmp_path / "乙"])
    desk.importing.apply(preview, Conflicts.SKIP, "both")
    files = written(small_app)
    assert files["甲の話.files/図.png"] == "甲".encode()
    assert files["乙の話.files/図.png"] == "乙".encode()


def test_pictures_taken_out_of_a_document_are_gone_when_nobody_wants_them_any_more(
    desk: Session, small_app: App, tmp_path: Path
):
    # GIVEN a previewed page with a picture in its text
    write(tmp_path / "in" / "雪.html", PAGE)
    preview = desk.importing.preview([tmp_path / "in"])
    folder = small_app.paths.importing_dir
    (picture,) = folder.glob("*/1")
    assert picture.read_bytes() == b"\x89PNG picture"
    # WHEN it is imported THEN the picture is beside the case
    desk.importing.apply(preview, Conflicts.SKIP, "in")
    (name,) = (path for path in written(small_app) if path.endswith(".png"))
    assert written(small_app)[name] == b"\x89PNG picture"
    # AND when the preview is given up, nothing is left of it
    del preview
    gc.collect()
    assert not folder.exists()


def test_where_nothing_can_be_put_aside_pictures_of_documents_come_all_the_same(
    desk: Session, small_app: App, tmp_path: Path
):
    # GIVEN a place for waiting pictures that cannot be used
    write(small_app.paths.importing_dir, "no folder")
    # WHEN a page with a picture is imported THEN it is beside the case
    write(tmp_path / "in" / "雪.html", PAGE)
    desk.importing.apply(desk.importing.preview([tmp_path / "in"]), Conflicts.SKIP, "in")
    assert [data for path, data in written(small_app).items() if path.endswith(".png")] == [b"\x89PNG picture"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of a file's size that a program could set")
def test_what_the_disk_has_no_room_for_leaves_nothing_of_itself(tmp_path: Path):
    # GIVEN a picture that was put aside, and a folder of own cases
    spool = Spool(tmp_path / "importing")
    stored = spool.put(b"first")
    own = OwnFolder(tmp_path / "cases")
    own.root.mkdir()
    shelf = ImportedFiles(own, Wastebasket(own), tmp_path / "import.lock")
    # WHEN there is no room for a larger one THEN neither takes it
    with no_room():
        for put in (spool.put, partial(shelf.put, "雨.files/図.png")):
            with pytest.raises(OSError, match="large"):
                put(b"x" * 50_000)
    # AND nothing of it is left, while what was there before is as it was
    assert list(own.root.iterdir()) == []
    kept = {place.name for place in stored.file.parent.iterdir()} - {"in-use.lock"}
    assert kept == {stored.file.name}
    assert stored.file.read_bytes() == b"first"


def test_pictures_leave_room_on_the_disk_for_what_will_be_written(
    desk: Session, small_app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    # GIVEN a disk with room for one picture of a page twice, and for fifty megabytes of other things
    free = 50_000_000 + 2 * len(b"\x89PNG picture")
    usage = shutil.disk_usage(tmp_path)._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _place: usage)
    # WHEN two such pages are previewed THEN only the first picture goes there
    for name in ("一", "二"):
        write(tmp_path / "in" / f"{name}.html", PAGE.replace("雪の話", f"雪の話{name}"))
    preview = desk.importing.preview([tmp_path / "in"])
    assert [place.name for place in small_app.paths.importing_dir.glob("*/*") if place.suffix == ""] == ["1"]
    # AND both come in
    desk.importing.apply(preview, Conflicts.SKIP, "in")
    assert len([path for path in written(small_app) if path.endswith(".png")]) == 2


def test_what_a_killed_program_put_aside_is_removed_by_the_next_preview(desk: Session, small_app: App, tmp_path: Path):
    # GIVEN folders of a killed program, and of one that still previews
    root = small_app.paths.importing_dir
    subprocess.run([sys.executable, "-c", _KILLED, str(root)], check=False, cwd=Path(__file__).parents[3])
    (left,) = root.iterdir()
    used = root / "used"
    used.mkdir()
    with held(used / "in-use.lock"):
        for folder in (left, used):
            os.utime(folder, (0, 0))
        # WHEN anything is previewed THEN what nobody uses is gone
        desk.importing.preview([write(tmp_path / "雪.md", "# 雪の話\n\n雪かき\n")])
        assert list(root.iterdir()) == [used]


def test_an_empty_folder_that_a_killed_program_left_takes_no_name(desk: Session, vault: Path, small_app: App):
    # GIVEN the folder that was made for pictures, and neither pictures nor case
    (small_app.paths.own_cases_dir / "雨の話.files").mkdir(parents=True)

    # WHEN the note is imported
    desk.importing.apply(desk.importing.preview([vault]), Conflicts.MERGE, "vault")

    # THEN the case has its own name
    assert set(written(small_app)) == {"雨の話.md", "雨の話.files/一.png", "雨の話.files/二.png"}
