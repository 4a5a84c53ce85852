"""What going back to a backup would change: its contents beside what is there now."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.base.progress import silent
from kb_app.domain.backup import Changes, RestorePreview
from kb_app.storage.backup_files.manifest import CASES_NAME, DATABASE_NAME
from kb_app.storage.backup_files.named_folder import is_of_named, with_named
from kb_app.storage.backup_files.own_files import own_files
from kb_app.storage.backup_files.reading import CHUNK, Meter, open_backup
from kb_app.storage.backup_files.temporary import private_folder
from kb_app.storage.backup_files.writing import counts_of, need_room
from kb_app.storage.case_repository import is_case_name
from kb_app.storage.database_copy import columns, copy_database, digests, looked_into, newest_change
from kb_app.storage.staging import check_database

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from kb_app.base.paths import AppPaths
    from kb_app.base.progress import Report
    from kb_app.storage.backup_files.manifest import BackupManifest, StoredFile
    from kb_app.storage.backup_files.own_files import FoundFile
    from kb_app.storage.backup_files.reading import BackupFile

_LABELS = ("document_tags", "classifications", "document_states")


def preview_of(path: Path, paths: AppPaths, report: Report = silent) -> RestorePreview:
    """Verify the whole backup at `path` and compare it with the data; nothing is changed.

    Raises:
        KbError: the backup cannot be used, or there is no room for temporary files.
    """
    try:
        with open_backup(path) as backup, private_folder() as folder:
            backup.refuse_newer()
            backup.verify(report)
            then = _laid_database(backup, folder)
            now = _copied_database(paths.database, folder)
            return _compared(backup, paths, then, now)
    except OSError as error:
        raise KbError(
            _("The backup could not be compared with the data."), system_cause(error), _("See to free space.")
        ) from error


def _compared(backup: BackupFile, paths: AppPaths, then: Path | None, now: Path | None) -> RestorePreview:
    manifest = backup.manifest
    found = with_named(own_files(paths.kept_cases_dir), paths.named_cases_dir)
    readable = now is not None or not paths.database.exists()
    case_changes, file_changes = _file_changes(manifest, found.files)
    pair = (then, now) if DATABASE_NAME in manifest.parts else (None, None)
    return RestorePreview(
        path=backup.path,
        size=backup.path.stat().st_size,
        stamp=manifest.stamp,
        program=manifest.program,
        counts=manifest.counts,
        now=counts_of(now, (file.path for file in found.files)) if readable else None,
        notes=_row_changes(*pair, "notes"),
        tags=_row_changes(*pair, "tags"),
        labels=_sum(_row_changes(*pair, table) for table in _LABELS),
        plans=_row_changes(*pair, "plans"),
        cases=case_changes,
        files=file_changes,
        newest=_newest(then),
        newest_now=_newest(now),
        has_database=DATABASE_NAME in manifest.parts,
        has_cases=CASES_NAME in manifest.parts,
        unreadable=manifest.unreadable,
        beside=sum(is_of_named(file.path) for file in manifest.case_files),
    )


def _laid_database(backup: BackupFile, folder: Path) -> Path | None:
    file = backup.manifest.file(DATABASE_NAME)
    if file is None:
        return None
    need_room(folder, file.size)
    place = folder / "then.db"
    with place.open("xb") as target:
        backup.copy(file, target.write, Meter(file.size, "", silent))
    check_database(place, backup.manifest)
    return place


def _copied_database(database: Path, folder: Path) -> Path | None:
    """A copy of the live database; None where there is none or where it cannot be read, which is why people go back."""
    if not database.exists():
        return None
    try:
        copy_database(database, folder / "now.db")
    except KbError:
        return None
    return folder / "now.db"


def _row_changes(then: Path | None, now: Path | None, table: str) -> Changes:
    """Rows are compared by what both schemas know of them."""
    with _opened(then) as backup, _opened(now) as live:
        known = columns(backup, table), columns(live, table)
        shared = tuple(name for name in known[0] if name in known[1]) or known[0] or known[1]
        return _changes(
            digests(backup, table, shared) if known[0] else {}, digests(live, table, shared) if known[1] else {}
        )


def _opened(path: Path | None) -> closing[sqlite3.Connection]:
    if path is None:
        return closing(sqlite3.connect(":memory:"))
    return closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True))


def _newest(database: Path | None) -> str:
    if database is None:
        return ""
    with looked_into(database) as opened:
        return newest_change(opened)


def _file_changes(manifest: BackupManifest, found: Iterable[FoundFile]) -> tuple[Changes, Changes]:
    """Changes to cases, and to other files."""
    if CASES_NAME not in manifest.parts:
        return Changes(), Changes()
    then = {file.path: file for file in manifest.case_files if not is_of_named(file.path)}
    now = {file.path: file for file in found if not is_of_named(file.path)}
    digests_now = {path: _digest(file, then.get(path)) for path, file in now.items()}
    stored = {path: file.sha256 for path, file in then.items()}
    cases, others = (
        _changes(_part(stored, is_case=is_case), _part(digests_now, is_case=is_case)) for is_case in (True, False)
    )
    return cases, others


def _part(digests_by_path: Mapping[str, str], *, is_case: bool) -> dict[str, str]:
    return {
        path: digest for path, digest in digests_by_path.items() if is_case_name(path.rpartition("/")[2]) is is_case
    }


def _digest(file: FoundFile, stored: StoredFile | None) -> str:
    """The SHA-256 of a file, which is read only where it is as long as the stored one."""
    if stored is None or stored.size != file.size:
        return "other"
    digest = hashlib.sha256()
    try:
        with file.place.open("rb") as source:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
    except OSError:
        return "other"  # what cannot be read cannot be said to be the same
    return digest.hexdigest()


def _changes(then: Mapping[str, str], now: Mapping[str, str]) -> Changes:
    both = then.keys() & now.keys()
    return Changes(
        added=len(then.keys() - now.keys()),
        changed=sum(then[key] != now[key] for key in both),
        removed=len(now.keys() - then.keys()),
    )


def _sum(parts: Iterable[Changes]) -> Changes:
    every = tuple(parts)
    return Changes(
        sum(part.added for part in every), sum(part.changed for part in every), sum(part.removed for part in every)
    )
