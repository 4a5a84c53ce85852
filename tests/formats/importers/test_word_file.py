"""Word documents: everything that is written in them is there afterwards, and what is no document is refused."""

from __future__ import annotations

import contextlib
import random
from typing import TYPE_CHECKING

import pytest

from kb_app.formats.html import to_html, visible_text
from kb_app.formats.importers import UnreadableFileError, read_file
from kb_app.formats.importers.word_parts import check_xml
from tests.formats.importers.documents import docx, paragraph, table, zipped

if TYPE_CHECKING:
    from kb_app.domain.imported import ImportedCase
    from kb_app.domain.vocabulary import Vocabulary

pytestmark = pytest.mark.usefixtures("english")

_PICTURE = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData>'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:embed="rI"/>'
    "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)
_TEXT_BOX = (
    '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    '<mc:Choice Requires="wps"><w:drawing/></mc:Choice><mc:Fallback><w:pict>'
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
    f"{paragraph('枠の中の文')}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
)


def _read(data: bytes, vocabulary: Vocabulary, name: str = "窓口/451_報告書.docx") -> ImportedCase:
    (case,) = read_file(name, data, vocabulary)
    return case


def test_headings_tables_links_notes_boxes_and_pictures_are_kept(vocabulary: Vocabulary):
    # GIVEN a document with everything that offices write
    link = '<w:hyperlink r:id="rL"><w:r><w:t>要綱</w:t></w:r></w:hyperlink>'
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = (
        paragraph("窓口改革の報告", "Title")
        + paragraph("背景", "1")
        + paragraph("待ち時間が長かった。", inside=note + link)
        + table(("項目", "値"), ("受付|数", "1*2"))
        + _TEXT_BOX
        + _PICTURE
    )
    # WHEN it is imported
    imported = _read(docx(body, {"word/media/image1.png": b"\x89PNG"}), vocabulary)
    # THEN all of it is in the Markdown, the picture beside it
    text = imported.case.body
    assert "# 背景" in text
    assert "[要綱](https://example.jp/a)" in text
    assert "| 受付\\|数 | 1\\*2 |" in text
    assert "枠の中の文" in text
    assert "[^footnote-2]: 注の本文" in text or "[^footnote-1]: 注の本文" in text
    (picture,) = imported.attachments
    assert picture.content == b"\x89PNG"
    assert f"]({picture.name})" in text
    assert "受付|数" in visible_text(to_html(text))


def test_the_title_is_what_the_first_page_says(vocabulary: Vocabulary):
    # GIVEN a title of two lines in the style of titles WHEN it is imported THEN both make the title, which is a guess
    body = paragraph("実装データモデル", "Title") + paragraph("調達", "Title") + paragraph("本文です。")
    imported = _read(docx(body), vocabulary)
    assert imported.case.title == "実装データモデル 調達"
    assert "title" in imported.guessed
    assert [(source.title, source.kind) for source in imported.case.sources] == [("451_報告書.docx", "internal")]


def test_the_source_is_the_file_and_the_title_that_its_properties_state(vocabulary: Vocabulary):
    # GIVEN documents of one name, one with a title among its properties and one with that of a template
    body = paragraph("一ページ目の見出し", "Title") + paragraph("本文です。")
    named, unnamed = docx(body, title="業務改善の記録"), docx(body, title="Microsoft Word - 文書1")
    # WHEN they are imported THEN the source has the file's name, and a title only where the document states one
    sources = [read_file("a/報告_20240401.docx", data, vocabulary)[0].case.sources for data in (named, unnamed)]
    assert [one.title for (one,) in sources] == ["業務改善の記録（報告_20240401.docx）", "報告_20240401.docx"]


@pytest.mark.parametrize(
    ("properties", "expected"),
    [("業務改善の記録", "業務改善の記録"), ("Microsoft Word - 文書1", "報告書"), ("", "報告書")],
)
def test_without_a_title_on_the_page_properties_and_the_name_help(
    properties: str, expected: str, vocabulary: Vocabulary
):
    data = docx(paragraph("これは本文の一文目です。"), title=properties)
    assert _read(data, vocabulary).case.title == expected


def test_merged_cells_keep_their_columns(vocabulary: Vocabulary):
    # GIVEN a cell over two rows WHEN the table is imported THEN the row below has an empty cell in its place
    start = f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{paragraph("県")}</w:tc>'
    going_on = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph('')}</w:tc>"
    text = _read(docx(table(("名", "値"), (start, "1"), (going_on, "2"))), vocabulary).case.body
    assert "| 県 | 1 |" in text
    assert "|  | 2 |" in text


_ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"plain text", "ending says"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old binary"),
        (zipped({"xl/workbook.xml": "<a/>"}), "ending says"),
        (docx(paragraph("x"))[:-40], "damaged"),
        (docx(paragraph("x"), {"word/media/a.png": bytes(60_000_000)}), "too much"),
        (docx(paragraph("x"), {"../a.xml": "<a/>"}), "folder"),
        (docx(paragraph("&b;"), before=_ENTITIES), "entities"),
        (docx("<w:p>"), "damaged"),
        (docx("<w:sdt>" * 500 + "</w:sdt>" * 500), "too deeply"),
        (docx(""), "nothing to read"),
    ],
)
def test_what_is_no_sound_document_is_refused_in_one_sentence(data: bytes, said: str, vocabulary: Vocabulary):
    with pytest.raises(UnreadableFileError, match=said):
        _read(data, vocabulary)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.doc", "Word and save it as a Word document \\(.docx\\)"),
        ("a.XLS", "Excel and save it as an Excel workbook \\(.xlsx\\)"),
        ("a.ppt", "PowerPoint and save it as PDF"),
        ("a.pptx", "PowerPoint and save it as PDF"),
        ("a.jtd", "一太郎; open it there and save it as a Word document \\(.docx\\) or as PDF"),
        ("a.bmp", "files of this kind are not read"),
    ],
)
def test_what_another_program_has_to_save_anew_is_named_with_the_way(name: str, said: str, vocabulary: Vocabulary):
    with pytest.raises(UnreadableFileError, match=said):
        read_file(name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), vocabulary)


def test_damage_anywhere_is_said(vocabulary: Vocabulary):
    # GIVEN a document with bytes changed at random places WHEN it is imported THEN it is read or refused in words
    whole, chance = docx(paragraph("窓口", "Title") + table(("a", "b"), ("c", "d"))), random.Random(3)
    for _ in range(200):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with contextlib.suppress(UnreadableFileError):
            assert _read(bytes(data), vocabulary).case.title


def test_sound_xml_passes():
    check_xml('<?xml version="1.0" encoding="UTF-8"?><a><b>あ</b></a>'.encode())
