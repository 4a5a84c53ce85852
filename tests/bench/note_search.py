"""Search in notes beside SQLite's FTS5 over the same notes."""

from __future__ import annotations

import gc
import random
import time
from statistics import mean, median
from typing import TYPE_CHECKING

from kb_app.domain.query import FilterAxis, Query
from kb_app.search.analyzer import Analyzer
from kb_app.search.rows import NOTE_KIND
from tests.bench.annotated_library import BIG, TOKENS, TRIGRAM
from tests.bench.search.corpus import SEED
from tests.bench.search.measure import KEYWORDS, OURS, QUESTIONS, RANKED
from tests.bench.search.metrics import DEPTH, percentile95, recall, reciprocal_rank
from tests.bench.search.peers import FETCHED, FtsTokens, FtsTrigram, Peer, Terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb_app.bootstrap.session import Session
    from tests.bench.annotated_library import AnnotatedLibrary
    from tests.bench.search.corpus import Corpus, Question

MOST = 0.3
"""Our p95 to that of FTS5 over our tokens."""
_ONLY_NOTES = {FilterAxis.KIND: frozenset([NOTE_KIND])}


class OurNotes:
    """Our search narrowed to notes: the whole answer, or only its order."""

    def __init__(self, session: Session, *, whole: bool) -> None:
        self._session = session
        self._whole = whole

    def find(self, text: str) -> list[str]:
        asked = Query(text, _ONLY_NOTES, limit=FETCHED)
        if self._whole:
            return [hit.id for hit in self._session.searching.search(asked).hits]
        ranking = self._session.searching._engine.rank(asked)
        return [ranking.view.shown(number).id for number in ranking.order[:FETCHED]]

    def close(self) -> None:
        """The session is closed by who opened it."""


class _Seen:
    """Of one engine and one kind of query: milliseconds, ranks of the note asked for, and what was found."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.ranks: list[float] = []
        self.found: list[list[str]] = []


def note_search(library: AnnotatedLibrary, corpus: Corpus) -> Iterator[str]:
    """Ask every engine every question and its keywords, in turn; yield lines of a table."""
    note_of, terms = library.note_of(), Terms(Analyzer())
    peers: dict[str, Peer] = {
        TOKENS: FtsTokens(library.peer(TOKENS), terms),
        TRIGRAM: FtsTrigram(library.peer(TRIGRAM)),
    }
    yield f"search in notes, {len(corpus.questions):,} questions and their keywords, ms"
    yield "| engine | query | p50 / p95 | ours to it p50 / p95 | MRR@10 / R@10 | of our first ten in its |"
    yield "|---|---|---|---|---|---|"
    for kind in (QUESTIONS, KEYWORDS):
        with library.app(BIG).session() as whole, library.app(BIG).session() as ordered:
            ours: dict[str, Peer] = {
                OURS: OurNotes(whole, whole=True),
                RANKED: OurNotes(ordered, whole=False),
            }
            yield from _rows(_asked(ours | peers, corpus, kind, note_of), kind)
    for peer in peers.values():
        peer.close()
    yield f"target: p95 at most {MOST} times FTS5"


def _asked(peers: dict[str, Peer], corpus: Corpus, kind: str, note_of: dict[str, str]) -> dict[str, _Seen]:
    rng = random.Random(SEED)
    for question in corpus.warm_up:
        for peer in peers.values():
            peer.find(_text(question, kind))
    gc.collect()
    gc.freeze()
    seen = {name: _Seen() for name in peers}
    for question in corpus.questions:
        for name in rng.sample(sorted(peers), len(peers)):
            started = time.perf_counter()
            found = peers[name].find(_text(question, kind))
            seen[name].times.append((time.perf_counter() - started) * 1000)
            seen[name].ranks.append(reciprocal_rank(found, note_of.get(question.gold, "")))
            seen[name].found.append(found[:DEPTH])
    gc.unfreeze()
    return seen


def _text(question: Question, kind: str) -> str:
    return question.sentence if kind == QUESTIONS else question.typed


def _rows(seen: dict[str, _Seen], kind: str) -> Iterator[str]:
    ours = seen[OURS]
    for name, one in seen.items():
        ratios = (median(ours.times) / median(one.times), percentile95(ours.times) / percentile95(one.times))
        told = "" if name == OURS else f"{ratios[0]:.2f} / {ratios[1]:.2f}"
        if name in (TOKENS, TRIGRAM) and ratios[1] > MOST:
            told += " **missed**"
        answers = f"{mean(one.ranks):.3f} / {recall(one.ranks):.3f}"
        times = f"{median(one.times):.1f} / {percentile95(one.times):.1f}"
        yield f"| {name} | {kind} | {times} | {told} | {answers} | {_shared(ours, one):.2f} |"


def _shared(ours: _Seen, theirs: _Seen) -> float:
    """How many of our first ten notes stand among theirs."""
    pairs = [(mine, other) for mine, other in zip(ours.found, theirs.found, strict=True) if mine]
    return mean(len({*mine} & {*other}) / len(mine) for mine, other in pairs)
