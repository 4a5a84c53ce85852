"""The columns of tables that are to be imported, for a person to say what each of them is."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.base.progress import Progress
from kb_app.domain.table_columns import ColumnsLook, FieldChoice, TableLook
from kb_app.domain.transfer import Skipped
from kb_app.formats.importers.table_file import read_tables
from kb_app.formats.tables.cases import guess_columns, is_case_table
from kb_app.formats.tables.field_names import FIELDS, field_label, is_single
from kb_app.formats.unreadable import UnreadableFileError
from kb_app.storage.foreign_files import foreign_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kb_app.base.progress import Report
    from kb_app.domain.table_columns import ReadAs
    from kb_app.formats.tables.table import Table

_SAMPLES = 3
_LOOKED_AT = 200
"""Rows in which values of a column are looked for."""
_LONGEST_SAMPLE = 80


def columns_of(places: Iterable[Path], name: str, read_as: ReadAs, report: Report) -> ColumnsLook:
    """Return the tables of every file in `places` that is called `name`.

    Raises:
        CancelledError: the person stopped it.
        KbError: there is no such file any more, or it cannot be read.
    """
    found: dict[tuple[str, tuple[str, ...]], TableLook] = {}
    try:
        for data in _contents(places, name):
            for table in read_tables(name, data, read_as.encoding, lambda rows: report(Progress(rows, 0, name))):
                look = _look(table, read_as)
                found.setdefault(look.key, look)
    except UnreadableFileError as error:
        raise _unreadable(name, error.reason) from error
    except OSError as error:
        raise _unreadable(name, system_cause(error)) from error
    if not found:
        raise _unreadable(name, _("it is not there"))
    return ColumnsLook(
        tuple(found.values()), tuple(FieldChoice(one, field_label(one), is_single(one)) for one in FIELDS)
    )


def _contents(places: Iterable[Path], name: str) -> Iterator[bytes]:
    with foreign_files(places) as files:
        for file in files:
            if not isinstance(file, Skipped) and file.name == name:
                yield file.read()


def _look(table: Table, read_as: ReadAs) -> TableLook:
    key = (table.name, table.header)
    said = read_as.columns_of(key)
    fields = guess_columns(table.header) if said is None else said
    samples = tuple(_samples(table, place) for place in range(len(table.header)))
    is_known = said is not None and key not in read_as.columns
    is_read = is_case_table(fields) if said is None else bool(fields)
    return TableLook(table.name, table.header, samples, fields, is_read, said is None, is_known)


def _samples(table: Table, place: int) -> tuple[str, ...]:
    """Some values of a column, each once and in one line."""
    values = (" ".join(row[place].split()) for row in islice(table.rows, _LOOKED_AT))
    return tuple(islice(dict.fromkeys(value[:_LONGEST_SAMPLE] for value in values if value), _SAMPLES))


def _unreadable(name: str, cause: str) -> KbError:
    return KbError(_("The columns of {file} could not be read.").format(file=name), cause)
