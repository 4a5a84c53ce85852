"""Ways to make a worker lose what it confirmed, so that a test can see whether the check tells."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from kb_app.services.indexing.run import Run
from kb_app.storage.precious_rows import PreciousRows
from tests.crash.operations import BY_SERVICES

_BETWEEN_ROWS = 0.02


def install_fault(name: str) -> None:
    """Break this process in one way; "" leaves it whole."""
    if name:
        FAULTS[name]()


def _no_commit() -> None:
    """Changes are confirmed without being committed; this process sees them, a later one does not."""

    @contextmanager
    def transaction(rows: PreciousRows) -> Iterator[None]:
        if not rows._database.conn.in_transaction:
            rows._database.conn.execute("begin immediate")
        yield

    PreciousRows._transaction = transaction  # type: ignore[assignment,method-assign]


def _halves() -> None:
    """Every row is committed by itself."""
    write = PreciousRows._write

    def write_alone(rows: PreciousRows, table: str, row: dict[str, Any]) -> None:
        write(rows, table, row)
        rows._database.conn.execute("commit")
        time.sleep(_BETWEEN_ROWS)
        rows._database.conn.execute("begin immediate")

    PreciousRows._write = write_alone  # type: ignore[assignment,method-assign]


def _forgetful_index() -> None:
    """The last thing that a run takes over is not written; there are many runs."""
    added = Run.added

    def all_but_the_last(run: Run, *values: Any) -> Iterator[Any]:
        yield from (one for one, _next in pairwise(added(run, *values)))

    Run.added = all_but_the_last  # type: ignore[assignment,method-assign]
    BY_SERVICES["refresh"] = 80


FAULTS: dict[str, Callable[[], None]] = {
    "no commit": _no_commit,
    "halves": _halves,
    "forgetful index": _forgetful_index,
}
