"""From saving one document to finding it."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from kb_app.domain.query import Query
from kb_app.search.analyzer import Analyzer
from kb_app.search.schema import GRAMS, WORDS
from tests.bench.search.corpus import SEED, Text, write_files
from tests.bench.search.measure import FTS
from tests.bench.search.peers import FtsTokens, Row, Terms
from tests.bench.search.shelf import prepared

if TYPE_CHECKING:
    from kb_app.bootstrap.session import Session
    from tests.bench.search.shelf import Shelf

_FIRST_NEW_ROW = 10_000_000


def saving(shelf: Shelf, session: Session, count: int) -> tuple[list[float], list[float]]:
    """Return milliseconds from saving one document to finding it, ours (from its file) and FTS5's (from its tokens)."""
    texts = [Text(f"new{at}", f"新しい事例 {_rare(at)}", f"窓口の取組 {_rare(at)} を始めた。") for at in range(count)]
    try:
        ours = [_saved_by_us(shelf, session, text, _rare(at)) for at, text in enumerate(texts)]
        rows = {number: values for number, values in prepared(session) if number.startswith("new")}
    finally:
        for text in texts:
            (shelf.data_dir / "cases" / f"{text.id}.md").unlink(missing_ok=True)
        session.indexing.update()
    theirs = []
    with tempfile.TemporaryDirectory() as folder:
        # A copy, because a table without contents cannot forget a row again.
        shutil.copytree(shelf.folder(FTS), folder, dirs_exist_ok=True)
        fts = FtsTokens(Path(folder), Terms(Analyzer()))
        for at, text in enumerate(texts):
            values = rows[text.id]
            row = Row(text.id, text.title, text.body, values[WORDS], values[GRAMS])
            started = time.perf_counter()
            fts.save(row, _FIRST_NEW_ROW + at)
            found = fts.find(_rare(at))
            theirs.append((time.perf_counter() - started) * 1000)
            assert found[0] == text.id, found
        fts.close()
    return ours, theirs


def _saved_by_us(shelf: Shelf, session: Session, text: Text, word: str) -> float:
    started = time.perf_counter()
    write_files([text], shelf.data_dir / "cases")
    session.indexing.update()
    found = [hit.id for hit in session.searching.search(Query(word, limit=20)).hits]
    taken = (time.perf_counter() - started) * 1000
    assert found[:1] == [text.id], found
    return taken


def _rare(number: int) -> str:
    """A word that stands nowhere else."""
    return f"zq{SEED}{number:04}"
