"""What a person says of files before they are taken in: their encoding, and which column of a table is which field."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

TABLE_SUFFIXES = (".csv", ".tsv", ".xlsx")
"""Endings of files that hold tables, in small letters."""

TableKey = tuple[str, tuple[str, ...]]
"""The name of a table and its header: what is said of one table is never taken for another one of the same name."""

Columns = Mapping[int, str]
"""Which column (from 0) is which field; none where the rows of a table are no cases."""


@dataclass(frozen=True, slots=True)
class ReadAs:
    """What a person says of one file; what is empty is found out.

    `columns` holds for each table which column is which field; a table with none there is left out. `known` holds what
    was said of tables at earlier imports, by `table_mark`; what is said now wins over that.
    """

    encoding: str = ""
    columns: Mapping[TableKey, Columns] = field(default_factory=dict)
    known: Mapping[str, Columns] = field(default_factory=dict)

    def columns_of(self, key: TableKey) -> Columns | None:
        """Return what a person said of a table, now or at an earlier import; None for nothing."""
        said = self.columns.get(key)
        return said if said is not None or not self.known else self.known.get(table_mark(key))


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A field that a column can be; `is_single` says that only one column can be it."""

    field: str
    label: str
    is_single: bool


@dataclass(frozen=True, slots=True)
class TableLook:
    """A table to be mapped. `samples` are some values of each column.

    `fields` says which column is which field as it is read now, `is_read` whether its rows are cases. `is_guess` says
    that the program found that out and nobody has said it, `is_known` that a person said it at an earlier import.
    """

    name: str
    header: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    fields: Mapping[int, str]
    is_read: bool
    is_guess: bool
    is_known: bool = False

    @property
    def key(self) -> TableKey:
        """What it is known by."""
        return self.name, self.header


@dataclass(frozen=True, slots=True)
class ColumnsLook:
    """The tables of a file, and the fields to choose from in the order of a form."""

    tables: tuple[TableLook, ...]
    offered: tuple[FieldChoice, ...]


def table_mark(key: TableKey) -> str:
    """Return what a table is known by from one import to the next: the SHA-256 of its name and its header."""
    name, header = key
    return hashlib.sha256(json.dumps([name, *header], ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def holds_tables(name: str) -> bool:
    """Return whether a file of this name holds tables."""
    return name.lower().endswith(TABLE_SUFFIXES)


def chosen_twice(fields: Mapping[int, str], offered: Iterable[FieldChoice]) -> tuple[FieldChoice, list[int]] | None:
    """Return the first field that several columns are and only one can be, with those columns; None for none."""
    for choice in offered:
        places = sorted(place for place, name in fields.items() if name == choice.field)
        if choice.is_single and len(places) > 1:
            return choice, places
    return None
