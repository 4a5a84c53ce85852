"""One run of the measurement (see `python3 build/dev.py bench -- search --help`)."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from kb_app.domain.query import MatchMode, Query
from tests.bench.search import measure
from tests.bench.search.corpus import ROOT, SEED, read_corpus
from tests.bench.search.report import Measured, Slowest, as_json, table
from tests.bench.search.saving import saving
from tests.bench.search.shelf import Shelf
from tests.hostile_queries import hostile_queries
from tests.oracle.plain_scan import PlainScan, borders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb_app.bootstrap.session import Session

_LONGEST_WORD = 12
_SAVES = 30
_VERY_LONG = 10_000


def main(argv: list[str]) -> Iterator[str]:
    """Measure at every size that was asked for; yield lines of tables."""
    options = _parser().parse_args(argv)
    seen = []
    for documents in options.documents:
        with tempfile.TemporaryDirectory() as folder:
            root = options.keep / str(documents) if options.keep else Path(folder)
            measured = _at(documents, root, options)
        seen.append(as_json(measured))
        yield from table(measured)
        yield ""
    if options.json:
        options.json.write_text(json.dumps(seen, ensure_ascii=False, indent=1), encoding="utf-8")


def _at(documents: int, root: Path, options: argparse.Namespace) -> Measured:
    corpus = read_corpus(options.corpus, documents, options.questions)
    shelf = Shelf(root)
    _say(f"{documents:,} documents: files and indexes in {root}")
    made = shelf.make(corpus, anew=options.reindex)
    _say("asking every engine")
    figures = measure.warm(shelf, corpus)
    _say("asking in new processes")
    cold = measure.cold(shelf, corpus, options.cold)
    with shelf.app().session() as session:
        _say("comparing with a plain scan")
        truth = _truth(shelf, session, options.words)
        _say("hostile queries")
        slowest = _slowest(session, options.hostile)
        _say("saving documents")
        saves = saving(shelf, session, _SAVES)
    return Measured(corpus, made, figures, cold, truth, saves, slowest)


def _say(step: str) -> None:
    """Tell on the side what goes on; a run takes minutes."""
    print(f"{time.strftime('%H:%M:%S')} {step}", file=sys.stderr, flush=True)


def _truth(shelf: Shelf, session: Session, count: int) -> tuple[int, int, int]:
    """How many seeded words find, folded and exact, just the documents that an independent scan finds; and how many."""
    scan = PlainScan(shelf.data_dir / "cases", ROOT / "resources")
    words = scan.words(SEED, count, _LONGEST_WORD)
    folded = sum(_found(session, Query(word, synonyms=False)) == scan.matching(word) for word in words)
    exact = sum(_found(session, Query(word, mode=MatchMode.EXACT)) == scan.matching(word, exact=True) for word in words)
    borders.cache_clear()  # gigabytes, at many documents
    return folded, exact, count


def _found(session: Session, query: Query) -> set[str]:
    ranking = session.searching._engine.rank(query)
    complete = ranking.matches.all
    return {ranking.view.shown(number).id for number in ranking.order if complete >> number & 1}


def _slowest(session: Session, count: int) -> Slowest:
    """Ask every hostile query; the very long ones are told apart."""
    short, long = (0.0, ""), 0.0
    for text in hostile_queries(SEED, count):
        began = time.perf_counter()
        session.searching.search(Query(text, limit=20))
        taken = (time.perf_counter() - began) * 1000
        if len(text) >= _VERY_LONG:
            long = max(long, taken)
        else:
            short = max(short, (taken, text[:20]))
    return Slowest(count, *short, long)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build/dev.py bench -- search")
    corpus = ROOT.parent / "shared" / "bench"
    parser.add_argument("--corpus", type=Path, default=corpus, help="folder with docs.jsonl.gz and queries.json.gz")
    parser.add_argument(
        "--documents", type=int, nargs="+", default=[1_000, 16_000, 50_000], help="sizes of the library"
    )
    parser.add_argument("--questions", type=int, default=1_000, help="how many questions of the second thousand")
    parser.add_argument("--cold", type=int, default=60, help="queries that get a new process each, for each engine")
    parser.add_argument("--words", type=int, default=1_000, help="words that are compared with a plain scan")
    parser.add_argument("--hostile", type=int, default=10_000, help="generated hostile queries")
    parser.add_argument("--keep", type=Path, help="a folder that keeps documents and indexes for the next run")
    parser.add_argument("--reindex", action="store_true", help="make and time our index anew in what was kept")
    parser.add_argument("--json", type=Path, help="a file for all figures, times and ranks of every query with them")
    return parser
