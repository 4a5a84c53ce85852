"""Asks for results, documents and marks in the search lane; only the newest answer of each counts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kb_app.base.errors import KbError
from kb_app.domain.annotation import Annotations
from kb_app.ui.tasks import Handlers, Lane
from kb_app.ui.widgets.pictures import looks_of

if TYPE_CHECKING:
    from kb_app.bootstrap.session import Session
    from kb_app.domain.note import Note
    from kb_app.domain.query import Query, SearchResult
    from kb_app.services.case_library import CasePage
    from kb_app.services.searching import Searching
    from kb_app.ui.tasks import Tasks
    from kb_app.ui.widgets.pictures import Looks


@dataclass(frozen=True, slots=True)
class Opened:
    """A document with everything that was added to it; a note on its own, or whose document is gone, has no page.

    `hit` is the id that was asked for: the document's, or the one of a note.
    """

    hit: str
    page: CasePage | None
    annotations: Annotations
    notes: tuple[Note, ...]
    looks: Looks = field(default_factory=dict)

    @property
    def document(self) -> str:
        """The id of the document."""
        return self.annotations.document


class SearchDesk(QObject):
    """Hands questions to the services and tells their answers."""

    found = Signal(object, int)
    """A result, and how many documents its words have without its filters."""
    search_failed = Signal(object)
    page_came = Signal(object)
    page_failed = Signal(str, object)
    marks_came = Signal(str, object)
    tags_came = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks

    def search(self, query: Query) -> None:
        """Ask for the documents of a query."""
        self._tasks.start(
            Lane.SEARCH,
            lambda session, _report: _asked(session.searching, query),
            lambda answer: self.found.emit(*answer),
            Handlers(failed=self.search_failed.emit),
            replaces="search",
        )

    def open(self, hit: str, *, is_note: bool) -> None:
        """Ask for a document, or for a note with the document that it is about."""
        self._tasks.start(
            Lane.SEARCH,
            lambda session, _report: _opened_note(session, hit) if is_note else _opened(session, hit),
            self.page_came.emit,
            Handlers(failed=lambda error: self.page_failed.emit(hit, error)),
            replaces="page",
        )

    def find_tags(self) -> None:
        """Ask for the names that a tag can be completed to; with thousands of tags it takes longer than a page."""
        self._tasks.start(
            Lane.SEARCH,
            lambda session, _report: session.annotations.known_tags(),
            self.tags_came.emit,
            replaces="tags",
        )

    def find_marks(self, query: Query, document_id: str, text: str) -> None:
        """Ask where the words of a query stand in the text of a document."""
        self._tasks.start(
            Lane.SEARCH,
            lambda session, _report: session.searching.marks(query, text),
            lambda ranges: self.marks_came.emit(document_id, ranges),
            replaces="marks",
        )


def _opened(session: Session, document: str) -> Opened:
    added, notes = session.annotations.of(document), session.notes.of_document(document)
    page = session.library.page(document)
    return Opened(document, page, added, notes, looks_of(page))


def _opened_note(session: Session, note_id: str) -> Opened:
    """A note whose document is gone is shown without it: it must not be lost with the document."""
    note = session.notes.note(note_id)
    if not note.document:
        return Opened(note_id, None, Annotations(""), (note,))
    try:
        return replace(_opened(session, note.document), hit=note_id)
    except KbError:
        return Opened(note_id, None, session.annotations.of(note.document), session.notes.of_document(note.document))


def _asked(searching: Searching, query: Query) -> tuple[SearchResult, int]:
    result = searching.search(query)
    if result.total or not query.filters:
        return result, result.total
    return result, searching.search(replace(query.without_filters(), limit=1)).total
