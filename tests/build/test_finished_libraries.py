"""No library that is given away looks for others in folders of the computer that built it."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import bundle_contents
import devtools_elf as elf
from devtools_steps import DevToolError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="libraries of Linux")
BUILDER = "/home/builder/python/lib"
needs_patchelf = pytest.mark.skipif(not elf.PATCHELF.exists(), reason="`dev.py setup` brings patchelf")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library that can be loaded, in a program folder, beside what is none."""
    spec = importlib.util.find_spec("regex._regex")
    assert spec is not None
    assert spec.origin is not None
    (tmp_path / "bundle").mkdir()
    (tmp_path / "bundle" / "note.so.txt").write_text(BUILDER, encoding="utf-8")
    return Path(shutil.copy(spec.origin, tmp_path / "bundle" / "a.so"))


def set_run_path(library: Path, places: str) -> None:
    subprocess.run([elf.PATCHELF, "--set-rpath", places, library], check=True)


@needs_patchelf
@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BUILDER, ""),
        (f"{BUILDER}:$ORIGIN/../lib", "$ORIGIN/../lib"),
        ("$ORIGIN:/usr/lib", "$ORIGIN"),
        ("relative", ""),
        ("$ORIGIN/", "$ORIGIN/"),
    ],
)
def test_only_places_that_move_along_are_kept(library, before, after):
    # Given a library that looks for others there
    set_run_path(library, before)
    assert bool(list(elf.searched_folders(library.parent))) is (before != after)
    # When the program folder is finished
    elf.finish(library.parent)
    # Then it looks only where it came along, and the old places are not in the file either
    asked = subprocess.run([elf.PATCHELF, "--print-rpath", library], capture_output=True, text=True, check=True)
    assert asked.stdout.strip() == after
    assert b"builder" not in library.read_bytes()
    # And it is read, never run, and can be loaded
    assert library.stat().st_mode & 0o777 == 0o644
    load = "import ctypes, sys; ctypes.PyDLL(sys.argv[1])"
    assert subprocess.run([sys.executable, "-c", load, library], check=False).returncode == 0


@needs_patchelf
def test_a_place_of_the_builder_that_is_left_stops_the_build(library, monkeypatch):
    set_run_path(library, BUILDER)
    monkeypatch.setattr(elf, "forget_folders", lambda _file: None)
    with pytest.raises(DevToolError, match=f"a.so: {BUILDER}"):
        elf.finish(library.parent)


def test_what_python_was_compiled_with_names_no_folder_of_the_builder(tmp_path):
    bundle_contents.write_settings_of_python(tmp_path)
    [module] = tmp_path.iterdir()
    names: dict[str, dict[str, object]] = {}
    exec(module.read_text(encoding="utf-8"), names)
    assert sys.base_prefix not in module.read_text(encoding="utf-8")
    assert names["build_time_vars"]["EXT_SUFFIX"] in importlib.machinery.EXTENSION_SUFFIXES
