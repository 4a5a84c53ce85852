"""The Windows packages: built here under Wine, or on Windows from the program folder that is there."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import devtools_debian as debian
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
LATEST_START = 300
"""On a computer that needs longer for what comes before, this and the tests would be more than half an hour."""


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


def works_where_time_allows(started: float) -> bool:
    """Do as `works_under_wine` if that fits the time of a run of all checks, which began then (monotonic seconds).

    What is left out is said and counts as good.
    """
    seconds = time.monotonic() - started
    if seconds > LATEST_START:
        say(f"Left out: it would begin after {seconds:.0f} seconds, and all has to end in half an hour.")
        return True
    try:
        debian.ensure_packages(missing_packages())
    except DevToolError as trouble:
        say(f"Left out: {trouble}")
        return True
    return works_under_wine()


def works_under_wine() -> bool:
    """Build the program folder alone under Wine and run its self-test there; return whether it passes.

    Raises:
        DevToolError: it could not be built, or did not answer.
    """
    wine_python.ensure()
    _build_folder()
    result = HOME / "self-test.json"
    result.unlink(missing_ok=True)
    with Wine() as wine:
        command: Command = [BUNDLE / f"{product.CONSOLE}.exe", "self-test", result]
        said = wine.run(command, {"KB_APP_DATA_DIR": wine.windows_path(HOME / "self-test-data")}, encoding="utf-8")
    passed = said.returncode == 0 and result.exists() and bool(json.loads(result.read_text(encoding="utf-8"))["ok"])
    say(f"{'' if passed else said.stdout}self-test of the Windows program: {'passed' if passed else 'FAILED'}")
    return passed


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
    _build_folder()
    return _pack(BUNDLE, wine=True)


def _build_folder() -> None:
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
