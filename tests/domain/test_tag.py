"""What a tag may be called, and which names are one tag."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kb_app.base.errors import KbError
from kb_app.domain.tag import LONGEST_TAG, tag_key, tag_name
from tests.domain.test_characters import ANY_TEXT

pytestmark = pytest.mark.usefixtures("english")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("視察候補", "視察候補"),
        ("  視察\u3000\u3000候補\t", "視察 候補"),
        ("#視察候補", "視察候補"),
        ("＃＃視察候補", "視察候補"),
        ("# #視察候補", "視察候補"),
        ("C#", "C#"),
        ("一行\r\n二行\x00三行\u2028四行", "一行 二行三行 四行"),
        ("LI\u200bNE\ufeff", "LINE"),
        ("LINE\u202e", "LINE"),
        ("か\u3099", "が"),
        ("👩🏽‍💻 担当", "👩🏽‍💻 担当"),
        ("葛\U000e0100城市", "葛\U000e0100城市"),
        ("外字\ue000", "外字\ue000"),
        ("\ud83d\ude00", "😀"),
        ("半分\ud83d", "半分\ufffd"),
        ("שלום", "שלום"),
        ("あ" * 60, "あ" * 60),
    ],
)
def test_a_name_as_it_is_kept(typed: str, kept: str):
    assert tag_name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "\u3000",
        "\t\r\n",
        "#",
        "＃ #",
        "\u200b",
        "\u200b\u200d\ufeff",
        "\ufe0f",
        "\u3164",
        "\u00ad",
        "\x00",
        "\u2060 \u3000",
    ],
    ids=ascii,
)
def test_what_nobody_sees_is_no_name(typed: str):
    with pytest.raises(KbError, match="it has no characters"):
        tag_name(typed)


@pytest.mark.parametrize("length", [61, 500])
def test_a_name_that_is_too_long_is_refused_with_its_length(length: int):
    with pytest.raises(KbError, match=f"it has {length} characters What to do: A tag has at most {LONGEST_TAG}"):
        tag_name("あ" * length)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＢＰＲ", "bpr"),
        ("デジタル", "ﾃﾞｼﾞﾀﾙ"),
        ("デジタル", "でじたる"),
        ("窓口ー", "窓口−"),
        ("㈱", "(株)"),
        ("A B", "a\u3000b"),
    ],
)
def test_names_that_are_one_tag(one: str, other: str):
    assert tag_key(one) == tag_key(other)


@pytest.mark.parametrize(("one", "other"), [("はし", "ばし"), ("LINE", "LINES"), ("窓口", "窓 口")])
def test_names_that_are_two_tags(one: str, other: str):
    assert tag_key(one) != tag_key(other)


@given(ANY_TEXT)
def test_a_kept_name_is_kept_again_as_it_is(text: str):
    try:
        name = tag_name(text)
    except KbError:
        assume(False)
    # So what is listed can be typed again, in whatever direction it is folded.
    assert tag_name(name) == name
    assert 0 < len(name) <= LONGEST_TAG
    assert name.encode("utf-8")
    assert "\n" not in name


@given(st.text())
def test_a_key_is_its_own_key(text: str):
    assert tag_key(tag_key(text)) == tag_key(text)
