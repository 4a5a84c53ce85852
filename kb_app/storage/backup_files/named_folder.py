"""A folder of own cases that the person named, in backups: what of it goes in, and where it comes out.

It may be a share that colleagues write to: it is read for a backup, and never written by a restore. Its files stand in
a backup below a folder of their own among the own cases, and come out in the data folder, to be copied back by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.backup import Unreadable
from kb_app.storage.backup_files.own_files import OwnFiles, own_files
from kb_app.storage.case_repository import is_case_name
from kb_app.storage.own_cases.folder import OwnFolder, folder_cause
from kb_app.storage.own_cases.originals import ORIGINALS
from kb_app.storage.own_cases.wastebasket import ATTACHED, TRASH

if TYPE_CHECKING:
    from pathlib import Path

    from kb_app.domain.backup import Stamp

_NAME = ".named-folder"
LARGEST_FILE = 50_000_000
"""Bytes; a larger file of a named folder is named and left out: every backup would hold it again."""


def with_named(kept: OwnFiles, named: Path | None) -> OwnFiles:
    """Return what is kept in the data folder, and beside it the cases of a named folder with what belongs to them.

    Other files that happen to lie there are not ours to copy every day.
    """
    if named is None:
        return kept
    taken = {
        path.partition("/")[0] for path in [file.path for file in kept.files] + [item.path for item in kept.folders]
    }
    above = next(name for number in count() if (name := f"{_NAME}{number or ''}") not in taken)
    trouble = OwnFolder(named, is_named=True).trouble()
    if trouble is not None:
        return replace(kept, unreadable=(*kept.unreadable, Unreadable(above, f"{named}: {folder_cause(trouble)}")))
    found = own_files(named)
    ours = [replace(file, path=f"{above}/{file.path}") for file in found.files if _is_ours(file.path)]
    missing = (Unreadable(f"{above}/{item.path}", item.cause) for item in (*found.unreadable, *_too_large(found)))
    return OwnFiles(
        (*kept.files, *(file for file in ours if file.size <= LARGEST_FILE)),
        kept.folders,
        (*kept.unreadable, *missing),
    )


def is_of_named(path: str) -> bool:
    """Return whether a path among the own cases of a backup is that of a file in a named folder."""
    return path.startswith(_NAME)


def laid_out_path(path: str, stamp: Stamp) -> str:
    """Return where a file of a backup comes out, relative to the own cases of the data folder."""
    return f"{laid_out_folder(stamp)}/{path.partition('/')[2]}" if is_of_named(path) else path


def laid_out_folder(stamp: Stamp) -> str:
    """Return the folder in which files of a named folder come out; it is not looked into for cases."""
    return f".from{_NAME.replace('.', '-')}-{stamp.made:%Y%m%d-%H%M%S}"


def _is_ours(path: str) -> bool:
    *folders, name = path.split("/")
    if any(folder in (TRASH, ORIGINALS) or folder.endswith(ATTACHED) for folder in folders):
        return True
    return is_case_name(name) and not any(folder.startswith(".") for folder in folders)


def _too_large(found: OwnFiles) -> Iterator[Unreadable]:
    cause = _("it has over {limit} MB").format(limit=LARGEST_FILE // 1_000_000)
    return (Unreadable(file.path, cause) for file in found.files if _is_ours(file.path) and file.size > LARGEST_FILE)
