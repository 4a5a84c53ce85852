"""Tables and collections: every row of a table of cases is a case, any other table is a document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kb_app.formats.gif_model.files import collection_from_json
from kb_app.formats.gif_model.records import from_records
from kb_app.formats.importers.draft import Draft, finished
from kb_app.formats.tables.cases import cases_of, guess_columns, is_case_table
from kb_app.formats.tables.counted import RowsHeard, unheard
from kb_app.formats.tables.delimited import read_csv
from kb_app.formats.tables.document import as_document
from kb_app.formats.tables.workbook import read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb_app.domain.imported import ImportedCase
    from kb_app.formats.importers.reading_way import ReadingWay
    from kb_app.formats.tables.table import Table


def read_tables(name: str, data: bytes, encoding: str = "", heard: RowsHeard = unheard) -> tuple[Table, ...]:
    """Return the tables of a CSV file (with the name "") or workbook.

    Raises:
        UnreadableFileError: it is none, damaged, encrypted or too large.
        EncodingUnknownError: the encoding of a text cannot be told.
    """
    if name.lower().endswith(".xlsx"):
        return read_workbook(data, heard)
    return (read_csv(data, "", encoding, heard),)


def read_table_file(name: str, data: bytes, way: ReadingWay) -> tuple[ImportedCase, ...]:
    """Return the cases of a CSV file or workbook, or one document.

    Raises:
        UnreadableFileError: as `read_tables`, or there is nothing in it.
    """
    tables = read_tables(name, data, way.read_as.encoding, way.heard)
    cases = tuple(_cases(tables, way))
    if cases:
        return cases
    document = as_document(name, tables, way.heard)
    made = finished(Draft(document.case, remarks=document.remarks), name, way.vocabulary)
    return (replace(made, guessed=made.guessed | document.guessed),)


def read_collection(data: bytes, way: ReadingWay) -> tuple[ImportedCase, ...]:
    """Return the cases of a collection in JSON (the government's data model).

    Raises:
        UnreadableFileError: it is no such collection.
    """
    return tuple(map(_partial, from_records(collection_from_json(data).records, way.vocabulary)))


def _cases(tables: tuple[Table, ...], way: ReadingWay) -> Iterator[ImportedCase]:
    for table in tables:
        said = way.read_as.columns_of((table.name, table.header))
        found = guess_columns(table.header) if said is None else said
        if said is not None or is_case_table(found):
            yield from map(_partial, cases_of(table, found, way.vocabulary, way.heard))


def _partial(imported: ImportedCase) -> ImportedCase:
    return replace(imported, is_partial=True)
