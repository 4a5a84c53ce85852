"""The tables of the measurement, and the targets beside what was seen."""

from __future__ import annotations

import math
import os
import platform
import sqlite3
import time
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING, Any

from tests.bench.search.corpus import VARIANTS
from tests.bench.search.measure import FTS, KEYWORDS, OURS, QUESTIONS, RANKED, STOCK, TANTIVY, TRIGRAM, recall_of
from tests.bench.search.metrics import bootstrap, percentile95, recall

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.search.corpus import Corpus
    from tests.bench.search.measure import Cold, Figures
    from tests.bench.search.shelf import Made

_ORDER = (OURS, RANKED, STOCK, TRIGRAM, FTS, TANTIVY, "plain scan", "ripgrep")
_HEAD = (
    "| engine | questions MRR@10 / R@10 | p50 / p95 | keywords MRR@10 / R@10 | p50 / p95 |"
    " R@10 half width / hiragana / typo / no spaces | cold p50 / p95 (opening) | index s (engine alone) | MB | memory |"
)


@dataclass(frozen=True)
class Slowest:
    """Milliseconds of the slowest of so many hostile queries, its beginning, and those of the slowest very long one."""

    count: int
    short: float
    start: str
    long: float


@dataclass(frozen=True)
class Measured:
    """Everything that one run has seen.

    `truth` is how many words found the right documents, folded and exact, and of how many; `saves` are milliseconds,
    ours and FTS5's.
    """

    corpus: Corpus
    made: dict[str, Made]
    figures: Figures
    cold: dict[str, Cold]
    truth: tuple[int, int, int]
    saves: tuple[list[float], list[float]]
    slowest: Slowest


@dataclass(frozen=True)
class Target:
    """A figure, what is wanted of it, what was seen, and whether that will do."""

    figure: str
    wanted: str
    seen: str
    holds: bool


