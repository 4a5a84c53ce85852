"""A collection is checked field by field, with the number of the record and the column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.domain.case import Case, CaseMunicipality, Organization
from kb_app.domain.problem import Severity
from kb_app.formats.gif_model.checking import REQUIRED, check_records, missing_required
from kb_app.formats.gif_model.files import collection_from_json, records_from_csv
from kb_app.formats.gif_model.records import COLUMNS, to_records
from kb_app.formats.unreadable import UnreadableFileError

if TYPE_CHECKING:
    from kb_app.domain.vocabulary import Vocabulary

pytestmark = pytest.mark.usefixtures("english")

GOOD = Case(
    "kosai-umbrella",
    "傘の貸し出しを知らせる",
    summary="雨の予報のときに知らせる",
    municipality=CaseMunicipality("湖西市", "222216", "静岡県"),
    organization=Organization(contact="市役所 053-000-0000"),
    body="## 課題\n雨\n## 目的\n傘\n## 取組\n通知\n",
)


@pytest.fixture
def record(vocabulary: Vocabulary) -> dict[str, str]:
    return to_records([GOOD], vocabulary)[0]


def test_nothing_is_wrong_with_a_complete_record(record: dict[str, str], vocabulary: Vocabulary):
    assert check_records([record], vocabulary) == []
    assert missing_required(GOOD, vocabulary) == ()


def test_required_fields_that_are_empty_are_listed(vocabulary: Vocabulary):
    assert missing_required(Case("", "題"), vocabulary) == REQUIRED[1:]
    found = check_records(to_records([Case("", "題")], vocabulary), vocabulary)
    assert [(one.line, one.field) for one in found] == [(1, column) for column in REQUIRED[1:]]


@pytest.mark.parametrize(
    ("column", "text", "severity"),
    [
        ("事例実施年", "令和5年", Severity.ERROR),
        ("公開日", "2025-02-30", Severity.ERROR),
        ("最終更新日", "2025/03/25", Severity.ERROR),
        ("公開日", "20250325", Severity.ERROR),
        ("事例の場所", "東海地方", Severity.ERROR),
        ("対象組織", "湖西町", Severity.WARNING),
        ("テーマ", "AI・RPA;子育て", Severity.WARNING),
        ("取り組みの概要", "あ" * 301, Severity.WARNING),
        ("関連URL", "https://a.jp;ftp://b.jp", Severity.ERROR),
        ("ビデオURL", "youtube", Severity.ERROR),
        ("ビデオタイトル", "動画", Severity.ERROR),
        ("イメージのライセンス", "CC0;CC0", Severity.ERROR),
    ],
)
def test_each_field_has_its_form(
    column: str, text: str, severity: Severity, record: dict[str, str], vocabulary: Vocabulary
):
    found = check_records([{}, {**record, column: text}][1:], vocabulary)
    assert [(one.severity, one.line, one.field) for one in found] == [(severity, 1, column)]


def test_an_id_stands_once_and_a_field_of_no_model_is_named(record: dict[str, str], vocabulary: Vocabulary):
    found = check_records([record, {**record, "備考": ""}], vocabulary)
    assert [(one.line, one.field) for one in found] == [(2, "備考"), (2, "ID")]


def test_the_nation_needs_no_municipality_of_the_list(record: dict[str, str], vocabulary: Vocabulary):
    assert check_records([{**record, "事例の場所": "全国", "対象組織": "デジタル庁"}], vocabulary) == []


@pytest.mark.parametrize(
    "data",
    [b"", b"[", b"3", b'{"a": [1]}', b'{"\xe4\xba\x8b\xe4\xbe\x8b": 3}', b"\xff\xfe\xff", b"[" * 100_000],
    ids=["empty", "open", "number", "numbers", "no list", "bytes", "deep"],
)
def test_what_is_no_collection_is_said(data: bytes):
    with pytest.raises(UnreadableFileError):
        collection_from_json(data)


def test_a_plain_list_and_other_types_are_understood():
    collection = collection_from_json(
        '[{"タイトル": "題", "キーワード": ["a;b", "c"], "発行": 2025, "ID": null}]'.encode()
    )
    assert collection.records == ({"タイトル": "題", "キーワード": "a\\;b;c", "発行": "2025", "ID": ""},)


def test_a_csv_of_another_tool_is_read_in_its_encoding():
    data = ",".join(COLUMNS).encode("cp932") + b"\r\n" + "題".encode("cp932")
    assert records_from_csv(data)[0]["タイトル"] == "題"
