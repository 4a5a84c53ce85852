"""The folders of automatic backups: what their names tell, which of them go, and the copies in a second place."""

from __future__ import annotations

import getpass
import hashlib
import platform
import re
from datetime import datetime
from typing import TYPE_CHECKING

from kb_app.base.errors import CancelledError, KbError, system_cause
from kb_app.base.i18n import _
from kb_app.base.private_files import make_private_folder
from kb_app.base.progress import silent
from kb_app.domain.backup import BackupInfo, BackupKind, BackupPlace, Stamp
from kb_app.domain.retention import kept
from kb_app.storage.backup_files.writing import Sources, copy_backup, write_backup

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kb_app.base.progress import Report

_NAME = re.compile(r"dx-casebook_(?P<made>[0-9]{8}-[0-9]{6}[+-][0-9]{4})_(?P<kind>[a-z-]+?)(-(?P<number>[0-9]+))?\.zip")
_TIME = "%Y%m%d-%H%M%S%z"
_YEARS = range(1980, 9000)
_NO_NAME = re.compile(r'[<>:"/\\|?*\x00-\x20.@_]+')


def new_place(folder: Path, stamp: Stamp) -> Path:
    """Return a name in `folder` that is not taken; it tells when (with the offset from UTC) and why.

    Raises:
        KbError: the folder cannot be made.
    """
    try:
        make_private_folder(folder)
    except OSError as error:
        raise KbError(
            _("The folder for backups could not be made."),
            f"{folder}: {system_cause(error)}",
            _("Check the rights of the data folder."),
        ) from error
    name = f"dx-casebook_{stamp.made.strftime(_TIME)}_{stamp.kind}"
    place, number = folder / f"{name}.zip", 1
    while place.exists():
        number += 1
        place = folder / f"{name}-{number}.zip"
    return place


def listed(folder: Path, place: BackupPlace) -> tuple[BackupInfo, ...]:
    """Return the automatic backups in `folder`, the newest first; a folder that is not there holds none.

    Raises:
        KbError: the folder cannot be read.
    """
    try:
        found = [_info(file, place) for file in folder.iterdir()]
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise KbError(
            _("The backups could not be listed."),
            f"{folder}: {system_cause(error)}",
            _("Check the rights of the folder."),
        ) from error
    backups = [info for info in found if info is not None]
    return tuple(sorted(backups, key=lambda info: (info.stamp.made, info.path.name), reverse=True))


def second_folder(chosen: Path, data_dir: Path) -> Path:
    """Return the folder of this user, this computer and this data in the place that the person chose.

    Raises:
        KbError: the chosen folder is not there; a network drive that is away must not be made anew on this disk.
    """
    try:
        there = chosen.is_dir()
    except OSError as error:
        raise _away(chosen, system_cause(error)) from error
    if not there:
        raise _away(chosen, _("it is not there"))
    data = hashlib.sha256(str(data_dir.absolute()).encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return chosen / f"dx-casebook_{_plain(_user())}_{_plain(platform.node())}_{data}"


def copy_missing(here: Path, second: Path, report: Report = silent) -> None:
    """Copy every backup that is `here` to the second place and verify the copies; nothing is deleted.

    Raises:
        KbError: a backup is damaged, or the second place cannot be written.
    """
    try:
        make_private_folder(second)
    except OSError as error:
        raise _away(second, system_cause(error)) from error
    there = {info.path.name: info.size for info in listed(second, BackupPlace.SECOND)}
    missing = [info for info in listed(here, BackupPlace.HERE) if there.get(info.path.name) != info.size]
    failed: list[KbError] = []
    for info in missing:
        try:
            copy_backup(info.path, second / info.path.name, report)
        except CancelledError:
            raise
        except KbError as error:
            failed.append(error)  # one that is damaged must not keep the others from their second place
    if failed:
        raise failed[0]


def keep_before_migration(database: Path, folder: Path, made: datetime) -> None:
    """Write a backup of the database alone to `folder`, before its schema is changed.

    Raises:
        KbError: it could not be written; then the schema must not be changed.
    """
    stamp = Stamp(made, BackupKind.BEFORE_MIGRATION)
    try:
        write_backup(new_place(folder, stamp), Sources(database, None, None), stamp)
    except KbError as error:
        raise KbError(
            _("The database was not brought up to date, because no backup of it could be made."),
            error.cause,
            error.remedy,
        ) from error


def prune(folder: Path, place: BackupPlace, now: datetime) -> None:
    """Delete the backups in `folder` that need not be kept.

    Raises:
        KbError: one cannot be deleted, or the folder cannot be read.
    """
    backups = listed(folder, place)
    stay = kept([info.stamp for info in backups], now)
    try:
        for info in backups:
            if info.stamp not in stay:
                info.path.unlink()
    except OSError as error:
        raise KbError(
            _("An old backup could not be deleted."),
            f"{folder}: {system_cause(error)}",
            _("Check the rights of the folder."),
        ) from error


def has_daily(backups: Iterable[BackupInfo], now: datetime) -> bool:
    """Return whether there is a daily backup of the calendar day of `now`."""
    return any(
        info.stamp.kind is BackupKind.DAILY and info.stamp.made.astimezone(now.tzinfo).date() == now.date()
        for info in backups
    )


def _info(file: Path, place: BackupPlace) -> BackupInfo | None:
    matched = _NAME.fullmatch(file.name)
    if matched is None or matched["kind"] not in set(BackupKind):
        return None
    try:
        made = datetime.strptime(matched["made"], _TIME)
        size = file.stat().st_size
    except (ValueError, FileNotFoundError):
        return None
    return BackupInfo(file, Stamp(made, BackupKind(matched["kind"])), size, place) if made.year in _YEARS else None


def _away(folder: Path, cause: str) -> KbError:
    return KbError(
        _("The second place for backups could not be used."),
        f"{folder}: {cause}",
        _("Connect the drive, or choose another folder in the settings. The backup in the data folder is there."),
    )


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "user"  # a container may know its user by number only


def _plain(name: str) -> str:
    return _NO_NAME.sub("-", name)[:60] or "unknown"
