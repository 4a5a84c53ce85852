"""`python3 build/dev.py crash [-- --kills N --seed S --only KIND]`: kills programs at random moments and looks for loss."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.crash.driver import Trial


def main(argv: Sequence[str]) -> int:
    """Kill as often as was asked for, and print what came of it; 1 where something confirmed was lost."""
    from tests.crash.kinds import KINDS

    options = _parser([kind.name for kind in KINDS]).parse_args(argv)
    wanted = [kind for kind in KINDS if not options.only or kind.name in options.only]
    missing = {kind.name: kind.missing() for kind in wanted}
    for name, sentence in missing.items():
        if sentence:
            print(f"left out: {name} ({sentence})", flush=True)
    chosen = [kind for kind in wanted if not missing[kind.name]]
    if not chosen:
        return 2
    folder = Path(tempfile.mkdtemp(prefix="dx-casebook-crash-"))
    started = time.monotonic()
    trials = _killed([_trial(kind, folder, options.seed) for kind in chosen], options.kills)
    for line in _summary(trials, time.monotonic() - started):
        print(line, flush=True)
    if any(trial.tally.problems for trial in trials.values()):
        print(f"kept: {folder}")
        return 1
    folder.rmdir()
    return 0


def _trial(kind, folder: Path, seed: int) -> tuple[str, Trial]:
    from tests.crash.driver import Trial

    return kind.name, Trial(kind, folder, seed)


def _killed(trials: Iterable[tuple[str, Trial]], kills: int) -> dict[str, Trial]:
    """Kill workers of all kinds in turn."""
    named = dict(trials)
    for number in range(kills):
        name, trial = list(named.items())[number % len(named)]
        problems = trial.kill_one()
        for line in (f"FAILED: kill {number + 1} ({name})", *problems) if problems else ():
            print(line, flush=True)
        if (number + 1) % 25 == 0:
            print(f"{number + 1} kills", file=sys.stderr, flush=True)
    for trial in named.values():
        trial.clean()
    return named


def _summary(trials: dict[str, Trial], seconds: float) -> Iterable[str]:
    for name, trial in trials.items():
        tally = trial.tally
        lost = sum(line.startswith("seed ") for line in tally.problems)
        yield (
            f"{name:10} {tally.kills:4} kills, {sum(tally.hits.values()):4} during an operation,"
            f" {sum(tally.confirmed.values()):6} confirmed, {tally.refused:4} refused, {lost} with something wrong"
        )
        yield f"{'':10}      hit: {', '.join(f'{op} {count}' for op, count in tally.hits.most_common())}"
    total = sum(trial.tally.kills for trial in trials.values())
    hits = sum(sum(trial.tally.hits.values()) for trial in trials.values())
    failed = sum(bool(trial.tally.problems) for trial in trials.values())
    yield f"{total} kills, {hits} during an operation, {seconds:.0f} s: {'FAILED' if failed else 'nothing was lost'}"


def _parser(kinds: list[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build/dev.py crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=300, help="how many programs are killed")
    parser.add_argument("--seed", type=int, default=1, help="what is drawn; the same seed draws the same operations")
    parser.add_argument("--only", action="append", choices=kinds, help="a kind of work (more than once: several)")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
