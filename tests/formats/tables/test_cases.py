"""Columns are recognised, rows become cases, and a table of something else becomes a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.domain.plain_values import partial_date, whole_number
from kb_app.formats.case_writer import render
from kb_app.formats.front_matter import read_case
from kb_app.formats.html import to_html, visible_text
from kb_app.formats.tables.cases import cases_of, guess_columns, is_case_table
from kb_app.formats.tables.document import as_document
from kb_app.formats.tables.field_names import FIELDS, field_label
from kb_app.formats.tables.table import Table

if TYPE_CHECKING:
    from kb_app.domain.case import CaseMunicipality
    from kb_app.domain.imported import ImportedCase
    from kb_app.domain.vocabulary import Vocabulary

pytestmark = pytest.mark.usefixtures("english")

USUAL = (
    "№",
    "都道府県",
    "団体名",
    "人口（人）",
    "■事例名",
    "取組概要",
    "課題",
    "取組内容",
    "効果（定量）",
    "年度",
    "参考ＵＲＬ",
    "備考",
)


def imported(header: tuple[str, ...], *rows: tuple[str, ...], vocabulary: Vocabulary) -> tuple[ImportedCase, ...]:
    return cases_of(Table("t", header, rows), guess_columns(header), vocabulary)


def place(vocabulary: Vocabulary, **stated: str) -> CaseMunicipality:
    header = tuple({"name": "自治体名", "prefecture": "都道府県", "code": "団体コード"}[key] for key in stated)
    (found,) = imported((*header, "概要"), (*stated.values(), "傘"), vocabulary=vocabulary)
    return found.case.municipality


def test_usual_column_names_are_recognised():
    assert guess_columns(USUAL) == {
        1: "municipality.prefecture",
        2: "municipality.name",
        3: "municipality.population",
        4: "title",
        5: "summary",
        6: "body.課題",
        7: "body.取組",
        8: "body.効果",
        9: "period.start",
        10: "sources.url",
    }


@pytest.mark.parametrize("field", FIELDS)
def test_a_column_that_is_called_like_a_field_is_that_field(field: str):
    assert guess_columns([field_label(field)]) == {0: field}


@pytest.mark.parametrize(
    ("header", "is_one"),
    [
        (USUAL, True),
        (("自治体名", "取組"), True),
        (("事例名", "概要", "URL"), True),
        (("都道府県", "自治体名", "人口"), False),
        (("名前", "説明", "URL"), False),
        ((), False),
    ],
)
def test_a_table_of_cases_is_told_from_others(header: tuple[str, ...], is_one: bool):
    assert is_case_table(guess_columns(header)) is is_one


def test_a_row_becomes_a_case_that_can_be_written(vocabulary: Vocabulary):
    row = (
        *("1", "静岡県", "湖西市", "約5.8万人", "傘の通知", "雨の日に知らせる", "雨", "通知を送る", "貸し出し2倍"),
        *("令和5年度", "https://a.jp https://b.jp", "秘密"),
    )
    (found,) = imported(USUAL, row, vocabulary=vocabulary)
    case = found.case
    assert (case.title, case.summary, case.period.start) == ("傘の通知", "雨の日に知らせる", "2023")
    assert (case.municipality.code, case.municipality.population) == ("222216", 58_000)
    assert [source.url for source in case.sources] == ["https://a.jp", "https://b.jp"]
    assert case.body == "## 課題\n\n雨\n\n## 取組\n\n通知を送る\n\n## 効果\n\n貸し出し2倍\n"
    assert found.remarks == ("not taken over: the columns №, 備考",)
    assert not found.guessed
    assert read_case(render(case, vocabulary), vocabulary, "").case == case


def test_a_row_without_a_title_gets_one_that_is_said_to_be_guessed(vocabulary: Vocabulary):
    (found,) = imported(("自治体名", "概要"), ("湖西市", "傘を貸す。雨の日に。"), vocabulary=vocabulary)
    assert found.case.title == "湖西市：傘を貸す"
    assert found.guessed == {"title", "municipality"}


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ({"code": "222216"}, "222216"),
        ({"code": "22221"}, "222216"),
        ({"code": "１００６", "name": "北海道"}, "010006"),
        ({"name": "湖西市"}, "222216"),
        ({"name": "静岡県湖西市"}, "222216"),
        ({"name": "湖西市（静岡県）"}, "222216"),
        ({"name": "札幌市中央区"}, "011011"),
        ({"name": "府中市"}, ""),
        ({"name": "府中市", "prefecture": "広島県"}, "342084"),
        ({"name": "東京都府中市"}, "132063"),
        ({"name": "吾妻郡中之条町"}, "104213"),
        ({"name": "湖西市", "prefecture": "愛知県"}, ""),
        ({"name": "存在しない市"}, ""),
        ({"name": "", "prefecture": "静岡県"}, ""),
    ],
)
def test_a_municipality_is_found_by_code_or_by_name_that_is_no_other(
    stated: dict[str, str], code: str, vocabulary: Vocabulary
):
    assert place(vocabulary, **stated).code == code


def test_a_code_beats_a_name_and_both_are_said(vocabulary: Vocabulary):
    (found,) = imported(("自治体名", "団体コード", "概要"), ("会津若松市", "222216", "傘"), vocabulary=vocabulary)
    assert found.case.municipality.name == "湖西市"
    assert "the code was taken" in found.remarks[0]


def test_words_of_no_axis_become_tags(vocabulary: Vocabulary):
    (found,) = imported(("事例名", "概要", "テーマ"), ("題", "傘", "AI・RPAの利用推進、子育て"), vocabulary=vocabulary)
    assert (found.case.priority_areas, found.case.tags) == (("ai_rpa",), ("子育て",))


def test_what_no_field_can_hold_is_kept_or_said(vocabulary: Vocabulary):
    header = ("事例名", "自治体名", "団体コード", "人口", "初期費用", "実施状況", "URL", "概要")
    row = ("題", "湖西市", "999999", "多い", "数百万円", "検討", "広報紙 5月号", "傘")
    (found,) = imported(header, row, vocabulary=vocabulary)
    assert len(found.remarks) == 3
    assert found.case.cost.note == "数百万円"
    assert found.case.sources[0].title == "広報紙 5月号"
    assert read_case(render(found.case, vocabulary), vocabulary, "").is_valid


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234人", 1234),
        ("約3万人", 30_000),
        ("1.5億円", 150_000_000),
        ("１，２００千円", 1_200_000),
        ("0", 0),
        ("1.5", None),
        ("数人", None),
    ],
)
def test_counts_of_offices(text: str, number: int | None):
    assert whole_number(text) == number


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2020", "2020"),
        ("2020-08", "2020-08"),
        ("2020-08-07", "2020-08-07"),
        ("2020/8/7", "2020-08-07"),
        ("2020年8月", "2020-08"),
        ("令和元年5月1日", "2019-05-01"),
        ("R5.4.1", "2023-04-01"),
        ("平成30年度", "2018"),
        ("20200807", "20200807"),
        ("来年", "来年"),
        ("令和5年13月", "令和5年13月"),
        ("2020～2022", "2020～2022"),
    ],
)
def test_dates_of_offices(text: str, date: str):
    assert partial_date(text) == date


def test_a_document_loses_no_cell():
    cells = (
        "a|b",
        "一行目\n二行目",
        "*強調*",
        "<b>",
        "[x](y)",
        "\\",
        "`c`",
        "~~d~~",
        "_e_",
        "https://a.jp/x_y?z=1",
        "=1+1",
    )
    table = Table("表", ("列",) * len(cells), (cells,), (("題名", "2025-03-25"),))
    page = visible_text(to_html(as_document("表.csv", [table]).case.body)).split("\n")
    flat = [line for cell in cells for line in cell.split("\n")]
    assert [line for line in flat if line not in page] == []
    assert "題名　2025-03-25" in page


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("事例一覧.xlsx", "事例一覧"),
        ("491-2_コード_コード一覧_20240814.xlsx", "コード一覧"),
        ("02 窓口アンケート（2024-05-01）.csv", "窓口アンケート"),
        ("Book1.xlsx", "上の題"),
        ("20240814.csv", "上の題"),
        ("RPA_導入実績.csv", "RPA 導入実績"),
    ],
)
def test_the_title_is_what_a_person_would_write(name: str, title: str):
    table = Table("Sheet1", ("a", "b"), (), (("上の題", ""),))
    found = as_document(name, [table])
    assert found.case.title == title
    assert found.guessed == {"title"}
