"""Runs the measurement: warm and cold queries of every engine, and disturbed keywords."""

from __future__ import annotations

import gc
import json
import random
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kb_app.search.analyzer import Analyzer
from tests.bench.search.corpus import ROOT, SEED, VARIANTS
from tests.bench.search.metrics import recall, reciprocal_rank
from tests.bench.search.peers import BUILDERS, Ours, Peer, PlainScan, Ripgrep, Row, Terms, opened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.bench.search.corpus import Corpus, Question
    from tests.bench.search.shelf import Shelf

OURS, RANKED = "ours", "ours, order only"
FTS, TRIGRAM = "FTS5, our tokens", "FTS5 trigram"
TANTIVY, STOCK = "tantivy, our tokens", "stock Whoosh"
COLD = (OURS, FTS, TANTIVY, STOCK)
FILES_ASKED = 100
"""ripgrep reads every file for every word; it is asked only so many questions."""
QUESTIONS, KEYWORDS = "questions", "keywords"
_QUERIES_BEFORE_MEMORY = 25


@dataclass
class Seen:
    """Reciprocal ranks, and milliseconds by the clock and of the processor, of one engine for one kind of query."""

    ranks: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Cold:
    """Milliseconds of opening and of the first query, each in new processes; MB (PSS) of one after 25 queries."""

    openings: list[float]
    firsts: list[float]
    memory: float


Figures = dict[tuple[str, str], Seen]
"""By engine and kind of query: questions, keywords, or a variant of them."""


def warm(shelf: Shelf, corpus: Corpus) -> Figures:
    """Ask every engine every question, in turn, in an order drawn anew for each question."""
    terms = Terms(Analyzer())
    peers: dict[str, Peer] = {name: opened(name, shelf.folder(name), terms) for name in BUILDERS}
    scans: dict[str, Peer] = {"plain scan": PlainScan(Row(one.id, one.title, one.body, {}, {}) for one in corpus.texts)}
    if shutil.which("rg"):
        scans["ripgrep"] = Ripgrep(shelf.data_dir / "cases")
    # What the measurement itself holds is not to be gone through by the collector while engines answer.
    gc.collect()
    gc.freeze()
    figures: Figures = {}
    _kind(shelf, corpus, figures, peers, QUESTIONS)
    _kind(shelf, corpus, figures, peers | scans, KEYWORDS)
    some = {name: peers[name] for name in (FTS, TRIGRAM, TANTIVY)}
    for variant in VARIANTS:
        _kind(shelf, corpus, figures, some, variant)
    for peer in (*peers.values(), *scans.values()):
        peer.close()
    gc.unfreeze()
    return figures


def _kind(shelf: Shelf, corpus: Corpus, figures: Figures, peers: dict[str, Peer], kind: str) -> None:
    """Ask one kind of query, of our two rows too, each in a session that has seen nothing but the warm-up."""
    with shelf.app().session() as whole, shelf.app().session() as ordered:
        ours: dict[str, Peer] = {OURS: Ours(whole, whole=True)}
        if kind not in VARIANTS:
            ours[RANKED] = Ours(ordered, whole=False)
        asked = peers | ours
        for question in corpus.warm_up:
            for name, peer in asked.items():
                if name != "ripgrep":
                    peer.find(_text_of(question, kind))
        _ask(figures, asked, corpus.questions, kind)


def _text_of(question: Question, kind: str) -> str:
    if kind == QUESTIONS:
        return question.sentence
    return question.typed if kind == KEYWORDS else VARIANTS[kind](question)


def cold(shelf: Shelf, corpus: Corpus, count: int) -> dict[str, Cold]:
    """Ask each question once in a process of its own, of each engine in turn."""
    rng = random.Random(SEED)
    asked = corpus.questions[-count:]
    answers: dict[str, list[dict[str, float]]] = {name: [] for name in COLD}
    for question in asked:
        for name in rng.sample(COLD, len(COLD)):
            answers[name].append(_in_new_process(shelf, name, [question.sentence]))
    many = [question.sentence for question in asked[:_QUERIES_BEFORE_MEMORY]]
    return {
        name: Cold(
            [answer["opening"] for answer in answers[name]],
            [answer["first"] for answer in answers[name]],
            _in_new_process(shelf, name, many)["memory"],
        )
        for name in COLD
    }


def _ask(figures: Figures, peers: dict[str, Peer], questions: Iterable[Question], kind: str) -> None:
    rng = random.Random(SEED)
    for place, question in enumerate(questions):
        text = _text_of(question, kind)
        for name in rng.sample(sorted(peers), len(peers)):
            if name == "ripgrep" and place >= FILES_ASKED:
                continue
            seen = figures.setdefault((name, kind), Seen())
            started, worked = time.perf_counter(), time.process_time()
            found = peers[name].find(text)
            seen.times.append((time.perf_counter() - started) * 1000)
            seen.busy.append((time.process_time() - worked) * 1000)
            seen.ranks.append(reciprocal_rank(found, question.gold))


def _in_new_process(shelf: Shelf, name: str, texts: list[str]) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.search.cold", str(shelf.root), name, *texts]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", cwd=ROOT)
    answer: dict[str, float] = json.loads(done.stdout)
    return answer


def recall_of(figures: Figures, name: str, kind: str) -> float:
    """Return R@10, NaN where it was not measured."""
    seen = figures.get((name, kind))
    return recall(seen.ranks) if seen else float("nan")
