"""Imports and exports of a session. Their libraries are large, and most sessions never use them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError
from kb_app.domain.backup import BackupKind
from kb_app.search.rows import is_note_key
from kb_app.services.backup import Backup
from kb_app.services.transfer.export_files import ExportFiles
from kb_app.services.transfer.exporting import Exporting
from kb_app.services.transfer.fates import Fates
from kb_app.services.transfer.importing import Importing
from kb_app.services.transfer.partial import PartialCases
from kb_app.services.transfer.present import Present
from kb_app.services.transfer.reading import ImportReader
from kb_app.services.transfer.undoing import Undoing
from kb_app.services.transfer.writing import ImportWriter
from kb_app.storage.import_log import ImportLog
from kb_app.storage.intake import Known
from kb_app.storage.own_cases.imported_files import ImportedFiles
from kb_app.storage.own_cases.wastebasket import Wastebasket
from kb_app.storage.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb_app.base.paths import AppPaths
    from kb_app.base.progress import Report
    from kb_app.base.settings import Settings
    from kb_app.domain.table_columns import ReadAs
    from kb_app.domain.vocabulary import Vocabulary
    from kb_app.search.index import SearchIndex
    from kb_app.services.case_library import CaseLibrary
    from kb_app.storage.annotation_store import AnnotationStore
    from kb_app.storage.case_repository import CaseRepository
    from kb_app.storage.database import Database
    from kb_app.storage.note_store import NoteStore
    from kb_app.storage.own_cases.folder import OwnFolder


@dataclass(frozen=True, slots=True)
class TransferParts:
    """What a session has already and imports and exports are made with."""

    paths: AppPaths
    settings: Callable[[], Settings]
    vocabulary: Vocabulary
    database: Database
    repository: CaseRepository
    library: CaseLibrary
    index: SearchIndex
    notes: NoteStore
    annotations: AnnotationStore
    folder: OwnFolder
    read_only: bool


@dataclass(frozen=True, slots=True)
class Transfer:
    """The ways in and out, for the thread of the session."""

    importing: Importing
    exporting: Exporting


def open_transfer(parts: TransferParts) -> Transfer:
    """Join imports and exports."""
    log, basket = ImportLog(parts.database), Wastebasket(parts.folder)
    shelf = ImportedFiles(parts.folder, basket, parts.paths.import_lock, read_only=parts.read_only)
    present = Present(parts.repository, partial(_indexed, parts.index), parts.notes, parts.annotations, log)
    lists = PartialCases(parts.vocabulary, lambda: parts.settings().plan_version)

    def reader(said: Mapping[str, ReadAs]) -> ImportReader:
        return ImportReader(
            parts.vocabulary, Fates(present, lists), said, log.columns(), Spool(parts.paths.importing_dir)
        )

    return Transfer(
        importing=Importing(
            reader,
            present,
            ImportWriter(parts.vocabulary, shelf, parts.notes, log, basket),
            Undoing(parts.vocabulary, shelf, parts.notes, log, basket),
            log,
            partial(_keep_before, parts),
        ),
        exporting=Exporting(
            parts.library.documents,
            ExportFiles(
                parts.repository,
                parts.annotations,
                parts.vocabulary,
                (parts.paths.data_dir, parts.folder.root, parts.paths.library_dir),
            ),
            parts.notes,
            parts.annotations,
            parts.vocabulary,
            lambda: parts.settings().plan_version,
        ),
    )


def _keep_before(parts: TransferParts, report: Report) -> None:
    Backup(parts.paths, lambda: parts.settings().backup_dir).before(BackupKind.BEFORE_IMPORT, report)


def _indexed(index: SearchIndex) -> Mapping[str, Known]:
    """What the index knows of each file; nothing where there is none."""
    try:
        rows = index.view().rows.values()
    except KbError:
        return {}
    return {
        row.key: Known(row.id, row.size, row.modified, row.content_hash) for row in rows if not is_note_key(row.key)
    }