def facts() -> str:
    """Return on what was measured, and when."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30 if hasattr(os, "sysconf") else math.nan
    engines = f"SQLite {sqlite3.sqlite_version}, tantivy {version('tantivy')}, Whoosh {version('Whoosh-Reloaded')}"
    machine = f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}"
    return f"{time.strftime('%Y-%m-%d')}, {machine}, Python {platform.python_version()}, {engines}"


def _processor() -> str:
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as file:
            return next(line.partition(":")[2].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def table(measured: Measured) -> Iterator[str]:
    """Yield the table of all engines, and that of the targets."""
    corpus = measured.corpus
    yield f"{corpus.note}; {len(corpus.questions):,} questions; {facts()}."
    yield "One run, one process, engines in turn on each question, no query asked before; times in ms, MB of the index,"
    yield "and MB (PSS) of a process that has asked 25 questions; ripgrep: the first 100 questions only."
    yield ""
    yield _HEAD
    yield "|" + "---|" * 10
    for name in _ORDER:
        if (name, KEYWORDS) in measured.figures:
            yield _row(measured, name)
    yield ""
    yield "| figure (targets are for 16,000 documents) | target | seen | |"
    yield "|---|---|---|---|"
    for target in targets(measured):
        yield f"| {target.figure} | {target.wanted} | {target.seen} | {'yes' if target.holds else 'NO'} |"
    yield from _notes(measured)


def as_json(measured: Measured) -> dict[str, Any]:
    """Return the same for programs, times and ranks of every query with it."""
    corpus = measured.corpus
    return {
        "facts": facts(),
        "documents": len(corpus.texts),
        "note": corpus.note,
        "questions": len(corpus.questions),
        "made": {name: asdict(made) for name, made in measured.made.items()},
        "figures": [{"engine": name, "kind": kind, **asdict(seen)} for (name, kind), seen in measured.figures.items()],
        "cold": {name: asdict(seen) for name, seen in measured.cold.items()},
        "targets": [asdict(target) for target in targets(measured)],
        "saves": {"ours": measured.saves[0], FTS: measured.saves[1]},
        "slowest": asdict(measured.slowest),
    }


def _notes(measured: Measured) -> Iterator[str]:
    ours, theirs = measured.saves
    slowest = measured.slowest
    yield ""
    yield f"Saving one document to finding it: p50 {median(ours):.0f}, p95 {percentile95(ours):.0f} ms (file written,"
    yield "folder compared, index committed, found); its tokens inserted into FTS5, committed and found:"
    yield f"p50 {median(theirs):.1f}, p95 {percentile95(theirs):.1f} ms."
    yield f"Slowest of {slowest.count:,} hostile queries: {slowest.short:.0f} ms ({slowest.start!r} ...), of those with"
    yield f"100,000 characters {slowest.long:.0f} ms; none raised anything."


def targets(measured: Measured) -> Iterator[Target]:
    """Yield the figures that something is wanted of."""
    folded, exact, asked = measured.truth
    truth = folded == exact == asked
    yield Target("substring truth, folded / exact", f"{asked:,} of {asked:,}", f"{folded:,} / {exact:,}", truth)
    yield from _of_answers(measured.figures)
    for engine in (OURS, RANKED):
        yield from _of_times(measured.figures, engine)
    cold, made = measured.cold, measured.made
    ratio = percentile95(cold[OURS].firsts) / percentile95(cold[FTS].firsts)
    yield Target(f"questions p95 cold, {OURS} / {FTS}", "≤ .50", f"{ratio:.2f}", ratio <= 0.5)
    whole, alone = made[OURS].seconds / made[FTS].seconds, made[OURS].alone / made[FTS].alone
    yield Target(
        f"index time from files, {OURS} / {FTS} (engines alone)", "≤ 3.5", f"{whole:.2f} ({alone:.2f})", whole <= 3.5
    )
    size = made[OURS].megabytes / made[FTS].megabytes
    yield Target(f"index size, {OURS} / {FTS}", "≤ 2.0", f"{size:.2f}", size <= 2.0)


def _of_answers(figures: Figures) -> Iterator[Target]:
    for kind in (QUESTIONS, KEYWORDS):
        for peer, wanted in ((FTS, "≥ 0"), (TANTIVY, "95 % interval reaches 0")):
            gain, low, high = bootstrap(figures[OURS, kind].ranks, figures[peer, kind].ranks)
            holds = (gain if peer == FTS else high) >= 0
            yield Target(f"MRR@10 {kind}, {OURS} - {peer}", wanted, f"{gain:+.4f} [{low:+.4f}, {high:+.4f}]", holds)
    gain = recall(figures[OURS, KEYWORDS].ranks) - recall(figures[TRIGRAM, KEYWORDS].ranks)
    yield Target(f"keywords R@10, {OURS} - {TRIGRAM}", "≥ .12", f"{gain:.3f}", gain >= 0.12)
    for kind, least in (("hiragana", 0.90), ("one typo", 0.86), ("no spaces", 0.92)):
        found = recall_of(figures, OURS, kind)
        yield Target(f"R@10 {kind}", f"≥ {least:.2f}", f"{found:.3f}", found >= least)


def _of_times(figures: Figures, engine: str) -> Iterator[Target]:
    asked = ((QUESTIONS, FTS, 0.25), (KEYWORDS, FTS, 0.20), (QUESTIONS, STOCK, 0.08), (KEYWORDS, TANTIVY, 2.0))
    for kind, peer, most in asked:
        ours, theirs = figures[engine, kind], figures[peer, kind]
        ratio = percentile95(ours.times) / percentile95(theirs.times)
        busy = percentile95(ours.busy) / percentile95(theirs.busy)
        seen = f"{ratio:.2f} (processor {busy:.2f})"
        yield Target(f"{kind} p95, {engine} / {peer}", f"≤ {most:.2f}", seen, ratio <= most)


def _row(measured: Measured, name: str) -> str:
    figures, made, cold = measured.figures, measured.made.get(name), measured.cold.get(name)
    cells = [name]
    for kind in (QUESTIONS, KEYWORDS):
        seen = figures.get((name, kind))
        cells.append(f"{mean(seen.ranks):.3f} / {recall(seen.ranks):.3f}" if seen else "")
        cells.append(f"{median(seen.times):.1f} / {percentile95(seen.times):.1f}" if seen else "")
    variants = [recall_of(figures, name, variant) for variant in VARIANTS]
    cells.append("" if any(map(math.isnan, variants)) else " / ".join(f"{value:.3f}" for value in variants))
    cells.append(_cold_cell(cold) if cold else "")
    cells += [f"{made.seconds:.0f} ({made.alone:.0f})", f"{made.megabytes:.0f}"] if made else ["", ""]
    cells.append(f"{cold.memory:.0f}" if cold else "")
    return f"| {' | '.join(cells)} |"


def _cold_cell(cold: Cold) -> str:
    return f"{median(cold.firsts):.1f} / {percentile95(cold.firsts):.1f} ({median(cold.openings):.0f})"
