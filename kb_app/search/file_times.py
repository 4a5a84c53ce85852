"""New times of files whose content is still what was indexed.

A copied or restored folder, and many a synchronising program, changes times only. Rows are not written again for
that; the new times stand in a file beside the rows, and when it is lost, the files are read once more.
"""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

from kb_app.base.atomic_file import write_atomically

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

logger = logging.getLogger(__name__)

_NAME = "times.json"

FileTimes = dict[str, list[object]]
"""By key: the time of change in ns, and the hash of the content that the file had then."""


def read_times(folder: Path) -> FileTimes:
    """Return what was written down for an index; nothing where the file is missing or damaged."""
    try:
        stored = json.loads((folder / _NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stored if isinstance(stored, dict) else {}


def add_times(folder: Path, times: Mapping[str, tuple[int, str]]) -> None:
    """Write down more times; that this cannot be done costs a reading and is no trouble."""
    if not times:
        return
    try:
        every = {**read_times(folder), **{key: list(time) for key, time in times.items()}}
        write_atomically(folder / _NAME, json.dumps(every, ensure_ascii=False))
    except OSError as error:
        logger.info("times of files could not be written down: %s", error)


def time_of(times: FileTimes, key: str, content_hash: str, otherwise: int) -> int:
    """Return the time that a file with this content was seen with last."""
    match times.get(key):
        case [int(modified), str(seen_hash)] if seen_hash == content_hash:
            return modified
    return otherwise
