"""Where things are in the checkout, and how a step is run and reported."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    Command = list[str | Path]

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / ".work"
DIST = ROOT / "dist"
VENV = ROOT / ".venv"
VENV_BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
VENV_PYTHON = VENV_BIN / ("python.exe" if os.name == "nt" else "python")


class DevToolError(Exception):
    """Trouble that a sentence explains; dev.py prints it and ends with 1."""


def say(text: str) -> None:
    """Print a line at once, so that it stands before the output of what runs next."""
    print(text, flush=True)


def heading(text: str) -> None:
    """Print a heading above a step."""
    say(f"\n== {text} " + "=" * max(4, 100 - len(text)))


def succeeds(command: Command) -> bool:
    """Return whether a command exists and exits with 0; what it prints is thrown away."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def run(command: Command, extra_env: Mapping[str, str] | None = None) -> bool:
    """Run a command in the checkout, its output on the terminal, and return whether it exited with 0."""
    return exit_code(command, extra_env) == 0


def exit_code(command: Command, extra_env: Mapping[str, str] | None = None) -> int:
    """Run a command in the checkout, its output on the terminal, and return its exit code."""
    sys.stdout.flush()
    try:
        return subprocess.run(command, cwd=ROOT, env={**os.environ, **(extra_env or {})}, check=False).returncode
    except KeyboardInterrupt:
        return 130


def must_run(command: Command, why: str, extra_env: Mapping[str, str] | None = None) -> None:
    """Run a command without which nothing further makes sense."""
    if not run(command, extra_env):
        raise DevToolError(f"{why}\nThe command was: {shlex.join(map(str, command))}")
