"""Everything below the folder of the own cases, whatever it is called, for backups."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kb_app.base.errors import system_cause
from kb_app.base.i18n import _
from kb_app.domain.backup import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file: its path below the folder (forward slashes, any characters), its place, size and time of change."""

    path: str
    place: Path
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class FoundFolder:
    """A folder below the folder, with its time of change."""

    path: str
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """What was found, in a stable order, and what could not be looked at."""

    files: tuple[FoundFile, ...]
    folders: tuple[FoundFolder, ...]
    unreadable: tuple[Unreadable, ...]


def own_files(root: Path) -> OwnFiles:
    """Look at everything below `root`; a folder that is not there holds nothing."""
    found = list(_walk(unlimited(root))) if root.exists() else []
    return OwnFiles(
        tuple(item for item in found if isinstance(item, FoundFile)),
        tuple(item for item in found if isinstance(item, FoundFolder)),
        tuple(item for item in found if isinstance(item, Unreadable)),
    )


def unlimited(place: Path) -> Path:
    """Return a spelling of `place` below which Windows takes paths of more than 260 characters."""
    if sys.platform == "win32":
        full = str(place.absolute())
        if not full.startswith("\\\\?\\"):
            return Path(f"\\\\?\\UNC\\{full[2:]}" if full.startswith("\\\\") else f"\\\\?\\{full}")
    return place


def _walk(root: Path) -> Iterator[FoundFile | FoundFolder | Unreadable]:
    waiting = [(root, "")]
    while waiting:
        folder, above = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            yield Unreadable(above.rstrip("/") or ".", system_cause(error))
            continue
        for entry in entries:
            path = above + entry.name
            try:
                found = _looked_at(entry, path)
            except OSError as error:
                found = Unreadable(path, system_cause(error))
            yield found
            if isinstance(found, FoundFolder):
                waiting.append((folder / entry.name, f"{path}/"))


def _looked_at(entry: os.DirEntry[str], path: str) -> FoundFile | FoundFolder | Unreadable:
    status = entry.stat()
    if stat.S_ISREG(status.st_mode):
        return FoundFile(path, Path(entry.path), status.st_size, status.st_mtime_ns)
    if not stat.S_ISDIR(status.st_mode):
        return Unreadable(path, _("it is no ordinary file"))
    if entry.is_symlink():
        return Unreadable(path, _("it is a link to another folder"))
    return FoundFolder(path, status.st_mtime_ns)
