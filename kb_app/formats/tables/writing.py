"""Writes lists as CSV and Excel files that open in any office and execute nothing."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from kb_app.domain.characters import whole_characters
from kb_app.formats.tables.cell_text import escaped
from kb_app.formats.tables.formula_guard import guarded

if TYPE_CHECKING:
    from kb_app.formats.tables.case_list import Cell

_LONGEST_CELL = 32_767
"""UTF-16 units; Excel holds no more in a cell."""
_CUT = "…"
_SAMPLE = 200
_NARROWEST, _WIDEST = 8, 60


def write_csv(rows: Iterable[Sequence[Cell]], header: Sequence[str]) -> bytes:
    """Return a CSV file for Excel: UTF-8 with its mark, lines ended by CRLF, formulas made harmless."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    for row in (header, *rows):
        writer.writerow([_csv_text(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(rows: Iterable[Sequence[Cell]], header: Sequence[str], sheet_name: str) -> bytes:
    """Return an Excel file of one sheet: header in sight while scrolling, columns to filter, long texts wrapped.

    Texts are text cells, so that a code keeps its zeros and `=1+1` is no formula; whole numbers are numbers. A text
    that is longer than a cell of Excel can be ends with ….
    """
    from openpyxl import Workbook  # here, not above: see workbook.py

    kept = [list(row) for row in rows]
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(_sheet_title(sheet_name))
    sheet.freeze_panes = "A2"
    for place, width in enumerate(_widths([list(header), *kept[:_SAMPLE]])):
        sheet.column_dimensions[_letters(place)].width = width
    sheet.auto_filter.ref = f"A1:{_letters(max(0, len(header) - 1))}{len(kept) + 1}"
    sheet.append([_cell(sheet, name, is_header=True) for name in header])
    for row in kept:
        sheet.append([_cell(sheet, value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _csv_text(cell: Cell) -> str:
    return "" if cell is None else guarded(whole_characters(cell)) if isinstance(cell, str) else str(cell)


def _cell(sheet: Any, value: Cell, *, is_header: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell: Any = WriteOnlyCell(sheet)
    if isinstance(value, str) and value:
        cell._value, cell.data_type = _cut(escaped(whole_characters(value))), "s"
        cell.number_format = "@"
    elif isinstance(value, int):
        cell.value = value
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if is_header:
        cell.font = Font(bold=True)
    return cell


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= _LONGEST_CELL * 2:
        return text
    return units[: (_LONGEST_CELL - 1) * 2].decode("utf-16-le", "ignore") + _CUT


def _widths(rows: Sequence[Sequence[Cell]]) -> list[int]:
    """As wide as the longest line of a column, within bounds; Japanese characters count twice."""
    widths = [_NARROWEST] * max(map(len, rows), default=0)
    for row in rows:
        for place, cell in enumerate(row):
            longest = max((_width(line[:_WIDEST]) for line in str(cell or "").split("\n")), default=0)
            widths[place] = min(_WIDEST, max(widths[place], longest + 2))
    return widths


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in line)


def _letters(place: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(place + 1)


def _sheet_title(name: str) -> str:
    r"""Excel takes 31 characters, none of []:*?/\\ and no apostrophe at either end."""
    return "".join(" " if character in "[]:*?/\\" else character for character in escaped(name)).strip("' ")[:31] or "1"
