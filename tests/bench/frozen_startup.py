"""Start to usable window of the packaged program against the same program from source, in pairs."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from statistics import median

from tests.bench.startup import timed

PAIRS = 20
LIMIT = 1.3
_ROOT = Path(__file__).resolve().parents[2]
_FROZEN = _ROOT / "dist" / "dx-casebook" / ("kb-app.exe" if os.name == "nt" else "kb-app")


def main(options: list[str]) -> list[str]:
    """Start both in turn, warm, until a key posted to the search box is painted; return lines of a table."""
    parser = ArgumentParser(prog="bench -- frozen", description=__doc__)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--program", type=Path, default=_FROZEN, help="the packaged program (made by `package`)")
    arguments = parser.parse_args(options)
    if not arguments.program.is_file():
        return [f"There is no {arguments.program}. Please type: python3 build/dev.py package"]
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    with tempfile.TemporaryDirectory() as folder:
        words = ["--data-dir", folder, "gui", "--quit-after-start", "--json"]
        frozen, source = [str(arguments.program), *words], [sys.executable, "-m", "kb_app", *words]
        subprocess.run([*source[:5], "index"], check=True, capture_output=True, env=environment)
        for command in (frozen, source):
            timed(command, environment)  # warm
        rows = [(timed(frozen, environment)[0], timed(source, environment)[0]) for _pair in range(arguments.pairs)]
    ratios = [ours / theirs for ours, theirs in rows]
    halves = [median(side) for side in zip(*rows, strict=True)]
    return [
        f"start to usable window, whole process, {len(rows)} pairs, warm,"
        f" platform {environment.get('QT_QPA_PLATFORM', 'display')}",
        f"  packaged {halves[0]:6.0f} ms   source {halves[1]:6.0f} ms   ratio {median(ratios):.2f}"
        f" ({min(ratios):.2f}-{max(ratios):.2f}); target at most {LIMIT}",
    ]
