"""Asks for results, documents and marks in the search lane; only the newest answer of each counts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kb_app.ui.tasks import Handlers, Lane

if TYPE_CHECKING:
    from kb_app.domain.query import Query, SearchResult
    from kb_app.services.searching import Searching
    from kb_app.ui.tasks import Tasks


class SearchDesk(QObject):
    """Hands questions to the services and tells their answers."""

    found = Signal(object, int)
    """A result, and how many documents its words have without its filters."""
    search_failed = Signal(object)
    page_came = Signal(object)
    page_failed = Signal(str, object)
    marks_came = Signal(str, object)

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

    def open(self, document_id: str) -> None:
        """Ask for the page of a document."""
        self._tasks.start(
            Lane.SEARCH,
            lambda session, _report: session.library.page(document_id),
            self.page_came.emit,
            Handlers(failed=lambda error: self.page_failed.emit(document_id, error)),
            replaces="page",
        )

    def find_marks(self, query: Query, document_id: str, text: str) -> None:
        """Ask where the words of a query stand in the text of a document."""
        self._tasks.start(
            Lane.SEARCH,
            lambda session, _report: session.searching.marks(query, text),
            lambda ranges: self.marks_came.emit(document_id, ranges),
            replaces="marks",
        )


def _asked(searching: Searching, query: Query) -> tuple[SearchResult, int]:
    result = searching.search(query)
    if result.total or not query.filters:
        return result, result.total
    return result, searching.search(replace(query.without_filters(), limit=1)).total
