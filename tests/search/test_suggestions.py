"""「もしかして」: one slip of the finger away from what the library says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.domain.query import Match, MatchMode, Query
from kb_app.search.suggestions import one_edit_apart

if TYPE_CHECKING:
    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session

WORDS = st.text(alphabet="abc", max_size=6)


@pytest.mark.parametrize(
    ("one", "other"),
    [("まいなんばー", "まいなんば"), ("rpa", "rap"), ("rpa", "rpb"), ("rpa", "rxpa"), ("a", ""), ("ab", "ba")],
)
def test_one_slip_is_one_edit(one: str, other: str):
    assert one_edit_apart(one, other)
    assert one_edit_apart(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("rpa", "rpa"), ("rpa", "r"), ("abcd", "badc"), ("abc", "cba"), ("abc", "xbz")]
)
def test_two_slips_or_none_are_not(one: str, other: str):
    assert not one_edit_apart(one, other)


@given(WORDS, WORDS)
def test_one_edit_is_what_trying_every_edit_finds(one: str, other: str):
    edits = {one[:i] + one[i + 1 :] for i in range(len(one))}
    edits |= {one[:i] + letter + one[i:] for i in range(len(one) + 1) for letter in "abc"}
    edits |= {one[:i] + letter + one[i + 1 :] for i in range(len(one)) for letter in "abc"}
    edits |= {one[:i] + one[i + 1] + one[i] + one[i + 2 :] for i in range(len(one) - 1)}
    assert one_edit_apart(one, other) == (other in edits - {one})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("マイナンバーカド", "マイナンバーカード"),
        ("マイナンバカード", "マイナンバーカード"),
        ("チャットポット", "チャットボット"),
        ("チャトボット", "チャットボット"),
        ("キャシュレス", "キャッシュレス"),
        ("テレワーワク", "テレワーク"),
    ],
)
def test_a_misspelt_word_leads_to_the_word_of_the_library(library: Session, typed: str, meant: str):
    # When a word with a slip is sought
    result = library.searching.search(Query(typed))
    # Then the word that was meant is suggested, and searching for that finds documents with all of it
    assert result.suggestions
    assert " " not in result.suggestions[0]
    again = library.searching.search(Query(result.suggestions[0]))
    assert again.total_all_words > 0
    assert set(again_ids(library, meant)) & {hit.id for hit in again.hits if hit.match is Match.ALL}


@pytest.mark.parametrize(
    ("typed", "apart"),
    [
        ("ヴェルトロットハイム", "ヴェルト ロットハイム"),
        ("ROSKonsortium", "ROS Konsortium"),
        ("信長命", None),  # 命 alone is no word that this could be made of
    ],
)
def test_unknown_words_typed_without_a_space_are_taken_apart(app: App, typed: str, apart: str | None):
    # Given words that no dictionary has, in one document of our own
    app.paths.own_cases_dir.mkdir(parents=True)
    text = "---\ntitle: 町の名\n---\nROSとKonsortiumと、ヴェルトとロットハイムと、信長。\n"
    (app.paths.own_cases_dir / "names.md").write_text(text, encoding="utf-8")
    # When two of them are typed as one
    with app.session() as session:
        session.indexing.update()
        result = session.searching.search(Query(typed))
    # Then they are suggested with a space, and the document is listed already as having some of the words
    assert (result.suggestions[:1] == (apart,)) == (apart is not None)
    if apart:
        assert (result.hits[0].title, result.hits[0].match) == ("町の名", Match.SOME)


def test_no_space_is_missed_where_the_words_are_found_together(library: Session):
    # When words that a dictionary knows are typed as one, and a document holds them
    result = library.searching.search(Query("仙台市磐梯町チャット"))
    # Then it is found, and nothing else is suggested
    assert result.total_all_words
    assert not result.suggestions


def test_what_was_meant_is_listed_with_the_rest(library: Session):
    # When one of two words has a slip
    result = library.searching.search(Query("テレワーワク 研修"))
    # Then documents with the word that was meant are listed too, and one that has both words stands first
    meant = {hit.id for hit in library.searching.search(Query("テレワーク 研修", mode=MatchMode.ALL)).hits}
    assert result.total_all_words == 0
    assert result.hits[0].id in meant
    # And it is marked in the document, and its synonyms can be unticked
    assert library.searching.marks(result.query, "テレワークの研修を始めた") == ((0, 5), (6, 8))
    assert result.synonyms.keys() <= result.offered.keys()


def again_ids(library: Session, word: str) -> list[str]:
    return [hit.id for hit in library.searching.search(Query(word, mode=MatchMode.ALL)).hits]


def test_a_word_that_is_found_brings_no_suggestion(library: Session):
    assert library.searching.search(Query("マイナンバーカード")).suggestions == ()


def test_a_word_like_nothing_brings_no_suggestion(library: Session):
    result = library.searching.search(Query("qzxvkjw"))
    assert (result.suggestions, result.total) == ((), 0)


def test_exact_mode_suggests_nothing(library: Session):
    assert library.searching.search(Query("チャットポット", mode=MatchMode.EXACT)).suggestions == ()
