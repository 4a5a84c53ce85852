"""What a person says of a table wins over what its headings say, and a huge table can be stopped."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook

from kb_app.base.errors import CancelledError
from kb_app.domain.table_columns import ReadAs
from kb_app.formats.importers import read_file
from kb_app.formats.importers.table_file import read_tables
from kb_app.formats.tables.field_names import FIELDS, is_single

if TYPE_CHECKING:
    from kb_app.domain.vocabulary import Vocabulary

HEADER = ("だれが", "なにを", "語", "語二")
ROWS = "だれが,なにを,語,語二\n湖西市,傘を貸す,雨、傘,窓口\n"
MAPPED = {0: "municipality.name", 1: "title", 3: "tags", 2: "tags"}


def workbook(rows: int) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("表")
    for number in range(rows):
        sheet.append(("湖西市", f"例{number}", "概要"))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


class Stop:
    """Cancels as soon as so many rows were gone through, and remembers the most that it heard of."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.most = 0

    def __call__(self, rows: int) -> None:
        self.most = max(self.most, rows)
        if rows >= self.after:
            raise CancelledError


def test_columns_are_what_the_person_says(vocabulary: Vocabulary):
    # GIVEN headings that nobody knows, which make a document WHEN a person says what they are THEN rows are cases
    assert not read_file("a.csv", ROWS.encode(), vocabulary)[0].is_partial
    (imported,) = read_file("a.csv", ROWS.encode(), vocabulary, ReadAs(columns={("", HEADER): MAPPED}))
    assert (imported.case.title, imported.case.municipality.code) == ("傘を貸す", "222216")
    assert imported.is_partial
    # and words of two columns are one list
    assert imported.case.tags == ("雨", "傘", "窓口")


def test_what_is_said_of_another_table_is_not_taken_for_this_one(vocabulary: Vocabulary):
    # GIVEN what was said of a table whose header was another one WHEN the file is read THEN it counts for nothing
    said = ReadAs(columns={("", ("だれが", "なにを")): {0: "title"}})
    (imported,) = read_file("a.csv", ROWS.encode(), vocabulary, said)
    assert not imported.is_partial


def test_a_table_of_which_nothing_is_said_to_be_used_is_a_document(vocabulary: Vocabulary):
    usual = "自治体名,事例名,概要\n湖西市,傘,貸した\n"
    said = ReadAs(columns={("", ("自治体名", "事例名", "概要")): {}})
    assert read_file("a.csv", usual.encode(), vocabulary)[0].is_partial
    (imported,) = read_file("a.csv", usual.encode(), vocabulary, said)
    assert not imported.is_partial
    assert "傘" in imported.case.body


def test_names_and_dates_are_single_and_texts_are_not():
    assert [field for field in FIELDS if is_single(field)][:3] == ["id", "title", "subtitle"]
    assert not any(map(is_single, ("tags", "body", "body.課題", "sources", "outcomes")))
    assert all(map(is_single, ("municipality.name", "period.start", "cost.annual_yen", "summary")))


@pytest.mark.parametrize("header", ["自治体名,事例名,概要", "a,b,c"])
def test_a_huge_csv_is_stopped_between_its_rows(vocabulary: Vocabulary, header: str):
    # GIVEN a table of cases, or of something else, with more rows than anybody waits for WHEN it is cancelled
    data = (header + "\n" + "湖西市,傘,貸した\n" * 200_000).encode()
    stop = Stop(2_000)
    with pytest.raises(CancelledError):
        read_file("a.csv", data, vocabulary, heard=stop)
    # THEN it ends there
    assert stop.most < 3_000


@pytest.mark.parametrize("header", ["自治体名,事例名,概要", "a,b,c"])
def test_making_cases_or_a_document_of_many_rows_is_heard_of_too(vocabulary: Vocabulary, header: str):
    # GIVEN a table WHEN it is read to its end THEN rows are told while it is parsed and again while cases are made
    heard: list[int] = []
    read_tables("a.csv", data := (header + "\n" + "湖西市,傘,貸した\n" * 3_000).encode(), "", heard.append)
    parsed = len(heard)
    heard.clear()
    read_file("a.csv", data, vocabulary, heard=heard.append)
    assert len(heard) >= parsed + 6


def test_a_huge_workbook_is_stopped_between_its_rows(vocabulary: Vocabulary):
    data = workbook(20_000)
    stop = Stop(2_000)
    with pytest.raises(CancelledError):
        read_file("a.xlsx", data, vocabulary, heard=stop)
    assert stop.most < 3_000


def test_a_workbook_can_be_stopped_before_its_first_row():
    # GIVEN a workbook, whose shared texts are read before any row WHEN it is cancelled THEN it ends in its first bytes
    with pytest.raises(CancelledError):
        read_tables("a.xlsx", workbook(10), "", Stop(0))
