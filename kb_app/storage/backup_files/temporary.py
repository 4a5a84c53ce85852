"""Files and folders that are there only while a backup is made or looked at, and what a killed run left of them."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NAME = "dx-casebook-backup-"
"""Nothing else of this program that lies in such places may begin so: what is old is removed by this name."""

_STALE_SECONDS = 24 * 60 * 60


@contextmanager
def unfinished_file(folder: Path) -> Iterator[Path]:
    """Give a new file in `folder` that is gone afterwards, unless it was renamed.

    Raises:
        OSError: the folder cannot be written.
    """
    _remove_stale(folder.glob(f".{_NAME}*.part"))
    handle, name = tempfile.mkstemp(prefix=f".{_NAME}", suffix=".part", dir=folder)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


@contextmanager
def private_folder() -> Iterator[Path]:
    """Give a new folder in the system's place for temporary files, which nobody else may read.

    Raises:
        OSError: there is no room for it.
    """
    _remove_stale(Path(tempfile.gettempdir()).glob(f"{_NAME}*"))
    with tempfile.TemporaryDirectory(prefix=_NAME) as name:
        yield Path(name)


def _remove_stale(found: Iterable[Path]) -> None:
    """Remove what is older than a day; what is somebody else's stays, because it cannot be removed."""
    for left in found:
        try:
            is_stale = time.time() - left.lstat().st_mtime > _STALE_SECONDS
        except OSError:
            continue  # gone at this moment
        if is_stale and left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        elif is_stale:
            _unlink(left)


def _unlink(left: Path) -> None:
    try:
        left.unlink()
    except OSError:
        return  # somebody else's
