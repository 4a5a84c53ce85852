"""Keeps everything precious twice: automatic and wanted backups, and the way back to one of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kb_app.base.errors import CancelledError, KbError, system_cause
from kb_app.base.i18n import _
from kb_app.base.progress import silent
from kb_app.domain.backup import AutomaticBackup, BackupInfo, BackupKind, BackupPlace, RestoreSummary, Stamp
from kb_app.storage import restoring
from kb_app.storage.backup_files import folder as backup_folder
from kb_app.storage.backup_files.comparing import preview_of
from kb_app.storage.backup_files.named_folder import is_of_named, laid_out_folder
from kb_app.storage.backup_files.reading import is_backup, open_backup
from kb_app.storage.backup_files.writing import Sources, write_backup
from kb_app.storage.data_lock import alone, share
from kb_app.storage.database_copy import DamagedDatabaseError
from kb_app.storage.staging import lay_out

if TYPE_CHECKING:
    from kb_app.base.paths import AppPaths
    from kb_app.base.progress import Report
    from kb_app.domain.backup import BackupSummary, RestorePreview

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]
"""Gives the time with its offset from UTC."""

_PATIENCE_SECONDS = 10.0


def system_clock() -> datetime:
    """Return the time, at this computer's offset from UTC."""
    return datetime.now().astimezone()


