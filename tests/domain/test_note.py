"""The title of a note, and the boxes in it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb_app.domain.note import CheckItem, check_items, ticked, title_of
from tests.domain.test_characters import ANY_TEXT

MARKDOWN = st.lists(
    st.sampled_from(
        [
            *("- [ ] ", "* [x] ", "・[　]", "・", "1. [X] ", "- ［ ］", "[x](a)", "[", "]", "［", "］", "x", "　"),
            *(
                "\n",
                "\n\n",
                "\r\n",
                "\u2028",
                "    ",
                "\t",
                "```",
                "~~~",
                "`",
                "# ",
                "> ",
                "_",
                "**",
                "漢字",
                "👩🏽‍💻",
                "\ud83d",
            ),
        ]
    ),
    max_size=30,
).map("".join)
"""Texts that are nearly notes with boxes."""


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("環境課に聞く", "環境課に聞く"),
        ("\n\n  \n# 見出し\n本文", "見出し"),
        ("## **太字** と `語`", "太字 と 語"),
        ("> 引用", "引用"),
        ("- [x] 済んだこと", "済んだこと"),
        ("・［　］電話する", "電話する"),
        ("・電話する", "電話する"),
        ("3) 三つ目", "三つ目"),
        ("```python\nprint()", "python"),
        ("- [x](https://example.jp) を読む", "x を読む"),
        ("**[案内](https://example.jp/a_b)** と ![図](a.png)", "案内 と 図"),
        ("![](a.png)\n次の行", "次の行"),
        ("[括弧] (かっこ)", "[括弧] (かっこ)"),
        ("- [ ]\n次の行", "次の行"),
        ("plan_2026_v2.xlsx を直す", "plan_2026_v2.xlsx を直す"),
        ("_強調_ と __太字__", "強調 と 太字"),
        ("2 * 3", "2 * 3"),
        ("", ""),
        ("\u3000\n\t\n#\n- [ ] \n```", ""),
        ("\n\n", ""),
        ("あ" * 60, "あ" * 60),
        ("あ" * 61, "あ" * 60 + "…"),
    ],
)
def test_the_title_is_the_first_line_that_says_something(text: str, title: str):
    assert title_of(text) == title


@pytest.mark.parametrize(
    ("line", "said", "done"),
    [
        ("- [ ] 確認する", "確認する", False),
        ("* [x] 確認する", "確認する", True),
        ("+ [X] 確認する", "確認する", True),
        ("1. [ ] 確認する", "確認する", False),
        ("12) [x] 確認する", "確認する", True),
        ("・[ ] 確認する", "確認する", False),
        ("・ ［　］確認する", "確認する", False),
        ("- ［x］　確認する", "確認する", True),
        ("    - [ ] 段の下", "段の下", False),
        ("\u3000・[ ] 段の下", "段の下", False),
        ("- [ ]", "", False),
    ],
)
def test_a_box_and_what_it_says(line: str, said: str, done: bool):
    assert check_items(f"前\n{line}\n後") == (CheckItem(1, said, done),)


@pytest.mark.parametrize(
    "line", ["[ ] 箱", "-[ ] 箱", "- [] 箱", "- [y] 箱", "- [x](url)", "1[ ]", "文 - [ ] 箱", "# - [ ] 箱"]
)
def test_what_is_no_box(line: str):
    assert check_items(line) == ()
    assert ticked(line, CheckItem(0, "箱", False), done=True) == line


def test_what_stands_in_code_is_no_box():
    text = "- [ ] 前\n```\n- [ ] 中\n```\n- [ ] 間\n~~~\n- [x] 中\n~~~\n- [x] 後"
    assert [item.text for item in check_items(text)] == ["前", "間", "後"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- [ ] 一", "- [x] 一"),
        ("・［　］一", "・［x］一"),
        ("  1. [ ]  一 [ ] 二", "  1. [x]  一 [ ] 二"),
        ("- [ ] \\1 \\g<0>", "- [x] \\1 \\g<0>"),
        ("- [ ] 一\r", "- [x] 一\r"),
    ],
)
def test_a_box_is_ticked_where_it_stands(before: str, after: str):
    (item,) = check_items(before)
    assert ticked(before, item, done=True) == after


def test_unticking_takes_the_mark_out():
    text = "- [X] 一\n- [x] 一"
    first, second = check_items(text)
    assert ticked(text, first, done=False) == "- [ ] 一\n- [x] 一"
    assert ticked(text, second, done=False) == "- [X] 一\n- [ ] 一"


@pytest.mark.parametrize(
    "text", ["- [ ] 別の文", "- [x] 一", "前に入った行\n- [ ] 一", "", "```\n- [ ] 一\n```"], ids=lambda text: text[:8]
)
def test_a_box_that_is_not_there_any_more_is_not_ticked(text: str):
    (item,) = check_items("- [ ] 一")
    assert ticked(text, item, done=True) == text


@given(st.one_of(MARKDOWN, ANY_TEXT))
def test_a_tick_changes_its_box_and_nothing_else(text: str):
    title_of(text)
    items = check_items(text)
    lines = text.split("\n")
    for item in items:
        changed = ticked(text, item, done=not item.is_done)
        # Only that line is another one, by one character,
        after = changed.split("\n")
        assert [number for number, line in enumerate(lines) if line != after[number]] == [item.line]
        assert len(after) == len(lines)
        pairs = zip(lines[item.line], after[item.line], strict=True)
        assert sum(before != now for before, now in pairs) == 1
        # only that box,
        now = check_items(changed)
        assert [(box.text, box.line) for box in now] == [(box.text, box.line) for box in items]
        assert [box.is_done != old.is_done for box, old in zip(now, items, strict=True)] == [
            box.line == item.line for box in items
        ]
        # and ticking it once more changes nothing, because that box is there no more
        assert ticked(changed, item, done=item.is_done) == changed
