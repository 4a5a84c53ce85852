"""Tells whether files of the index are still what was written: a damaged one would give wrong answers silently."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING

from kb_app.base.atomic_file import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

_NAME = "checksums.json"
_BLOCK = 1 << 20

Sums = dict[str, list[int]]
"""Size in bytes and CRC-32 by file name."""
_Seen = tuple[int, int, list[int]]
"""Size, time of change (ns), and the sum that was found then."""


class Checksums:
    """Writes down and compares the sums of the files of an index, for one thread."""

    def __init__(self) -> None:
        self._seen: dict[Path, _Seen] = {}

    def record(self, folder: Path) -> None:
        """Write down the sums of the files that are there now; segments never change, so known ones are not read again.

        Raises:
            OSError: a file cannot be read or the sums cannot be written.
        """
        known = _recorded(folder)
        sums: Sums = {}
        for path in _index_files(folder):
            is_known = path.suffix == ".seg" and path.name in known and known[path.name][0] == path.stat().st_size
            sums[path.name] = known[path.name] if is_known else self._sum(path)
        if sums != known:
            write_atomically(folder / _NAME, json.dumps(sums))

    def are_good(self, folder: Path) -> bool:
        """Return whether every file that was written down and is still there has its sum.

        A file without a sum was committed by a run that was killed right after; it is as good as its commit. What was
        read once is read again only when its size or time has changed: coming back to the window asks this every time.

        Raises:
            OSError: a file cannot be read.
        """
        known, files = _recorded(folder), _index_files(folder)
        self._seen = {path: seen for path, seen in self._seen.items() if path in set(files)}
        return all(path.name not in known or self._sum(path) == known[path.name] for path in files)

    def _sum(self, path: Path) -> list[int]:
        status = path.stat()
        seen = self._seen.get(path)
        if seen is not None and seen[:2] == (status.st_size, status.st_mtime_ns):
            return seen[2]
        found = [status.st_size, _crc(path)]
        self._seen[path] = (status.st_size, status.st_mtime_ns, found)
        return found


def _index_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in (".seg", ".toc"))


def _recorded(folder: Path) -> Sums:
    try:
        stored = json.loads((folder / _NAME).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return stored if isinstance(stored, dict) else {}


def _crc(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            crc = zlib.crc32(block, crc)
    return crc
