"""One run of the measurement (see `python3 build/dev.py bench -- search --help`)."""

from __future__ import annotations

import argparse
import gc
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from kb_app.domain.query import MatchMode, Query
from tests.bench.search import measure
from tests.bench.search.corpus import ROOT, SEED, read_corpus
from tests.bench.search.peers import BUILDERS
from tests.bench.search.report import Measured, table
from tests.bench.search.shelf import Shelf
from tests.hostile_queries import hostile_queries
from tests.oracle.plain_scan import PlainScan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb_app.bootstrap.session import Session

_LONGEST_WORD = 12


def main(argv: list[str]) -> Iterator[str]:
    """Measure at every size that was asked for; yield lines of tables."""
    options = _parser().parse_args(argv)
    for documents in options.documents:
        with tempfile.TemporaryDirectory() as folder:
            root = options.keep / str(documents) if options.keep else Path(folder)
            yield from _at(documents, root, options)
            yield ""


def _at(documents: int, root: Path, options: argparse.Namespace) -> Iterator[str]:
    corpus = read_corpus(options.corpus, documents, options.questions)
    shelf = Shelf(root)
    made = shelf.make(corpus)
    gc.collect()
    with shelf.app().session() as session:
        figures = measure.warm(shelf, corpus, session)
    with shelf.app().session() as session:
        measure.ordered_only(figures, corpus, session)
    cold = {name: measure.cold(shelf, corpus, options.cold, name) for name in ("ours", *BUILDERS)}
    with shelf.app().session() as session:
        truth = _truth(shelf, session, options.words)
        slowest = _slowest(session, options.hostile)
        saves = measure.saving(shelf, session, 20)
    yield from table(Measured(corpus, made, figures, cold, truth, saves, slowest))


def _truth(shelf: Shelf, session: Session, count: int) -> tuple[int, int, int]:
    """How many seeded words find, folded and exact, just the documents that an independent scan finds; and how many."""
    scan = PlainScan(shelf.data_dir / "cases", ROOT / "resources")
    words = scan.words(SEED, count, _LONGEST_WORD)
    folded = sum(_found(session, Query(word, synonyms=False)) == scan.matching(word) for word in words)
    exact = sum(_found(session, Query(word, mode=MatchMode.EXACT)) == scan.matching(word, exact=True) for word in words)
    return folded, exact, count


def _found(session: Session, query: Query) -> set[str]:
    ranking = session.searching._engine.rank(query)
    complete = ranking.matches.all
    return {ranking.view.shown(number).id for number in ranking.order if complete >> number & 1}


def _slowest(session: Session, count: int) -> tuple[float, int, str]:
    slowest, start = 0.0, ""
    for text in hostile_queries(SEED, count):
        began = time.perf_counter()
        session.searching.search(Query(text, limit=20))
        taken = (time.perf_counter() - began) * 1000
        if taken > slowest:
            slowest, start = taken, text[:20]
    return slowest, count, start


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build/dev.py bench -- search")
    corpus = ROOT.parent / "shared" / "bench"
    parser.add_argument("--corpus", type=Path, default=corpus, help="folder with docs.jsonl.gz and queries.json.gz")
    parser.add_argument("--documents", type=int, nargs="+", default=[1_000, 16_000], help="sizes of the library")
    parser.add_argument("--questions", type=int, default=1_000, help="how many questions of the second thousand")
    parser.add_argument("--cold", type=int, default=40, help="queries that get a new process each, for each engine")
    parser.add_argument("--words", type=int, default=1_000, help="words that are compared with a plain scan")
    parser.add_argument("--hostile", type=int, default=10_000, help="generated hostile queries")
    parser.add_argument("--keep", type=Path, help="a folder that keeps documents and indexes for the next run")
    return parser
