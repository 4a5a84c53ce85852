"""Runs the measurement: warm and cold queries of every engine, disturbed keywords, and saving one document."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kb_app.domain.query import Query
from kb_app.search.analyzer import Analyzer
from tests.bench.search.corpus import ROOT, SEED, VARIANTS, Text, write_files
from tests.bench.search.metrics import percentile95, recall, reciprocal_rank
from tests.bench.search.peers import BUILDERS, FtsTokens, Ours, Peer, PlainScan, Ripgrep, Row, Terms, opened
from tests.bench.search.shelf import prepared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kb_app.bootstrap.session import Session
    from tests.bench.search.corpus import Corpus, Question
    from tests.bench.search.shelf import Shelf

OURS, RANKED, FTS = "ours", "ours, order only", "FTS5, our tokens"
FILES_ASKED = 100
"""ripgrep reads every file for every word; it is asked only so many questions."""
_SENTENCES, _KEYWORDS = "questions", "keywords"


@dataclass
class Seen:
    """Reciprocal ranks and milliseconds of one engine for one kind of query."""

    ranks: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)


Figures = dict[tuple[str, str], Seen]
"""By engine and kind of query: questions, keywords, or a variant of them."""


def warm(shelf: Shelf, corpus: Corpus, session: Session) -> Figures:
    """Ask every engine every question, in turn, in an order drawn anew for each question."""
    rows = [Row(text.id, text.title, text.body, {}, {}) for text in corpus.texts]
    terms = Terms(Analyzer())
    peers: dict[str, Peer] = {OURS: Ours(session, whole=True), RANKED: Ours(session, whole=False)}
    peers |= {name: opened(name, shelf.folder(name), terms) for name in BUILDERS}
    scans: dict[str, Peer] = {"plain scan": PlainScan(rows)}
    if shutil.which("rg"):
        scans["ripgrep"] = Ripgrep(shelf.data_dir / "cases")
    figures: Figures = {}
    for question in corpus.warm_up:
        for peer in peers.values():
            peer.find(question.sentence)
    # Our two rows would warm one another's cache: each is asked in a pass of its own, beside the same peers.
    _ask(figures, _without(peers, RANKED), corpus.questions, _SENTENCES, lambda question: question.sentence)
    _ask(figures, _without(peers, RANKED) | scans, corpus.questions, _KEYWORDS, lambda question: question.typed)
    for variant, disturbed in VARIANTS.items():
        some = {name: peers[name] for name in (OURS, FTS, "FTS5 trigram", "tantivy, our tokens")}
        _ask(figures, some, corpus.questions, variant, disturbed)
    for peer in (*peers.values(), *scans.values()):
        peer.close()
    return figures


def ordered_only(figures: Figures, corpus: Corpus, session: Session) -> None:
    """Ask for our order alone, on a session of its own that has not seen the questions."""
    peer = Ours(session, whole=False)
    for question in corpus.warm_up:
        peer.find(question.sentence)
    _ask(figures, {RANKED: peer}, corpus.questions, _SENTENCES, lambda question: question.sentence)
    _ask(figures, {RANKED: peer}, corpus.questions, _KEYWORDS, lambda question: question.typed)


def cold(shelf: Shelf, corpus: Corpus, count: int, name: str) -> tuple[float, float, float]:
    """Return 95th percentiles of the first query and of opening (ms), each in a process of its own; and memory in MB."""
    asked = corpus.questions[-count:]
    answers = [_in_new_process(shelf, name, [question.sentence]) for question in asked]
    many = _in_new_process(shelf, name, [question.sentence for question in asked[:25]])
    return (
        percentile95([answer["first"] for answer in answers]),
        percentile95([answer["opening"] for answer in answers]),
        many["memory"],
    )


def saving(shelf: Shelf, session: Session, count: int) -> tuple[list[float], list[float]]:
    """Return milliseconds from saving one document to finding it, ours (from its file) and FTS5's (from its tokens)."""
    fts = FtsTokens(shelf.folder(FTS), Terms(Analyzer()))
    ours, theirs = [], []
    for number in range(count):
        word = f"zq{SEED}{number:04}"
        text = Text(f"new{number}", f"新しい事例 {word}", f"窓口の取組 {word} を始めた。")
        started = time.perf_counter()
        write_files([text], shelf.data_dir / "cases")
        session.indexing.update()
        found = [hit.id for hit in session.searching.search(Query(word, limit=20)).hits]
        ours.append((time.perf_counter() - started) * 1000)
        assert found == [text.id], found
    rows = {number: values for number, values in prepared(session) if number.startswith("new")}
    for number in range(count):
        values = rows[f"new{number}"]
        row = Row(f"new{number}", "", "", values["words"], values["grams"])
        started = time.perf_counter()
        fts.save(row, 10_000_000 + number)
        fts.find(f"zq{SEED}{number:04}")
        theirs.append((time.perf_counter() - started) * 1000)
    for number in range(count):
        (shelf.data_dir / "cases" / f"new{number}.md").unlink()
    session.indexing.update()
    fts.connection.execute("delete from documents where id like 'new%'")
    fts.connection.commit()
    fts.close()
    return ours, theirs


def _without(peers: dict[str, Peer], name: str) -> dict[str, Peer]:
    return {known: peer for known, peer in peers.items() if known != name}


def _ask(
    figures: Figures, peers: dict[str, Peer], questions: Iterable[Question], kind: str, text: Callable[[Question], str]
) -> None:
    rng = random.Random(SEED)
    for place, question in enumerate(questions):
        for name in rng.sample(sorted(peers), len(peers)):
            if name == "ripgrep" and place >= FILES_ASKED:
                continue
            seen = figures.setdefault((name, kind), Seen())
            started = time.perf_counter()
            found = peers[name].find(text(question))
            seen.times.append((time.perf_counter() - started) * 1000)
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
