"""The tables of the measurement, and the targets beside what was seen."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from statistics import mean, median
from typing import TYPE_CHECKING

from tests.bench.search.corpus import VARIANTS
from tests.bench.search.measure import FTS, OURS, RANKED, recall_of
from tests.bench.search.metrics import bootstrap, percentile95, recall

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.bench.search.corpus import Corpus
    from tests.bench.search.measure import Figures
    from tests.bench.search.shelf import Made

TANTIVY, TRIGRAM, STOCK = "tantivy, our tokens", "FTS5 trigram", "stock Whoosh"
_ORDER = (OURS, RANKED, STOCK, TRIGRAM, FTS, TANTIVY, "plain scan", "ripgrep")


@dataclass(frozen=True)
class Measured:
    """Everything that one run has seen; `cold` holds p95 of the first query, p95 of opening (ms) and memory (MB)."""

    corpus: Corpus
    made: dict[str, Made]
    figures: Figures
    cold: dict[str, tuple[float, float, float]]
    truth: tuple[int, int, int]
    saves: tuple[list[float], list[float]]
    slowest: tuple[float, int, str]


def table(measured: Measured) -> Iterator[str]:
    """Yield the table of all engines, and that of the targets."""
    corpus = measured.corpus
    yield f"Search, {time.strftime('%Y-%m-%d')}: {corpus.note}; {len(corpus.questions)} questions, one run, one process,"
    yield "engines in turn on each question; ms; MB of the index and of a process that has asked 25 questions."
    yield ""
    yield (
        "| engine | questions MRR@10 / R@10 | p50 / p95 | keywords MRR@10 / R@10 | p50 / p95 |"
        " R@10 half width / hiragana / typo / no spaces | cold p95 (opening) | index s (engine alone) | MB | memory |"
    )
    yield "|" + "---|" * 10
    for name in _ORDER:
        if (name, "keywords") in measured.figures:
            yield _row(measured, name)
    yield ""
    yield "| figure | target | seen | |"
    yield "|---|---|---|---|"
    for figure, target, seen, holds in targets(measured):
        yield f"| {figure} | {target} | {seen} | {'yes' if holds else 'NO'} |"
    ours, theirs = measured.saves
    yield ""
    yield f"Saving one document to finding it: p50 {median(ours):.0f}, p95 {percentile95(ours):.0f} ms (file written, folder"
    yield f"compared, index committed); inserting its tokens into FTS5: p50 {median(theirs):.0f}, p95 {percentile95(theirs):.0f} ms."
    slowest, count, start = measured.slowest
    yield f"Slowest of {count:,} hostile queries: {slowest:.0f} ms ({start!r} ...); none raised anything."


def targets(measured: Measured) -> Iterator[tuple[str, str, str, bool]]:
    """Yield figure, target, what was seen, and whether it holds."""
    figures, made, cold = measured.figures, measured.made, measured.cold
    folded, exact, asked = measured.truth
    yield "substring truth, folded / exact", f"{asked} of {asked}", f"{folded} / {exact}", folded == exact == asked
    for kind in ("questions", "keywords"):
        for peer in (FTS, TANTIVY):
            gain, low, high = bootstrap(figures[OURS, kind].ranks, figures[peer, kind].ranks)
            seen = f"{gain:+.4f} [{low:+.4f}, {high:+.4f}]"
            yield (
                f"MRR@10 {kind}, ours - {peer}",
                "≥ 0" if peer == FTS else "0 not below",
                seen,
                (gain >= 0 if peer == FTS else high >= 0),
            )
    gain = recall(figures[OURS, "keywords"].ranks) - recall(figures[TRIGRAM, "keywords"].ranks)
    yield "keyword R@10 minus FTS5 trigram", "≥ .12", f"{gain:.3f}", gain >= 0.12
    for kind, least in (("hiragana", 0.90), ("one typo", 0.86), ("no spaces", 0.92)):
        found = recall_of(figures, OURS, kind)
        yield f"R@10 {kind}", f"≥ {least:.2f}", f"{found:.3f}", found >= least
    for engine in (OURS, RANKED):
        yield from _ratios(figures, engine)
    if OURS in cold and FTS in cold:
        ratio = cold[OURS][0] / cold[FTS][0]
        yield "question p95 cold / FTS5 over our tokens", "≤ .50", f"{ratio:.2f}", ratio <= 0.5
    whole, alone = made["ours"].seconds / made[FTS].seconds, made["ours"].alone / made[FTS].alone
    yield "index time from files / FTS5 (engines alone)", "≤ 3.5", f"{whole:.2f} ({alone:.2f})", whole <= 3.5
    size = made["ours"].megabytes / made[FTS].megabytes
    yield "index size / FTS5", "≤ 2.0", f"{size:.2f}", size <= 2.0


def _ratios(figures: Figures, engine: str) -> Iterator[tuple[str, str, str, bool]]:
    asked = (("questions", FTS, 0.25), ("keywords", FTS, 0.20), ("questions", STOCK, 0.08), ("keywords", TANTIVY, 2.0))
    for kind, peer, most in asked:
        ratio = percentile95(figures[engine, kind].times) / percentile95(figures[peer, kind].times)
        yield f"{kind} p95, {engine} / {peer}", f"≤ {most:.2f}", f"{ratio:.2f}", ratio <= most


def _row(measured: Measured, name: str) -> str:
    figures, made, cold = measured.figures, measured.made.get(name), measured.cold.get(name)
    cells = [name]
    for kind in ("questions", "keywords"):
        seen = figures.get((name, kind))
        cells.append(f"{mean(seen.ranks):.3f} / {recall(seen.ranks):.3f}" if seen else "")
        cells.append(f"{median(seen.times):.1f} / {percentile95(seen.times):.1f}" if seen else "")
    variants = [recall_of(figures, name, variant) for variant in VARIANTS]
    cells.append("" if any(map(math.isnan, variants)) else " / ".join(f"{value:.3f}" for value in variants))
    cells.append(f"{cold[0]:.1f} ({cold[1]:.0f})" if cold else "")
    cells += [f"{made.seconds:.0f} ({made.alone:.0f})", f"{made.megabytes:.0f}"] if made else ["", ""]
    cells.append(f"{cold[2]:.0f}" if cold else "")
    return f"| {' | '.join(cells)} |"
