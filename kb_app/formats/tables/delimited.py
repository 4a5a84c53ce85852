"""Reads CSV files as offices have them: any of their encodings, parted by comma, tab or semicolon."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice

from kb_app.base.i18n import _
from kb_app.formats.encoding import DecodedText, decode
from kb_app.formats.tables.counted import RowsHeard, counted, unheard
from kb_app.formats.tables.formula_guard import unguarded
from kb_app.formats.tables.header_row import table_of
from kb_app.formats.tables.table import MOST_CELLS, MOST_COLUMNS, Table
from kb_app.formats.unreadable import EncodingUnknownError, UnreadableFileError

_DELIMITERS = ",\t;"
_LOOKED_AT = 65_536
_LONGEST_CELL = 10_000_000
_MOST_REPAIRS = 50
_END = "\0"
"""A line behind all others: if it does not come back as a row, a quotation mark before it is not closed."""


def read_csv(data: bytes, name: str, encoding: str = "", heard: RowsHeard = unheard) -> Table:
    """Return the table of a CSV file; `name` becomes its name, `encoding` is a codec that a person chose.

    An apostrophe before what looks like a formula is taken away. `heard` is told how many lines were gone through.

    Raises:
        EncodingUnknownError: the characters are in no encoding of the list (or not in the chosen one).
        UnreadableFileError: it is empty, or has more columns or cells than a table of cases can have.
    """
    text = _decoded(data, encoding).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    rows = []
    count = 0
    for row in counted(_rows(text, heard), heard):
        count += len(row)
        if len(row) > MOST_COLUMNS or count > MOST_CELLS:
            raise UnreadableFileError(_("it has too many columns or cells"))
        rows.append([unguarded(cell) for cell in row])
    table = table_of(name, rows)
    if not table.header:
        raise UnreadableFileError(_("it is empty"))
    return table


def _decoded(data: bytes, encoding: str) -> str:
    if encoding:
        try:
            return data.decode(encoding).removeprefix("\ufeff")
        except (UnicodeDecodeError, LookupError) as error:
            raise EncodingUnknownError(_("its characters are in another encoding")) from error
    decoded = decode(data) or _without_nul(data)
    if decoded is None:
        raise EncodingUnknownError(_("its characters are in no encoding that can be told for sure"))
    return decoded.text


def _without_nul(data: bytes) -> DecodedText | None:
    """Some programs fill fields with NUL bytes; a few of them in a text are no reason to refuse it."""
    return decode(data.replace(b"\0", b"")) if data.count(b"\0") <= len(data) // 10 else None


def _rows(text: str, heard: RowsHeard) -> Iterator[list[str]]:
    """The rows; a quotation mark that is never closed is taken for a character, so that no row swallows the others."""
    csv.field_size_limit(_LONGEST_CELL)  # for the whole process, and never set back: others may be reading
    lines = text.split("\n")
    delimiter = _delimiter(text)
    start = repairs = 0
    try:
        while start < len(lines):
            read = _read(lines, start, delimiter, heard)
            yield from read.rows
            start = read.next_line
            if start < len(lines):
                # The line whose quotation mark is never closed; after many of them quotation marks mean nothing here.
                repairs += 1
                end = start + 1 if repairs < _MOST_REPAIRS else len(lines)
                yield from csv.reader(lines[start:end], delimiter=delimiter, quoting=csv.QUOTE_NONE)
                start = end
    except csv.Error as error:
        raise UnreadableFileError(_("it is damaged, or no file of its kind")) from error


@dataclass(frozen=True, slots=True)
class _Read:
    """Rows, and the line that was not understood (the number of all lines where all were)."""

    rows: list[list[str]]
    next_line: int


def _read(lines: list[str], start: int, delimiter: str, heard: RowsHeard) -> _Read:
    behind = (f"{line}\n" for line in counted(chain(islice(lines, start, None), (_END,)), heard))
    reader = csv.reader(behind, delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    begun = 0
    count = 0
    try:
        for row in reader:
            count += len(row)
            if count > MOST_CELLS:
                raise UnreadableFileError(_("it has too many columns or cells"))
            if reader.line_num > len(lines) - start:
                return _Read(rows, len(lines))
            rows.append(row)
            begun = reader.line_num
    except csv.Error:
        pass  # strict reading ends at a quotation mark in the wrong place, and at the end inside a quoted cell
    return _Read(rows, start + begun)


def _delimiter(text: str) -> str:
    """The delimiter that most of the first rows hold, outside of quotation marks; more of it a row decides a draw."""
    counts = [dict.fromkeys(_DELIMITERS, 0)]
    is_quoted = False
    for character in text[:_LOOKED_AT]:
        if character == '"':
            is_quoted = not is_quoted
        elif character == "\n" and not is_quoted:
            counts.append(dict.fromkeys(_DELIMITERS, 0))
        elif character in _DELIMITERS and not is_quoted:
            counts[-1][character] += 1
    return max(_DELIMITERS, key=lambda one: (sum(row[one] > 0 for row in counts), sum(row[one] for row in counts)))
