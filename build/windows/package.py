"""The Windows packages: built here under Wine, or on Windows from the program folder that is there."""

from __future__ import annotations

import hashlib
import os
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import devtools_papers
import devtools_product as product
from devtools_reproducible import builds_the_same_twice
from devtools_steps import ROOT, DevToolError, must_run, say
from windows import wine_python
from windows.make_setup import SIGN_VARIABLE, date_all, make_setup, setup_place
from windows.portable import make_portable
from windows.wine import HOME, Wine, missing_packages

if TYPE_CHECKING:
    from devtools_steps import Command

BUNDLE = HOME / "dist" / product.SLUG
MEGABYTE = 1_000_000
MOST_SETUP, MOST_BUNDLE = 75 * MEGABYTE, 230 * MEGABYTE
BUILD_SECONDS = 1800


def package_under_wine(*, twice: bool = False) -> bool:
    """Build setup and zip under Wine and try them, with `twice` build and compare again; return whether all is good."""
    missing = missing_packages()
    if missing:
        say(f"The Windows packages are left out: this needs the Debian packages {' '.join(missing)}.")
        return True
    wine_python.ensure()
    made = _build()
    good = _weigh(*made)
    _papers(made)
    if twice:
        good = builds_the_same_twice(lambda: [BUNDLE, *(again := _build()), *_papers(again)]) and good
    from windows.trial import try_out

    return try_out(BUNDLE, *made) and good


def package_on_windows(bundle: Path) -> tuple[Path, Path]:
    """Make setup and zip of the program folder that PyInstaller made on this Windows, and return them.

    Raises:
        DevToolError: they are too large.
    """
    made = _pack(bundle, wine=False)
    if not _weigh(*made, bundle=bundle):
        raise DevToolError("The Windows packages are too large.")
    return made


def _papers(made: tuple[Path, Path]) -> list[Path]:
    return devtools_papers.write_papers(BUNDLE, made, devtools_papers.WINE)


def _build() -> tuple[Path, Path]:
    shutil.rmtree(BUNDLE, ignore_errors=True)
    words: Command = ["--noconfirm", "--log-level", "ERROR", "--workpath", HOME / "pyi", "--distpath", BUNDLE.parent]
    command: Command = [wine_python.PYTHON, "-m", "PyInstaller", *words, ROOT / "build" / "kb_app.spec"]
    with Wine() as wine:
        env = {
            "PYTHONHASHSEED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "SOURCE_DATE_EPOCH": str(product.source_date_epoch()),
            "PYINSTALLER_CONFIG_DIR": wine.windows_path(HOME / "pyi-config"),
        }
        built = wine.run(command, env, folder=ROOT, seconds=BUILD_SECONDS)
    if built.returncode:
        raise DevToolError(f"{built.stdout}\nPyInstaller could not build the program under Wine.")
    return _pack(BUNDLE, wine=True)


def _pack(bundle: Path, *, wine: bool) -> tuple[Path, Path]:
    if os.environ.get(SIGN_VARIABLE):
        sign([bundle / f"{name}.exe" for name in (product.WINDOWED, product.CONSOLE)])
    date_all(file for file in bundle.rglob("*") if file.is_file())
    portable = make_portable(bundle, wine=wine)
    return make_setup(bundle, setup_place(wine=wine), wine=wine), portable


def sign(files: list[Path]) -> None:
    """Have each file signed by the command that DX_CASEBOOK_SIGN names; the setup signs itself and its uninstaller."""
    for file in files:
        must_run([*shlex.split(os.environ[SIGN_VARIABLE]), file], f"{file.name} could not be signed.")


def _weigh(setup: Path, portable: Path, *, bundle: Path = BUNDLE) -> bool:
    size = sum(file.stat().st_size for file in bundle.rglob("*") if file.is_file())
    say(f"\n{bundle.name}: {size / MEGABYTE:.0f} MB")
    for file in (setup, portable):
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        say(f"{file.relative_to(ROOT)}: {file.stat().st_size / MEGABYTE:.1f} MB, SHA-256 {digest}")
    small = size <= MOST_BUNDLE and setup.stat().st_size <= MOST_SETUP
    if not small:
        say(f"Too large: at most {MOST_BUNDLE // MEGABYTE} MB as a folder, {MOST_SETUP // MEGABYTE} MB as a setup.")
    return small
