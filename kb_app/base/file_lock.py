"""A lock that one process holds and the system gives back when the process ends, however that happens."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kb_app.base.private_files import make_private_folder, open_private

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class FileLock:
    """A lock on a file of its own. The file stays when the lock is given back; only holding it says something.

    It is held either alone or shared, by any number of holders that keep out whoever wants it alone.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether this object holds it."""
        return self._handle is not None

    def acquire(self, *, shared: bool = False) -> bool:
        """Take the lock and return True; False where another process, or another object of this one, is in the way.

        Raises:
            OSError: the file cannot be made or opened.
        """
        if self._handle is not None:
            return True
        make_private_folder(self._path.parent)
        handle = open_private(self._path, os.O_RDWR | os.O_CREAT)
        try:
            is_ours = _lock(handle, shared=shared)
        except BaseException:
            os.close(handle)
            raise
        if not is_ours:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def release(self) -> None:
        """Give the lock back, if it is held."""
        if self._handle is not None:
            os.close(self._handle)  # the system's lock goes with the last handle
            self._handle = None


@contextmanager
def held(path: Path) -> Iterator[bool]:
    """Hold the lock on a file for the block, without waiting for it; what it yields is whether that could be done.

    Raises:
        OSError: the file cannot be made or opened.
    """
    lock = FileLock(path)
    is_ours = lock.acquire()
    try:
        yield is_ours
    finally:
        lock.release()


if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    _AT_ONCE, _ALONE = 1, 2
    _LOCK_VIOLATION = 33

    class _Overlapped(ctypes.Structure):
        """Says at which byte a lock begins; all zero is the first."""

        _fields_ = (
            ("internal", ctypes.c_void_p),
            ("internal_high", ctypes.c_void_p),
            ("offset", wintypes.DWORD),
            ("offset_high", wintypes.DWORD),
            ("event", wintypes.HANDLE),
        )

    def _lock(handle: int, *, shared: bool) -> bool:
        """Lock the first byte, which need not exist, with the system's call: the C library knows no shared lock."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        file = wintypes.HANDLE(msvcrt.get_osfhandle(handle))
        manner = _AT_ONCE | (0 if shared else _ALONE)
        if kernel.LockFileEx(file, manner, 0, 1, 0, ctypes.byref(_Overlapped())):
            return True
        error = ctypes.get_last_error()
        if error == _LOCK_VIOLATION:
            return False
        raise ctypes.WinError(error)

else:
    import fcntl

    def _lock(handle: int, *, shared: bool) -> bool:
        try:
            fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
