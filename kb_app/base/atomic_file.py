"""Writing a file so that a crash leaves either the old text or the new, never half of one."""

from __future__ import annotations

import errno
import glob
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_TRIES = 20
_PAUSE_SECONDS = 0.05
_LEFTOVER_SECONDS = 3600


def write_atomically(path: Path, text: str) -> None:
    """Write `text` (UTF-8, line ends as they are) beside `path`, flush it to the disk and rename it into place.

    Raises:
        OSError: the folder or the file cannot be written; the old file is then untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path)
    with written_beside(path, text.encode("utf-8")) as temporary:
        replace_file(temporary, path)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, in one step.

    Raises:
        FileExistsError: there is something of this name, which is untouched.
        OSError: the folder or the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_beside(path, data) as temporary:
        if sys.platform == "win32":
            temporary.rename(path)  # refuses to take a name that is there
            return
        try:
            os.link(temporary, path)
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK):
                raise
            # This file system has no second names: between looking and renaming somebody could be faster.
            if path.exists():
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from error
            temporary.rename(path)
        sync_folder(path.parent)


@contextmanager
def written_beside(path: Path, data: bytes) -> Iterator[Path]:
    """Offer a file with `data` in the folder of `path`, on the disk already; it is gone after the block.

    Raises:
        OSError: it cannot be written.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def _sweep(path: Path) -> None:
    """Remove what processes that were killed while they wrote this file have left long ago."""
    for left in path.parent.glob(f".{glob.escape(path.name)}.*.tmp"):
        with suppress(OSError):  # another process may be faster
            if time.time() - left.stat().st_mtime > _LEFTOVER_SECONDS:
                left.unlink()


def replace_file(temporary: Path, path: Path) -> None:
    """Rename, over whatever stands at `path`, and see to it that the new name is on the disk.

    On Windows it is tried for about a second, while another thread reads the old file.

    Raises:
        OSError: it could not be renamed.
    """
    for _attempt in range(_TRIES if sys.platform == "win32" else 0):
        try:
            temporary.replace(path)
        except PermissionError:
            time.sleep(_PAUSE_SECONDS)
        else:
            return
    temporary.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Bring the names in `folder` to the disk; Windows does so by itself, and some network drives know no way."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EBADF, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)
