"""Markdown becomes HTML that is safe and reads as Japanese, and the text that is searched."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.formats.html import to_html, visible_text

MARKDOWN = st.lists(
    st.sampled_from(
        ["# ", "- ", "1. ", "> ", "\n", "\n\n", "    ", "|a|b|\n|-|-|\n", "[^1]", "[^1]: ", "*", "_", "`", "```\n"]
    )
    | st.sampled_from(
        ["<script>", "<iframe src=x>", '<b onclick="x()">', "[a](javascript:x)", "<!--", "&", "窓口", "AI", "<pre>"]
    )
    | st.text(max_size=8),
    max_size=30,
).map("".join)


def test_lines_of_a_japanese_paragraph_join_without_a_space():
    assert to_html("窓口で\n待つ時間を、\n短くする。") == "<p>窓口で待つ時間を、短くする。</p>"


def test_lines_of_latin_words_keep_their_space():
    assert visible_text(to_html("front yard\nreform")) == "front yard\nreform"
    assert "LINE\nAI" in to_html("LINE\nAI")


def test_lines_join_across_emphasis_and_links():
    html = to_html("これは**大切な**\n[案内](https://a.jp/)\nです")
    assert html == '<p>これは<strong>大切な</strong><a href="https://a.jp/">案内</a>です</p>'


def test_paragraphs_and_list_items_stay_apart():
    assert visible_text(to_html("一つ目。\n\n二つ目。\n\n- 三\n- 四\n")) == "一つ目。\n二つ目。\n三\n四"


def test_preformatted_lines_stay_lines():
    assert "窓口\n待ち" in to_html("```\n窓口\n待ち\n```")


def test_windows_line_ends_make_the_same_page():
    text = "# 題\n\n一行目\n二行目\n\n- 項目\n"
    assert to_html(text.replace("\n", "\r\n")) == to_html(text)


def test_a_table_has_cells_that_are_searched_apart():
    html = to_html("| 手続 | 件数 |\n|---|--:|\n| 転入 | 10 |\n")
    assert "<th" in html
    assert "<td" in html
    assert visible_text(html).split("\n") == ["手続", "件数", "転入", "10"]


def test_a_footnote_leads_there_and_back_and_its_number_splits_no_word():
    html = to_html("押印[^1]廃止\n\n[^1]: 広報の記事。\n")
    assert 'href="#fn:1"' in html
    assert 'id="fn:1"' in html
    assert visible_text(html) == "押印廃止\n広報の記事。"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<iframe src='https://a.jp/'></iframe>",
        "<img src=x onerror=alert(1)>",
        "<p onclick='alert(1)'>本文</p>",
        "[押す](javascript:alert(1))",
        "[押す](JaVaScRiPt:alert(1))",
        "[押す](data:text/html,x)",
        "[押す](file:///etc/passwd)",
        "![図](file:///etc/passwd)",
        "<style>p{}</style>",
        "<form action='https://a.jp/'><input></form>",
        "<object data='x'></object>",
        "<a href='vbscript:x'>押す</a>",
        "<svg onload=alert(1)></svg>",
    ],
)
def test_nothing_is_left_that_could_run_or_fetch(text: str):
    html = to_html(f"前\n\n{text}\n\n後").lower()
    for bad in (
        "script",
        "iframe",
        "onerror",
        "onclick",
        "onload",
        "alert(1)<",
        "data:",
        "file:",
        "<style",
        "<form",
        "<input",
    ):
        assert bad not in html
    assert "<object" not in html
    assert visible_text(html).startswith("前")
    assert visible_text(html).endswith("後")


def test_web_addresses_and_pictures_beside_the_file_stay():
    html = to_html("[一](https://a.jp/) [二](mailto:a@b.jp) ![図](pictures/a.png)")
    assert all(f'"{kept}"' in html for kept in ("https://a.jp/", "mailto:a@b.jp", "pictures/a.png"))


def test_an_address_is_not_part_of_the_searched_text():
    assert visible_text(to_html("[広報](https://www.city.kosai.lg.jp/)を読む")) == "広報を読む"


def test_marks_of_markdown_are_not_part_of_the_searched_text():
    assert visible_text(to_html("## **窓口**の`DX`\n\n> 引用\n\n---\n")) == "窓口のDX\n引用"


def test_characters_written_as_entities_are_searched_as_characters():
    assert visible_text(to_html("A &amp; B &lt;C&gt;")) == "A & B <C>"


def test_lists_nested_by_the_hundred_are_shown_as_they_stand():
    # Given a list that python-markdown cannot follow
    text = "\n".join("    " * depth + f"- 段{depth}" for depth in range(400))
    # When it is shown, then every word of it is there
    shown = visible_text(to_html(text))
    assert "段0" in shown
    assert "段399" in shown


def test_a_long_run_of_spaces_is_read_in_no_time():
    assert visible_text("<p>前" + " " * 300_000 + "後</p>").startswith("前")


@given(MARKDOWN)
def test_any_text_makes_a_safe_page(text: str):
    # When any text is rendered
    html = to_html(text)
    tags = _Tags()
    tags.feed(html)
    # Then it holds no element that runs or fetches, no handler, and no address but those of the web and beside the file
    assert not tags.names & {"script", "style", "iframe", "object", "embed", "form", "input", "svg", "b"}
    assert all(
        name in ("href", "src", "class", "id", "title", "alt", "align", "start") for name, _value in tags.attributes
    )
    assert not any("javascript:" in value for name, value in tags.attributes if name in ("href", "src"))
    # and its text has neither empty lines nor white space around it
    assert "\n\n" not in visible_text(html)
    assert visible_text(html) == visible_text(html).strip()


class _Tags(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