class Backup:
    """Works on the places alone and opens its own short connections, so that it needs no session."""

    def __init__(self, paths: AppPaths, second_place: Callable[[], str], clock: Clock = system_clock) -> None:
        """`second_place` gives the folder that the person chose for copies, "" for none."""
        self._paths = paths
        self._second_place = second_place
        self._clock = clock

    def write(self, file: Path, report: Report = silent) -> BackupSummary:
        """Write a backup of everything to `file` and verify it; an older backup there is replaced.

        Raises:
            KbError: `file` is something else, lies among what is backed up, or cannot be written.
        """
        target = file.absolute()
        self._refuse_target(target)
        with self._nobody_restores():
            return write_backup(target, self._everything, Stamp(self._clock(), BackupKind.BY_HAND), report)

    def daily(self, report: Report = silent) -> AutomaticBackup:
        """Make the backup of today where there is none yet, delete what is too old, and see to the second place.

        Raises:
            KbError: the backup could not be made. What went wrong afterwards is told in the answer.
        """
        now = self._clock()
        here = self._paths.backups_dir
        with self._nobody_restores():
            if backup_folder.has_daily(self._here(), now):
                return AutomaticBackup(None, self._to_second_place(report, now))
            summary = self._automatic(Stamp(now, BackupKind.DAILY), self._everything, report)
            pruning = _told(lambda: backup_folder.prune(here, BackupPlace.HERE, now))
            return AutomaticBackup(summary, (*pruning, *self._to_second_place(report, now)))

    def before(self, kind: BackupKind, report: Report = silent) -> AutomaticBackup:
        """Make a backup because something big is about to happen; nothing is deleted.

        Raises:
            KbError: the backup could not be made; then the big thing must not happen.
        """
        with self._nobody_restores():
            summary = self._automatic(Stamp(self._clock(), kind), self._everything, report)
            return AutomaticBackup(summary, self._to_second_place(report))

    def list(self) -> tuple[BackupInfo, ...]:
        """Return the automatic backups of both places, the newest first; a place that is away shows none.

        Raises:
            KbError: the folder of backups cannot be read.
        """
        return tuple(sorted((*self._here(), *self._there()), key=lambda info: info.stamp.made, reverse=True))

    def preview(self, file: Path, report: Report = silent) -> RestorePreview:
        """Verify the backup `file` and say what going back to it would change.

        Raises:
            KbError: it cannot be used.
        """
        with self._nobody_restores():
            return preview_of(file, self._paths, report)

    def restore(self, file: Path, report: Report = silent) -> RestoreSummary:
        """Put the backup `file` in the place of the data, after a backup of what is there now.

        Nobody may use the data: sessions must be closed, also those of this process.

        Raises:
            KbError: the backup cannot be used, somebody uses the data, or there is no room; nothing was changed then.
        """
        with alone(self._paths.data_lock, _PATIENCE_SECONDS):
            if restoring.is_committed(self._paths):
                raise KbError(_("An earlier restore is not finished yet."), "", _("Start the program again."))
            restoring.clear_staging(self._paths)
            try:
                with open_backup(file) as backup:
                    size = file.stat().st_size
                    lay_out(backup, restoring.new_dir(self._paths), report)
                    manifest = backup.manifest
                undo, is_whole = self._keep_present(report)
            except BaseException:
                restoring.discard_staging(self._paths)
                raise
            aside = "" if is_whole else f"set-aside_{undo.stem}"
            restoring.replace_data(self._paths, restoring.Commitment(manifest.absent, aside))
        set_aside = self._paths.backups_dir / aside if aside else None
        has_named = any(is_of_named(stored.path) for stored in manifest.case_files)
        beside = self._paths.kept_cases_dir / laid_out_folder(manifest.stamp) if has_named else None
        return RestoreSummary(manifest.counts, size, manifest.stamp, undo, set_aside, beside)

    def _keep_present(self, report: Report) -> tuple[Path, bool]:
        """Back up what is there; where the database cannot be read, the rest, and say that it is not everything."""
        stamp = Stamp(self._clock(), BackupKind.BEFORE_RESTORE)
        try:
            summary = self._automatic(stamp, self._everything, report)
        except DamagedDatabaseError as error:
            # A damaged database is why people go back.
            logger.warning("the present database is set aside: %s", error)
            rest = replace(self._everything, database=None)
            return self._automatic(replace(stamp, kind=BackupKind.RESCUED), rest, report).path, False
        # What is in a folder that the person named stays there, whether it can be read now or not.
        return summary.path, all(is_of_named(missing.path) for missing in summary.unreadable)

    @property
    def _everything(self) -> Sources:
        return Sources.everything(self._paths)

    def _automatic(self, stamp: Stamp, sources: Sources, report: Report) -> BackupSummary:
        place = backup_folder.new_place(self._paths.backups_dir, stamp)
        return write_backup(place, sources, stamp, report)

    def _to_second_place(self, report: Report, now: datetime | None = None) -> tuple[str, ...]:
        """Copy what is missing there and, with `now`, delete what is too old; return what went wrong."""
        if not self._second_place():
            return ()

        def work() -> None:
            second = self._second()
            backup_folder.copy_missing(self._paths.backups_dir, second, report)
            if now is not None:
                backup_folder.prune(second, BackupPlace.SECOND, now)

        return _told(work)

    def _second(self) -> Path:
        if self._lies_among_cases(Path(self._second_place())):
            raise KbError(
                _("The second place for backups could not be used."),
                _("the place lies among the cases that are backed up"),
                _("Choose another folder."),
            )
        return backup_folder.second_folder(Path(self._second_place()), self._paths.data_dir)

    def _here(self) -> tuple[BackupInfo, ...]:
        return backup_folder.listed(self._paths.backups_dir, BackupPlace.HERE)

    def _there(self) -> tuple[BackupInfo, ...]:
        if not self._second_place():
            return ()
        try:
            return backup_folder.listed(self._second(), BackupPlace.SECOND)
        except KbError as error:
            logger.warning("the second place cannot be looked at: %s", error)
            return ()

    @contextmanager
    def _nobody_restores(self) -> Iterator[None]:
        lock = share(self._paths.data_lock)
        try:
            yield
        finally:
            lock.release()

    def _lies_among_cases(self, place: Path) -> bool:
        folders = (self._paths.kept_cases_dir, self._paths.own_cases_dir)
        return any(place.resolve().is_relative_to(folder.resolve()) for folder in folders)

    def _refuse_target(self, target: Path) -> None:
        what = _("The backup could not be written.")
        try:
            if target.is_dir():
                raise KbError(what, f"{target}: " + _("it is a folder"), _("Give the name of a file."))
            if self._lies_among_cases(target):
                raise KbError(what, _("the place lies among the cases that are backed up"), _("Choose another folder."))
            if target.exists() and target.stat().st_size and not is_backup(target):
                cause = _("{file} is there already and is no backup of this program").format(file=target)
                raise KbError(what, cause, _("Choose another name."))
        except OSError as error:
            raise KbError(what, f"{target}: {system_cause(error)}", _("Choose another folder.")) from error


def _told(work: Callable[[], None]) -> tuple[str, ...]:
    """Do something that must not make a backup fail that is there already, and say what went wrong."""
    try:
        work()
    except CancelledError:
        raise
    except KbError as error:
        return (str(error),)
    return ()
