"""The definitions of a term, of `all` and of `some`, on the bundled library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.domain.query import FilterAxis, Match, MatchMode, Query, Sort

if TYPE_CHECKING:
    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session
    from kb_app.domain.query import SearchResult


SENTENCE = "税の窓口で職員が申請する市民"


def ids(result: SearchResult, match: Match) -> set[str]:
    return {hit.id for hit in result.hits if hit.match is match}


@pytest.mark.parametrize(("verb", "other"), [("行く", "行う"), ("生む", "生かす")])
def test_verbs_that_share_a_kanji_are_different_words(library: Session, verb: str, other: str) -> None:
    # GIVEN two verbs of which the library holds the second WHEN the first is searched
    first = ids(library.searching.search(Query(verb)), Match.ALL)
    second = ids(library.searching.search(Query(other)), Match.ALL)
    # THEN the second's documents are not taken for the first's
    assert second - first


def test_another_form_of_a_verb_is_found(library: Session) -> None:
    assert "kosai-line-chatbot" in ids(library.searching.search(Query("電話 減らす")), Match.ALL)
    assert "kosai-line-chatbot" not in ids(library.searching.search(Query("電話 減らす", synonyms=False)), Match.ALL)


def test_half_of_a_word_that_stands_is_no_part_of_it(library: Session) -> None:
    # GIVEN a village whose name stands in the library WHEN it is searched
    result = library.searching.search(Query("昭和村"))
    # THEN another village is not listed for its last character
    assert not {"hidaka-kochi-smartphone", "kawauchi-dx-office"} & {hit.id for hit in result.hits}


def test_one_word_that_tells_much_is_half_of_a_question(app: App) -> None:
    # GIVEN a document with the one word of a question that no other document has
    app.paths.own_cases_dir.mkdir(parents=True)
    text = "---\ntitle: 庭の話\n---\n水琴窟は地中に音を響かせる。\n"
    (app.paths.own_cases_dir / "garden.md").write_text(text, encoding="utf-8")
    # WHEN it is asked for with words that stand in many THEN it is listed, though most words are not in it
    with app.session() as session:
        session.indexing.update()
        result = session.searching.search(Query("職員が市民の窓口で水琴窟を使う業務は"))
    assert ("庭の話", Match.SOME) in [(hit.title, hit.match) for hit in result.hits]


def test_the_order_of_terms_does_not_change_what_is_found(library: Session) -> None:
    # GIVEN a sentence and a word of it, which count in different ways WHEN they are typed in either order
    found = [library.searching.search(Query(text)) for text in (f"税 {SENTENCE}", f"{SENTENCE} 税")]
    # THEN the same documents have all and some of them
    assert ids(found[0], Match.ALL) == ids(found[1], Match.ALL)
    assert ids(found[0], Match.SOME) == ids(found[1], Match.SOME)


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("DXって何ですか", "DX"),
        ("DXとは何か", "DX"),
        ("除雪車はどこにいますか", "除雪車"),
        ("予算がないときはどうすればよい", "予算"),
        ("窓口はどこ？", "窓口"),
        ("RPAって何", "RPA"),
    ],
)
def test_a_question_about_one_word_finds_that_word(library: Session, question: str, word: str) -> None:
    # WHEN one word is asked about in a sentence THEN the documents with the word are found, with all the sentence says
    asked = library.searching.search(Query(question, synonyms=False))
    assert ids(library.searching.search(Query(word, synonyms=False)), Match.ALL) <= ids(asked, Match.ALL)
    assert library.searching.search(Query(question)).total >= asked.total > 0


@pytest.mark.parametrize(
    "text", ["RPA導入効果", "豊中市CDO", "予算がないときはどうすればよい", "電話 減らす", "昭和村"]
)
def test_any_of_the_words_lists_no_fewer_than_some_of_them(library: Session, text: str) -> None:
    best, loosest = (library.searching.search(Query(text, mode=mode)) for mode in (MatchMode.BEST, MatchMode.ANY))
    assert {hit.id for hit in best.hits} <= {hit.id for hit in loosest.hits}


def test_words_that_stand_nowhere_count_too(library: Session) -> None:
    # WHEN one of four words is found THEN that is less than half of the query, however common or rare it is
    for word in ("電話", "都城"):
        assert library.searching.search(Query(f"qqqqaaa xxxxbbb vvvvccc {word}")).total == 0


def test_a_phrase_is_found_as_it_stands(library: Session) -> None:
    assert ids(library.searching.search(Query('"できることはすぐ実行"')), Match.ALL) == {
        "sendai-fast-challenge",
        "roadmap-four-steps",
    }
    assert library.searching.search(Query('"すぐ実行できることは"')).total == 0


def test_full_width_space_separates_words(library: Session) -> None:
    spaced = library.searching.search(Query("キャッシュレス\u3000窓口"))
    assert [hit.id for hit in spaced.hits] == [
        hit.id for hit in library.searching.search(Query("キャッシュレス 窓口")).hits
    ]
    assert spaced.total_all_words > 0


def test_modes_list_what_they_say(library: Session) -> None:
    best, all_, any_ = (
        library.searching.search(Query("押印 テレワーク", mode=mode))
        for mode in (MatchMode.BEST, MatchMode.ALL, MatchMode.ANY)
    )
    assert {hit.match for hit in all_.hits} == {Match.ALL}
    assert ids(best, Match.ALL) == ids(all_, Match.ALL) == ids(any_, Match.ALL)
    assert {hit.id for hit in any_.hits} >= {hit.id for hit in best.hits}
    assert [hit.match for hit in best.hits] == sorted(hit.match for hit in best.hits)


def test_counts_agree_with_what_is_listed(library: Session) -> None:
    result = library.searching.search(Query("窓口"))
    assert len(result.hits) == sum(result.facets[FilterAxis.KIND].values()) == result.total
    assert library.searching.search(Query("窓口", limit=3)).total == result.total
    assert len(library.searching.search(Query("窓口", limit=3)).hits) == 3


def test_population_puts_large_places_first_also_where_only_the_band_is_known(library: Session) -> None:
    order = [
        hit.municipality for hit in library.searching.search(Query(sort=Sort.POPULATION)).hits if hit.kind == "case"
    ]
    assert order.index("神戸市") < order.index("磐梯町") < order.index("昭和村")


def test_date_puts_what_began_last_first(library: Session) -> None:
    order = [hit.id for hit in library.searching.search(Query(sort=Sort.DATE)).hits if hit.kind == "case"]
    assert order.index("kashiwa-ai-consultation-chat") < order.index("tsukuba-rpa-trial")


@pytest.mark.parametrize(("typed", "meant"), [("押印廃上", "押印廃止"), ("ちゃっとぼっど", "チャットボット")])
def test_a_slip_of_the_finger_is_offered_as_it_is_written(library: Session, typed: str, meant: str) -> None:
    assert meant in library.searching.search(Query(typed)).suggestions


def test_a_long_run_of_unusual_characters_does_not_stall_the_search(library: Session) -> None:
    assert library.searching.search(Query("・" * 20_000)).elapsed_ms < 20_000
