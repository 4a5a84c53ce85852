"""Plain text in the encodings of Japanese offices."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

import pytest

from kb_app.domain.table_columns import ReadAs
from kb_app.formats.importers import EncodingUnknownError, UnreadableFileError, read_file

if TYPE_CHECKING:
    from kb_app.domain.vocabulary import Vocabulary

_TEXT = "電子申請の導入記録\r\n\r\n　窓口の混雑～①を減らした。\r\n#1 <受付> *注意*\r\n"


@pytest.mark.parametrize(
    "data",
    [
        _TEXT.encode(),
        codecs.BOM_UTF8 + _TEXT.encode(),
        codecs.BOM_UTF16_LE + _TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + _TEXT.encode("utf-16-be"),
        _TEXT.encode("cp932"),
    ],
)
def test_every_encoding_of_an_office_is_read(data: bytes, vocabulary: Vocabulary):
    # GIVEN the same text in each encoding WHEN it is imported THEN title and body are the same
    (imported,) = read_file("記録/0401.txt", data, vocabulary)
    assert imported.case.title == "電子申請の導入記録"
    assert imported.case.body == ("電子申請の導入記録\n\n　窓口の混雑～①を減らした。  \n\\#1 &lt;受付> \\*注意\\*\n")


@pytest.mark.parametrize("end", [b"", b"\xff"])
def test_an_unknown_encoding_is_asked_for_and_taken(end: bytes, vocabulary: Vocabulary):
    # GIVEN text in EUC-JP, which CP932 takes too, as nonsense, and a byte that stands for nothing
    data = "標準化の記録です。".encode("euc_jp")
    # WHEN it is imported THEN the encoding is asked for, and the one that a person names reads it
    with pytest.raises(EncodingUnknownError):
        read_file("a.txt", data + end, vocabulary)
    (imported,) = read_file("a.txt", data, vocabulary, ReadAs("euc_jp"))
    assert "標準化の記録です。" in imported.case.body


def test_an_encoding_that_does_not_fit_is_said(vocabulary: Vocabulary):
    for encoding in ("utf-8", "no-such-encoding"):
        with pytest.raises(EncodingUnknownError):
            read_file("a.txt", "標準".encode("cp932"), vocabulary, ReadAs(encoding))


@pytest.mark.parametrize("data", [b"", b" \r\n", b"PK\x03\x04zip", b"%PDF-1.4"])
def test_what_is_no_text_is_refused(data: bytes, vocabulary: Vocabulary):
    with pytest.raises(UnreadableFileError):
        read_file("a.txt", data, vocabulary)


def test_only_sure_headings_become_headings(vocabulary: Vocabulary):
    text = "題名\n\n■ 背景\n混雑していた。\n\n1. 一つ目\n2. 二つ目\n\n第1章 経緯\n\n始めた。"
    (imported,) = read_file("a.txt", text.encode(), vocabulary)
    assert [line for line in imported.case.body.split("\n") if line.startswith("#")] == ["## ■ 背景", "## 第1章 経緯"]


def test_files_of_other_kinds_are_refused(vocabulary: Vocabulary):
    for name in ("a.exe", "noending", "a.rtf", ".md"):
        with pytest.raises(UnreadableFileError):
            read_file(name, b"x", vocabulary)
