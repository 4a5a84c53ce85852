"""Any string is a query: nothing is raised, and what comes back is in its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.domain.query import MatchMode, Query
from tests.hostile_queries import hostile_queries

if TYPE_CHECKING:
    from kb_app.bootstrap.session import Session


@pytest.mark.parametrize("mode", MatchMode)
def test_any_string_is_a_query(library: Session, mode: MatchMode) -> None:
    # GIVEN queries that nobody would type, the last of them a hundred thousand characters long
    texts = [*hostile_queries(20261125, 150), *list(hostile_queries(7, 1000))[-1:]]
    for text in texts:
        # WHEN each is asked for in every way
        result = library.searching.search(Query(text, mode=mode, limit=20))
        # THEN it is answered, and the counts agree with one another
        assert len(result.hits) == min(20, result.total)
        assert result.total_all_words <= result.total <= result.searched
        for hit in result.hits:
            assert all(0 <= start < end <= len(hit.snippet.text) for start, end in hit.snippet.marks)
