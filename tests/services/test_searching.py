"""Asking the index through the service: filters, order, limits and marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.base.errors import KbError
from kb_app.domain.query import FilterAxis, Match, MatchMode, Query, Sort

if TYPE_CHECKING:
    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session


def ids(session: Session, query: Query) -> list[str]:
    return [hit.id for hit in session.searching.search(query).hits]


def test_without_words_every_document_is_listed(library: Session):
    result = library.searching.search(Query())
    assert result.total == result.searched == len(result.hits) == len(library.library.documents())
    assert {hit.match for hit in result.hits} == {Match.ALL}


def test_values_of_one_axis_are_alternatives(library: Session):
    first = ids(library, Query(filters={FilterAxis.STEP: frozenset({"mindset"})}))
    second = ids(library, Query(filters={FilterAxis.STEP: frozenset({"plan_and_act"})}))
    both = ids(library, Query(filters={FilterAxis.STEP: frozenset({"mindset", "plan_and_act"})}))
    assert set(both) == {*first, *second}
    assert first
    assert second


def test_axes_narrow_each_other(library: Session):
    step, area = {FilterAxis.STEP: frozenset({"execute_measure"})}, {FilterAxis.AREA: frozenset({"ai_rpa"})}
    together = ids(library, Query(filters=step | area))
    assert set(together) == set(ids(library, Query(filters=step))) & set(ids(library, Query(filters=area)))
    assert together


def test_a_value_that_nobody_has_lists_nothing_and_an_empty_choice_does_not_narrow(library: Session):
    assert ids(library, Query(filters={FilterAxis.TAG: frozenset({"誰も付けない札"})})) == []
    assert ids(library, Query(filters={FilterAxis.TAG: frozenset()})) == ids(library, Query())


def test_facets_count_what_is_listed(library: Session):
    result = library.searching.search(Query("窓口", filters={FilterAxis.KIND: frozenset({"case"})}))
    counted = {step: sum(step in hit.steps for hit in result.hits) for step in result.facets[FilterAxis.STEP]}
    assert dict(result.facets[FilterAxis.STEP]) == counted
    assert dict(result.facets[FilterAxis.KIND]) == {"case": result.total}


def test_choices_say_what_ticking_would_list(library: Session):
    narrowed = library.searching.search(Query("窓口", filters={FilterAxis.KIND: frozenset({"case"})}))
    for value, count in narrowed.choices[FilterAxis.KIND].items():
        assert len(ids(library, Query("窓口", filters={FilterAxis.KIND: frozenset({value})}))) == count
    assert set(narrowed.choices[FilterAxis.KIND]) >= {"case", "reference"}


def test_a_limit_cuts_the_list_and_not_the_count(library: Session):
    everything = library.searching.search(Query("窓口"))
    cut = library.searching.search(Query("窓口", limit=2))
    assert cut.hits == everything.hits[:2]
    assert (cut.total, cut.facets) == (everything.total, everything.facets)


def test_documents_with_all_words_come_before_those_with_some(library: Session):
    for sort in Sort:
        matches = [hit.match for hit in library.searching.search(Query("窓口 待ち時間", sort=sort)).hits]
        assert matches == sorted(matches, key=lambda match: match is Match.SOME)


def test_modes_ask_for_all_any_or_the_exact_words(library: Session):
    first, second = (
        set(ids(library, Query("RPA", mode=MatchMode.ALL))),
        set(ids(library, Query("LINE", mode=MatchMode.ALL))),
    )
    assert set(ids(library, Query("RPA LINE", mode=MatchMode.ALL))) == first & second
    assert set(ids(library, Query("RPA LINE", mode=MatchMode.ANY))) == first | second


def test_marks_are_where_the_words_and_their_synonyms_stand(library: Session):
    text = "職員の働き方。ＲＰＡで作業時間を減らした。"
    marked = [text[start:end] for start, end in library.searching.marks(Query("rpa"), text)]
    assert marked == ["ＲＰＡ"]
    assert library.searching.marks(Query(), text) == ()


def test_without_an_index_the_trouble_is_said_in_words(small_app: App):
    with small_app.session() as session, pytest.raises(KbError):
        session.searching.search(Query("窓口"))
