"""Stock Whoosh is the oracle of the order: the same BM25 over the same postings, by Whoosh's own scorer."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import index, query, scoring

from kb_app.domain.query import MatchMode, Query
from kb_app.search import scorer
from kb_app.search.analyzer import Analyzer
from kb_app.search.mapped_storage import open_index
from kb_app.search.matching import Matcher, Matches
from kb_app.search.query_parser import QueryParser
from kb_app.search.schema import gram_count, gram_counts
from kb_app.search.scorer import Scorer, weighted_terms
from kb_app.search.synonyms import Synonyms
from kb_app.search.view import IndexView
from tests.bench.search.corpus import read_corpus, write_files
from tests.bench.search.library import data_dir, open_library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session


class SameRarity(scoring.BM25F):  # type: ignore[misc]
    """Whoosh's BM25 with our inverse document frequency, which is never negative."""

    def idf(self, searcher, fieldname, text):
        frequency, count = searcher.doc_frequency(fieldname, text), searcher.doc_count_all()
        return math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))


@pytest.mark.parametrize("text", ["電話の問い合わせを減らしたい", "マイナンバーカード 窓口", "職員研修 DX", "AI"])
def test_scores_are_those_of_stock_whoosh(library_app: App, library: Session, text: str) -> None:
    # GIVEN what stock Whoosh finds for the terms of a query
    view = library._index.view()
    parsed = QueryParser(Analyzer(), Synonyms({}, [])).parse(Query(text))
    root = library_app.paths.index_dir
    opened = index.open_dir(str(root / json.loads((root / "manifest.json").read_text(encoding="utf-8"))["folder"]))
    wanted = query.Or([query.Term(*term, boost=weight) for term, weight in weighted_terms(parsed).items()])
    with opened.searcher(weighting=SameRarity(B=0.75, K1=1.2)) as searcher:
        found = searcher.search(wanted, limit=20)
        expected = {found.docnum(place): found.score(place) for place in range(found.scored_length())}
    # WHEN we score the same terms, without the bonus for what stands as typed
    scores = Scorer(view, parsed, Matches(view.every, 0)).best(view.every, None)
    # THEN the scores are the same, and no other document stands higher
    assert expected
    assert {number: scores[number] for number in expected} == pytest.approx(expected, rel=1e-5)
    others = [score for number, score in scores.items() if number not in expected]
    assert max(others, default=0.0) <= min(expected.values()) * (1 + 1e-5)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """Six hundred documents made of sentences of the bundled library: enough for all that is done to score few."""
    root = tmp_path_factory.mktemp("many")
    write_files(read_corpus(root, 600, 1).texts, data_dir(root) / "cases")
    with open_library(root).session() as opened:
        opened.indexing.update()
        yield opened


@pytest.mark.parametrize("text", ["電話の問い合わせを減らしたい", "市", "マイナンバーカード 窓口", "職員 DX", "押印"])
@pytest.mark.parametrize("most", [0, 1, 3, 20])
@pytest.mark.parametrize("shelf", ["library", "many"])
def test_the_best_are_the_best_of_all(request: pytest.FixtureRequest, shelf: str, text: str, most: int) -> None:
    library: Session = request.getfixturevalue(shelf)
    # GIVEN the scores of every document that holds some of the words
    view = library._index.view()
    parsed = QueryParser(Analyzer(), Synonyms({}, [])).parse(Query(text))
    matches = Matcher(view).match(parsed, MatchMode.BEST)
    wanted = matches.all | matches.some
    every = Scorer(view, parsed, matches).best(wanted, None)
    # WHEN only the best are asked for THEN they are the best of all, with the same scores
    best = Scorer(view, parsed, matches).best(wanted, most)
    expected = sorted(every.values(), reverse=True)[:most]
    assert sorted(best.values(), reverse=True)[:most] == pytest.approx(expected)
    assert all(every[number] == pytest.approx(score) for number, score in best.items())


QUESTIONS = [
    "新庁舎の窓口で使う電子申請の職員研修について",
    "マイナンバーカードの交付予約を電話で受け付ける窓口の職員",
    "庁内のテレワーク環境と情報セキュリティ対策の見直し",
    "AI-OCRとRPAで市民税の入力作業を自動化した職員の負担",
]


@pytest.mark.parametrize("text", QUESTIONS)
@pytest.mark.parametrize("most", [1, 3])
def test_what_is_let_go_is_none_of_the_best(
    many: Session, monkeypatch: pytest.MonkeyPatch, text: str, most: int
) -> None:
    # GIVEN the scores of every document by the lists alone
    view = many._index.view()
    parsed = QueryParser(Analyzer(), Synonyms({}, [])).parse(Query(text))
    matches = Matcher(view).match(parsed, MatchMode.ANY)
    with monkeypatch.context() as patch:
        patch.setattr(scorer, "_LOOKUP", view.size)  # every list is added up
        every = Scorer(view, parsed, matches).best(view.every, None)
    # WHEN the best are looked for on a view that has read nothing yet, lists looked up and texts counted
    with open_index(many._index._current()).reader() as reader:
        fresh = Scorer(IndexView(reader), parsed, matches)
        monkeypatch.setattr(scorer, "READ", 0)
        kept = fresh._by_postings(view.every, most)
        best = fresh.best(view.every, most)
    # THEN documents were let go, and the best are the best of all
    assert len(kept) < view.count
    assert sorted(best.values(), reverse=True)[:most] == pytest.approx(sorted(every.values(), reverse=True)[:most])
    assert all(every[number] == pytest.approx(score) for number, score in best.items())


@given(st.text(alphabet="あい う", max_size=12))
def test_grams_are_counted_in_a_text_as_they_are_posted(text: str) -> None:
    posted = gram_counts([text])
    grams = {text[start : start + size] for start in range(len(text)) for size in (1, 2)}
    assert {gram: gram_count(text, gram) for gram in grams if " " not in gram} == posted
