"""One rotating log file; nothing about a person's notes or searches is written into it."""

from __future__ import annotations

import logging
import logging.handlers
from io import TextIOWrapper
from typing import TYPE_CHECKING

from kb_app.base.private_files import make_private_folder, open_private

if TYPE_CHECKING:
    from pathlib import Path

_MAX_BYTES = 1_000_000
_KEPT_FILES = 3


class _LogFile(logging.handlers.RotatingFileHandler):
    """The file, as long as it can be written; this user alone can read it."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (the name is given)
        """Lose a line on a full or read-only disk; without this its trace would stand on the terminal."""

    def doRollover(self) -> None:  # noqa: N802 (as above)
        """Begin a new file; where a second window has the old one open (Windows), go on in that."""
        try:
            super().doRollover()
        except OSError:
            self.stream = self._open()

    def _open(self) -> TextIOWrapper:
        return open(self.baseFilename, "a", encoding=self.encoding, errors=self.errors, opener=open_private)


def install(log_file: Path, *, verbose: bool = False) -> None:
    """Send the program's log to `log_file`; where that cannot be written, the run goes on without a log file."""
    root = logging.getLogger()
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    try:
        make_private_folder(log_file.parent)
        handler: logging.Handler = _LogFile(
            log_file, maxBytes=_MAX_BYTES, backupCount=_KEPT_FILES, encoding="utf-8", delay=True
        )
    except OSError:
        # A data folder that cannot be written is reported by the task that needs it, in words.
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
