"""One query in a new process: prints the milliseconds of opening and of the query, and the memory, as JSON."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from kb_app.domain.query import Query
from kb_app.search.analyzer import Analyzer
from tests.bench.search.metrics import proportional_memory
from tests.bench.search.peers import Ours, Peer, Terms, opened
from tests.bench.search.shelf import Shelf


def main(root: str, name: str, texts: list[str]) -> None:
    """Open one engine as its program would at the start, and ask."""
    shelf = Shelf(Path(root))
    analyzer = Analyzer()
    list(analyzer.words("辞書"))  # every engine over our tokens needs the dictionary, which is not what is compared
    started = time.perf_counter()
    peer: Peer
    if name == "ours":
        session = shelf.app().session()
        session.searching.search(Query(limit=20))  # the window lists the library before anybody types
        peer = Ours(session, whole=True)
    else:
        peer = opened(name, shelf.folder(name), Terms(analyzer))
    opening = time.perf_counter() - started
    times = []
    for text in texts:
        started = time.perf_counter()
        peer.find(text)
        times.append((time.perf_counter() - started) * 1000)
    print(json.dumps({"opening": opening * 1000, "first": times[0], "memory": proportional_memory()}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
