"""What the setup is told of the program folder, and what Windows is told of the executables."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

import devtools_product as product
from windows import icon, make_setup, portable
from windows.executable import ENGLISH, JAPANESE, MADE_UNDER_WINE, MANIFEST, four_numbers, texts


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A small program folder."""
    for name in ("kb-app.exe", "_internal/Qt/b.dll", "_internal/a $1.txt", "_internal/Qt/plugins/c.dll"):
        place = tmp_path / "bundle" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(name, encoding="utf-8")
    return tmp_path / "bundle"


def test_the_list_names_every_file_and_then_the_folders_from_within(bundle: Path):
    lines = make_setup.file_list(make_setup.files_of(bundle)).splitlines()
    assert sorted(lines[1:5]) == [
        "F _internal\\Qt\\b.dll",
        "F _internal\\Qt\\plugins\\c.dll",
        "F _internal\\a $1.txt",
        "F kb-app.exe",
    ]
    assert lines[5:] == ["D _internal\\Qt\\plugins", "D _internal\\Qt", "D _internal"]


def test_the_script_unpacks_each_file_into_its_folder(bundle: Path):
    script = make_setup.contents(bundle, make_setup.files_of(bundle)).splitlines()
    assert script[:2] == ['SetOutPath "$INSTDIR\\~new"', f'File "{bundle / "kb-app.exe"}"']
    assert f'File "{bundle / "_internal" / "a $$1.txt"}"' in script
    assert len([line for line in script if line.startswith("File ")]) == 4
    folder = script.index('SetOutPath "$INSTDIR\\~new\\_internal\\Qt\\plugins"')
    assert script[folder + 1].endswith('c.dll"')


def test_a_text_with_signs_of_nsis_stays_as_it_is():
    assert make_setup.quoted('a "b" $c') == '"a $\\"b$\\" $$c"'


@pytest.mark.parametrize(
    ("version", "numbers"),
    [("0.1.0", (0, 1, 0, 0)), ("1.2.3.4", (1, 2, 3, 4)), ("0.2.0rc1", (0, 2, 0, 0)), ("7", (7, 0, 0, 0))],
)
def test_windows_counts_versions_with_four_numbers(version: str, numbers: tuple[int, ...]):
    assert four_numbers(version) == numbers


def test_the_explorer_shows_name_and_version_in_both_languages_and_what_wine_built():
    japanese = texts("kb-app.exe", JAPANESE, wine=False)
    assert (japanese["ProductName"], japanese["FileVersion"]) == (product.NAME, product.version())
    assert texts("kb-app.exe", ENGLISH, wine=False)["ProductName"] == product.ENGLISH_NAME
    assert "SpecialBuild" not in japanese
    assert texts("kb-app.exe", JAPANESE, wine=True)["SpecialBuild"] == MADE_UNDER_WINE


def test_the_manifest_asks_for_long_paths_and_sharp_letters_and_no_utf_8_code_page():
    manifest = MANIFEST.read_text(encoding="utf-8")
    assert "<longPathAware" in manifest
    assert "PerMonitorV2" in manifest
    assert 'level="asInvoker"' in manifest
    assert "<activeCodePage" not in manifest


def test_the_icon_has_every_size_that_windows_shows(tmp_path: Path):
    place = tmp_path / "a.ico"
    icon.write_icon(product.ICON, place)
    content = place.read_bytes()
    kind, count = struct.unpack("<2xHH", content[:6])
    entries = [struct.unpack("<BBBBHHII", content[6 + 16 * at : 22 + 16 * at]) for at in range(count)]
    assert kind == 1
    assert [entry[0] or 256 for entry in entries] == list(icon.SIZES)
    assert all(content[entry[7]] == 40 for entry in entries[:-1])  # the header of a bitmap
    assert content[entries[-1][7] :].startswith(b"\x89PNG")
    # and it is no empty picture: the middle of the smallest one is painted
    start = entries[0][7] + 40 + (8 * 16 + 8) * 4
    assert content[start + 3] == 255


def test_the_portable_zip_is_the_same_twice_and_has_the_marker(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(portable, "DIST", tmp_path / "dist")
    packed = portable.make_portable(bundle, wine=True)
    first = packed.read_bytes()
    assert "wine" in packed.name
    assert portable.make_portable(bundle, wine=True).read_bytes() == first
    with zipfile.ZipFile(packed) as opened:
        names = opened.namelist()
    assert "DXCasebook/portable.txt" in names
    assert "DXCasebook/_internal/Qt/b.dll" in names
