"""The manual is there in both languages and names what the window really has."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kb_app.base.errors import KbError
from kb_app.services.manual import Manual

if TYPE_CHECKING:
    from kb_app.bootstrap.session import Session

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_manual_is_shown_in_both_languages(library: Session, language: str):
    html = library.manual.html(language)
    assert html.startswith("<h1>")
    assert html.count("<h2>") == 12


def test_every_choice_that_the_manual_names_is_in_the_window():
    # Given the words in brackets of the Japanese manual that name a place in the window
    manual = (ROOT / "resources/manual/ja.md").read_text(encoding="utf-8")
    catalogue = (ROOT / "resources/locales/ja/kb_app.po").read_text(encoding="utf-8")
    named = {
        *re.findall(r"ツールの「(.+?)」", manual),
        *re.findall(r"ヘルプの「(.+?)」", manual),
        *re.findall(r"^\| (すべての語を先に|すべての語|いずれかの語|一字一句) \|", manual, re.MULTILINE),
        *("検索のしかた", "設定", "記載なし", "一次資料で確認", "報道などで確認", "出典なし", "一部の語を含むもの"),
    }
    assert len(named) >= 13
    # Then each is a text of the program
    assert [words for words in sorted(named) if f'msgstr "{words}' not in catalogue] == []


def test_a_missing_manual_is_said_in_words(tmp_path: Path):
    with pytest.raises(KbError):
        Manual(tmp_path).html("ja")
