"""Figures of a ranking and of times, and how sure a difference is."""

from __future__ import annotations

import random
from pathlib import Path
from statistics import mean, quantiles
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

DEPTH = 10
_RESAMPLES = 10_000


def reciprocal_rank(found: Sequence[str], gold: str) -> float:
    """Return 1 / the place of the document among the first ten, 0 where it is not among them."""
    first = list(found[:DEPTH])
    return 1 / (first.index(gold) + 1) if gold in first else 0.0


def recall(ranks: Sequence[float]) -> float:
    """Return the share of reciprocal ranks that are of a document among the first ten."""
    return mean(rank > 0 for rank in ranks)


def percentile95(values: Sequence[float]) -> float:
    """Return the value that 95 of 100 stay below."""
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def bootstrap(first: Sequence[float], second: Sequence[float], seed: int = 1) -> tuple[float, float, float]:
    """Return the mean of the paired differences and the 95 % interval of its paired bootstrap (Efron, 1979)."""
    rng = random.Random(seed)
    differences = [one - other for one, other in zip(first, second, strict=True)]
    count = len(differences)
    means = sorted(sum(rng.choices(differences, k=count)) / count for _resample in range(_RESAMPLES))
    return mean(differences), means[int(0.025 * _RESAMPLES)], means[int(0.975 * _RESAMPLES)]


def proportional_memory() -> float:
    """Return this process's share of memory in MB (PSS), NaN where the system does not tell."""
    try:
        with Path("/proc/self/smaps_rollup").open(encoding="ascii") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("Pss:")) / 1024
    except OSError:
        return float("nan")
