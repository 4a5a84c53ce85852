"""CSV files and workbooks become tables of what a person sees; what is none is said in a sentence."""

from __future__ import annotations

import codecs
import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from kb_app.formats.tables.cell_text import cell_text, escaped, unescaped
from kb_app.formats.tables.delimited import read_csv
from kb_app.formats.tables.formula_guard import guarded, unguarded
from kb_app.formats.tables.table import Table
from kb_app.formats.tables.workbook import read_workbook
from kb_app.formats.unreadable import EncodingUnknownError, UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("english")

TEXT = "自治体名,事例名\r\n湖西市,窓口①\r\n"
EXPECTED = Table("t", ("自治体名", "事例名"), (("湖西市", "窓口①"),))


def workbook(fill: Callable[[Any], None]) -> bytes:
    book = Workbook()
    fill(book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp932"),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        TEXT.replace(",", "\t").encode(),
        TEXT.replace(",", ";").encode(),
        TEXT.replace("\r\n", "\r").encode(),
        TEXT.replace("湖西市", '"湖西市"').encode(),
        TEXT.replace("湖", "\0湖").encode(),
    ],
    ids=["utf-8", "bom", "cp932", "utf-16", "tab", "semicolon", "cr", "quotes", "nul"],
)
def test_a_csv_of_an_office_is_read(data: bytes):
    assert read_csv(data, "t") == EXPECTED


def test_line_breaks_quotes_and_delimiters_stay_in_their_cells():
    assert read_csv('自治体名,概要\n湖西市,"一,行目\n""二""行目"\n'.encode(), "t").rows == (
        ("湖西市", '一,行目\n"二"行目'),
    )


def test_titles_and_empty_rows_and_columns_around_a_table_are_understood():
    table = read_csv("DX事例一覧,,\n,,\n,自治体名,事例名\n,湖西市,傘\n,,\n".encode(), "t")
    assert table.header == ("", "自治体名", "事例名")
    assert table.above == (("DX事例一覧", "", ""),)
    assert table.rows == (("", "湖西市", "傘"),)


def test_short_and_long_rows_lose_nothing():
    assert read_csv(b"a,b\n1\n1,2,3\n", "t").rows == (("1", "", ""), ("1", "2", "3"))


def test_a_quotation_mark_that_is_never_closed_swallows_no_row():
    table = read_csv('自治体名,事例名\n湖西市,"傘\n府中市,窓口\n伊達市,"a,b"\n'.encode(), "t")
    assert table.rows == (("湖西市", '"傘'), ("府中市", "窓口"), ("伊達市", "a,b"))


@pytest.mark.parametrize(
    "data", [b"", b"\n\n", b",,,", ",".join(map(str, range(100_000))).encode(), b"a\n" + b'"x,' * 50_000]
)
def test_what_is_no_table_is_said(data: bytes):
    with pytest.raises(UnreadableFileError):
        read_csv(data, "t")


def test_unknown_characters_are_asked_for():
    data = TEXT.encode("euc_jp", "ignore") + b"\xff"
    with pytest.raises(EncodingUnknownError):
        read_csv(data, "t")
    with pytest.raises(EncodingUnknownError):
        read_csv(data, "t", "utf-8")
    assert read_csv("名,題\n湖西市,傘\n".encode("euc_jp"), "t", "euc_jp").rows == (("湖西市", "傘"),)


@given(st.binary(max_size=200) | st.text(alphabet='",;\t\n\r=ab\0', max_size=60).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes):
    try:
        table = read_csv(data, "t")
    except UnreadableFileError:
        return
    assert all(len(row) == len(table.header) for row in (*table.rows, *table.above))


