"""Asks the index."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kb_app.domain.query import Query, SearchResult
    from kb_app.search.engine import SearchEngine


class Searching:
    """Answers queries for one thread."""

    def __init__(self, engine: SearchEngine) -> None:
        self._engine = engine

    def search(self, query: Query) -> SearchResult:
        """Answer `query`; without words it lists every document that passes the filters.

        Raises:
            KbError: the index cannot be opened.
        """
        return self._engine.search(query)

    def titles(self, documents: Iterable[str]) -> dict[str, str]:
        """Return the titles of documents by id, of those that the index has."""
        return self._engine.titles(documents)

    def marks(self, query: Query, text: str) -> tuple[tuple[int, int], ...]:
        """Return the ranges (start, end in characters) of `text` that the query's words and their synonyms hit."""
        return self._engine.marks(query, text)
