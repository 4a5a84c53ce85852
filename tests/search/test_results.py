"""What a result list shows: snippets, marks, counts, order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.domain.folding import fold
from kb_app.domain.query import FilterAxis, MatchMode, Query, Sort
from kb_app.search.results import SNIPPET_LENGTH
from tests.case_files import GOOD, front, write

if TYPE_CHECKING:
    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session


@pytest.mark.parametrize("words", ["窓口", "RPA", "マイナンバーカード", "窓口 待ち時間", "電話を減らす"])
def test_snippets_are_short_and_their_marks_stand_in_them(library: Session, words: str):
    result = library.searching.search(Query(words))
    assert result.hits
    for hit in result.hits:
        assert len(hit.snippet.text) <= SNIPPET_LENGTH + 2
        assert all(0 <= start < end <= len(hit.snippet.text) for start, end in hit.snippet.marks)
        assert list(hit.snippet.marks) == sorted(hit.snippet.marks)
        assert all(0 <= start < end <= len(hit.title) for start, end in hit.title_marks)


def test_a_mark_covers_the_word_as_it_is_written(library: Session):
    result = library.searching.search(Query("rpa", mode=MatchMode.ALL, synonyms=False))
    marked = {fold(hit.snippet.text[start:end]) for hit in result.hits for start, end in hit.snippet.marks}
    assert marked == {"rpa"}


def test_a_snippet_quotes_the_passage_that_was_found(small_app: App):
    # Given a long text with the word near its end
    write(
        small_app.paths.own_cases_dir / "a.md",
        GOOD + "はじめの文。" * 100 + "ここに夜鳴鶯がいる。" + "あとの文。" * 100,
    )
    with small_app.session() as session:
        session.indexing.update()
        # When it is found
        (hit,) = session.searching.search(Query("夜鳴鶯", mode=MatchMode.ALL)).hits
        # Then the snippet shows the word, marked, between dots
        ((start, end),) = hit.snippet.marks
        assert hit.snippet.text[start:end] == "夜鳴鶯"
        assert hit.snippet.text[0] == hit.snippet.text[-1] == "…"


def test_without_words_the_snippet_is_the_summary(library: Session):
    cases = {document.case.id: document.case for document in library.library.documents()}
    for hit in library.searching.search(Query()).hits:
        summary = cases[hit.id].summary
        assert hit.snippet.marks == ()
        if summary:
            assert hit.snippet.text.rstrip("…") == summary[:SNIPPET_LENGTH]


def test_a_hit_shows_what_its_file_says(library: Session):
    (hit,) = [hit for hit in library.searching.search(Query()).hits if hit.id == "kosai-line-chatbot"]
    case = library.library.document(hit.id).case
    assert (hit.title, hit.municipality, hit.prefecture, hit.code) == (case.title, "湖西市", "静岡県", "222216")
    assert (hit.steps, hit.areas, hit.tags) == (case.steps, case.priority_areas, case.tags)
    assert (hit.confidence, hit.kind, hit.municipality_class) == ("unsourced", "case", "city")
    assert hit.path == "bundled/municipalities/kosai-line-chatbot.md"


def test_facets_are_the_counts_of_a_plain_count(library: Session):
    documents = library.library.documents()
    facets = library.searching.search(Query()).facets
    for axis, values in (
        (FilterAxis.STEP, "steps"),
        (FilterAxis.AREA, "priority_areas"),
        (FilterAxis.BARRIER, "barriers"),
        (FilterAxis.TAG, "tags"),
    ):
        counted: dict[str, int] = {}
        for document in documents:
            for value in set(getattr(document.case, values)):
                counted[value] = counted.get(value, 0) + 1
        assert dict(facets[axis]) == counted


def test_own_cases_are_counted_as_cases_and_as_own(small_app: App):
    write(small_app.paths.own_cases_dir / "a.md", GOOD)
    with small_app.session() as session:
        session.indexing.update()
        result = session.searching.search(Query())
        assert dict(result.facets[FilterAxis.KIND]) == {"case": 7, "own": 1}
        own = session.searching.search(Query(filters={FilterAxis.KIND: frozenset({"own"})}))
        assert [hit.id for hit in own.hits] == ["kosai-umbrella"]


def test_an_unknown_id_of_an_axis_can_be_filtered_by(small_app: App):
    write(small_app.paths.own_cases_dir / "a.md", GOOD.replace("[ai_rpa]", "[metaverse]"))
    with small_app.session() as session:
        session.indexing.update()
        found = session.searching.search(Query(filters={FilterAxis.AREA: frozenset({"metaverse"})}))
        assert [hit.id for hit in found.hits] == ["kosai-umbrella"]


def test_places_are_ordered_by_their_reading_and_pages_without_one_come_last(small_app: App):
    for name, place in (("a", "湖西市"), ("b", "会津若松市"), ("c", "浜松市")):
        write(
            small_app.paths.own_cases_dir / f"{name}.md",
            front("title: 鶯鳴", f"municipality: {{name: {place}, kana: {READINGS[place]}}}"),
        )
    write(small_app.paths.own_cases_dir / "d.md", front("title: 鶯鳴", "kind: reference"))
    with small_app.session() as session:
        session.indexing.update()
        hits = session.searching.search(Query("鶯鳴", mode=MatchMode.ALL, sort=Sort.MUNICIPALITY)).hits
        assert [hit.municipality for hit in hits] == ["会津若松市", "湖西市", "浜松市", ""]


READINGS = {"湖西市": "こさいし", "会津若松市": "あいづわかまつし", "浜松市": "はままつし"}


@pytest.mark.parametrize(
    ("sort", "order"), [(Sort.POPULATION, ["b", "c", "a", "d"]), (Sort.DATE, ["c", "a", "b", "d"])]
)
def test_the_largest_and_the_newest_come_first_and_what_is_not_known_last(small_app: App, sort: Sort, order: list[str]):
    # Given cases with and without a population and a date
    for name, population, updated in (
        ("a", 900, "2024-05"),
        ("b", 1_000_000, "2024"),
        ("c", 58_000, "2025-01-01"),
        ("d", "", ""),
    ):
        place = f"municipality: {{name: 湖西市, population: {population}}}"
        write(
            small_app.paths.own_cases_dir / f"{name}.md",
            front(f"id: case-{name}", "title: 鶯鳴", place, f"updated: {updated}"),
        )
    with small_app.session() as session:
        session.indexing.update()
        # When they are listed in that order
        hits = session.searching.search(Query("鶯鳴", mode=MatchMode.ALL, sort=sort)).hits
        # Then the largest, or the newest, comes first
        assert [hit.id for hit in hits] == [f"case-{name}" for name in order]


@pytest.mark.parametrize("words", ["", "窓口", "電話を減らす"])
def test_tags_are_counted_the_same_over_documents_and_over_tags(
    library: Session, monkeypatch: pytest.MonkeyPatch, words: str
):
    # GIVEN a result whose tags were counted document by document
    by_document = library.searching.search(Query(words)).facets[FilterAxis.TAG]
    # WHEN no number of documents is few THEN counting tag by tag comes to the same, in the same order
    monkeypatch.setattr("kb_app.search.results._DOCUMENTS_FOR_A_TAG", 0)
    by_tag = library.searching.search(Query(words)).facets[FilterAxis.TAG]
    assert list(by_document.items()) == list(by_tag.items())
    assert by_tag
