"""Writing a file so that a crash leaves either the old text or the new, never half of one."""

from __future__ import annotations

import errno
import glob
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_TRIES = 20
_PAUSE_SECONDS = 0.05
_LEFTOVER_SECONDS = 3600

_TEMPORARY = re.compile(r"\..+\.[a-z0-9_]{8}\.tmp", re.DOTALL)

ADDED_TO_NAME = len("..12345678.tmp")
"""How many bytes longer than that of the file the name is that it has while it is written."""


def write_atomically(path: Path, text: str) -> None:
    """Write `text` (UTF-8, line ends as they are) beside `path`, flush it to the disk and rename it into place.

    Raises:
        OSError: the folder or the file cannot be written; the old file is then untouched.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes_atomically(path, text.encode("utf-8"))


def write_bytes_atomically(path: Path, data: bytes) -> None:
    """Write these bytes beside `path`, whose folder is there, flush them to the disk and rename them into place.

    What processes that were killed while they wrote this file have left long ago is removed.

    Raises:
        OSError: the file cannot be written; the old one is then untouched.
    """
    _remove_stale(path.parent.glob(f".{glob.escape(path.name)}.*.tmp"))
    with written_beside(path, data) as temporary:
        replace_file(temporary, path)


@contextmanager
def written_beside(path: Path, data: bytes, mode: int | None = None) -> Iterator[Path]:
    """Give a file beside `path` with these bytes, on the disk already; it is gone afterwards unless it was renamed.

    `mode` are its permissions; without one this user alone can read it. A killed process leaves it there: who writes
    many files into a folder calls `remove_leftovers` before the first, as a look at all of it for each takes long.

    Raises:
        OSError: the folder cannot be written.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if mode is not None and sys.platform != "win32":
                os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


def place_new(temporary: Path, path: Path, *, synced: bool = True) -> None:
    """Give a file the name `path`, which nothing may have: unlike `replace_file` this never replaces anything.

    Who places many sees to it by himself (`sync_folder`) that the names are on the disk (`synced` False).

    Raises:
        FileExistsError: there is something of that name.
        OSError: it could not be renamed.
    """
    if sys.platform == "win32":
        temporary.rename(path)
        return
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:  # a drive that knows no links: the name is taken first, by an empty file of ours
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            temporary.replace(path)
        except OSError:
            path.unlink()
            raise
    temporary.unlink(missing_ok=True)
    if synced:
        sync_folder(path.parent)


def remove_leftovers(folder: Path) -> None:
    """Remove what processes that were killed while they wrote any file in `folder` have left long ago."""
    _remove_stale(left for left in folder.glob(".*.tmp") if _TEMPORARY.fullmatch(left.name))


def _remove_stale(found: Iterable[Path]) -> None:
    for left in found:
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
