"""From the columns of a table to cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.formats.tables.case_builder import CaseBuilder
from kb_app.formats.tables.column_words import field_of
from kb_app.formats.tables.counted import RowsHeard, counted, unheard
from kb_app.formats.tables.joined_columns import together

if TYPE_CHECKING:
    from kb_app.domain.imported import ImportedCase
    from kb_app.domain.vocabulary import Vocabulary
    from kb_app.formats.tables.table import Table

_TELLING = ("summary", "sources.url", "sources", "body")


def guess_columns(header: Sequence[str]) -> dict[int, str]:
    """Return which column holds which field, by its name; a field is held by the first column that means it."""
    found: dict[int, str] = {}
    for place, name in enumerate(header):
        field = field_of(name)
        if field and field not in found.values():
            found[place] = field
    return found


def is_case_table(columns: Mapping[int, str]) -> bool:
    """Return whether a table with these columns is one of cases.

    It names a case and says something about it, or it names a municipality and tells what was done there.
    """
    fields = set(columns.values())
    tells = any(field in _TELLING or field.startswith("body.") for field in fields)
    has_place = not fields.isdisjoint({"municipality.name", "municipality.code"})
    return tells and (has_place or ("title" in fields and len(fields) >= 3))


def cases_of(
    table: Table, columns: Mapping[int, str], vocabulary: Vocabulary, heard: RowsHeard = unheard
) -> tuple[ImportedCase, ...]:
    """Return a case for every row that says anything in the mapped columns.

    Two columns for one field are joined from left to right. What stands in a column without a field is not taken over,
    which a remark says. `heard` is told how many rows were gone through.
    """
    builder = CaseBuilder(vocabulary)
    left_out = tuple(place for place in range(len(table.header)) if place not in columns)
    found = []
    for row in counted(table.rows, heard):
        values: dict[str, str] = {}
        for place, field in sorted(columns.items()):
            if place < len(row) and row[place].strip():
                values[field] = together(field, values[field], row[place]) if field in values else row[place]
        if values:
            found.append(_with_remark(builder.build(values), _left_out(table, row, left_out)))
    return tuple(found)


def _left_out(table: Table, row: Sequence[str], places: Sequence[int]) -> str:
    names = [table.header[place].strip() or str(place + 1) for place in places if row[place].strip()]
    return _("not taken over: the columns {columns}").format(columns=", ".join(names)) if names else ""


def _with_remark(imported: ImportedCase, remark: str) -> ImportedCase:
    return replace(imported, remarks=(*imported.remarks, remark)) if remark else imported
