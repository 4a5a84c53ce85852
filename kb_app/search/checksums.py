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


def record(folder: Path) -> None:
    """Write down the sums of the files that are there now; segments never change, so known ones are not read again.

    Raises:
        OSError: a file cannot be read or the sums cannot be written.
    """
    known = _recorded(folder)
    sums = {path.name: _sum(path, known.get(path.name)) for path in _index_files(folder)}
    write_atomically(folder / _NAME, json.dumps(sums))


def are_good(folder: Path) -> bool:
    """Return whether every file that was written down and is still there has its sum.

    A file without a sum was committed by a run that was killed right after; it is as good as its commit.

    Raises:
        OSError: a file cannot be read.
    """
    known = _recorded(folder)
    return all(path.name not in known or _sum(path, None) == known[path.name] for path in _index_files(folder))


def _index_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in (".seg", ".toc"))


def _recorded(folder: Path) -> Sums:
    try:
        stored = json.loads((folder / _NAME).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return stored if isinstance(stored, dict) else {}


def _sum(path: Path, known: list[int] | None) -> list[int]:
    size = path.stat().st_size
    if known is not None and known[0] == size and path.suffix == ".seg":
        return known
    crc = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            crc = zlib.crc32(block, crc)
    return [size, crc]
