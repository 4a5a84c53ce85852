"""One rotating log file; nothing about a person's notes or searches is written into it."""

from __future__ import annotations

import logging
import logging.handlers
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_MAX_BYTES = 1_000_000
_KEPT_FILES = 3


class _LogFile(logging.handlers.RotatingFileHandler):
    """The file, as long as it can be written."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (the name is given)
        """Lose a line on a full or read-only disk; without this its trace would stand on the terminal."""


def install(log_file: Path, *, verbose: bool = False) -> None:
    """Send the program's log to `log_file`; where that cannot be written, the run goes on without a log file."""
    root = logging.getLogger()
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    try:
        log_file.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = _LogFile(
            log_file, maxBytes=_MAX_BYTES, backupCount=_KEPT_FILES, encoding="utf-8", delay=True
        )
    except OSError:
        # A data folder that cannot be written is reported by the task that needs it, in words.
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
