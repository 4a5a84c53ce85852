"""PDFs with a text layer: pages are named, lines become paragraphs, and what cannot be read says why."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from kb_app.formats.importers import UnreadableFileError, read_file
from kb_app.formats.importers.pdf_lines import cleaned, joined
from tests.formats.importers.documents import pdf

if TYPE_CHECKING:
    from kb_app.domain.imported import ImportedCase
    from kb_app.domain.vocabulary import Vocabulary

pytestmark = pytest.mark.usefixtures("english")

_ENCRYPTED = (
    "/Encrypt<</Filter/Standard/V 1/R 2/Length 40/P -64"
    "/O<0000000000000000000000000000000000000000000000000000000000000000>"
    "/U<0000000000000000000000000000000000000000000000000000000000000000>>>"
    "/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]"
)


def _read(data: bytes, vocabulary: Vocabulary, name: str = "03_報告.pdf") -> ImportedCase:
    (case,) = read_file(name, data, vocabulary)
    return case


def test_pages_keep_their_numbers(vocabulary: Vocabulary):
    # GIVEN three pages, the second without text WHEN they are imported THEN each text stands below its page's number
    imported = _read(pdf("一枚目の文です。", "", "三枚目の文です。"), vocabulary)
    assert imported.case.body == "*p. 1*\n\n一枚目の文です。\n\n*p. 3*\n\n三枚目の文です。\n"
    assert imported.case.sources[0].page == "p. 1-3"
    assert imported.remarks == ("pages that have only pictures and no text: 1",)


def test_the_largest_line_is_the_title(vocabulary: Vocabulary):
    data = pdf(
        "令和6年度\n# 書かない窓口の報告\n" + "\n".join(["本文の行が続きます。"] * 9), title="Microsoft Word - a.doc"
    )
    assert _read(data, vocabulary).case.title == "書かない窓口の報告"


def test_a_title_that_the_page_says_too_wins(vocabulary: Vocabulary):
    data = pdf("# 別紙1\n窓口改革の報告\n" + "\n".join(["本文の行が続きます。"] * 9), title="窓口改革の報告")
    assert _read(data, vocabulary).case.title == "窓口改革の報告"


def test_the_name_is_cleaned_where_nothing_else_is_known(vocabulary: Vocabulary):
    assert _read(pdf("文です。"), vocabulary, "12_窓口_20240401.pdf").case.title == "窓口"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (pdf("", ""), "only pictures"),
        (pdf("文", trailer=_ENCRYPTED), "encrypted"),
        (b"%PDF-1.7\nnothing", "damaged"),
        (b"PK\x03\x04", "ending says"),
        (b"", "ending says"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, said: str, vocabulary: Vocabulary):
    with pytest.raises(UnreadableFileError, match=said):
        _read(data, vocabulary)


def test_every_truncation_is_read_or_refused(vocabulary: Vocabulary):
    # GIVEN a PDF cut anywhere WHEN it is imported THEN it gives text or one sentence, never anything else
    whole = pdf("一枚目", "二枚目")
    for end in range(0, len(whole), 37):
        with contextlib.suppress(UnreadableFileError):
            assert "枚目" in _read(whole[:end], vocabulary).case.body


def test_lines_of_a_paragraph_are_joined_without_a_space_in_japanese():
    # GIVEN lines as wide as the page, and a short one WHEN they are joined THEN the short one ends the paragraph
    page = "窓口で書く書類をなくす取組を始め、待ち時間を\n減らした。職員の負担も減り、住民の評価も上がり\nました。\n次の段落です。"
    assert joined(page) == (
        "窓口で書く書類をなくす取組を始め、待ち時間を減らした。職員の負担も減り、住民の評価も上がりました。\n次の段落です。"
    )


def test_words_of_letters_keep_a_space_and_items_stay_apart():
    assert joined("a line of the page that is long\nand goes on") == "a line of the page that is long and goes on"
    assert joined("・一つ目の項目はここまでとても長く続いている\n・二つ目の項目").count("\n") == 1


def test_radicals_become_the_kanji_that_is_meant():
    assert cleaned("⾏政\r\n⾃治体") == "行政\n自治体"
