"""The services of one thread. Whoosh searchers and SQLite connections do not cross threads."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.domain.vocabulary import Vocabulary
from kb_app.search.analyzer import Analyzer
from kb_app.search.engine import SearchEngine
from kb_app.search.index import SearchIndex
from kb_app.search.manifest import Manifest
from kb_app.search.schema import SourceState, row_values
from kb_app.search.synonyms import read_synonyms
from kb_app.services.case_library import CaseLibrary
from kb_app.services.diagnostics import Diagnostics
from kb_app.services.indexing import Indexing
from kb_app.services.manual import Manual
from kb_app.services.searching import Searching
from kb_app.storage.case_repository import CaseFile, CaseRepository
from kb_app.storage.data_lock import share
from kb_app.storage.database import Database, integrity, open_database
from kb_app.storage.identity_store import IdentityStore
from kb_app.storage.restoring import finish_pending, is_committed
from kb_app.storage.vocabulary_files import read_municipalities

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

    from kb_app.base.file_lock import FileLock
    from kb_app.base.paths import AppPaths
    from kb_app.domain.library import Document
    from kb_app.domain.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Session:
    """What the program can do, for the thread that opened it; close it there too."""

    library: CaseLibrary
    indexing: Indexing
    searching: Searching
    diagnostics: Diagnostics
    manual: Manual
    _index: SearchIndex
    _database: Database
    _lock: FileLock

    def close(self) -> None:
        """Let go of the index, the database and the data."""
        self._index.close()
        self._database.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_session(paths: AppPaths, taxonomy: Taxonomy) -> Session:
    """Open the services for the calling thread.

    Raises:
        KbError: the database cannot be opened, or a file of the axes cannot be read.
    """
    lock = _data_in_use(paths)
    try:
        return _joined(paths, taxonomy, lock)
    except BaseException:
        lock.release()
        raise


def _data_in_use(paths: AppPaths) -> FileLock:
    """Keep restores away as long as the session lasts; one that a killed process has begun is finished first."""
    lock = share(paths.data_lock)
    while is_committed(paths):
        lock.release()
        finish_pending(paths)
        lock = share(paths.data_lock)
    return lock


def _joined(paths: AppPaths, taxonomy: Taxonomy, lock: FileLock) -> Session:
    vocabulary = Vocabulary(taxonomy, read_municipalities(paths.resources_dir / "municipalities.csv"))
    synonyms = read_synonyms(paths.resources_dir / "synonyms.yaml")
    database = open_database(paths.database, lambda place: _keep(place, paths))
    identities = IdentityStore(database)
    repository = CaseRepository(paths.library_dir, paths.own_cases_dir, vocabulary, identities.id_for)
    index = SearchIndex(paths.index_dir, Manifest.of(_axes_digest(paths), identities.index_token()))
    analyzer = Analyzer()

    def make_row(document: Document, file: CaseFile, content_hash: str) -> dict[str, Any]:
        state = SourceState(file.key, file.size, file.modified, content_hash)
        return row_values(document, state, analyzer, taxonomy)

    def owners() -> Mapping[str, str]:
        try:
            return index.view().owners
        except KbError:
            # Without an index the first file with an id has it.
            return {}

    return Session(
        library=CaseLibrary(repository, owners),
        indexing=Indexing(repository, index, make_row),
        searching=Searching(SearchEngine(index, analyzer, synonyms)),
        diagnostics=Diagnostics(paths, index, lambda: integrity(database)),
        manual=Manual(paths.resources_dir / "manual"),
        _index=index,
        _database=database,
        _lock=lock,
    )


def _keep(database: Path, paths: AppPaths) -> None:
    """Back up a database whose schema is about to change."""
    # This is needed once in many starts.
    from kb_app.storage.backup_files.folder import keep_before_migration

    keep_before_migration(database, paths.backups_dir, datetime.now().astimezone())


def _axes_digest(paths: AppPaths) -> str:
    """What of the resources is written into rows of the index: labels of the axes, names and classes."""
    digest = hashlib.sha256()
    for name in ("taxonomy.yaml", "municipalities.csv"):
        try:
            digest.update((paths.resources_dir / name).read_bytes())
        except OSError as error:
            raise KbError(_("{file} could not be read.").format(file=name), system_cause(error)) from error
    return digest.hexdigest()
