"""The headings of a case's text: what stands below them, and which of them a reader need not see."""

from __future__ import annotations

import pytest

from kb_app.domain.case_sections import section_text, template, without_empty


def test_of_the_template_nothing_is_left():
    assert without_empty(template()) == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "本文だけ。",
        "## 課題\n\n長い列。\n\n## 取組\n\n- 窓口を増やした。\n",
        "前書き。\n\n## 見出しだけ\n\n## 取組\n本文。",
        "## 体制\n\n### 庁内\n\n係長が一人。\n",
        "### 課題\n\n## 取組\n本文。",
        "## 課題\r\n\r\n長い列。\r\n",
    ],
)
def test_what_says_something_stays_to_the_letter(text: str):
    assert without_empty(text) == text


def test_headings_of_the_template_without_a_text_go():
    text = "前書き。\n\n## 課題\n\n## 取組\n\n窓口を増やした。\n\n## 効果 ##\n<!-- 数字は後で -->\n\n## 出典\n"
    assert without_empty(text) == "前書き。\n\n## 取組\n\n窓口を増やした。\n\n"


def test_a_text_without_headings_has_nothing_below_one():
    assert section_text("本文だけ。", "課題") == ""
    assert section_text("", "課題") == ""
