"""Markdown: ours comes back the same, that of other programs becomes ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.formats.case_writer import render
from kb_app.formats.front_matter import read_case
from kb_app.formats.html import to_html
from kb_app.formats.importers import linked_files, read_file
from tests.case_files import GOOD

if TYPE_CHECKING:
    from kb_app.domain.imported import ImportedCase
    from kb_app.domain.vocabulary import Vocabulary


def _read(text: str, vocabulary: Vocabulary, name: str = "notes/窓口.md") -> ImportedCase:
    (case,) = read_file(name, text.encode(), vocabulary)
    return case


def test_a_case_of_ours_comes_back_the_same(vocabulary: Vocabulary):
    # GIVEN a case as this program writes it WHEN it is imported THEN it is equal and nothing is guessed
    written = read_case(GOOD, vocabulary, "").case
    imported = _read(render(written, vocabulary), vocabulary)
    assert imported.case == written
    assert imported.guessed == frozenset()


def test_a_missing_title_of_ours_is_guessed_alone(vocabulary: Vocabulary):
    imported = _read("---\nschema: dx-case/1\nsteps: [mindset]\n---\n# 意識改革の記録\n\n本文。\n", vocabulary)
    assert imported.case.title == "意識改革の記録"
    assert imported.guessed == {"title"}
    assert imported.case.sources == ()
    assert any("municipality" in remark for remark in imported.remarks)


def test_fields_of_other_programs_find_their_place(vocabulary: Vocabulary):
    # GIVEN a note as Obsidian or Joplin exports it
    note = (
        "---\ntitle: 電子申請\ntags: [DX, '#窓口/申請']\naliases: [オンライン申請]\nupdated: 2024-05-01 03:04:05Z\n"
        "created: 2024-04-01\nlatitude: 0.0\nstatus: 検討中\n---\n豊中市の記録 #電子申請 です。\n"
    )
    # WHEN it is imported THEN tags, other names and the time are fields, and what we have no field for is in the text
    imported = _read(note, vocabulary)
    case = imported.case
    assert (case.title, case.tags, case.subtitle) == ("電子申請", ("DX", "窓口/申請", "電子申請"), "オンライン申請")
    assert case.updated == "2024-05-01"
    assert case.municipality.name == "豊中市"
    assert "- status: 検討中" in case.body
    assert "- created: 2024-04-01" in case.body
    assert "latitude" not in case.body
    assert "latitude" in imported.remarks[0]
    assert {"municipality"} <= imported.guessed
    assert "title" not in imported.guessed


def test_links_and_embedded_files_of_obsidian_are_ours(vocabulary: Vocabulary):
    note = (
        "![[添付 1.png|300]] と ![[資料.pdf]]、[[別の記録|記録]]、[[三番目#節]]。\n\n"
        "`[[code]]`\n\n```\n[[code]]\n#no\n```\n\n> [!note] 注意\n> ==大事==\n"
    )
    case = _read(note, vocabulary).case
    assert "![添付 1.png](添付%201.png) と [資料.pdf](資料.pdf)、記録、三番目 › 節。" in case.body
    assert case.body.count("[[code]]") == 2
    assert "> **注意**" in case.body
    assert "**大事**" in case.body
    assert case.tags == ()
    assert linked_files(case) == ("添付 1.png", "資料.pdf")
    assert "<img" in to_html(case.body)


def test_links_of_joplin_are_listed(vocabulary: Vocabulary):
    note = (
        "![図](../_resources/a%20b.png) [表](:/0123456789abcdef0123456789abcdef) [外](https://a.jp) [頁](#x) "
        "[他](other.md) [絶対](/etc/passwd) [盤](C:/x.png) <img src='in.png'> ![名](<x y (1).png> \"題\")\n"
    )
    assert linked_files(_read(note, vocabulary).case) == (
        "../_resources/a b.png",
        ":/0123456789abcdef0123456789abcdef",
        "x y (1).png",
        "in.png",
    )


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("# 背景と**目的**\n本文\n", "a/b.md", "背景と目的"),
        ("本文から始まる。\n\n## 節\n", "a/03_窓口改革.md", "窓口改革"),
        ("```\n# no\n```\n本文です。\n", "窓口/README.md", "窓口"),
        ("classDiagram\n    A --> B\n", "x__08航空関連.md", "航空関連"),
        ("---\n\n本文\n\n---\n", "記録.md", "記録"),
    ],
)
def test_titles_of_notes_without_fields(text: str, name: str, title: str, vocabulary: Vocabulary):
    assert _read(text, vocabulary, name).case.title == title


def test_a_note_that_begins_with_a_rule_loses_nothing(vocabulary: Vocabulary):
    assert "前書き" in _read("---\n前書き\n---\n本文\n", vocabulary).case.body


def test_an_alias_bomb_is_shown_and_not_unfolded(vocabulary: Vocabulary):
    # GIVEN fields that would unfold to a billion WHEN the note is imported THEN they are kept as text, with a remark
    bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{new}: &{new} [{','.join(['*' + old] * 10)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    imported = _read(f"---\n{bomb}---\n# 題名\n\n本文\n", vocabulary)
    assert imported.case.title == "題名"
    assert "本文" in imported.case.body
    assert "*a,*a" in imported.case.body
    assert imported.remarks
    assert len(imported.case.body) < 2000


def test_a_drawing_stays_as_it_was_written(vocabulary: Vocabulary):
    body = _read("classDiagram\n    A --> B : x_y\n", vocabulary).case.body
    assert body.startswith("```mermaid\nclassDiagram\n    A --> B : x_y\n```")


@pytest.mark.parametrize("piece", ["[", "![[", "==a", "#a-", "```a\n", "<!--", "`", "](", "](<", "<img "])
def test_marks_by_the_ten_thousand_take_no_time(piece: str, vocabulary: Vocabulary):
    # Quadratic reading of one of these would end in the test's time limit.
    linked_files(_read("x " + piece * 60_000, vocabulary).case)
