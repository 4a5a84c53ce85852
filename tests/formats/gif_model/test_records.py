"""A case written out in the government's model and read back is equal in every field that the model has."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb_app.base.paths import AppPaths
from kb_app.domain.case import Case, CaseMunicipality, Kind, Period
from kb_app.domain.catalogue import Catalogue
from kb_app.formats.case_writer import render
from kb_app.formats.front_matter import read_case
from kb_app.formats.gif_model.files import (
    collection_from_json,
    collection_to_json,
    records_from_csv,
    records_to_csv,
)
from kb_app.formats.gif_model.records import COLUMNS, from_records, to_records
from tests.formats.generated_cases import TEXT, cases

if TYPE_CHECKING:
    from kb_app.domain.vocabulary import Vocabulary

AS_THEY_ARE = (
    *("id", "title", "subtitle", "summary", "service_category", "steps", "priority_areas", "related_measures"),
    *("barriers", "tags", "lessons", "conditions", "published", "updated", "related", "images", "videos"),
)


def again(case: Case, vocabulary: Vocabulary) -> Case:
    (imported,) = from_records(to_records([case], vocabulary), vocabulary)
    return imported.case


def plain_sections(body: str) -> list[str]:
    """What stands in a body, without the order of its sections: an own reading, line by line."""
    lines = (line.strip() for line in body.replace("\r\n", "\n").split("\n"))
    return sorted(line for line in lines if line and not re.fullmatch(r"## .*|```|~~~", line))


@given(data=st.data())
@settings(max_examples=150)
def test_a_case_comes_back_equal_in_every_field_of_the_model(data: st.DataObject, vocabulary: Vocabulary):
    case = data.draw(cases(vocabulary))
    back = again(case, vocabulary)
    assert [(name, getattr(back, name)) for name in AS_THEY_ARE] == [
        (name, getattr(case, name)) for name in AS_THEY_ARE
    ]
    assert back.municipality == replace(case.municipality, population=None, population_band="")
    assert back.period == Period(case.period.start[:4])
    assert back.cost.funding == case.cost.funding
    assert back.organization == case.organization
    assert [source.url for source in back.sources] == [source.url for source in case.sources]
    # Sources have the numbers of their places on both sides here, so that effects are equal to the last field.
    assert repr(back.outcomes) == repr(case.outcomes)
    assert plain_sections(back.body) == plain_sections(case.body)


@given(data=st.data())
@settings(max_examples=100)
def test_what_came_back_comes_back_the_same_again(data: st.DataObject, vocabulary: Vocabulary):
    once = again(data.draw(cases(vocabulary)), vocabulary)
    assert again(once, vocabulary) == once


@given(data=st.data())
@settings(max_examples=60)
def test_csv_and_json_hold_what_the_records_hold(data: st.DataObject, vocabulary: Vocabulary):
    records = to_records([data.draw(cases(vocabulary)), data.draw(cases(vocabulary))], vocabulary)
    catalogue = Catalogue("事例集", data.draw(TEXT), "湖西市", "2026", "CC BY 4.0", "JPN")
    assert list(records_from_csv(records_to_csv(records))) == records
    collection = collection_from_json(collection_to_json(catalogue, records))
    assert (collection.catalogue, list(collection.records)) == (catalogue, records)


@given(data=st.data())
@settings(max_examples=60)
def test_no_cell_of_the_csv_is_a_formula(data: st.DataObject, vocabulary: Vocabulary):
    written = records_to_csv(to_records([data.draw(cases(vocabulary))], vocabulary)).decode("utf-8-sig")
    csv.field_size_limit(10_000_000)
    cells = [cell for row in csv.reader(io.StringIO(written, newline="")) for cell in row]
    assert [
        cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "-")) and not re.fullmatch(r"[+-][\d,.]+", cell)
    ] == []


def test_every_bundled_case_comes_back_and_can_be_written_as_a_case_file(vocabulary: Vocabulary):
    files = sorted(AppPaths.under(Path()).library_dir.rglob("*.md"))
    assert files
    for file in files:
        case = read_case(file.read_text(encoding="utf-8"), vocabulary, "").case
        back = again(case, vocabulary)
        assert len(back.outcomes) == len(case.outcomes)
        assert plain_sections(back.body) == plain_sections(case.body), file.name
        assert read_case(render(back, vocabulary), vocabulary, "").case == back


def test_the_columns_are_those_of_the_guide():
    assert COLUMNS[:6] == ("タイトル", "サブタイトル", "事例実施年", "事例の場所", "対象組織", "行政サービス分類")
    assert len(COLUMNS) == len(set(COLUMNS)) == 34


def test_columns_are_known_in_any_order_and_others_are_tolerated(vocabulary: Vocabulary):
    record = {
        "備考": "捨てる",
        "取り組み内容": "通知を送る",
        "対象組織": "府中市",
        "事例の場所": "広島県",
        "タイトル": "題",
    }
    (imported,) = from_records([record], vocabulary)
    assert (imported.case.municipality.code, imported.case.body) == ("342084", "## 取組\n\n通知を送る\n")


def test_the_nation_is_no_prefecture(vocabulary: Vocabulary):
    case = Case("plan", "計画", kind=Kind.REFERENCE)
    assert to_records([case], vocabulary)[0]["事例の場所"] == "全国"
    assert again(case, vocabulary) == case


def test_an_ambiguous_name_stays_a_name(vocabulary: Vocabulary):
    (imported,) = from_records([{"タイトル": "題", "対象組織": "府中市"}], vocabulary)
    assert imported.case.municipality == CaseMunicipality("府中市")
    assert len(imported.remarks) == 1


def test_an_id_of_another_form_becomes_one_that_is_always_the_same(vocabulary: Vocabulary):
    first, second = from_records([{"タイトル": "題", "ID": "事例-001"}] * 2, vocabulary)
    assert first.case.id == second.case.id
    assert read_case(
        render(replace(first.case, municipality=CaseMunicipality("湖西市")), vocabulary), vocabulary, ""
    ).is_valid


@pytest.mark.parametrize(
    "text", ["", "## ", "```", "## 課題\n```\n## 取組\n本文", "# 題\n本文\n## 体制\n二人\n## 課題\n遅い"]
)
def test_a_body_that_came_back_is_in_its_last_form(text: str, vocabulary: Vocabulary):
    once = again(Case("abc", "題", body=text), vocabulary)
    assert again(once, vocabulary) == once


def test_sections_without_a_column_stand_behind_the_action(vocabulary: Vocabulary):
    case = Case("abc", "題", body="## 体制\n二人\n\n## 課題\n遅い\n\n## 取組\n速く\n")
    record = to_records([case], vocabulary)[0]
    assert record["取り組み内容"] == "速く\n\n## 体制\n\n二人"
    assert again(case, vocabulary).body == "## 課題\n\n遅い\n\n## 取組\n\n速く\n\n## 体制\n\n二人\n"
