"""One engine in a new process: prints the milliseconds of opening and of the first query, and the memory, as JSON.

Opening is everything before the first query: modules, dictionary and index.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.search.metrics import proportional_memory

if TYPE_CHECKING:
    from tests.bench.search.peers import Peer


def main(root: Path, name: str, texts: list[str]) -> None:
    """Open one engine as its program would at the start, and ask."""
    started = time.perf_counter()
    peer = _ours(root) if name == "ours" else _peer(root, name)
    opening = time.perf_counter() - started
    times = []
    for text in texts:
        started = time.perf_counter()
        peer.find(text)
        times.append((time.perf_counter() - started) * 1000)
    print(json.dumps({"opening": opening * 1000, "first": times[0], "memory": proportional_memory()}))


def _ours(root: Path) -> Peer:
    from kb_app.domain.query import Query
    from tests.bench.search.library import open_library
    from tests.bench.search.peers import Ours

    session = open_library(root).session()
    session.searching.search(Query(limit=20))  # the window lists the library before anybody types
    return Ours(session, whole=True)


def _peer(root: Path, name: str) -> Peer:
    from kb_app.search.analyzer import Analyzer
    from tests.bench.search.peers import Terms, opened
    from tests.bench.search.shelf import Shelf

    return opened(name, Shelf(root).folder(name), Terms(Analyzer()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
