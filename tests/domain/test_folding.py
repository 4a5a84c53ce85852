"""The one folding: what it makes equal, and that it never loses the way back."""

from __future__ import annotations

from itertools import pairwise

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from kb_app.domain.folding import (
    contains,
    find_all,
    fold,
    fold_with_origins,
    is_boundary,
    is_plain,
    is_simple,
    keeps_places,
    merge_ranges,
)

TEXT = st.text(max_size=40) | st.text(
    alphabet="aAｱｶﾞﾊﾟがガか\u3099ーｰ−–〜～ \u3000\n\tｶﾞé\u0301e一ＡＢ㍍①ﬀ´\u200d👨👩각\u1100\u1161", max_size=40
)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ﾏｲﾅﾝﾊﾞｰ", "マイナンバー"),
        ("まいなんばー", "マイナンバー"),
        ("ＲＰＡ", "rpa"),
        ("１２３", "123"),
        ("データ−連携", "データー連携"),
        ("5–7", "5-7"),
        ("9〜17時", "9～17時"),
        ("DX\u3000推進", "dx 推進"),
        ("一\r\n \t二", "一 二"),
        ("ヷ", "わ\u3099"),
        ("㍍", "メートル"),
        ("Straße", "STRASSE"),
    ],
)
def test_what_a_person_types_for_one_another_is_the_same(typed: str, written: str):
    assert fold(typed) == fold(written)


@pytest.mark.parametrize(
    ("one", "other"), [("か", "が"), ("は", "ぱ"), ("つ", "っ"), ("手続", "手続き"), ("気運", "機運")]
)
def test_different_words_stay_different(one: str, other: str):
    assert fold(one) != fold(other)


@given(TEXT)
@example("ʼn")
@example("\u0345\u03b1")
@example("ヷ\u3099")
def test_folding_twice_is_folding_once(text: str):
    assert fold(fold(text)) == fold(text)


@given(TEXT)
@example("a \u00b4")
@example("カ\uff9e")
def test_folding_with_origins_gives_the_same_text(text: str):
    assert fold_with_origins(text).text == fold(text)


@given(TEXT)
def test_origins_never_run_backwards_and_end_with_the_text(text: str):
    folded = fold_with_origins(text)
    assert len(folded.origins) == len(folded.text) + 1
    assert list(folded.origins) == sorted(folded.origins)
    assert folded.origins[-1] == len(text)


@given(TEXT, st.data())
def test_a_span_leads_back_to_text_that_holds_what_was_found(text: str, data: st.DataObject):
    # Given a stretch of folded text
    folded = fold_with_origins(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    # When it is mapped back
    left, right = folded.span(start, end)
    # Then it is a stretch of the original whose folding holds it
    assert 0 <= left < right <= len(text)
    assert folded.text[start:end] in fold(text[left:right])


def test_a_span_of_half_width_kana_covers_both_characters_of_one_sound():
    text = "窓口のﾃﾞｰﾀを"
    folded = fold_with_origins(text)
    start = folded.text.index(fold("データ"))
    left, right = folded.span(start, start + 3)
    assert text[left:right] == "ﾃﾞｰﾀ"


def test_a_span_of_a_run_of_white_space_covers_all_of_it():
    text = "DX \u3000\n推進"
    left, right = fold_with_origins(text).span(2, 3)
    assert text[left:right] == " \u3000\n"


@given(TEXT, st.data())
def test_a_match_never_splits_a_character_as_a_person_sees_it(text: str, data: st.DataObject):
    # Given a stretch of the text as the word to be found
    start = data.draw(st.integers(0, len(text)))
    term = text[start : data.draw(st.integers(start, len(text)))]
    edges = {0, len(text), *(cluster.start() for cluster in regex.finditer(r"\X", text))}
    # When it is sought
    found = find_all(text, term)
    # Then each place is the word, whole characters long, and they follow each other
    assert all(text[left:right] == term and {left, right} <= edges for left, right in found)
    assert all(before[1] <= after[0] for before, after in pairwise(found))
    assert contains(text, term) == bool(found)


@given(TEXT, st.integers(-2, 45))
def test_a_boundary_is_where_a_grapheme_cluster_begins(text: str, position: int):
    edges = {cluster.start() for cluster in regex.finditer(r"\X", text)}
    inside = 0 < position < len(text)
    assert is_boundary(text, position) == (not inside or position in edges)


def test_ka_is_not_found_in_half_of_ga():
    text = fold("か\u3099いこく わ\u3099")
    assert not contains(text, "か")
    assert not contains(text, "わ")
    assert contains(text, fold("ガイ"))


def test_a_member_of_a_family_emoji_is_not_found():
    assert not contains("家族👨‍👩‍👧です", "👩")
    assert contains("家族👨‍👩‍👧です", "👨‍👩‍👧")


def test_places_do_not_overlap():
    assert find_all("ささささ", "ささ") == [(0, 2), (2, 4)]
    assert find_all("text", "") == []


def test_plain_text_is_text_that_folds_character_by_character():
    assert is_plain("窓口DXです")
    assert not is_plain("か\u3099")
    assert not is_plain("カー")


@given(st.text(alphabet="aZ09ぁんァヺ一龥~か\u3099", max_size=10))
def test_what_is_plain_folds_the_same_in_any_company(text: str):
    if is_plain(text):
        assert "".join(map(fold, text)) == fold(text)


def test_ranges_that_touch_are_joined():
    assert merge_ranges([(5, 7), (0, 2), (2, 4), (6, 9), (20, 21)]) == ((0, 4), (5, 9), (20, 21))
    assert merge_ranges([]) == ()


@given(TEXT)
def test_in_a_simple_text_every_place_is_a_boundary(text: str):
    assert is_simple(text) == all(is_boundary(text, place) for place in range(len(text) + 1))


@given(TEXT, st.integers(0, 40), st.integers(0, 40))
def test_what_is_cut_between_whole_characters_is_found_folded(text: str, one: int, other: int):
    # GIVEN a part of a raw text that begins and ends between characters as a person sees them
    start, end = min(one, other), max(one, other)
    part = fold(text[start:end]).strip()
    if is_boundary(text, start) and is_boundary(text, end) and part:
        # THEN the folded part stands in the folded text
        assert part in fold(text)


@given(
    st.text(
        alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]) | st.sampled_from("ア（）・〜％ー か、。A1 ")
    )
)
def test_where_places_are_kept_each_character_folds_to_one(text: str):
    if keeps_places(text):
        assert fold(text) == "".join(map(fold, text))
        assert len(fold(text)) == len(text)


def test_ordinary_text_keeps_its_places():
    assert keeps_places("電話（050）・ライン〜5％減「ごみ」。")
    assert not keeps_places("㌔")
