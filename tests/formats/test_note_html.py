"""A note as HTML: lines as they were typed, nothing that could run, and a link for every box."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.domain.note import check_items, ticked
from kb_app.formats.html import visible_text
from kb_app.formats.note_html import note_html, note_source
from tests.domain.test_characters import ANY_TEXT
from tests.domain.test_note import MARKDOWN

LINK = re.compile(r'<a href="check:(\d+)">([☐☑])</a>')
HOSTILE = st.lists(
    st.sampled_from(
        [
            *(
                "- [ ] ",
                "* [x] ",
                "・[　]",
                "1. [X] ",
                "［ ］",
                "\n",
                "\n\n",
                "\r",
                "    ",
                "\t",
                "```",
                "~~~",
                "```\n",
                "`",
            ),
            *(
                "|",
                "|---|---|",
                ":---",
                "# ",
                "> ",
                "---",
                "===",
                "[^1]",
                "[^1]: ",
                "[a]: ",
                "(u)",
                '[a](u "',
                "![",
                "[",
                "]",
            ),
            *(
                "<",
                ">",
                "</pre>",
                "<div>",
                '<div class="',
                "<!--",
                "-->",
                "<script>",
                "<b title='",
                '"',
                "'",
                "&amp;",
                "&#91;",
            ),
            *(
                "\\",
                "*",
                "**",
                "_",
                "a",
                "漢字",
                "\ue000",
                "\ufdd0",
                "\ufdd03\ufdd11\ufdd2",
                "\u2028",
                "\x0b",
                "\x00",
                "\udead",
            ),
            *("<a@b.c>", "<http://x.y>", "\x02klzzwxh:0\x03", "\x02wzxhzdk:0\x03"),
        ]
    ),
    max_size=25,
).map("".join)
"""Texts that make Markdown, HTML and our own marks get into each other's way."""


def boxes(page: str) -> list[tuple[int, bool]]:
    return sorted((int(line), mark == "☑") for line, mark in LINK.findall(page))


def test_boxes_are_links_to_their_lines():
    page = note_html("やること\n- [ ] 一\n- [x] 二\n\n・［　］三")
    assert boxes(page) == [(1, False), (2, True), (4, False)]
    assert visible_text(page).split("\n") == ["やること", "☐ 一", "☑ 二", "☐ 三"]


def test_a_ticked_box_is_shown_ticked():
    text = "- [ ] 一\n- [ ] 二"
    assert boxes(note_html(ticked(text, check_items(text)[1], done=True))) == [(0, False), (1, True)]


def test_what_is_searched_has_no_marks_for_boxes():
    assert visible_text(note_source("- [ ] 一\n- [x] 二")) == "一\n二"


def test_lines_end_where_they_were_ended():
    assert visible_text(note_html("一行目\n二行目\r\n三行目")).split("\n") == ["一行目", "二行目", "三行目"]


def test_a_list_may_follow_a_line_at_once_and_a_dot_begins_an_item():
    page = note_html("持ち物\n・印鑑\n・通帳\n終わり")
    assert page.count("<li>") == 2
    assert "・" not in page


@pytest.mark.parametrize(
    "text",
    [
        "担当<A課>に聞く",
        "<重要> 期限は<金曜>",
        "人口<10万",
        "<!-- 隠れた語 -->",
        "<script>語</script>",
        "A & B &lt; C",
        "<b>太字</b>",
    ],
)
def test_what_looks_like_a_tag_is_shown_as_it_was_typed(text: str):
    # Nobody loses a word of a note because it stands between < and >, in sight or in the search.
    assert visible_text(note_html(text)) == text.replace("&lt;", "<")
    assert visible_text(note_source(text)) == text.replace("&lt;", "<")


@pytest.mark.parametrize("gaiji", ["\ue000", "\ue001", "\ue002", "\uf8ff", "\U000f0000"], ids=ascii)
def test_characters_that_an_office_made_itself_are_kept(gaiji: str):
    assert visible_text(note_html(f"- [ ] 渡{gaiji}さん")) == f"☐ 渡{gaiji}さん"
    assert visible_text(note_source(f"渡{gaiji}さん")) == f"渡{gaiji}さん"


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "![x](file:///etc/passwd)",
        "[x](check:0)",
        '<a href="check:0">偽</a>',
        "\ufdd00\ufdd11\ufdd2",
        '<div class="\n\n- <img src=y>">',
    ],
)
def test_nothing_runs_is_fetched_or_passes_for_a_box(text: str):
    page = note_html(text)
    places = re.findall(r"<[^>]*>", page)
    assert not [place for place in places if re.search("javascript:|onerror|file:|check:|src=[^>]*y", place)]
    assert boxes(page) == []


@pytest.mark.parametrize(
    "text",
    [
        "[^1]: 注\n    - [ ] 箱\n[^1]: もう一つ",
        '<div class="\n\n- [ ] 箱 <img src=y>">',
        "<!--\n- [ ] 箱\n-->",
        "<script>\n- [ ] 箱\n</script>",
        "    - [ ] 字下げ",
        "| 表 |\n|---|\n- [ ] 箱",
        "- [ ] 箱\n---",
        "```\n~~~\n- [ ] 箱",
        "> 引用\n- [ ] 箱",
    ],
)
def test_a_box_is_never_lost(text: str):
    assert boxes(note_html(text)) == [(item.line, item.is_done) for item in check_items(text)] != []


@given(st.one_of(HOSTILE, MARKDOWN, ANY_TEXT))
def test_every_box_is_one_link_and_nothing_is_raised(text: str):
    page = note_html(text)
    assert boxes(page) == [(item.line, item.is_done) for item in check_items(text)]
    assert page.count('<a href="check:') == len(boxes(page))
    assert page.encode("utf-8").decode("utf-8") == page
    assert LINK.search(note_source(text)) is None


def test_lists_in_lists_by_the_hundred_keep_their_boxes():
    text = "\n".join("    " * depth + "- [ ] 段" for depth in range(400))
    assert len(boxes(note_html(text))) == 400
