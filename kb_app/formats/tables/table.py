"""A table as a person sees it: a header and rows of text."""

from __future__ import annotations

from dataclasses import dataclass

MOST_COLUMNS = 16_384
MOST_CELLS = 5_000_000
"""Excel has no more columns; with more cells than this, no sheet is one of cases."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet, or a CSV file. `above` holds rows before the header (a title, a date); rows are as long as `header`."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    above: tuple[tuple[str, ...], ...] = ()
