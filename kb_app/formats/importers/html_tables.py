"""Tables of HTML made ready for Markdown, which knows neither merged cells nor blocks inside a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_MOST_COLUMNS = 200
_MOST_ROWS = 5000
_CELLS = ("td", "th")
_BLOCKS = ("p", "div", "li", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "caption")


def flatten_tables(soup: BeautifulSoup) -> None:
    """Rewrite every table.

    One inside a cell becomes lines, one of a single cell a quotation; merged cells become empty ones, and blocks inside
    of cells lines.
    """
    for table in reversed(soup.find_all("table")):
        if table.find_parent(_CELLS):
            _as_lines(table)
        elif len(table.find_all(_CELLS)) == 1:
            _as_box(table)
        else:
            _fill_spans(table, soup)
            for cell in table.find_all(_CELLS):
                _blocks_as_lines(cell, soup)


def _as_box(table: Tag) -> None:
    """A table of one cell is a frame around text."""
    for part in table.find_all((*_CELLS, "tr", "tbody", "thead", "tfoot", "colgroup", "col")):
        part.unwrap()
    table.name = "blockquote"


def _as_lines(table: Tag) -> None:
    for row in table.find_all("tr"):
        for cell in row.find_all(_CELLS)[1:]:
            cell.insert_before(" / ")
        row.name = "p"
    for part in table.find_all((*_CELLS, "tbody", "thead", "tfoot")):
        part.unwrap()
    table.name = "div"


def _fill_spans(table: Tag, soup: BeautifulSoup) -> None:
    """Put an empty cell wherever a cell from above or from the left reaches."""
    pending: dict[int, int] = {}
    for row in [row for row in table.find_all("tr") if row.find_parent("table") is table][:_MOST_ROWS]:
        column = 0
        for cell in row.find_all(_CELLS, recursive=False):
            column = _fill_from_above(cell, column, pending, soup)
            width, height = _span(cell, "colspan", _MOST_COLUMNS), _span(cell, "rowspan", _MOST_ROWS)
            for _ in range(width - 1):
                cell.insert_after(soup.new_tag(cell.name))
            if height > 1:
                pending.update(dict.fromkeys(range(column, column + width), height - 1))
            column += width
        _fill_end(row, column, pending, soup)


def _fill_from_above(cell: Tag, column: int, pending: dict[int, int], soup: BeautifulSoup) -> int:
    while pending.get(column):
        pending[column] -= 1
        cell.insert_before(soup.new_tag("td"))
        column += 1
    return column


def _fill_end(row: Tag, column: int, pending: dict[int, int], soup: BeautifulSoup) -> None:
    for later in [key for key, rows in pending.items() if key >= column and rows]:
        pending[later] -= 1
        row.append(soup.new_tag("td"))


def _span(cell: Tag, name: str, most: int) -> int:
    text = str(cell.attrs.pop(name, "1"))
    return min(most, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _blocks_as_lines(cell: Tag, soup: BeautifulSoup) -> None:
    for block in cell.find_all(_BLOCKS):
        if block.name == "li":
            block.insert(0, "・")
        block.insert_before(soup.new_tag("br"))
        block.insert_after(soup.new_tag("br"))
        block.unwrap()
    for part in cell.find_all(("ul", "ol", "dl")):
        part.unwrap()
