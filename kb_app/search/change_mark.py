"""Up to which change of the database an index has taken over what staff added: one number in a file beside the rows.

It is written after the rows. When it is lost or the process dies between, changes are taken over once more.
"""

from __future__ import annotations

import logging
from pathlib import Path

from kb_app.base.atomic_file import write_atomically

logger = logging.getLogger(__name__)

_NAME = "changes.txt"
_LONGEST = 19


def read_mark(folder: Path) -> int:
    """Return the number that was written down for an index, 0 where there is none."""
    try:
        text = (folder / _NAME).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return 0
    return int(text) if text.isdecimal() and len(text) < _LONGEST else 0


def write_mark(folder: Path, number: int) -> None:
    """Write the number down; that this cannot be done costs doing something twice and is no trouble."""
    try:
        write_atomically(folder / _NAME, str(number))
    except OSError as error:
        logger.info("the mark of the last change could not be written down: %s", error)
