"""Finds the header of a sheet: offices put titles, dates and empty rows above it."""

from __future__ import annotations

from collections.abc import Sequence

from kb_app.formats.tables.column_words import field_of
from kb_app.formats.tables.table import Table

_SEARCHED = 30
_KNOWN_WORDS = 2
_WIDE = 0.5


def table_of(name: str, rows: Sequence[Sequence[str]]) -> Table:
    """Return the table of a sheet: empty rows and columns at its edges are gone, the header is found.

    The header is the row among the first that has most column names known to us (at least two), else the first that
    fills half of the width. A sheet of one column has no header: its rows stand under an empty one.
    """
    kept = [tuple(row) for row in rows if any(cell.strip() for cell in row)]
    used = sorted({place for row in kept for place, cell in enumerate(row) if cell.strip()})
    squeezed = [tuple(row[place] if place < len(row) else "" for place in used) for row in kept]
    if len(used) < 2:
        return Table(name, ("",) * len(used), tuple(squeezed))
    place = _header_place(squeezed)
    return Table(name, squeezed[place], tuple(squeezed[place + 1 :]), tuple(squeezed[:place]))


def _header_place(rows: Sequence[Sequence[str]]) -> int:
    searched = rows[:_SEARCHED]
    known = [len({field_of(cell) for cell in row} - {""}) for row in searched]
    if max(known) >= _KNOWN_WORDS:
        return known.index(max(known))
    filled = [sum(bool(cell.strip()) for cell in row) for row in searched]
    return next((place for place, count in enumerate(filled) if count >= max(filled) * _WIDE), 0)
