"""Bytes that are put aside in temporary files until they are wanted, so that they do not fill the memory."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
import time
import weakref
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kb_app.base.file_lock import FileLock
from kb_app.base.private_files import make_private_folder
from kb_app.domain.imported import StoredBytes

if TYPE_CHECKING:
    from collections.abc import Iterator

_LOCK = "in-use.lock"
_YOUNG_SECONDS = 60.0
"""A folder that was just made may not have its lock yet."""
_LEFT_FREE = 50_000_000
"""Bytes that everything else that is written meanwhile may need."""


class Spool:
    """A folder for this user alone, made when it is first needed.

    It is removed as soon as nobody refers to this object or to what it gave any more, at the latest when the program
    ends; what a killed program left is for `sweep`.
    """

    def __init__(self, root: Path) -> None:
        """`root` holds the folders of all spools and nothing else."""
        self._root = root
        self._folder: Path | None = None
        self._count = 0
        self._size = 0

    def sweep(self) -> None:
        """Remove what killed programs left."""
        with suppress(OSError):  # mostly the folder is not there
            for left in _left_behind(self._root):
                shutil.rmtree(left, ignore_errors=True)

    def put(self, data: bytes) -> StoredBytes:
        """Put bytes aside.

        Raises:
            OSError: they cannot be written, or the disk would have no room for all of it once more, where it is wanted.
        """
        folder = self._made()
        size = self._size + len(data)
        if shutil.disk_usage(folder).free - len(data) < size + _LEFT_FREE:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))
        self._count += 1
        place = folder / str(self._count)
        try:
            place.write_bytes(data)
        except OSError:
            place.unlink(missing_ok=True)  # half of it would keep the disk full
            raise
        self._size = size
        return StoredBytes(place, keeper=self)

    def _made(self) -> Path:
        if self._folder is None:
            make_private_folder(self._root)
            folder = Path(tempfile.mkdtemp(dir=self._root))
            lock = FileLock(folder / _LOCK)
            remove = weakref.finalize(self, _remove, folder, lock)
            try:
                lock.acquire()
            except OSError:
                remove()
                raise
            self._folder = folder
        return self._folder


def _remove(folder: Path, lock: FileLock) -> None:
    lock.release()  # Windows removes no file that is open
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):  # other spools are in it
        folder.parent.rmdir()


def _left_behind(root: Path) -> Iterator[Path]:
    """The folders of programs that were killed: nobody holds their locks."""
    for folder in root.iterdir():
        lock = FileLock(folder / _LOCK)
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > _YOUNG_SECONDS and lock.acquire():
                lock.release()
                yield folder
