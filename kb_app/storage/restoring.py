"""Putting a laid out backup in the place of the data, so that a process killed at any moment leaves all old or all new.

In the folder `restoring` lie `new` (the laid out backup) and, from the moment when it counts, `committed.json`. From
then on every start goes on moving: what is there to `old`, what is new to its place. Each step can be done twice.
"""

from __future__ import annotations

import itertools
import json
import logging
import os
import shutil
import stat
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from kb_app.base.atomic_file import replace_file, sync_folder, write_atomically
from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.base.private_files import make_private_folder
from kb_app.storage.backup_files.manifest import CASES_NAME, DATABASE_NAME, SETTINGS_NAME
from kb_app.storage.backup_files.own_files import unlimited
from kb_app.storage.data_lock import alone

if TYPE_CHECKING:
    from pathlib import Path

    from kb_app.base.paths import AppPaths

logger = logging.getLogger(__name__)

_PATIENCE_SECONDS = 30.0
_ENDINGS = ("-wal", "-shm", "-journal", "")


@dataclass(frozen=True, slots=True)
class Commitment:
    """What was decided beside moving in everything that is laid out.

    `clears` names parts of the data that the backup knows to be absent. `keep_old` is the name of the folder in
    `backups` that keeps the old data, "" where a backup of it was made.
    """

    clears: tuple[str, ...] = ()
    keep_old: str = ""


def new_dir(paths: AppPaths) -> Path:
    """Return the folder where a backup is laid out."""
    return paths.restoring_dir / "new"


def is_committed(paths: AppPaths) -> bool:
    """Return whether a restore was decided and is not finished."""
    return os.access(_journal(paths), os.F_OK)  # never raises; a closed folder is said by whoever needs it


def clear_staging(paths: AppPaths) -> None:
    """Make an empty folder for laying out; the lock must be held alone.

    Raises:
        KbError: what a killed run left behind cannot be removed, or the folder cannot be made.
    """
    try:
        _remove(paths.restoring_dir)
        make_private_folder(paths.restoring_dir)
    except OSError as error:
        raise _stuck(error) from error


def discard_staging(paths: AppPaths) -> None:
    """Remove the folder `restoring`, once nothing in it counts; the lock must be held alone."""
    try:
        _remove(paths.restoring_dir)
    except OSError as error:
        # It is in nobody's way; the next start or the next restore removes it.
        logger.warning("a folder that is no longer needed could not be removed yet: %s", error)


def replace_data(paths: AppPaths, commitment: Commitment) -> None:
    """Put what is laid out in the place of the data; the lock must be held alone.

    Raises:
        KbError: a file is in use or a folder cannot be written. Where nothing was moved yet, nothing will be; else the
            next start finishes it.
    """
    try:
        write_atomically(_journal(paths), json.dumps(asdict(commitment)))
        sync_folder(paths.restoring_dir)
        sync_folder(paths.data_dir)
    except OSError as error:
        _journal(paths).unlink(missing_ok=True)
        raise _stuck(error) from error
    laid_out = set(_names(new_dir(paths)))
    try:
        _apply(paths, commitment)
    except OSError as error:
        if set(_names(new_dir(paths))) == laid_out and not _names(_old_dir(paths)):
            _journal(paths).unlink(missing_ok=True)
        raise _stuck(error) from error


def finish_pending(paths: AppPaths) -> bool:
    """Finish a restore that was decided, and remove one that was not; to be called before the data is first used.

    Returns:
        Whether data was replaced, so that whatever was read of it before must be read again.

    Raises:
        KbError: it cannot be finished now; the data must not be used then.
    """
    if not os.access(paths.restoring_dir, os.F_OK):
        return False
    if not is_committed(paths):
        _remove_undecided(paths)
        return False
    with alone(paths.data_lock, _PATIENCE_SECONDS):
        if not is_committed(paths):  # another program that started at the same moment was faster
            return True
        try:
            _apply(paths, _commitment(paths))
        except OSError as error:
            raise _stuck(error) from error
    return True


def _remove_undecided(paths: AppPaths) -> None:
    """Tidy up behind a killed run, unless somebody is laying out a backup there at this moment."""
    try:
        with alone(paths.data_lock):
            if not is_committed(paths):
                discard_staging(paths)
    except KbError as error:
        logger.info("a folder that is no longer needed stays for now: %s", error)


def _apply(paths: AppPaths, commitment: Commitment) -> None:
    """Do all steps that are left. Cases come first: a document that is open in Word is what may be in the way."""
    places = {CASES_NAME: paths.kept_cases_dir, DATABASE_NAME: paths.database, SETTINGS_NAME: paths.settings_file}
    new, old = new_dir(paths), _old_dir(paths)
    make_private_folder(old)
    for name, place in places.items():
        if (new / name).exists() or name in commitment.clears:
            _move_aside(unlimited(place), unlimited(old / name))
        if (new / name).exists():
            replace_file(unlimited(new / name), unlimited(place))
    if commitment.keep_old and _names(old):
        make_private_folder(paths.backups_dir)
        replace_file(old, paths.backups_dir / commitment.keep_old)
    _journal(paths).unlink()
    sync_folder(paths.restoring_dir)
    discard_staging(paths)


def _move_aside(place: Path, old: Path) -> None:
    """Move what is there, and first of all what SQLite keeps beside a database: it must never meet the new one."""
    for ending in _ENDINGS:
        beside = place.with_name(place.name + ending)
        if beside.exists():
            replace_file(beside, _free_name(old.with_name(old.name + ending)))


def _free_name(place: Path) -> Path:
    """Something may have been made anew at an old place while a restore waited to be finished; that is kept too."""
    numbered = (place.with_name(f"{place.name}-{number}") for number in itertools.count(2))
    return next(free for free in itertools.chain([place], numbered) if not free.exists())


def _journal(paths: AppPaths) -> Path:
    return paths.restoring_dir / "committed.json"


def _old_dir(paths: AppPaths) -> Path:
    return paths.restoring_dir / "old"


def _names(folder: Path) -> list[str]:
    return sorted(place.name for place in folder.iterdir()) if folder.exists() else []


def _commitment(paths: AppPaths) -> Commitment:
    try:
        document = json.loads(_journal(paths).read_text(encoding="utf-8"))
        return Commitment(tuple(map(str, document["clears"])), str(document["keep_old"]))
    except (ValueError, KeyError, TypeError) as error:
        # Only a broken disk does this. That there is a journal says enough: move in what lies there, keep what was.
        logger.warning("the journal of a restore is damaged: %s", error)
        return Commitment(keep_old="set-aside")


def _remove(folder: Path) -> None:
    if not folder.exists():
        return
    whole = unlimited(folder)
    if sys.platform == "win32":
        _take_off_marks(whole)
    shutil.rmtree(whole)


def _take_off_marks(folder: str) -> None:
    """Windows removes no file that is marked as read-only."""
    for above, _folders, names in os.walk(folder):
        for name in names:
            place = os.path.join(above, name)  # noqa: PTH118 (a path without limit is text)
            if not os.access(place, os.W_OK):
                os.chmod(place, stat.S_IWRITE)  # noqa: PTH101 (as above)


def _stuck(error: OSError) -> KbError:
    return KbError(
        _("The data could not be replaced by the backup."),
        system_cause(error),
        _("Close programs that have files of it open, see to free space on the disk, and start this program again."),
    )
