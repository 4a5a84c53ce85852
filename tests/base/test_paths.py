"""Where things are: beside the source, in a frozen bundle, in an installed wheel, and where data goes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kb_app.base import paths
from kb_app.base.paths import AppPaths, default_data_dir, is_frozen

ROOT = Path(__file__).resolve().parents[2]


def test_from_the_source_tree_the_library_stands_beside_the_package(tmp_path: Path):
    places = AppPaths.under(tmp_path)
    assert not is_frozen()
    assert (places.library_dir, places.resources_dir) == (ROOT / "cases", ROOT / "resources")
    assert places.locales_dir == ROOT / "resources" / "locales"


def test_a_frozen_program_looks_into_its_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "bundle"), raising=False)
    assert is_frozen()
    assert AppPaths.under(tmp_path).library_dir == tmp_path / "bundle" / "cases"


def test_a_frozen_program_without_a_bundle_looks_beside_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.delattr(sys, "_MEIPASS", raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "kb-app.exe"))
    assert AppPaths.under(tmp_path).resources_dir == tmp_path / "resources"


def test_an_installed_wheel_carries_the_library_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # Given the package in another place, with a bundle beside its rooms
    module = tmp_path / "kb_app" / "base" / "paths.py"
    (tmp_path / "kb_app" / "bundle").mkdir(parents=True)
    monkeypatch.setattr(paths, "__file__", str(module))
    # When it is asked for the library, then it is the one inside
    assert AppPaths.under(tmp_path).library_dir == (tmp_path / "kb_app" / "bundle" / "cases").resolve()


def test_everything_that_is_written_is_below_the_data_folder(tmp_path: Path):
    places = AppPaths.under(tmp_path)
    written = (places.own_cases_dir, places.database, places.index_dir, places.settings_file, places.log_file)
    assert len(set(written)) == len(written)
    assert all(place.is_relative_to(tmp_path) for place in written)


def test_the_environment_chooses_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KB_APP_DATA_DIR", "here")
    assert default_data_dir() == tmp_path / "here"


def test_a_portable_program_keeps_its_data_beside_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # Given a frozen program with the marker beside it
    monkeypatch.delenv("KB_APP_DATA_DIR", raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "kb-app.exe"))
    (tmp_path / "portable.txt").touch()
    # Then that counts for it, and not for a Python that runs from source
    assert default_data_dir() != tmp_path / "data"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert default_data_dir() == tmp_path / "data"
    # and without the marker the data is in the user's own place
    (tmp_path / "portable.txt").unlink()
    assert default_data_dir() != tmp_path / "data"


@pytest.mark.parametrize(
    ("platform", "variable", "name"),
    [("win32", "LOCALAPPDATA", "DXCasebook"), ("linux", "XDG_DATA_HOME", "dx-casebook")],
)
def test_each_system_has_its_own_place_for_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, variable: str, name: str
):
    monkeypatch.delenv("KB_APP_DATA_DIR", raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv(variable, str(tmp_path))
    assert default_data_dir() == tmp_path / name


def test_a_relative_place_for_data_of_the_person_counts_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("KB_APP_DATA_DIR", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", "share")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert default_data_dir() == tmp_path / ".local/share/dx-casebook"


@pytest.mark.parametrize(
    ("platform", "variable", "below_home"),
    [("win32", "LOCALAPPDATA", "AppData/Local/DXCasebook"), ("linux", "XDG_DATA_HOME", ".local/share/dx-casebook")],
)
def test_without_the_variable_data_goes_below_the_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, variable: str, below_home: str
):
    monkeypatch.delenv("KB_APP_DATA_DIR", raising=False)
    monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert default_data_dir() == tmp_path / below_home
