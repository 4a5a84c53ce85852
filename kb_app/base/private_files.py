"""Folders and files that the other users of a computer cannot look into, whatever the umask says.

On Windows the place of a user's data is that user's already, and nothing is done here.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_FOLDER_MODE = 0o777 if sys.platform == "win32" else 0o700  # Windows would make a list of rights out of 0o700
_FILE_MODE = 0o600


def make_private_folder(path: Path) -> None:
    """Make a folder, and those above it that are missing, for this user alone; one that is there stays as it is.

    Raises:
        OSError: it cannot be made, or there is a file in its place.
    """
    if path.parent != path and not path.parent.exists():
        make_private_folder(path.parent)
    path.mkdir(mode=_FOLDER_MODE, exist_ok=True)


def close_to_others(folder: Path) -> None:
    """Take the rights of others off a folder of ours that an earlier version made open to them.

    Where that cannot be done the folder stays as it is, and `doctor` says so.
    """
    if sys.platform == "win32":
        return
    with suppress(OSError):
        state = folder.stat()
        if state.st_uid == os.getuid() and state.st_mode & 0o077:
            folder.chmod(state.st_mode & ~0o077)


def make_private_file(path: Path) -> None:
    """Make an empty file that this user alone can read; one that is there stays as it is.

    Raises:
        OSError: it cannot be made.
    """
    with suppress(FileExistsError):
        os.close(open_private(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))


def open_private(path: str | Path, flags: int) -> int:
    """Open a file as `os.open` does (also as the `opener` of `open`); if it is made, this user alone can read it.

    Raises:
        OSError: it cannot be opened.
    """
    return os.open(path, flags, _FILE_MODE)


def is_open_to_others(folder: Path) -> bool:
    """Return whether other users can look into a folder: by its own mode bits and those of all folders above it.

    On Windows, where a file has no such bits, this says nothing.

    Raises:
        OSError: the folder is out of reach.
    """
    others_read, others_pass = 0o055, 0o011
    can_pass = all(above.stat().st_mode & others_pass for above in folder.resolve().parents)
    return can_pass and bool(folder.stat().st_mode & others_read)
