"""Whoosh's files, mapped into memory and not copied.

Whoosh maps a segment too, but copies every part of it besides: an index of a hundred megabytes then takes as much of
every thread's memory, and as much time to open. Here a part is a window on the map, and what is never read is never
brought in.
"""

from __future__ import annotations

import mmap
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile, StructFile
from whoosh.index import FileIndex

from kb_app.search.schema import whoosh_schema

if TYPE_CHECKING:
    from whoosh.fields import Schema

_SEGMENT = ".seg"
_PIECE = 256


def open_index(folder: Path, schema: Schema | None = None) -> FileIndex:
    """Open an index of ours to read or to write to it; Whoosh raises anything where its files are damaged."""
    return FileIndex(_MappedStorage(str(folder)), schema=schema or whoosh_schema())


class _MappedStorage(FileStorage):  # type: ignore[misc]
    """A folder whose segments are opened as maps."""

    def open_file(self, name: str, **options: Any) -> StructFile:
        """Open a file; a segment is mapped until nothing of it is used any more."""
        if not name.endswith(_SEGMENT):
            return super().open_file(name, **options)
        with Path(self.folder, name).open("rb") as file:
            return _Window(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)), name)


class _Window(BufferFile):  # type: ignore[misc]
    """A stretch of a map that is used as a file."""

    def __init__(self, view: memoryview, name: str) -> None:
        # BufferFile's own would copy the bytes.
        StructFile.__init__(self, _Reading(view), name=name)
        self._buf = view

    def subset(self, position: int, length: int, name: str | None = None) -> _Window:
        """Return a part of it."""
        return _Window(self._buf[position : position + length], name or self._name)


class _Reading:
    """What reads such a stretch from its beginning on, as files are read."""

    def __init__(self, view: memoryview) -> None:
        self._view = view
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        end = len(self._view) if size is None or size < 0 else self._at + size
        found = bytes(self._view[self._at : end])
        self._at += len(found)
        return found

    def readline(self) -> bytes:
        """Read to the end of the line, as `pickle` does for names."""
        line = b""
        while b"\n" not in line:
            piece = bytes(self._view[self._at + len(line) : self._at + len(line) + _PIECE])
            if not piece:
                break
            line += piece
        return self.read(line.find(b"\n") + 1 or len(line))

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: len(self._view)}[whence]
        if start + offset < 0:
            raise ValueError("a place before the beginning")
        self._at = start + offset
        return self._at
