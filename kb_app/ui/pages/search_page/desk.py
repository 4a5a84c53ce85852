"""Asks for results, documents and marks in the search lane; only the newest answer of each counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kb_app.ui.tasks import Handlers, Lane

if TYPE_CHECKING:
    from kb_app.domain.query import Query
    from kb_app.ui.tasks import Tasks


class SearchDesk(QObject):
    """Hands questions to the services and tells their answers."""

    found = Signal(object)
    search_failed = Signal(object)
    page_came = Signal(object)
    page_failed = Signal(object)
    marks_came = Signal(str, object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks

    def search(self, query: Query) -> None:
        """Ask for the documents of a query."""
        self._tasks.start(
            Lane.SEARCH,
            lambda session, _report: session.searching.search(query),
            self.found.emit,
            Handlers(failed=self.search_failed.emit),
            replaces="search",
        )

    def open(self, document_id: str) -> None:
        """Ask for the page of a document."""
        self._tasks.start(
            Lane.SEARCH,
            lambda session, _report: session.library.page(document_id),
            self.page_came.emit,
            Handlers(failed=self.page_failed.emit),
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
