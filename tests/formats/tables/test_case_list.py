"""A list that was exported and imported again is the same in the fields that it has."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from kb_app.base import i18n
from kb_app.base.paths import AppPaths
from kb_app.domain.case import Case, CaseMunicipality
from kb_app.domain.outcome import Confidence
from kb_app.formats.tables.case_list import LIST_FIELDS, OfficeMarks, case_row, list_header
from kb_app.formats.tables.cases import cases_of, guess_columns
from kb_app.formats.tables.delimited import read_csv
from kb_app.formats.tables.workbook import read_workbook
from kb_app.formats.tables.writing import write_csv, write_xlsx
from tests.formats.generated_cases import cases

if TYPE_CHECKING:
    from pathlib import Path

    from kb_app.domain.vocabulary import Vocabulary
    from kb_app.formats.tables.table import Table

FIELDS = (
    *("id", "title", "municipality", "steps", "priority_areas", "related_measures", "barriers", "summary", "outcomes"),
    *("period", "sources", "tags"),
)
PLAN = "mic-3.0"


def rows(listed: list[Case], vocabulary: Vocabulary):
    return [case_row(case, vocabulary.taxonomy, PLAN, OfficeMarks("参考", is_starred=True)) for case in listed]


def read_again(table: Table, vocabulary: Vocabulary) -> list[Case]:
    columns = guess_columns(table.header)
    assert tuple(columns.values()) == LIST_FIELDS
    return [imported.case for imported in cases_of(table, columns, vocabulary)]


def assert_same(back: list[Case], listed: list[Case]) -> None:
    assert len(back) == len(listed)
    for one, other in zip(back, listed, strict=True):
        for name in FIELDS:
            assert repr(getattr(one, name)) == repr(getattr(other, name)), name
        assert one.cost == other.cost


@given(data=st.data())
@settings(max_examples=60)
def test_a_csv_list_comes_back(data: st.DataObject, vocabulary: Vocabulary):
    listed = data.draw(st.lists(cases(vocabulary), min_size=1, max_size=2))
    written = write_csv(rows(listed, vocabulary), list_header())
    assert_same(read_again(read_csv(written, "t"), vocabulary), listed)


@given(data=st.data())
@settings(max_examples=60)
def test_an_xlsx_list_comes_back(data: st.DataObject, vocabulary: Vocabulary):
    listed = data.draw(st.lists(cases(vocabulary), min_size=1, max_size=2))
    (table,) = read_workbook(write_xlsx(rows(listed, vocabulary), list_header(), "事例"))
    assert_same(read_again(table, vocabulary), listed)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_columns_are_recognised_in_each_language(language: str, tmp_path: Path):
    i18n.install(language, AppPaths.under(tmp_path).locales_dir)
    try:
        assert tuple(guess_columns(list_header()).values()) == LIST_FIELDS
    finally:
        i18n.install("en", AppPaths.under(tmp_path).locales_dir)


def test_an_xlsx_list_holds_texts_and_numbers_and_no_formula(vocabulary: Vocabulary):
    case = Case("a-b-c", "=1+1", municipality=CaseMunicipality("札幌市", "011002", "北海道", population=1_970_000))
    book = load_workbook(io.BytesIO(write_xlsx(rows([case], vocabulary), list_header(), "a/b[c]")))
    sheet = book.worksheets[0]
    by_field = dict(zip(LIST_FIELDS, sheet[2], strict=False))
    assert (by_field["title"].value, by_field["title"].data_type) == ("=1+1", "s")
    assert (by_field["municipality.code"].value, by_field["municipality.code"].data_type) == ("011002", "s")
    assert (by_field["municipality.population"].value, by_field["municipality.population"].data_type) == (
        1_970_000,
        "n",
    )
    assert (sheet.freeze_panes, sheet.title) == ("A2", "a b c")
    assert by_field["title"].alignment.wrap_text


def test_a_text_longer_than_a_cell_ends_with_a_mark():
    written = write_xlsx([["😀" * 20_000]], ["題"], "a")
    value = load_workbook(io.BytesIO(written)).worksheets[0]["A2"].value
    assert isinstance(value, str)
    assert value.endswith("😀…")
    assert len(value.encode("utf-16-le")) // 2 <= 32_767


def test_a_csv_list_opens_in_excel():
    assert (
        write_csv([["=1", None, 3, "a\nb"]], ["列", "b", "c", "d"]) == '\ufeff列,b,c,d\r\n\'=1,,3,"a\nb"\r\n'.encode()
    )


def test_marks_of_the_office_stand_behind(vocabulary: Vocabulary):
    row = case_row(Case("", "題", tags=("a",)), vocabulary.taxonomy, PLAN, OfficeMarks("参考", True, ("b",)))
    assert row[-2:] == ("参考", "★")
    assert row[LIST_FIELDS.index("tags")] == "a;b"
    assert case_row(replace(Case("", "題")), vocabulary.taxonomy, PLAN)[-2:] == ("", "")


@pytest.mark.parametrize(
    ("confidence", "words"),
    [
        (Confidence.VERIFIED, "一次資料で確認"),
        (Confidence.REPORTED, "報道などで確認"),
        (Confidence.UNSOURCED, "出典なし"),
    ],
)
def test_a_list_says_how_sure_each_case_is(confidence, words, vocabulary: Vocabulary, tmp_path: Path):
    i18n.install("ja", AppPaths.under(tmp_path).locales_dir)
    try:
        row = case_row(Case("", "題", confidence=confidence), vocabulary.taxonomy, PLAN)
        assert dict(zip(list_header(), row, strict=True))["確かさ"] == words
    finally:
        i18n.install("en", AppPaths.under(tmp_path).locales_dir)
