"""Start to usable window of the packaged program against the same program from source, in pairs."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PAIRS = 20
LIMIT = 1.3
_ROOT = Path(__file__).resolve().parents[2]
_FROZEN = _ROOT / "dist" / "dx-casebook" / ("kb-app.exe" if os.name == "nt" else "kb-app")


@dataclass(frozen=True, slots=True)
class _Sides:
    """How both are started, in which environment, with the data in which folder, and what Qt draws on."""

    packaged: list[str]
    source: list[str]
    environment: dict[str, str]
    data: str
    platform: str

    def milliseconds(self, program: list[str], *words: str) -> float:
        """Run one of them to its end; its output goes nowhere, for under Wine others would hold a pipe open."""
        started = time.perf_counter()
        nowhere = subprocess.DEVNULL
        command = [*program, "--data-dir", self.data, *words]
        subprocess.run(command, check=True, stdin=nowhere, stdout=nowhere, stderr=nowhere, env=self.environment)
        return (time.perf_counter() - started) * 1000


def main(options: list[str]) -> list[str]:
    """Start both in turn, warm, until a key posted to the search box is painted; return lines of a table."""
    parser = ArgumentParser(prog="bench -- frozen", description=__doc__)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--program", type=Path, default=_FROZEN, help="the packaged program (made by `package`)")
    parser.add_argument("--windows", action="store_true", help="that of `package --windows`, and both under Wine")
    arguments = parser.parse_args(options)
    with tempfile.TemporaryDirectory() as folder:
        if arguments.windows:
            with _under_wine(folder) as sides:
                return _compared(sides, arguments.pairs)
        environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
        platform = environment.get("QT_QPA_PLATFORM", "display")
        source = [sys.executable, "-m", "kb_app"]
        return _compared(_Sides([str(arguments.program)], source, environment, folder, platform), arguments.pairs)


def _compared(sides: _Sides, pairs: int) -> list[str]:
    program = Path(sides.packaged[-1])
    if not program.is_file():
        return [f"There is no {program}. Please type: python3 build/dev.py package"]
    both, start = (sides.packaged, sides.source), ("gui", "--quit-after-start")
    sides.milliseconds(sides.source, "index")
    for one in both:
        sides.milliseconds(one, *start)  # warm
    rows = [[sides.milliseconds(one, *start) for one in both] for _pair in range(pairs)]
    ratios = [ours / theirs for ours, theirs in rows]
    halves = [median(side) for side in zip(*rows, strict=True)]
    return [
        f"start to usable window, whole process, {pairs} pairs, warm, platform {sides.platform}",
        f"  packaged {halves[0]:6.0f} ms   source {halves[1]:6.0f} ms   ratio {median(ratios):.2f}"
        f" ({min(ratios):.2f}-{max(ratios):.2f}); target at most {LIMIT}",
    ]


@contextmanager
def _under_wine(folder: str) -> Iterator[_Sides]:
    """Have a Windows run all the while, whose own start would else be measured too."""
    sys.path.insert(0, str(_ROOT / "build"))
    from windows.package import BUNDLE
    from windows.wine import Wine
    from windows.wine_python import PYTHON

    with Wine() as wine:
        environment = wine.environment({"PYTHONPATH": wine.windows_path(_ROOT)})
        nowhere = subprocess.DEVNULL
        waiting = ["wine", str(PYTHON), "-c", "import time; time.sleep(100000)"]
        with subprocess.Popen(waiting, stdin=nowhere, stdout=nowhere, stderr=nowhere, env=environment) as idle:
            packaged, source = ["wine", str(BUNDLE / "kb-app.exe")], ["wine", str(PYTHON), "-m", "kb_app"]
            try:
                yield _Sides(packaged, source, environment, wine.windows_path(Path(folder)), "windows under Wine")
            finally:
                idle.terminate()
