"""Titles, summaries, municipalities and axes that a person would have written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.domain.guessed_axes import guess_axes
from kb_app.domain.guessed_place import NamedPlaces
from kb_app.domain.guessing import cleaned_name, guess_summary, guess_title
from kb_app.domain.taxonomy import Axis

if TYPE_CHECKING:
    from kb_app.domain.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("451_実装__451-1-2_申請（法人）データモデル_クラス図.pdf", "申請（法人）データモデル クラス図"),
        ("20240401_窓口改革について_最終版.docx", "窓口改革について"),
        ("2024_報告書.pdf", "2024 報告書"),
        ("24時間窓口.txt", "24時間窓口"),
        ("5G活用 事例.txt", "5G活用 事例"),
        ("03主体情報.md", "主体情報"),
        ("DX報告(1) - コピー.docx", "DX報告"),
        ("コード_コード一覧_20240814.xlsx", "コード一覧"),
    ],
)
def test_a_file_name_becomes_a_title(name: str, title: str):
    assert cleaned_name(name) == title


@pytest.mark.parametrize(
    ("likely", "title"),
    [
        (("無題", "令和6年3月1日", "窓口改革"), "窓口改革"),
        (("Microsoft Word - 12_報告.docx",), "報告"),
        (("2024年度 DX報告書",), "2024年度 DX報告書"),
        (("",), "記録"),
        (("あ" * 200,), "あ" * 119 + "…"),
    ],
)
def test_the_first_that_is_a_title_is_taken(likely: tuple[str, ...], title: str):
    assert guess_title("x/記録.txt", likely, "") == title


def test_a_name_that_says_nothing_gives_way():
    assert guess_title("窓口/index.html", (), "目次\n書かない窓口のあゆみ\n") == "書かない窓口のあゆみ"
    assert guess_title("窓口/index.html", (), "") == "窓口"
    assert guess_title("index.html", (), "") == "index"


def test_the_summary_is_whole_sentences():
    text = "題名\n令和6年3月\n豊中市は電子申請を広げました。待ち時間は半分になりました。" + "続きの文です。" * 30
    summary = guess_summary(text, "題名")
    assert summary.startswith("豊中市は電子申請を広げました。待ち時間は半分になりました。")
    assert summary.endswith("。")
    assert len(summary) <= 120
    assert guess_summary("表\n1\n2", "") == ""


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("豊中市の電子申請", "272035"),
        ("大津市の事例", "252018"),
        ("三重県津市の事例", "242012"),
        ("東村山市の窓口", "132136"),
        ("群馬県昭和村のDX", "104485"),
        ("福島県大沼郡昭和村のDX", "074462"),
        ("昭和村のDX", ""),
        ("北海道伊達市", "012335"),
        ("伊達市の事例", ""),
        ("これ以上市町村では", ""),
        ("豊中市と仙台市の比較", ""),
        ("中央区の窓口", ""),
        ("大阪府のDX推進計画", "270008"),
        ("大阪府内の動き", ""),
        ("全国の動き", ""),
    ],
)
def test_only_a_sure_name_is_a_municipality(words: str, code: str, vocabulary: Vocabulary):
    assert NamedPlaces(vocabulary.municipalities).guess(words, "", "").code == code


def test_shared_names_are_never_guessed_without_a_prefecture(vocabulary: Vocabulary):
    names = NamedPlaces(vocabulary.municipalities)
    rows = [row for row in vocabulary.municipalities.values() if row.class_id in ("city", "town", "village")]
    places: dict[str, set[str]] = {}
    for row in rows:
        places.setdefault(row.name, set()).add(row.code)
    shared = {name: codes for name, codes in places.items() if len(codes) > 1}
    assert len(shared) >= 20
    for name in shared:
        assert names.guess(f"{name}のDX", "", "").code == ""


def test_every_municipality_is_found_with_its_prefecture(vocabulary: Vocabulary):
    names = NamedPlaces(vocabulary.municipalities)
    rows = [
        row for row in vocabulary.municipalities.values() if row.class_id not in ("administrative_ward", "prefecture")
    ]
    missed = [row for row in rows if names.guess(f"{row.prefecture}{row.name}のDX", "", "").code != row.code]
    assert missed == []


def test_path_and_first_lines_help(vocabulary: Vocabulary):
    names = NamedPlaces(vocabulary.municipalities)
    assert names.guess("DXの報告", "豊中市/報告.txt", "仙台市も").name == "豊中市"
    assert names.guess("DXの報告", "a.txt", "磐梯町では").name == "磐梯町"
    assert names.guess("DXの報告", "a.txt", "あ" * 700 + "磐梯町では").name == ""


def test_axes_need_a_title_or_many_words(vocabulary: Vocabulary):
    guess = guess_axes(vocabulary.taxonomy, "RPAの活用", "テレワークは一度だけ。" + "電子申請、" * 4)
    assert guess[Axis.AREA] == ("online_procedure", "ai_rpa")
    assert guess[Axis.STEP] == ()
