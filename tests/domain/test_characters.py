"""Any text can be kept, and what can be read of it stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.domain.characters import kept_text, whole_characters

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))
"""Lone surrogates too."""


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("雨\r\nと雪\rと\n風", "雨\nと雪\nと\n風"),
        ("a\x00b", "ab"),
        ("半分\ud83dだけ", "半分\ufffdだけ"),
        ("\udce3", "\ufffd"),
        ("\ud83d\ude00", "😀"),
        ("\ufeff外字\ue000 👩🏽‍💻 \u202eשלום", "\ufeff外字\ue000 👩🏽‍💻 \u202eשלום"),
        ("", ""),
    ],
)
def test_what_is_kept_of_a_text(text: str, kept: str):
    assert kept_text(text) == kept


@given(ANY_TEXT)
def test_every_text_can_be_kept_and_is_kept_once(text: str):
    kept = kept_text(text)
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert kept_text(kept) == kept
    assert not {"\x00", "\r"} & set(kept)


@given(st.text())
def test_a_text_of_whole_characters_stays_as_it_is(text: str):
    assert whole_characters(text) == text
