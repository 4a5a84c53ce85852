"""Start to usable window against a bare window, in pairs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

PAIRS = 20
LIMIT = 2.5
FIRST_RESULTS = 10
_ROOT = Path(__file__).resolve().parents[2]
_BARE = Path(__file__).with_name("bare_window.py")
_FIRST_RESULTS = Path(__file__).with_name("first_results.py")


def measure(pairs: int = PAIRS) -> list[str]:
    """Start our program and the bare window in turn; return lines of a table.

    Whole processes are timed from outside (our program quits when a key posted to its search box has been painted, the
    bare window when it has been painted), and both also say their own time from their first line of code.
    """
    environment = {**os.environ, "QT_LOGGING_RULES": "*=false", "PYTHONPATH": str(_ROOT)}
    if not environment.get("DISPLAY") and sys.platform.startswith("linux"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as folder:
        ours = [sys.executable, "-m", "kb_app", "--data-dir", folder, "gui", "--quit-after-start", "--json"]
        bare = [sys.executable, str(_BARE)]
        first = [sys.executable, str(_FIRST_RESULTS), folder]
        subprocess.run([*ours[:5], "index"], check=True, capture_output=True, env=environment)
        for command in (ours, bare):
            timed(command, environment)  # warm
        rows = [(timed(ours, environment), timed(bare, environment)) for _pair in range(pairs)]
        results = [float(timed(first, environment)[1]) for _run in range(FIRST_RESULTS)]
    whole = [(our[0], their[0]) for our, their in rows]
    inner = [(json.loads(our[1])["ms_to_usable"], float(their[1])) for our, their in rows]
    return [
        f"start to usable window, {pairs} pairs, warm, platform {environment.get('QT_QPA_PLATFORM', 'display')}",
        _line("whole process (ms)", whole),
        _line("own clock (ms)", inner),
        f"  target: median ratio at most {LIMIT}",
        f"start to first painted results, warm index, {FIRST_RESULTS} runs: median {median(results):.0f} ms,"
        f" worst {max(results):.0f} ms",
    ]


def timed(command: list[str], environment: dict[str, str]) -> tuple[float, str]:
    """Run a command; return its milliseconds and what it printed."""
    started = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, env=environment, encoding="utf-8")
    return (time.perf_counter() - started) * 1000, done.stdout


def _line(name: str, pairs: list[tuple[float, float]]) -> str:
    ratios = [our / their for our, their in pairs]
    ours, theirs = median(our for our, _ in pairs), median(their for _, their in pairs)
    spread = f"{min(ratios):.2f}-{max(ratios):.2f}"
    return f"  {name:22} ours {ours:6.0f}   bare {theirs:6.0f}   ratio {median(ratios):.2f} ({spread})"
