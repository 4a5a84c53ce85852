"""Notes are found beside documents: what of them is searched, shown, filtered, counted and ordered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from kb_app.domain.note import Note, Visibility
from kb_app.domain.query import FilterAxis, Match, MatchMode, Query, Sort
from tests.case_files import GOOD, WORD, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session
    from kb_app.domain.query import Hit, SearchResult

OWN, TITLE = "kosai-umbrella", "かささぎ通知で傘の貸し出しを知らせる"


@pytest.fixture
def indexed(small_app: App) -> Iterator[Session]:
    """Six bundled documents and an own one."""
    write(small_app.paths.own_cases_dir / "a.md", GOOD)
    with small_app.session() as session:
        session.indexing.update()
        yield session


def asked(session: Session, words: str, **filters: str) -> SearchResult:
    chosen = {FilterAxis(axis): frozenset({value}) for axis, value in filters.items()}
    return session.searching.search(Query(words, chosen, mode=MatchMode.ALL))


def note(session: Session, text: str, document: str = OWN) -> Note:
    kept = session.notes.add(document, text)
    session.indexing.refresh()
    return kept


def hit_of(session: Session, words: str) -> Hit:
    (hit,) = asked(session, words).hits
    return hit


def test_a_note_is_a_hit_of_its_own_with_the_document_it_is_about(indexed: Session):
    kept = note(indexed, "# かわせみの件\n- [ ] 環境課に聞く")
    hit = hit_of(indexed, "環境課")
    assert (hit.id, hit.kind, hit.title) == (kept.id, "note", "かわせみの件")
    assert (hit.document, hit.document_title, hit.path) == (OWN, TITLE, f"note/{kept.id}")
    # What stands of the document is its place and attributes, not how sure it is
    assert (hit.municipality, hit.prefecture, hit.steps, hit.areas) == (
        "湖西市",
        "静岡県",
        ("execute_measure",),
        ("ai_rpa",),
    )
    assert (hit.confidence, hit.notes, hit.match) == ("", 0, Match.ALL)
    # The word is marked in the snippet, and there is no sign of the box
    ((start, end),) = hit.snippet.marks
    assert hit.snippet.text[start:end] == "環境課"
    assert not set("☐[]") & set(hit.snippet.text)


def test_a_note_on_its_own_is_about_nothing(indexed: Session):
    note(indexed, "かわせみ", "")
    hit = hit_of(indexed, "かわせみ")
    assert (hit.document, hit.document_title, hit.municipality, hit.steps) == ("", "", "", ())
    assert asked(indexed, "かわせみ", kind="note").total == 1
    for filters in ({"status": "unread"}, {"step": "execute_measure"}, {"kind": "case"}, {"kind": "own"}):
        assert asked(indexed, "かわせみ", **filters).total == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("かわせみが来た", "カワセミ"),
        ("ＲＰＡＸの見積り", "rpax"),
        ("**太い**字", "太い字"),
        ("担当<A課>に聞く", "<a課>"),
        ("plan_2026_v2.xlsx を直す", "plan_2026_v2"),
        ("外字\ue000さん", "外字\ue000さん"),
        ("👩🏽‍💻が担当", "👩🏽‍💻"),
        ("שלום", "שלום"),
        ("一行目\n二行目", '"一行目 二行目"'),
        ("[案内](https://example.jp/x)を読む", "案内を読む"),
        ("```\nSELECT かわせみ\n```", "select"),
        ("| 表 | 値 |\n|---|---|\n| かわせみ | 3羽 |", "3羽"),
    ],
)
def test_what_a_person_reads_of_a_note_is_found(indexed: Session, text: str, words: str):
    kept = note(indexed, text)
    assert [hit.id for hit in asked(indexed, words).hits] == [kept.id]


@pytest.mark.parametrize("words", ["example", "☐", "check"])
def test_what_nobody_reads_of_a_note_is_not_found(indexed: Session, words: str):
    note(indexed, "- [ ] [案内](https://example.jp/x)を読む")
    assert asked(indexed, words).total == 0


def test_author_and_section_are_found(small_app: App):
    small_app.settings = replace(small_app.settings, author="夜鳴鶯子", section="河川かわせみ課")
    with small_app.session() as session:
        session.notes.add("", "雨")
        session.indexing.update()
        assert hit_of(session, "夜鳴鶯子").title == hit_of(session, "河川かわせみ課").title == "雨"


def test_a_document_tells_how_many_notes_there_are_on_it(indexed: Session):
    first = note(indexed, "一")
    note(indexed, "二")
    note(indexed, "三", "")
    assert hit_of(indexed, WORD).notes == 2
    indexed.notes.delete(first.id)
    indexed.indexing.refresh()
    assert hit_of(indexed, WORD).notes == 1


def test_a_note_is_no_text_of_its_document(indexed: Session):
    note(indexed, "かわせみ")
    assert [hit.kind for hit in asked(indexed, "かわせみ").hits] == ["note"]
    assert asked(indexed, f"{WORD} かわせみ").total == 0


def test_a_note_that_changes_goes_or_comes_back_is_found_as_it_is_now(indexed: Session):
    kept = note(indexed, "かわせみ")
    indexed.notes.save(kept.id, "あおさぎ", "two")
    indexed.indexing.refresh()
    assert (asked(indexed, "かわせみ").total, asked(indexed, "あおさぎ").total) == (0, 1)
    indexed.notes.delete(kept.id)
    indexed.indexing.refresh()
    assert asked(indexed, "あおさぎ").total == 0
    indexed.notes.take_back(kept.id)
    indexed.indexing.refresh()
    assert hit_of(indexed, "あおさぎ").id == kept.id


def test_filters_of_the_document_hold_for_its_notes_and_are_counted(indexed: Session):
    note(indexed, "かわせみ")
    note(indexed, "かわせみ", "bandai-dx-office")
    note(indexed, "かわせみ", "")
    found = asked(indexed, "かわせみ")
    assert found.facets[FilterAxis.KIND] == {"note": 3}
    assert found.facets[FilterAxis.PREFECTURE] == {"静岡県": 1, "福島県": 1}
    assert [hit.document for hit in asked(indexed, "かわせみ", prefecture="福島県").hits] == ["bandai-dx-office"]
    assert [hit.document for hit in asked(indexed, "かわせみ", tag="CDO").hits] == ["bandai-dx-office"]
    assert asked(indexed, "", kind="note").total == 3
    assert asked(indexed, "").searched == 10


def test_who_looks_through_documents_sees_notes_when_they_ask_for_that_kind(indexed: Session):
    kept = note(indexed, "かわせみ")
    # Given no words, then notes are left out of the list and its counts, whatever else is filtered,
    everything = asked(indexed, "")
    assert kept.id not in [hit.id for hit in everything.hits]
    assert (everything.total, everything.facets[FilterAxis.KIND]) == (7, {"case": 7, "own": 1})
    assert [hit.id for hit in asked(indexed, "", prefecture="静岡県").hits] == [OWN]
    # but ticking their kind is offered, and lists them, also under a filter of their document
    assert everything.choices[FilterAxis.KIND] == {"case": 7, "own": 1, "note": 1}
    assert everything.choices[FilterAxis.STATUS] == {"unread": 7}
    assert [hit.id for hit in asked(indexed, "", kind="note", prefecture="静岡県").hits] == [kept.id]
    assert asked(indexed, "", kind="note").choices[FilterAxis.STATUS] == {"unread": 1}


def test_notes_are_ordered_by_their_date(indexed: Session):
    older, newer = note(indexed, "かわせみ 一"), note(indexed, "かわせみ 二")
    by_date = indexed.searching.search(Query("かわせみ", mode=MatchMode.ALL, sort=Sort.DATE)).hits
    assert [hit.id for hit in by_date] == [newer.id, older.id]


@pytest.mark.parametrize(
    "text",
    ["", "\u3000\n", "#", "- [ ]", "\u200b", "```\n```", "---", "![](x.png)", "\x1f", "\ud83d", "\x02\x03"],
    ids=ascii,
)
def test_a_note_that_says_nothing_is_listed_and_disturbs_nothing(indexed: Session, text: str):
    kept = note(indexed, text)
    assert kept.id in [hit.id for hit in asked(indexed, "", kind="note").hits]
    assert asked(indexed, WORD).total == 1
    assert indexed._index.is_sound()


def test_a_note_on_many_lines_is_quoted_where_the_word_stands(indexed: Session):
    note(indexed, "はじめの文。\n" * 100 + "ここに夜鳴鶯がいる。\n" + "あとの文。\n" * 100)
    hit = hit_of(indexed, "夜鳴鶯")
    ((start, end),) = hit.snippet.marks
    assert hit.snippet.text[start:end] == "夜鳴鶯"


def test_whom_a_note_is_for_makes_no_difference_to_who_wrote_it(indexed: Session):
    for visibility in Visibility:
        indexed.notes.add("", "かわせみ", visibility)
    indexed.indexing.refresh()
    assert asked(indexed, "かわせみ").total == 3


def test_a_note_about_an_id_that_looks_like_another_is_about_its_own(indexed: Session):
    # The id of a note is none of a document, whatever it is asked for by
    kept = note(indexed, "かわせみ")
    note(indexed, "あおさぎ", kept.id)
    assert hit_of(indexed, "あおさぎ").document_title == ""
    assert hit_of(indexed, WORD).notes == 1
