"""Saved web pages."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from kb_app.formats.html import to_html, visible_text
from kb_app.formats.importers import UnreadableFileError, read_file

if TYPE_CHECKING:
    from kb_app.domain.vocabulary import Vocabulary

_PAGE = """<html><head><meta charset="{charset}"><title>書かない窓口を始めました | 豊中市</title>
<style>p{{color:red}}</style></head><body><nav>メニュー</nav><div role="navigation">メニュー</div><script>alert(1)</script>
<h1>書かない窓口</h1><p>豊中市は<b>待ち時間</b>を
減らしました。</p><ul><li>一つ目<ul><li>内側</li></ul></li><li>二つ目</li></ul>
<table><tr><th>年</th><th>件</th></tr><tr><td rowspan=2>2024</td><td>1|2<br>3</td></tr><tr><td>4</td></tr></table>
<p><a href="javascript:alert(1)">押す</a> <a href="https://example.jp/(a)">例</a> *生* &lt;b&gt;</p>
<img src="data:image/png;base64,iVBORw0KGgo=" alt="図"></body></html>"""


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("Shift_JIS", "cp932"),
        ("EUC-JP", "euc_jp"),
        ("", "euc_jp"),
        ("", "cp932"),
        ("utf-8", "cp932"),
    ],
)
def test_pages_of_every_encoding_become_markdown(charset: str, encoding: str, vocabulary: Vocabulary):
    # GIVEN a page that names its encoding rightly, not at all or wrongly WHEN it is imported THEN it reads the same
    (imported,) = read_file("a.html", _PAGE.format(charset=charset).encode(encoding), vocabulary)
    text = imported.case.body
    assert imported.case.title == "書かない窓口"
    assert imported.case.municipality.code == "272035"
    assert "豊中市は**待ち時間**を減らしました。" in text
    assert "-   一つ目\n    -   内側\n-   二つ目" in text
    assert "| 2024 | 1\\|2<br>3 |\n|  | 4 |" in text
    assert "[例](https://example.jp/%28a%29)" in text
    assert "\\*生\\* &lt;b>" in text
    content = imported.attachments[0].content
    assert isinstance(content, bytes)
    assert content.startswith(b"\x89PNG")
    assert not any(word in text for word in ("メニュー", "alert", "color"))


def test_lists_and_tables_show_as_they_were(vocabulary: Vocabulary):
    (imported,) = read_file("a.html", _PAGE.format(charset="utf-8").encode(), vocabulary)
    page = to_html(imported.case.body)
    assert page.count("<ul>") == 2
    assert page.count("<td") == 4
    assert "押す" in visible_text(page)


def test_a_table_in_a_table_and_a_ruby_are_kept(vocabulary: Vocabulary):
    page = "<p><ruby>磐梯<rt>ばんだい</rt></ruby></p><table><tr><td>外<table><tr><td>甲</td><td>乙</td></tr></table></td><td>右</td></tr></table>"
    text = read_file("a.html", page.encode(), vocabulary)[0].case.body
    assert "<ruby>磐梯<rt>ばんだい</rt></ruby>" in text
    assert "| 外<br>甲 / 乙 | 右 |" in text


def test_elements_that_nothing_closes_stay_beside_each_other(vocabulary: Vocabulary):
    page = "<p>一<p>二<table><tr><td>甲<td>乙<tr><td>丙<td>丁</table><ul><li>あ<li>い</ul>"
    text = read_file("a.htm", page.encode(), vocabulary)[0].case.body
    assert "一\n\n二" in text
    assert "| 甲 | 乙 |\n| --- | --- |\n| 丙 | 丁 |" in text
    assert "-   あ\n-   い" in text


@pytest.mark.parametrize(
    "page", ["<div>" * 5000 + "x", "<script>1</script>", "<table><tr><td rowspan=99999 colspan=99999></table>"]
)
def test_hostile_and_empty_pages_are_refused_or_read(page: str, vocabulary: Vocabulary):
    with contextlib.suppress(UnreadableFileError):
        assert read_file("a.htm", page.encode(), vocabulary)[0].case.body.strip()
