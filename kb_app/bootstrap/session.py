"""The services of one thread. Whoosh searchers and SQLite connections do not cross threads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Self

from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.bootstrap.data import data_in_use, keep_before_migration
from kb_app.domain.annotation import Annotations
from kb_app.domain.case import Kind
from kb_app.domain.family import Family, beside
from kb_app.domain.query import FilterAxis
from kb_app.domain.vocabulary import Vocabulary
from kb_app.search.analyzer import Analyzer
from kb_app.search.engine import SearchEngine
from kb_app.search.index import SearchIndex
from kb_app.search.manifest import Manifest
from kb_app.search.rows import RowMaker, is_note_key
from kb_app.search.synonyms import read_synonyms
from kb_app.services.annotations import DocumentAnnotations
from kb_app.services.case_library import CaseLibrary
from kb_app.services.diagnostics import Diagnostics
from kb_app.services.indexing import Indexing
from kb_app.services.indexing.source import RowSource
from kb_app.services.library_news import LibraryNews
from kb_app.services.manual import Manual
from kb_app.services.notes import Notes
from kb_app.services.own_cases import OwnCases, OwnShelf
from kb_app.services.places import Places
from kb_app.services.searching import Searching
from kb_app.services.unfinished import Unfinished
from kb_app.storage.annotation_store import AnnotationStore
from kb_app.storage.case_repository import CaseRepository
from kb_app.storage.change_log import ChangeLog
from kb_app.storage.database import Database, integrity, open_database
from kb_app.storage.identity_store import IdentityStore
from kb_app.storage.library_room import edition_in
from kb_app.storage.note_store import NoteStore
from kb_app.storage.own_cases.attachments import Attachments
from kb_app.storage.own_cases.files import OwnCaseFiles
from kb_app.storage.own_cases.folder import OwnFolder
from kb_app.storage.own_cases.originals import Originals
from kb_app.storage.own_cases.wastebasket import Wastebasket
from kb_app.storage.precious_rows import PreciousRows
from kb_app.storage.seen_library import SeenLibraryFile
from kb_app.storage.tag_store import TagStore
from kb_app.storage.unfinished_files import UnfinishedFiles
from kb_app.storage.vocabulary_files import read_municipalities

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from types import TracebackType

    from kb_app.base.file_lock import FileLock
    from kb_app.base.paths import AppPaths
    from kb_app.base.settings import Settings
    from kb_app.bootstrap.transfer import Transfer
    from kb_app.domain.library import Document
    from kb_app.domain.taxonomy import Taxonomy
    from kb_app.services.transfer.exporting import Exporting
    from kb_app.services.transfer.importing import Importing


@dataclass(frozen=True, slots=True)
class Session:
    """What the program can do, for the thread that opened it; close it there too."""

    library: CaseLibrary
    news: LibraryNews
    annotations: DocumentAnnotations
    notes: Notes
    own_cases: OwnCases
    indexing: Indexing
    searching: Searching
    diagnostics: Diagnostics
    manual: Manual
    places: Places
    _transfer: Callable[[], Transfer]
    unfinished: Unfinished
    _changes: ChangeLog
    _index: SearchIndex
    _database: Database
    _lock: FileLock

    @property
    def importing(self) -> Importing:
        """The way in for cases and notes; what it needs is loaded when it is first asked for."""
        return self._transfer().importing

    @property
    def exporting(self) -> Exporting:
        """The way out, likewise."""
        return self._transfer().exporting

    def latest_change(self) -> int:
        """Return a number that grows whenever a person changes notes, tags or status, here or in another program.

        Raises:
            KbError: the database cannot be used now.
        """
        return self._changes.latest()

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


def open_session(
    paths: AppPaths, taxonomy: Taxonomy, settings: Callable[[], Settings], *, read_only: bool = False
) -> Session:
    """Open the services for the calling thread; with `read_only` the database cannot be written.

    `settings` gives those that hold now.

    Raises:
        KbError: the database cannot be opened, or a file of the axes cannot be read.
    """
    lock = data_in_use(paths, read_only=read_only)
    try:
        database = open_database(paths.database, lambda place: keep_before_migration(place, paths), read_only=read_only)
        return _joined(paths, taxonomy, settings, database, lock, read_only=read_only)
    except BaseException:
        lock.release()
        raise


def _joined(
    paths: AppPaths,
    taxonomy: Taxonomy,
    settings: Callable[[], Settings],
    database: Database,
    lock: FileLock,
    *,
    read_only: bool,
) -> Session:
    vocabulary = Vocabulary(taxonomy, read_municipalities(paths.resources_dir / "municipalities.csv"))
    synonyms = read_synonyms(paths.resources_dir / "synonyms.yaml")
    identities = IdentityStore(database)
    own_folder = OwnFolder(paths.own_cases_dir, is_named=paths.named_cases_dir is not None)
    repository = CaseRepository(
        paths.library_dir, own_folder.root, vocabulary, identities.id_for, own_is_named=own_folder.is_named
    )
    index = SearchIndex(paths.index_dir, Manifest.of(_axes_digest(paths), identities.index_token()))
    analyzer = Analyzer()

    rows, log = PreciousRows(database, lambda: settings().author), ChangeLog(database)
    family = partial(_family, index)
    sharing = partial(beside, family_of=family)
    tags, notes = TagStore(rows, sharing), NoteStore(database, rows)
    annotations = AnnotationStore(rows, tags, sharing)
    source = RowSource(repository, annotations, notes, RowMaker(analyzer, taxonomy))

    news = LibraryNews(
        repository,
        SeenLibraryFile(paths.seen_library),
        edition_in(paths.library_dir).text,
        lambda document: _added(notes, annotations, document),
        read_only=read_only,
    )

    def is_original_changed(document: Document) -> bool:
        return own_cases.is_original_changed(document)  # made below: it finds documents in this library

    library = CaseLibrary(repository, _Owners(index), family, news, is_original_changed)
    own_cases = OwnCases(
        _own_shelf(own_folder, vocabulary, paths), library.document, repository.text, read_only=read_only
    )

    @cache
    def transfer() -> Transfer:
        from kb_app.bootstrap.transfer import TransferParts, open_transfer

        return open_transfer(
            TransferParts(
                paths,
                settings,
                vocabulary,
                database,
                repository,
                library,
                index,
                notes,
                annotations,
                own_folder,
                read_only,
            )
        )

    return Session(
        library=library,
        news=news,
        annotations=DocumentAnnotations(
            annotations, tags, rows, lambda: _file_tags(index), partial(_spelling, index), family
        ),
        notes=Notes(notes, lambda: settings().section, family),
        own_cases=own_cases,
        indexing=Indexing(repository, index, source, log),
        searching=Searching(SearchEngine(index, analyzer, synonyms)),
        diagnostics=Diagnostics(paths, index, lambda: integrity(database), lambda: _library_damage(paths, vocabulary)),
        manual=Manual(paths.resources_dir / "manual"),
        places=Places(vocabulary.municipalities),
        _transfer=transfer,
        unfinished=Unfinished(UnfinishedFiles(paths.unfinished_dir)),
        _changes=log,
        _index=index,
        _database=database,
        _lock=lock,
    )


def _own_shelf(folder: OwnFolder, vocabulary: Vocabulary, paths: AppPaths) -> OwnShelf:
    wastebasket = Wastebasket(folder)
    files = OwnCaseFiles(folder, wastebasket, vocabulary)
    waiting = Originals(OwnFolder(paths.unfinished_dir))
    return OwnShelf(files, wastebasket, Attachments(folder), Originals(folder), waiting)


class _Owners:
    """Which file has which id, by the index; without one the first file with an id has it."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index

    def all(self) -> Mapping[str, str]:
        """Return the file (its key) of every id."""
        try:
            return self._index.view().owners
        except KbError:
            return {}

    def references(self) -> Collection[str]:
        """Return the ids of the reference pages."""
        try:
            return self._index.view().ids_of_kind(Kind.REFERENCE)
        except KbError:
            return ()

    def of(self, document_id: str) -> str | None:
        """Return the file of one id, without looking at the others."""
        try:
            row = self._index.view().row_of("id", document_id)
        except KbError:
            return None
        return row.key if row is not None and not is_note_key(row.key) else None


