"""The setup: what NSIS is told of the program folder, and the call of makensis."""

from __future__ import annotations

import os
import shutil
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

import devtools_product as product
from devtools_steps import DIST, WORK, DevToolError, must_run
from windows.executable import ICON, MADE_UNDER_WINE, four_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable

SCRIPT = Path(__file__).parent / "setup" / "setup.nsi"
MADE = WORK / "windows-setup"
"""What is made for makensis from the program folder, in a folder for each setup."""
LIST_NAME = "installed-files.txt"
FOLDER = "DXCasebook"
"""The name of the folders of the program and of its data, and of its keys in the registry."""
SIGN_VARIABLE = "DX_CASEBOOK_SIGN"
"""Names the environment variable with the command that signs the file it is given as its last word."""


def make_setup(bundle: Path, target: Path, *, wine: bool, tried_version: str = "") -> Path:
    """Pack the program folder into a setup at `target`; for tests of upgrades, with another version and in a hurry."""
    if not shutil.which("makensis"):
        raise DevToolError("The setup needs NSIS (makensis): https://nsis.sourceforge.io, or the Debian package nsis.")
    made = MADE / target.stem
    made.mkdir(parents=True, exist_ok=True)
    files = files_of(bundle)
    listed = made / LIST_NAME
    listed.write_text(file_list(files), encoding="utf-16-le", newline="")
    version = tried_version or product.version()
    (made / "contents.nsh").write_text(contents(bundle, files), encoding="utf-8")
    described = definitions(listed, files, target, version=version, label=f" ({MADE_UNDER_WINE})" if wine else "")
    (made / "product.nsh").write_text(described, encoding="utf-8")
    date_all([listed, banner()])
    target.parent.mkdir(parents=True, exist_ok=True)
    includes = [f'-X!addincludedir "{folder}"' for folder in (made, SCRIPT.parent)]
    words = ["-INPUTCHARSET", "UTF8", "-V2", "-WX", "-NOCD", *includes]
    words += ["-DQUICK"] if tried_version else []
    epoch = {"SOURCE_DATE_EPOCH": str(product.source_date_epoch())}
    must_run(["makensis", *words, SCRIPT], "The setup could not be made.", epoch)
    return target


def files_of(bundle: Path) -> list[Path]:
    """Return the files of the program folder, relative to it, in an order that does not depend on the disk."""
    return sorted(path.relative_to(bundle) for path in bundle.rglob("*") if path.is_file())


def folders_of(files: Iterable[Path]) -> list[Path]:
    """Return the folders that the files are in, the inner ones first, without the outermost."""
    folders = {folder for file in files for folder in file.parents} - {Path()}
    return sorted(folders, key=lambda folder: (-len(folder.parts), folder))


def file_list(files: list[Path]) -> str:
    """Return the list that upgrades and the uninstaller go by: files (F), then folders (D)."""
    lines = [f"; what was installed of {product.ENGLISH_NAME}; please leave this file alone"]
    lines += [f"F {PureWindowsPath(file)}" for file in files]
    lines += [f"D {PureWindowsPath(folder)}" for folder in folders_of(files)]
    return "".join(f"{line}\r\n" for line in lines)


def contents(bundle: Path, files: list[Path]) -> str:
    """Return the lines of NSIS that unpack each file into its folder."""
    lines: list[str] = []
    folder = None
    for file in sorted(files, key=lambda file: (file.parent, file.name)):
        if file.parent != folder:
            folder = file.parent
            place = PureWindowsPath("~new", folder)
            lines.append(f"SetOutPath {quoted(str(PureWindowsPath('$INSTDIR', place)), keep='$INSTDIR')}")
        lines.append(f"File {quoted(str(bundle / file))}")
    return "\n".join(lines) + "\n"


def definitions(listed: Path, files: list[Path], target: Path, *, version: str, label: str) -> str:
    """Return what the script knows by name."""
    names = {
        "NAME": product.NAME,
        "ENGLISH_NAME": product.ENGLISH_NAME,
        "SUMMARY": product.SUMMARY,
        "ENGLISH_SUMMARY": product.ENGLISH_SUMMARY,
        "PUBLISHER": product.PUBLISHER,
        "COPYRIGHT": product.COPYRIGHT,
        "WINDOWED": product.WINDOWED,
        "CONSOLE": product.CONSOLE,
        "FOLDER": FOLDER,
        "VERSION": version,
        "VERSION_NUMBERS": ".".join(map(str, four_numbers(version))),
        "LABEL": label,
        "LICENCE": str(product.LICENCE),
        "ICON": str(ICON),
        "BANNER": str(banner()),
        "LIST": str(listed),
        "LONGEST_INSIDE": str(max(len(str(file)) for file in files)),
        "OUTPUT": str(target),
    }
    signing = os.environ.get(SIGN_VARIABLE, "")
    lines = [f"!define {name} {quoted(text)}" for name, text in names.items()]
    return "\n".join([*lines, *([f"!define SIGN {quoted(signing)}"] if signing else [])]) + "\n"


def quoted(text: str, keep: str = "") -> str:
    """Return a text as NSIS takes it literally; a variable at its start that `keep` names stays one."""
    literal = text.removeprefix(keep).replace("$", "$$").replace('"', '$\\"')
    return f'"{keep}{literal}"'


def banner() -> Path:
    """Return the picture at the side of the first and the last page; the build of the program has drawn it."""
    return ICON.with_name("banner.bmp")


def date_all(files: Iterable[Path]) -> None:
    """Give files the time of the source: a setup holds the times of what it unpacks, also of its own picture."""
    time = product.source_date_epoch()
    for file in files:
        os.utime(file, (time, time))


def setup_place(*, wine: bool) -> Path:
    """Return where the setup is put; the name of what Wine has built says so."""
    return DIST / f"{product.SLUG}-{product.version()}-windows-setup{'-wine' if wine else ''}.exe"
