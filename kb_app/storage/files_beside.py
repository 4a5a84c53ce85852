"""Files beside a case that its text names or that are attached to it: found, and never looked for anywhere else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kb_app.domain.local_file import LocalFile
from kb_app.storage.own_cases.wastebasket import attached_folder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_SEPARATOR = re.compile(r"[/\\]")


def files_beside(case: Path, targets: Iterable[str]) -> dict[str, LocalFile]:
    """Return the files that `targets` name in the folder of the case file or below it, by target.

    A target is what a link says: relative, perhaps with %20 for a space. What leads out of the folder (by "..", an
    absolute path, an address, a link of the disk), what is hidden, and what is no file, is left out.
    """
    found = ((target, _found(case.parent, target)) for target in dict.fromkeys(targets))
    return {target: file for target, file in found if file is not None}


def attached_files(case: Path) -> tuple[LocalFile, ...]:
    """Return what is attached to a case, by name; nothing where its folder cannot be looked into now."""
    folder = attached_folder(case)
    try:
        names = sorted(place.name for place in folder.iterdir()) if folder.is_dir() else []
    except OSError:
        return ()
    found = (_at(case.parent, f"{folder.name}/{name}") for name in names if not name.startswith("."))
    return tuple(file for file in found if file is not None)


def _found(folder: Path, target: str) -> LocalFile | None:
    wanted = unquote(target).split("#")[0].strip()
    parts = _SEPARATOR.split(wanted)
    if parts and parts[0] == ".":
        parts = parts[1:]
    # A colon is an address, a drive, or a stream inside of a file; an empty part is a root or a share.
    if ":" in wanted or not parts or any(not part or part.startswith(".") for part in parts):
        return None
    return _at(folder, "/".join(parts))


def _at(folder: Path, name: str) -> LocalFile | None:
    place = folder.joinpath(*name.split("/"))
    try:
        if not place.is_file() or not place.resolve().is_relative_to(folder.resolve()):
            return None
        status = place.stat()
    except (OSError, ValueError):  # a name that no file can have, or a file that is out of reach
        return None
    return LocalFile(name, place, status.st_size, status.st_mtime_ns)
