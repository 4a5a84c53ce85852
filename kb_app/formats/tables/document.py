"""A table that is none of cases, as a document: every sheet a section, every table in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from kb_app.domain.case import Case
from kb_app.domain.imported import ImportedCase
from kb_app.formats.tables.counted import RowsHeard, counted, unheard

if TYPE_CHECKING:
    from kb_app.formats.tables.table import Table

_SPECIAL = re.compile(r"[\\`*_\[\]|]")
# Not every reader of Markdown takes a backslash before these.
_ENTITY = re.compile(r"[<>]|&(?=#?\w+;)|~(?=~)|(?<=~)~")
_ADDRESS = re.compile(r"https?://[^\s|<>]+")
_NUMBER_IN_FRONT = re.compile(r"^[0-9]+(?:[-.][0-9A-Za-z]+)*[_\s　.]+")
_DATE_BEHIND = re.compile(r"[_\s　(（]+(?:20[0-9]{6}|20[0-9]{2}[-.][0-9]{1,2}[-.][0-9]{1,2})[)）]?$")
_NAMELESS = re.compile(
    r"(?:book|sheet|table|新規|無題|コピー|data|list|file|csv|xlsx|[0-9\s_\-()（）.]+)*", re.IGNORECASE
)
_LONGEST_TITLE = 60


def as_document(name: str, tables: Iterable[Table], heard: RowsHeard = unheard) -> ImportedCase:
    """Return one document that holds all cells of all tables; `name` is the file's, with or without its ending.

    The title is the file's name as a person would say it, without numbers in front and a date behind; where that says
    nothing (Book1), what stands above the first table, or the name of its sheet.
    """
    kept = tuple(tables)
    body = "\n".join(_section(table, len(kept) > 1, heard) for table in kept)
    return ImportedCase(Case(id="", title=_title(name, kept), body=body), frozenset({"title"}))


def markdown_cell(text: str) -> str:
    """Return a cell as Markdown that shows its very characters; line ends become <br>, addresses stay links."""
    parts = []
    place = 0
    for address in _ADDRESS.finditer(text):
        parts += [_escaped(text[place : address.start()]), f"<{address.group()}>"]
        place = address.end()
    parts.append(_escaped(text[place:]))
    return "<br>".join("".join(parts).strip().split("\n"))


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", _ENTITY.sub(lambda found: f"&#{ord(found[0])};", text))


def _section(table: Table, is_named: bool, heard: RowsHeard) -> str:
    heading = f"## {_escaped(' '.join(table.name.split()))}\n\n" if is_named and table.name.strip() else ""
    above = "".join(f"{'　'.join(markdown_cell(cell) for cell in row if cell.strip())}\n\n" for row in table.above)
    return f"{heading}{above}{_text(table, heard)}"


def _text(table: Table, heard: RowsHeard) -> str:
    """A table, or paragraphs where the sheet has only one column."""
    rows = counted(table.rows, heard)
    if len(table.header) == 1:
        cells = (*table.header, *(row[0] for row in rows))
        return "".join(f"{markdown_cell(cell)}\n\n" for cell in cells if cell.strip())
    lines = [_line(table.header), _line(("---",) * len(table.header), is_rule=True), *map(_line, rows)]
    return "".join(f"{line}\n" for line in lines)


def _line(cells: Sequence[str], *, is_rule: bool = False) -> str:
    return f"| {' | '.join(cells if is_rule else map(markdown_cell, cells))} |"


def _title(name: str, tables: Sequence[Table]) -> str:
    stem = re.sub(r"\.(?:csv|tsv|txt|xlsx|xlsm)$", "", name.rpartition("/")[2], flags=re.IGNORECASE)
    said = _DATE_BEHIND.sub("", stem.rpartition("__")[2])
    said = _joined_words(_NUMBER_IN_FRONT.sub("", said).split("_"))
    if said and not _NAMELESS.fullmatch(said):
        return said
    inside = [cell.strip() for table in tables[:1] for row in table.above for cell in row if cell.strip()]
    named = [table.name.strip() for table in tables[:1] if not _NAMELESS.fullmatch(table.name.strip())]
    short = (text for text in (*inside, *named) if "\n" not in text and len(text) <= _LONGEST_TITLE)
    return next(short, said or stem)


def _joined_words(words: Sequence[str]) -> str:
    """The words of a file name; one that the next begins with is said once (コード_コード一覧)."""
    following = (*words[1:], "")
    return " ".join(
        word.strip() for word, after in zip(words, following, strict=True) if not after.startswith(word) or not after
    ).strip()