def _family(index: SearchIndex, document: str) -> Family:
    """The family of a document as the index knows it; without an index it is alone."""
    try:
        return index.view().family(document)
    except KbError:
        return Family(document)


def _library_damage(paths: AppPaths, vocabulary: Vocabulary) -> str:
    # Checking signatures loads a library that a session does without.
    from kb_app.services.library_packs import LibraryPacks

    return LibraryPacks(paths, lambda: vocabulary).damage()


def _added(notes: NoteStore, annotations: AnnotationStore, document: str) -> tuple[int, bool]:
    """How many notes there are on a document, and whether staff put anything else on it."""
    return len(notes.of_document(document)), annotations.of_document(document) != Annotations(document)


def _spelling(index: SearchIndex, tag: str) -> str | None:
    try:
        return index.view().spelling(tag)
    except KbError:
        return None


def _file_tags(index: SearchIndex) -> Collection[str]:
    """The tags that documents have; staff's own are among them."""
    try:
        return index.view().values[FilterAxis.TAG]
    except KbError:
        return ()


def _axes_digest(paths: AppPaths) -> str:
    """What of the resources is written into rows of the index: labels of the axes, names and classes."""
    digest = hashlib.sha256()
    for name in ("taxonomy.yaml", "municipalities.csv"):
        try:
            digest.update((paths.resources_dir / name).read_bytes())
        except OSError as error:
            raise KbError(_("{file} could not be read.").format(file=name), system_cause(error)) from error
    return digest.hexdigest()
