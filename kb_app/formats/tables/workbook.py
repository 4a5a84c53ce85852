"""Reads Excel workbooks (xlsx, xlsm): every visible sheet as a table of text."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError

from kb_app.base.i18n import _
from kb_app.formats.safe_zip import checked_zip
from kb_app.formats.tables.cell_text import cell_text
from kb_app.formats.tables.counted import HeardBytes, RowsHeard, counted, unheard
from kb_app.formats.tables.header_row import table_of
from kb_app.formats.tables.table import MOST_CELLS, Table
from kb_app.formats.unreadable import UnreadableFileError

if TYPE_CHECKING:
    from openpyxl import Workbook

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_MOST_MERGED = 20_000
# What openpyxl raises for a part that is missing or holds something else than it should.
_BROKEN = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    ParseError,
    zipfile.BadZipFile,
    EOFError,
    OSError,
)


def read_workbook(data: bytes, heard: RowsHeard = unheard) -> tuple[Table, ...]:
    """Return the tables of an Excel file, one a sheet that holds anything; hidden sheets are left out.

    A cell that spans several rows of one column stands in each of them. Formulas are their last results.
    `heard` is told how many rows of a sheet were gone through.

    Raises:
        UnreadableFileError: it is an old .xls file, encrypted, damaged, no workbook, too large, or empty.
    """
    _refuse_ole(data)
    checked_zip(io.BytesIO(data)).close()
    try:
        tables = tuple(_tables(HeardBytes(data, heard), heard))
    except UnreadableFileError:
        raise
    except _BROKEN as error:
        raise UnreadableFileError(_("it is damaged, or no file of its kind")) from error
    if not tables:
        raise UnreadableFileError(_("it is empty"))
    return tables


def _refuse_ole(data: bytes) -> None:
    if not data.startswith(_OLE):
        return
    if _ENCRYPTED in data:
        raise UnreadableFileError(_("it is encrypted; save it without a password"))
    raise UnreadableFileError(_("it is in the old form of Excel; open it there and save it as .xlsx"))


def _tables(file: IO[bytes], heard: RowsHeard) -> Iterator[Table]:
    from openpyxl import load_workbook  # here, not above: half a second that only an import of Excel files costs

    with warnings.catch_warnings():
        # openpyxl warns of what it leaves out (drop-down lists, headers and footers): nothing that holds a text.
        warnings.simplefilter("ignore")
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            yield from _visible(book, heard)
        finally:
            book.close()


def _visible(book: Workbook, heard: RowsHeard) -> Iterator[Table]:
    room = MOST_CELLS
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        rows = _rows(sheet, room, heard)
        room -= sum(map(len, rows))
        table = table_of(sheet.title, list(_spread(rows, _merged(sheet))))
        if table.header:
            yield table


def _rows(sheet: Any, room: int, heard: RowsHeard) -> list[list[str]]:
    """All rows as text, also empty ones: merged cells are known by their places.

    The size that a sheet states is not believed: some programs write a wrong one, and some a million rows.
    """
    sheet.reset_dimensions()
    rows: list[list[str]] = []
    for cells in counted(sheet.iter_rows(), heard):
        room -= len(cells) + 1
        if room < 0:
            raise UnreadableFileError(_("it has too many columns or cells"))
        rows.append([cell_text(cell.value, getattr(cell, "number_format", "")) for cell in cells])
    return rows


def _merged(sheet: Any) -> Iterator[tuple[int, int, int]]:
    """Column, first row and last row (from 0) of cells that span rows of one column.

    openpyxl does not tell them when it reads row by row; the part of the sheet is looked through for them.
    """
    from openpyxl.utils import column_index_from_string

    with sheet._get_source() as part:
        found = _MERGED.findall(part.read())
    for first, top, last, bottom in found[:_MOST_MERGED]:
        if first == last:
            yield column_index_from_string(first.decode()) - 1, int(top) - 1, int(bottom) - 1


def _spread(rows: list[list[str]], spans: Iterator[tuple[int, int, int]]) -> list[list[str]]:
    room = MOST_CELLS
    for column, top, bottom in spans:
        last = min(bottom, len(rows) - 1)
        room -= max(0, last - top)
        if room < 0 or top >= len(rows) or column >= len(rows[top]):
            continue
        for row in filter(any, rows[top + 1 : last + 1]):
            row.extend([""] * (column + 1 - len(row)))
            row[column] = row[column] or rows[top][column]
    return rows
