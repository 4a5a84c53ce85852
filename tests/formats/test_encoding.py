"""Bytes become text by rule, never by guess."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.formats.encoding import DecodedText, decode

TEXT = "窓口の待ち時間①〜\r\n"


@pytest.mark.parametrize(
    ("data", "encoding", "has_mark"),
    [
        (TEXT.encode(), "utf-8", False),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8", True),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le", True),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be", True),
        (TEXT.replace("〜", "～").encode("cp932"), "cp932", False),
    ],
)
def test_each_encoding_of_an_office_is_read(data: bytes, encoding: str, has_mark: bool):
    text = TEXT if encoding != "cp932" else TEXT.replace("〜", "～")
    assert decode(data) == DecodedText(text, encoding, has_mark)


@pytest.mark.parametrize(
    "data",
    [b"\x81", b"text\0text", codecs.BOM_UTF8 + b"\xff", codecs.BOM_UTF16_LE + b"a", b"\xff\xd8\xff\xe0\0\x10JFIF"],
)
def test_what_is_no_text_is_not_read(data: bytes):
    assert decode(data) is None


@given(st.binary(max_size=60))
def test_any_bytes_are_read_completely_or_not_at_all(data: bytes):
    found = decode(data)
    if found is not None:
        mark = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
        again = found.text.encode(found.encoding)
        assert (mark[found.encoding] + again if found.has_mark else again).decode(found.encoding) == data.decode(
            found.encoding
        )


@given(st.text(max_size=40))
def test_utf8_is_never_taken_for_something_else(text: str):
    if "\0" not in text and not text.startswith("\ufeff"):
        assert decode(text.encode()) == DecodedText(text, "utf-8")
