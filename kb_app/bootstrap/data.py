"""Opening the data of a session: restores are kept away, one that was begun is finished, and backups come first."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from kb_app.base.drives import is_on_network
from kb_app.base.errors import KbError
from kb_app.base.file_lock import FileLock
from kb_app.base.i18n import _
from kb_app.storage.data_lock import share
from kb_app.storage.restoring import finish_pending, is_committed

if TYPE_CHECKING:
    from pathlib import Path

    from kb_app.base.paths import AppPaths


def refuse_network(paths: AppPaths) -> None:
    """See to it that the data lie on this computer.

    Locks and memory maps of SQLite and the index do not hold elsewhere; see "How To Corrupt An SQLite Database File".

    Raises:
        KbError: they would lie on a network drive.
    """
    if is_on_network(paths.data_dir):
        raise KbError(
            _("The program was not started."),
            _("the data folder {folder} is on a network drive, where a database can break").format(
                folder=paths.data_dir
            ),
            _(
                "Name a folder of this computer, with --data-dir or in KB_APP_DATA_DIR. What is there is brought over"
                " with “kb-app backup FILE” here and “kb-app restore FILE” there."
            ),
        )


def data_in_use(paths: AppPaths, *, read_only: bool) -> FileLock:
    """Keep restores away until the lock is released; one that a killed process has begun is finished first.

    Who only reads makes no lock where there is none: then nobody has ever used the data.

    Raises:
        KbError: the data would lie on a network drive, a restore is under way, or cannot be finished.
    """
    refuse_network(paths)
    if read_only and not paths.data_lock.exists():
        return FileLock(paths.data_lock)
    lock = share(paths.data_lock)
    while is_committed(paths):
        lock.release()
        finish_pending(paths)
        lock = share(paths.data_lock)
    return lock


def keep_before_migration(database: Path, paths: AppPaths) -> None:
    """Back up a database whose schema is about to change.

    Raises:
        KbError: that could not be done.
    """
    # This is needed once in many starts.
    from kb_app.storage.backup_files import folder

    folder.keep_before_migration(database, paths.backups_dir, datetime.now().astimezone())
