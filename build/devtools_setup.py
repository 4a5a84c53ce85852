"""The virtual environment: made once, then only looked at."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from typing import TYPE_CHECKING, cast

import devtools_debian as debian
from devtools_steps import ROOT, VENV, VENV_PYTHON, DevToolError, must_run, say, succeeds

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from devtools_steps import Command

CONSTRAINTS = ROOT / "build" / "constraints.txt"
STAMP = VENV / "dx-casebook-setup.json"
OLDEST, NEWEST = (3, 11), (3, 13)
# Asked of a candidate; older Pythons must understand it too.
SUITABLE = f"import sys; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"


def ensure_venv(*extras: str) -> None:
    """Bring `.venv` up to what pyproject.toml and the constraints ask for, with these optional groups."""
    stamp = _read_stamp()
    wanted = sorted({*extras, *cast("list[str]", stamp.get("extras", []))})
    now = {"checkout": str(ROOT), "inputs": _digest([ROOT / "pyproject.toml", CONSTRAINTS]), "extras": wanted}
    if stamp == now and VENV_PYTHON.exists():
        return
    moved = stamp.get("checkout", str(ROOT)) != str(ROOT)
    if moved or not succeeds([str(VENV_PYTHON), "-c", SUITABLE]):
        _make_venv()
    _install(wanted)
    STAMP.write_text(json.dumps(now), encoding="utf-8")


def _make_venv() -> None:
    python = _base_python()
    if not succeeds([python, "-c", "import ensurepip"]):
        debian.ensure_packages(["python3-venv"])
    say(f"Making .venv with {python}")
    must_run([python, "-m", "venv", "--clear", VENV], "The virtual environment .venv could not be made.")


def _base_python() -> str:
    """Return the Python that runs this, or another one on PATH that the program can run on."""
    names = ["python3", *(f"python3.{minor}" for minor in range(OLDEST[1], NEWEST[1] + 1))]
    found = [sys.executable, *filter(None, map(shutil.which, names)), "/usr/bin/python3"]
    for python in found:
        if succeeds([python, "-c", SUITABLE]):
            return python
    raise DevToolError("DX Casebook needs Python 3.11, 3.12 or 3.13, and none was found. Please install one.")


def _install(extras: Iterable[str]) -> None:
    """Install the build backend first, pinned like the rest, so that pip needs no second environment for it."""
    say("Installing the pinned packages into .venv")
    pip: Command = [VENV_PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "-qq", "-c", CONSTRAINTS]
    why = "pip could not install the packages. Is the package index reachable from here?"
    must_run([*pip, "pip", "hatchling", "editables"], why)
    must_run([*pip, "--no-build-isolation", "-e", f".[{','.join(extras)}]"], why)


def _read_stamp() -> dict[str, object]:
    try:
        return cast("dict[str, object]", json.loads(STAMP.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()
