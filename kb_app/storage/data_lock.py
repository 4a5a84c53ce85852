"""Who uses the data shares a lock; who replaces all of it holds that lock alone."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError, system_cause
from kb_app.base.file_lock import FileLock
from kb_app.base.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PATIENCE_SECONDS = 30.0
_PAUSE_SECONDS = 0.05


def share(place: Path) -> FileLock:
    """Return the lock, shared; it may have to be waited for while a backup takes the place of the data.

    Where its file cannot be made (a read-only folder, a full disk) the lock comes back not held: there nobody can
    replace the data either.

    Raises:
        KbError: the data is being replaced for longer than anybody wants to wait.
    """
    lock = FileLock(place)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    try:
        while not lock.acquire(shared=True):
            if time.monotonic() > deadline:
                raise KbError(
                    _("The data could not be opened."),
                    _("a backup is just being restored"),
                    _("Wait until that is finished, and try again."),
                )
            time.sleep(_PAUSE_SECONDS)
    except OSError:
        return lock
    return lock


@contextmanager
def alone(place: Path, seconds: float = 0.0) -> Iterator[None]:
    """Hold the lock alone inside the block; others get `seconds` to give it back.

    Raises:
        KbError: somebody else uses the data, or the folder cannot be written.
    """
    lock = FileLock(place)
    deadline = time.monotonic() + seconds
    try:
        while not lock.acquire():
            if time.monotonic() > deadline:
                raise KbError(
                    _("The data could not be replaced."),
                    _("the program is still using it"),
                    _("Wait until the other commands have ended, close the window of the program, and try again."),
                )
            time.sleep(_PAUSE_SECONDS)
    except OSError as error:
        raise KbError(
            _("The data could not be replaced."), system_cause(error), _("Check the rights of the data folder.")
        ) from error
    try:
        yield
    finally:
        lock.release()
