"""Writing a backup: one ZIP file that is verified before it gets its name."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb_app import __version__
from kb_app.base.atomic_file import replace_file
from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.base.progress import silent
from kb_app.domain.backup import BackupSummary, Counts, Stamp
from kb_app.storage.backup_files.archive import Inputs, fill
from kb_app.storage.backup_files.manifest import CASES_NAME, DATABASE_NAME, SETTINGS_NAME, BackupManifest, StoredFolder
from kb_app.storage.backup_files.named_folder import with_named
from kb_app.storage.backup_files.own_files import OwnFiles, own_files
from kb_app.storage.backup_files.reading import CHUNK, Meter, open_backup
from kb_app.storage.backup_files.temporary import private_folder, unfinished_file
from kb_app.storage.case_repository import is_case_name
from kb_app.storage.database_copy import copy_database, looked_into, row_counts, schema_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kb_app.base.paths import AppPaths
    from kb_app.base.progress import Report

_SLACK = 1_000_000


@dataclass(frozen=True, slots=True)
class Sources:
    """What goes into a backup; None for what is left out. A place where nothing is goes in as nothing."""

    database: Path | None
    cases: Path | None
    settings: Path | None
    named_cases: Path | None = None
    """The folder of own cases that the person named, which goes in beside `cases`."""

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of what goes in."""
        places = ((DATABASE_NAME, self.database), (CASES_NAME, self.cases), (SETTINGS_NAME, self.settings))
        return tuple(name for name, place in places if place is not None)

    @classmethod
    def everything(cls, paths: AppPaths) -> Sources:
        """Return all that is precious."""
        return cls(paths.database, paths.kept_cases_dir, paths.settings_file, paths.named_cases_dir)


def write_backup(target: Path, sources: Sources, stamp: Stamp, report: Report = silent) -> BackupSummary:
    """Write a backup of `sources` to `target`, over an older one there, and verify it before it gets that name.

    Raises:
        KbError: the database is locked or damaged, or `target` cannot be written; nothing at `target` changed then.
    """
    with _told(target), private_folder() as folder:
        copy = _copied_database(sources.database, folder, report)
        own = own_files(sources.cases) if sources.cases is not None else OwnFiles((), (), ())
        own = with_named(own, sources.named_cases)
        inputs = Inputs(copy, sources.settings, own)
        need_room(target.parent, inputs.size)
        with unfinished_file(target.parent) as temporary:
            plan = _planned(inputs, stamp, sources.parts)
            with temporary.open("wb") as opened:
                fill(opened, inputs, plan, report)
                opened.flush()
                os.fsync(opened.fileno())
            with open_backup(temporary) as written:
                written.verify(report)
                manifest = written.manifest
            size = temporary.stat().st_size
            replace_file(temporary, target)
    return BackupSummary(target, manifest.counts, size, manifest.unreadable)


def need_room(folder: Path, size: int) -> None:
    """Say in words that there is no room, before anything is written.

    Raises:
        OSError: the file system of `folder` has less than `size` bytes left.
    """
    if shutil.disk_usage(folder).free < size + _SLACK:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def copy_backup(source: Path, target: Path, report: Report = silent) -> None:
    """Copy a backup and verify the copy before it gets its name.

    Raises:
        KbError: `source` is damaged, or `target` cannot be written.
    """
    with _told(target):
        size = source.stat().st_size
        need_room(target.parent, size)
        meter = Meter(size, _("Copying the backup"), report)
        with unfinished_file(target.parent) as temporary:
            with source.open("rb") as original, temporary.open("wb") as copy:
                while chunk := original.read(CHUNK):
                    copy.write(chunk)
                    meter.add(len(chunk))
                copy.flush()
                os.fsync(copy.fileno())
            with open_backup(temporary) as written:
                written.verify(report)
            replace_file(temporary, target)


def counts_of(database: Path | None, case_paths: Iterable[str]) -> Counts:
    """Return how much is in a database file that nobody else uses, and below the own cases."""
    rows: dict[str, int] = {}
    if database is not None:
        with looked_into(database) as opened:
            rows = row_counts(opened)
    return Counts(cases=sum(is_case_name(path.rpartition("/")[2]) for path in case_paths), **rows)


def _copied_database(source: Path | None, folder: Path, report: Report) -> Path | None:
    if source is None or not source.exists():
        return None
    copy_database(source, folder / DATABASE_NAME, report)
    return folder / DATABASE_NAME


def _planned(inputs: Inputs, stamp: Stamp, parts: tuple[str, ...]) -> BackupManifest:
    """The manifest before any file was read."""
    schema = 0
    if inputs.database is not None:
        with looked_into(inputs.database) as opened:
            schema = schema_version(opened)
    return BackupManifest(
        stamp=stamp,
        program=__version__,
        schema=schema,
        parts=parts,
        counts=counts_of(inputs.database, (file.path for file in inputs.own.files)),
        files=(),
        folders=tuple(StoredFolder(folder.path, folder.mtime_ns) for folder in inputs.own.folders),
        unreadable=inputs.own.unreadable,
    )


@contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise KbError(
            _("The backup could not be written."),
            f"{target}: {system_cause(error)}",
            _("Check that the place can be written and has room, or choose another one."),
        ) from error
