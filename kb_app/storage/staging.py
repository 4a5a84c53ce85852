"""Laying a backup out in a folder of its own, verified and brought up to date, before anything is replaced."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING

from kb_app.base.atomic_file import sync_folder
from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.base.private_files import make_private_folder, open_private
from kb_app.base.progress import silent
from kb_app.storage.backup_files.manifest import CASES_NAME, DATABASE_NAME, SETTINGS_NAME, not_restorable
from kb_app.storage.backup_files.named_folder import laid_out_path
from kb_app.storage.backup_files.own_files import unlimited
from kb_app.storage.backup_files.reading import Meter
from kb_app.storage.backup_files.writing import need_room
from kb_app.storage.database import open_database, told_in_words
from kb_app.storage.database_copy import looked_into, schema_version

if TYPE_CHECKING:
    from pathlib import Path

    from kb_app.base.progress import Report
    from kb_app.storage.backup_files.manifest import BackupManifest, StoredFile
    from kb_app.storage.backup_files.reading import BackupFile


def lay_out(backup: BackupFile, folder: Path, report: Report = silent) -> None:
    """Write everything that is in the backup below the new folder `folder` and see to it that it is on the disk.

    Every byte is compared with the manifest; the database is checked by SQLite, brought to this program's schema, and
    loses the token of its index, so that the index is made anew.

    Raises:
        KbError: the backup is damaged or of a newer program, or the folder cannot be written.
    """
    backup.refuse_newer()
    manifest = backup.manifest
    meter = Meter(manifest.size, _("Verifying the backup"), report)
    try:
        need_room(folder.parent, manifest.size)
        make_private_folder(folder)
        for member in (DATABASE_NAME, SETTINGS_NAME):
            file = manifest.file(member)
            if file is not None:
                _lay_file(backup, file, folder / member, meter)
        if CASES_NAME in manifest.parts:
            _lay_cases(backup, unlimited(folder / CASES_NAME), meter)
        if (folder / DATABASE_NAME).exists():
            prepare_database(folder / DATABASE_NAME, manifest)
        sync_folder(folder)
    except OSError as error:
        raise KbError(
            _("The backup could not be laid out for restoring."),
            system_cause(error),
            _("Nothing was changed. See to free space on the disk, and try again."),
        ) from error


def prepare_database(database: Path, manifest: BackupManifest) -> None:
    """Check a laid out database and bring it to the schema of this program.

    Raises:
        KbError: SQLite finds it damaged, it is not of the schema that the manifest names, or of a newer one.
    """
    check_database(database, manifest)
    with told_in_words(), closing(open_database(database)) as opened:
        opened.execute("DELETE FROM index_tokens")
        opened.conn.commit()
    if any(database.with_name(f"{database.name}-{part}").exists() for part in ("wal", "journal")):
        raise not_restorable(_("its database could not be closed"))
    handle = os.open(database, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def check_database(database: Path, manifest: BackupManifest) -> None:
    """Let SQLite check a laid out database that nobody else uses.

    Raises:
        KbError: it is damaged, or not of the schema that the manifest names.
    """
    with looked_into(database) as opened:
        found = str(opened.execute("PRAGMA integrity_check").fetchone()[0])
        schema = schema_version(opened)
    if found != "ok" or schema != manifest.schema:
        raise not_restorable(_("its database is damaged"))


def _lay_cases(backup: BackupFile, root: Path, meter: Meter) -> None:
    folders = sorted(backup.manifest.folders, key=lambda folder: folder.path)
    make_private_folder(root)
    for folder in folders:
        make_private_folder(root / folder.path)
    for file in backup.manifest.case_files:
        place = root / laid_out_path(file.path, backup.manifest.stamp)
        make_private_folder(place.parent)
        _lay_file(backup, file, place, meter)
    for folder in reversed(folders):  # last, because writing a file changes the time of its folder
        _set_time(root / folder.path, folder.mtime_ns)
        sync_folder(root / folder.path)
    sync_folder(root)


def _lay_file(backup: BackupFile, file: StoredFile, place: Path, meter: Meter) -> None:
    # Notes are nobody else's business, and the rights of what was backed up are not known.
    with open(place, "xb", opener=open_private) as target:
        backup.copy(file, target.write, meter)
        target.flush()
        os.fsync(target.fileno())
    _set_time(place, file.mtime_ns)


def _set_time(place: Path, mtime_ns: int) -> None:
    try:
        os.utime(place, ns=(mtime_ns, mtime_ns))
    except OverflowError as error:
        raise not_restorable(_("it names a time that this system does not know")) from error
