"""The checks and the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from devtools_steps import (
    ROOT,
    VENV_BIN,
    VENV_PYTHON,
    WORK,
    DevToolError,
    exit_code,
    heading,
    must_run,
    run,
    say,
    succeeds,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from devtools_steps import Command

CHECKS: dict[str, Command] = {
    "format (ruff format)": [VENV_PYTHON, "-m", "ruff", "format", "--check"],
    "lint (ruff check)": [VENV_PYTHON, "-m", "ruff", "check"],
    "types (mypy)": [VENV_PYTHON, "-m", "mypy", "--cache-dir", WORK / "mypy"],
    "walls (import-linter)": [VENV_BIN / "lint-imports", "--no-logo", "--cache-dir", WORK / "import-linter"],
}

EVERYTHING = ("-n", "auto", "--dist", "loadfile")
"""How all tests are run: on every processor, those of one file by one of them, as they share what they prepare."""

CANARY = "whoosh3==3.54.0"
"""Another line of Whoosh: what it changes in the calls that are no common API may come to ours one day too."""
CANARY_DIR = WORK / "whoosh3"
CANARY_TESTS = ("test_postings.py", "test_mapped_storage.py", "test_scorer.py", "test_index.py")


def failed_checks() -> list[str]:
    """Run every check, also after one has failed, and return the names of those that did."""
    return [name for name, command in CHECKS.items() if not _step(name, partial(run, command))]


def check() -> int:
    """Run the checks and sum them up."""
    failed = failed_checks()
    say(f"\nFailed: {', '.join(failed)}" if failed else "\nAll checks passed.")
    return 1 if failed else 0


def test(pytest_arguments: Sequence[str], programs: Mapping[str, Callable[[], bool]]) -> int:
    """Run the checks, the library's own, the canary, the trials of packaged programs by name, and the tests last."""
    prefix = without_powers_of_root()
    failed = failed_checks()
    with tempfile.TemporaryDirectory(prefix="kb-app-") as data_dir:
        own_data = {"KB_APP_DATA_DIR": data_dir}
        library: Command = [*prefix, VENV_PYTHON, "-m", "kb_app", "check"]
        if not _step("library (kb-app check)", lambda: run(library, own_data)):
            failed.append("library")
        if not _step(f"private calls into Whoosh ({CANARY})", lambda: _canary_lives(prefix, own_data)):
            failed.append("private calls into Whoosh")
        failed += [name for name, works in programs.items() if not _step(name, works)]
        heading("tests (pytest)")
        gate = {"PYTHONPATH": str(ROOT / "build"), "DX_CASEBOOK_FAILED_STEPS": ", ".join(failed)}
        command: Command = [
            *prefix,
            VENV_PYTHON,
            "-m",
            "pytest",
            "-p",
            "pytest_gate",
            *(pytest_arguments or EVERYTHING),
        ]
        code = exit_code(command, {**own_data, **gate})
    return code or (1 if failed else 0)


def _canary_lives(prefix: Command, env: Mapping[str, str]) -> bool:
    """Run the tests that hold our private calls into Whoosh, with the canary in Whoosh's place."""
    if not (CANARY_DIR / f"{CANARY.replace('==', '-')}.dist-info").is_dir():
        shutil.rmtree(CANARY_DIR, ignore_errors=True)
        pip: Command = [VENV_PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "-qq", "--no-deps"]
        must_run([*pip, "--target", CANARY_DIR, CANARY], f"pip could not install {CANARY}.")
    first = {**env, "PYTHONPATH": os.pathsep.join([str(CANARY_DIR), str(ROOT / "build")])}
    is_first = f"import sys, whoosh; sys.exit({str(CANARY_DIR)!r} not in whoosh.__file__)"
    must_run([VENV_PYTHON, "-c", is_first], f"{CANARY} does not stand before Whoosh.", first)
    tests = [Path("tests", "search", name) for name in CANARY_TESTS]
    return run([*prefix, VENV_PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests], first)


def without_powers_of_root() -> Command:
    """Return what to put before a command so that file permissions hold for it, although root runs it.

    The command gets a user number of its own (in a user namespace) or, where that is not allowed, root's number with
    none of root's powers. Either way it still reads a checkout and a Python below /root, which a second user could not.
    """
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return []
    ways: tuple[Command, ...] = (
        ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"],
        ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--"],
    )
    for way in ways:
        if _permissions_hold(way):
            return way
    raise DevToolError("The tests need an ordinary user: please run them as one, not as root.")


def _permissions_hold(way: Command) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        closed = Path(folder, "closed")
        closed.touch(mode=0o000)
        return succeeds([*way, "true"]) and not succeeds([*way, "cat", str(closed)])


def _step(name: str, step: Callable[[], bool]) -> bool:
    heading(name)
    try:
        return step()
    except (DevToolError, OSError, subprocess.SubprocessError) as trouble:
        say(str(trouble))
        return False