@given(st.text(alphabet="'=+-@\t\r\n0１＝a.,", max_size=8))
def test_no_formula_survives_and_every_text_does(text: str):
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in ("=", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@given(st.text(max_size=20) | st.text(alphabet="_x0041D\r\x00\x1b\ufffe", max_size=20))
def test_what_xml_cannot_hold_comes_back(text: str):
    assert unescaped(escaped(text)) == text


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (None, "General", ""),
        (True, "General", "TRUE"),
        (1.0, "General", "1"),
        (0.1 + 0.2, "General", "0.3"),
        (1e22, "General", "10000000000000000000000"),
        (-1234.5, "#,##0.0", "-1234.5"),
        (72028, "000000", "072028"),
        (0.855, "0%", "86%"),
        (0.855, "0.0%", "85.5%"),
        (float("nan"), "General", "nan"),
        (dt.datetime(2025, 3, 25), "yyyy/m/d", "2025-03-25"),
        (dt.datetime(2025, 3, 25, 9, 5), "General", "2025-03-25 09:05"),
        (dt.date(2025, 3, 25), "General", "2025-03-25"),
        (dt.time(9, 5), "General", "09:05"),
        (dt.timedelta(hours=30, minutes=5), "[h]:mm", "30:05"),
        ("a_x000D_\nb", "@", "a\nb"),
    ],
)  # fmt: skip
def test_a_cell_says_what_a_person_sees(value: object, number_format: str, text: str):
    assert cell_text(value, number_format) == text


def test_a_workbook_is_read_with_codes_errors_dates_and_merged_cells():
    def fill(sheet: Any) -> None:
        sheet.title = "事例"
        sheet.append(["DX事例一覧"])
        sheet.append([])
        sheet.append(["都道府県", "自治体名", "団体コード", "公開日", "効果"])
        sheet.append(["静岡県", "湖西市", "022216", dt.date(2025, 3, 25), "#N/A"])
        sheet.append([None, "島田市", 222097, None, "=1+1"])
        sheet.merge_cells("A4:A5")
        sheet.merge_cells("A1:E1")

    (table,) = read_workbook(workbook(fill))
    assert table == Table(
        "事例",
        ("都道府県", "自治体名", "団体コード", "公開日", "効果"),
        (("静岡県", "湖西市", "022216", "2025-03-25", "#N/A"), ("静岡県", "島田市", "222097", "", "")),
        (("DX事例一覧", "", "", "", ""),),
    )


def test_hidden_and_empty_sheets_are_left_out():
    book = Workbook()
    book.worksheets[0]["A1"] = "見える"
    book.create_sheet("空")
    book.create_sheet("隠れた")["A1"] = "見えない"
    book["隠れた"].sheet_state = "hidden"
    file = io.BytesIO()
    book.save(file)
    assert [table.name for table in read_workbook(file.getvalue())] == ["Sheet"]


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def with_sheet(xml: bytes) -> bytes:
    """A workbook with this as the part of its only sheet."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(lambda sheet: sheet.append(["a"])))) as old,
        zipfile.ZipFile(file, "w") as new,
    ):
        for name in old.namelist():
            new.writestr(name, xml if name.endswith("sheet1.xml") else old.read(name))
    return file.getvalue()


def test_a_cell_at_the_end_of_the_sheet_costs_nothing():
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    merged = b'<mergeCells><mergeCell ref="A1:A1048576"/></mergeCells>'
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet = b"<worksheet %s><sheetData>%s</sheetData>%s</worksheet>" % (space, cells, merged)
    assert read_workbook(with_sheet(sheet))[0].rows == (("1", "2"),)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "damaged"),
        (b"a,b\n1,2\n", "damaged"),
        (b"PK\x03\x04" + b"x" * 100, "damaged"),
        (zipped(a=b"b"), "damaged"),
        (zipped(a=b"\0" * 50_000_000), "too much"),
        (OLE + b"\0" * 600, "old form of Excel"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (workbook(lambda sheet: None), "empty"),
        (with_sheet(b"<worksheet><sheetData><row><c r='A1' t='s'><v>99</v>"), "damaged"),
        (with_sheet(b"no xml at all"), "damaged"),
        (with_sheet(b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;">]><worksheet>&d;'), "damaged"),
    ],
    ids=["empty", "text", "no zip", "other zip", "bomb", "xls", "encrypted", "no cell", "cut off", "no xml", "entities"],
)  # fmt: skip
def test_what_is_no_workbook_is_said(data: bytes, said: str):
    with pytest.raises(UnreadableFileError) as caught:
        read_workbook(data)
    assert said in caught.value.reason


def test_a_workbook_cut_off_anywhere_is_refused():
    data = workbook(lambda sheet: sheet.append(["自治体名", "事例名"]))
    for end in range(0, len(data), 200):
        with pytest.raises(UnreadableFileError):
            read_workbook(data[:end])
