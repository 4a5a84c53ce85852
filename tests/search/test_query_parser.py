"""What a person types becomes terms; nothing but quotation marks is an operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.base.paths import AppPaths
from kb_app.domain.folding import fold
from kb_app.domain.query import MatchMode, Query
from kb_app.search.analyzer import Analyzer
from kb_app.search.query_parser import MOST_TERMS, QueryParser
from kb_app.search.synonyms import Synonyms, read_synonyms

if TYPE_CHECKING:
    from kb_app.search.query_parser import ParsedQuery


@pytest.fixture(scope="session")
def parser(tmp_path_factory: pytest.TempPathFactory) -> QueryParser:
    resources = AppPaths.under(tmp_path_factory.mktemp("x")).resources_dir
    return QueryParser(Analyzer(), read_synonyms(resources / "synonyms.yaml"))


def shown(parsed: ParsedQuery) -> list[str]:
    return [term.whole.shown for term in parsed.terms]


@pytest.mark.parametrize("text", ["RPA 窓口", "RPA\u3000窓口", " RPA \t\u3000 窓口\n", "RPA\u00a0窓口"])
def test_white_space_of_any_kind_separates_terms(parser: QueryParser, text: str):
    assert shown(parser.parse(Query(text))) == ["RPA", "窓口"]


@pytest.mark.parametrize("text", ['"待ち 時間" 窓口', "“待ち 時間” 窓口", "＂待ち 時間＂ 窓口"])
def test_a_quoted_phrase_is_one_term_with_its_space(parser: QueryParser, text: str):
    phrase, other = parser.parse(Query(text)).terms
    assert (phrase.whole.shown, phrase.quoted, phrase.words) == ("待ち 時間", True, ())
    assert (other.whole.shown, other.quoted) == ("窓口", False)


@pytest.mark.parametrize("text", ['"窓口', '窓口"', '""窓口', '5"管'])
def test_a_quotation_mark_without_its_partner_is_a_character(parser: QueryParser, text: str):
    assert shown(parser.parse(Query(text))) == [text]


@pytest.mark.parametrize("text", ["", " ", "\u3000", '" "'])
def test_nothing_typed_is_no_term(parser: QueryParser, text: str):
    assert parser.parse(Query(text)).terms == ()


@pytest.mark.parametrize("text", ["-窓口", "NOT", "OR", "(窓口)", "窓口*", "title:窓口", "^[a]$", "窓口?"])
def test_signs_of_other_searches_are_characters(parser: QueryParser, text: str):
    (term,) = parser.parse(Query(text)).terms
    assert term.whole.forms[0] == fold(text)


def test_more_terms_than_a_person_types_are_cut(parser: QueryParser):
    assert len(parser.parse(Query(" ".join(f"語{n}" for n in range(500)))).terms) == MOST_TERMS


def test_a_sentence_counts_through_its_content_words(parser: QueryParser):
    (term,) = parser.parse(Query("電話の件数を減らしたい")).terms
    assert [word.shown for word in term.words] == ["電話", "件数", "減らし"]


def test_synonyms_are_forms_and_are_offered(parser: QueryParser):
    parsed = parser.parse(Query("脱ハンコ"))
    (term,) = parsed.terms
    assert fold("押印廃止") in term.whole.forms
    assert "押印廃止" in dict(term.whole.synonyms)
    assert "押印廃止" in parsed.offered["脱ハンコ"]


def test_an_unticked_synonym_is_offered_and_not_used(parser: QueryParser):
    parsed = parser.parse(Query("脱ハンコ", unticked=frozenset({fold("押印廃止")})))
    (term,) = parsed.terms
    assert fold("押印廃止") not in term.whole.forms
    assert fold("ハンコレス") in term.whole.forms
    assert "押印廃止" in parsed.offered["脱ハンコ"]


def test_other_okurigana_is_a_form(parser: QueryParser):
    (term,) = parser.parse(Query("転入手続")).terms
    assert fold("転入手続き") in term.whole.forms


def test_without_synonyms_a_term_is_only_itself(parser: QueryParser):
    for word in ("脱ハンコ", "転入手続"):
        parsed = parser.parse(Query(word, synonyms=False))
        assert parsed.terms[0].whole.forms == (fold(word),)
        assert parsed.offered == {}


def test_exact_mode_keeps_what_was_typed(parser: QueryParser):
    parsed = parser.parse(Query("ＲＰＡ 脱ハンコ", mode=MatchMode.EXACT))
    assert parsed.exact
    assert [term.whole.forms for term in parsed.terms] == [("ＲＰＡ",), ("脱ハンコ",)]
    assert all(term.words == () for term in parsed.terms)


@given(text=st.text(max_size=60), mode=st.sampled_from(MatchMode))
def test_any_text_is_a_query(parser: QueryParser, text: str, mode: MatchMode):
    parsed = parser.parse(Query(text, mode=mode))
    assert len(parsed.terms) <= MOST_TERMS
    assert all(term.whole.forms and all(term.whole.forms) for term in parsed.terms)


@pytest.mark.parametrize(
    ("compound", "loosened"),
    [
        ("押印廃止", ("押印の廃止",)),
        ("部署間連携不足", ("部署間の連携不足", "部署間連携の不足")),
        ("書かない窓口", ()),
        ("減らす", ()),
        ("らいん", ()),
        ("窓口", ()),
    ],
)
def test_a_compound_of_nouns_is_also_found_with_no_between(compound: str, loosened: tuple[str, ...]) -> None:
    # GIVEN a compound WHEN it is a term THEN it stands with its looser forms as spellings of itself, if synonyms are on
    parser = QueryParser(Analyzer(), Synonyms({}, []))
    need = parser.parse(Query(compound)).terms[0].whole
    assert need.forms == (fold(compound), *map(fold, loosened))
    assert need.own == len(need.forms)
    assert parser.parse(Query(compound, synonyms=False)).terms[0].whole.forms == (fold(compound),)
