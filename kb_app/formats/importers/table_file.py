"""Tables and collections: every row of a table of cases is a case, any other table is a document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kb_app.formats.gif_model.files import collection_from_json
from kb_app.formats.gif_model.records import from_records
from kb_app.formats.importers.draft import Draft, finished
from kb_app.formats.tables.cases import cases_of, guess_columns, is_case_table
from kb_app.formats.tables.delimited import read_csv
from kb_app.formats.tables.document import as_document
from kb_app.formats.tables.workbook import read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kb_app.domain.imported import ImportedCase
    from kb_app.domain.vocabulary import Vocabulary
    from kb_app.formats.tables.table import Table


def read_tables(name: str, data: bytes, encoding: str | None) -> tuple[Table, ...]:
    """Return the tables of a CSV file or workbook.

    Raises:
        UnreadableFileError: it is none, damaged, encrypted or too large.
        EncodingUnknownError: the encoding of a text cannot be told.
    """
    if name.lower().endswith(".xlsx"):
        return read_workbook(data)
    return (read_csv(data, "", encoding or ""),)


def read_table_file(
    name: str, data: bytes, vocabulary: Vocabulary, encoding: str | None, columns: Mapping[str, Mapping[int, str]]
) -> tuple[ImportedCase, ...]:
    """Return the cases of a CSV file or workbook, or one document.

    `columns` is what a person said of its tables: by name ("" for that of a CSV file) which column (from 0) is which
    field.

    Raises:
        UnreadableFileError: as `read_tables`, or there is nothing in it.
    """
    tables = read_tables(name, data, encoding)
    cases = tuple(_cases(tables, vocabulary, columns))
    if cases:
        return cases
    document = as_document(name, tables)
    made = finished(Draft(document.case, remarks=document.remarks), name, vocabulary)
    return (replace(made, guessed=made.guessed | document.guessed),)


def read_collection(data: bytes, vocabulary: Vocabulary) -> tuple[ImportedCase, ...]:
    """Return the cases of a collection in JSON (the government's data model).

    Raises:
        UnreadableFileError: it is no such collection.
    """
    return tuple(map(_partial, from_records(collection_from_json(data).records, vocabulary)))


def _cases(
    tables: tuple[Table, ...], vocabulary: Vocabulary, columns: Mapping[str, Mapping[int, str]]
) -> Iterator[ImportedCase]:
    for table in tables:
        said = columns.get(table.name)
        found = guess_columns(table.header) if said is None else said
        if said is not None or is_case_table(found):
            yield from map(_partial, cases_of(table, found, vocabulary))


def _partial(imported: ImportedCase) -> ImportedCase:
    return replace(imported, is_partial=True)
