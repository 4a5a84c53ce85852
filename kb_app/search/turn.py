"""One run writes at a time, over all threads and programs that share a data folder."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from whoosh.index import LockError

from kb_app.base.file_lock import FileLock
from kb_app.base.i18n import _
from kb_app.base.private_files import make_private_folder
from kb_app.base.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from kb_app.base.progress import Report

_PATIENCE_SECONDS = 5.0
_PAUSE_SECONDS = 0.05


@contextmanager
def turn(root: Path, report: Report, is_finished: Callable[[], bool]) -> Iterator[None]:
    """Hold the lock of an index; it goes with the process that holds it, however that ends.

    While another run holds it and makes the first index (`is_finished` is false), this waits as long as that takes.

    Raises:
        LockError: another run kept the lock for five seconds, and there is a finished index.
        OSError: the folder cannot be written.
        CancelledError: the person stopped waiting.
    """
    make_private_folder(root)
    lock = FileLock(root / "writing.lock")
    until = time.monotonic() + _PATIENCE_SECONDS
    while not lock.acquire():
        if time.monotonic() > until and is_finished():
            raise LockError
        report(Progress(0, 0, _("another run of this program is making the index")))
        time.sleep(_PAUSE_SECONDS)
    try:
        yield
    finally:
        lock.release()
