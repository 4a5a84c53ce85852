"""The kinds of work that programs are killed in."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from tests.crash.place import ROOT


@dataclass(frozen=True)
class Kind:
    """A kind of work.

    A worker is killed up to `seconds` after it began one of its `first` operations. `missing` says why this cannot be
    tried yet, "" where it can.
    """

    name: str
    seconds: float
    first: int
    missing: Callable[[], str] = lambda: ""


def _verb_missing(verb: str) -> Callable[[], str]:
    return lambda: "" if f" {verb} " in _help() else f"kb-app has no verb “{verb}” yet"


@cache
def _help() -> str:
    command = [sys.executable, "-m", "kb_app", "--lang", "en", "--help"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=True, encoding="utf-8").stdout


KINDS = (
    Kind("services", 0.05, first=150),
    Kind("cli", 1.0, first=4),
    Kind("window", 2.0, first=4),
    Kind("backup", 1.5, first=20, missing=_verb_missing("backup")),
    Kind("restore", 1.5, first=20, missing=_verb_missing("restore")),
    Kind("migration", 0.02, first=8),
    Kind("import", 0.5, first=6),
    Kind("own_cases", 0.05, first=40),
    Kind("pack", 0.1, first=10),
)
