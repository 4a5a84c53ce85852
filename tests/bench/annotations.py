"""Opening, tagging and saving a note among many documents, notes and tags, beside the bundled library alone.

`python3 build/dev.py bench -- annotations --help` says how.
"""

from __future__ import annotations

import argparse
import gc
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from kb_app.domain.query import Query
from tests.bench.annotated_library import BIG, SMALL, AnnotatedLibrary, Sizes
from tests.bench.note_search import note_search
from tests.bench.search.corpus import ROOT, SEED, read_corpus
from tests.bench.search.metrics import percentile95
from tests.bench.search.report import facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb_app.bootstrap.session import Session

MOST = 1.5
"""The p95 in the big folder to that in the small one."""
_ONLY_TOLD = ("note or tag until found",)
_WARM_UP = 20
Times = dict[str, dict[str, list[float]]]
"""Milliseconds by what was done and by folder."""


@dataclass
class Desk:
    """A folder in use: one session for what a person does, one that keeps the index and finds, as in the window."""

    hands: Session
    index: Session
    documents: list[str]
    tags: list[str] = field(default_factory=list)

    def note_on(self, document: str) -> str:
        """The first note on a document."""
        return self.hands.notes.of_document(document)[0].id

    def open(self, document: str) -> None:
        """Everything that is shown of a document."""
        self.hands.library.page(document)
        self.hands.annotations.of(document)
        self.hands.notes.of_document(document)

    def find(self, word: str) -> int:
        """Take over what was changed, and search."""
        self.index.indexing.refresh()
        return self.index.searching.search(Query(word, limit=20)).total


def main(argv: list[str]) -> Iterator[str]:
    """Measure; yield lines of tables."""
    options = _parser().parse_args(argv)
    sizes = Sizes(options.documents, options.notes, options.tags)
    with tempfile.TemporaryDirectory() as folder:
        library = AnnotatedLibrary(options.keep or Path(folder))
        corpus = read_corpus(options.corpus, sizes.notes + sizes.documents, options.questions)
        library.make(corpus.texts, sizes)
        yield f"{sizes.documents:,} documents, {sizes.notes:,} notes, {sizes.tags:,} tags ({corpus.note}); {facts()}."
        yield "The bundled documents, with the same notes and tags, in a folder with all that and in one without; one"
        yield f"process, the folders in turn, {options.rounds} rounds; ms."
        yield ""
        yield from _table(_measured(library, options.rounds), sizes)
        yield ""
        if options.questions:
            yield from note_search(library, corpus)


def _measured(library: AnnotatedLibrary, rounds: int) -> Times:
    times: Times = {}
    rng = random.Random(SEED)
    with ExitStack() as stack:
        desks = {name: _desk(library, name, stack) for name in (BIG, SMALL)}
        documents = sorted({*desks[BIG].documents} & {*desks[SMALL].documents})
        for desk in desks.values():
            for number in range(_WARM_UP):
                _round(desk, documents[number % len(documents)], f"warm{number}", {}, "")
        gc.collect()
        gc.freeze()
        for _number in range(rounds):
            document = rng.choice(documents)
            for name in rng.sample((BIG, SMALL), 2):
                _round(desks[name], document, f"{time.time_ns():x}", times, name)
        gc.unfreeze()
    return times


def _desk(library: AnnotatedLibrary, name: str, stack: ExitStack) -> Desk:
    app = library.app(name)
    hands, index = stack.enter_context(app.session()), stack.enter_context(app.session())
    documents = [id_ for id_, key in index._index.view().owners.items() if key.startswith("bundled/")]
    tags = sorted({tag for document in documents for tag in hands.annotations.of(document).tags})
    return Desk(hands, index, documents, tags)


def _round(desk: Desk, document: str, word: str, times: Times, name: str) -> None:
    """Do everything once to one document, and leave its tags as they were."""

    def timed(what: str, work: Callable[[], object]) -> None:
        started = time.perf_counter()
        work()
        times.setdefault(what, {}).setdefault(name, []).append((time.perf_counter() - started) * 1000)

    annotations, note = desk.hands.annotations, desk.note_on(document)
    free = next(tag for tag in desk.tags if tag not in annotations.of(document).tags)
    timed("open a document", lambda: desk.open(document))
    timed("put a tag on", lambda: annotations.add_tags([document], [free]))
    timed("note or tag until found", lambda: desk.find(free))
    timed("open it right after a change", lambda: desk.open(document))
    timed("take a tag off", lambda: annotations.remove_tags([document], [free]))
    timed("put a new tag on", lambda: annotations.add_tags([document], [f"新{word}"]))
    annotations.delete_tag(f"新{word}")
    text = desk.hands.notes.note(note).text.partition("\n\n")[2]
    timed("save a note", lambda: desk.hands.notes.save(note, f"{word}\n\n{text}", word))
    timed("note or tag until found", lambda: desk.find(word))


def _table(times: Times, sizes: Sizes) -> Iterator[str]:
    big = f"{sizes.documents:,} documents"
    yield f"| | bundled library p50 / p95 | {big} p50 / p95 | ratio p50 / p95 |"
    yield "|---|---|---|---|"
    for what, by_folder in times.items():
        small, large = by_folder[SMALL], by_folder[BIG]
        ratios = (median(large) / median(small), percentile95(large) / percentile95(small))
        missed = " **missed**" if ratios[1] > MOST and what not in _ONLY_TOLD else ""
        yield f"| {what} | {_cell(small)} | {_cell(large)} | {ratios[0]:.2f} / {ratios[1]:.2f}{missed} |"
    yield f"target: p95 at most {MOST} times, but for the time until found"


def _cell(values: list[float]) -> str:
    return f"{median(values):.2f} / {percentile95(values):.2f}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build/dev.py bench -- annotations")
    corpus = ROOT.parent / "shared" / "bench"
    parser.add_argument("--corpus", type=Path, default=corpus, help="folder with docs.jsonl.gz and queries.json.gz")
    parser.add_argument("--documents", type=int, default=10_000, help="documents beside the bundled ones")
    parser.add_argument("--notes", type=int, default=50_000)
    parser.add_argument("--tags", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=300, help="how often everything is done")
    parser.add_argument("--questions", type=int, default=1_000, help="questions to the notes; 0: none")
    parser.add_argument("--keep", type=Path, help="a folder that keeps documents and indexes for the next run")
    return parser
