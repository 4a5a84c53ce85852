"""One thread's look at the index: postings, texts and attributes of the state it was opened at.

A Whoosh searcher shared by threads gives wrong answers silently; a view belongs to the thread that opened it.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from functools import cached_property
from typing import TYPE_CHECKING

from kb_app.domain.query import FilterAxis
from kb_app.search import bits
from kb_app.search.schema import GRAMS, Row, Shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whoosh.reading import IndexReader

_CACHED_POSTINGS = 4_000

Postings = tuple[tuple[int, ...], tuple[float, ...]]
"""Numbers of documents in ascending order, and how often the term stands in each."""


class IndexView:
    """A fixed state of the index. Documents are numbers; sets of them are bits (see `bits`)."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._folded = reader.column_reader("folded", translate=False) if reader.doc_count_all() else None
        self._raw = reader.column_reader("raw", translate=False) if reader.doc_count_all() else None
        self._shown = reader.column_reader("shown", translate=False) if reader.doc_count_all() else None
        self._postings: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self.size = reader.doc_count_all()
        self.rows = self._read_rows()
        self.every = bits.from_numbers(self.rows, self.size)

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()

    @property
    def count(self) -> int:
        """The number of documents."""
        return len(self.rows)

    def postings(self, field: str, term: str) -> Postings:
        """Return where a term is posted, without documents that were deleted."""
        key = (field, term)
        known = self._postings.get(key)
        if known is not None:
            self._postings.move_to_end(key)
            return known
        found = self._read_postings(field, term)
        self._postings[key] = found
        if len(self._postings) > _CACHED_POSTINGS:
            self._postings.popitem(last=False)
        return found

    def posted(self, field: str, term: str) -> int:
        """Return the set of documents that a term is posted for."""
        return bits.from_numbers(self.postings(field, term)[0], self.size)

    def length(self, field: str, number: int) -> int:
        """Return how many terms a document has in a field, repeated ones counted; Whoosh rounds long ones."""
        return int(self._reader.doc_field_length(number, field))

    @cached_property
    def mean_lengths(self) -> Mapping[str, float]:
        """The mean length of each posted field over all documents (at least 1)."""
        count = max(self.count, 1)
        return {name: max(self._reader.field_length(name) / count, 1.0) for name in ("words", "head", GRAMS)}

    def folded(self, number: int) -> str:
        """Return the folded fields of a document with `SEPARATOR` between them."""
        return bytes(self._folded[number]).decode("utf-8") if self._folded is not None else ""

    def raw(self, number: int) -> str:
        """Return the unfolded fields of a document with `RAW_SEPARATOR` between them."""
        return bytes(self._raw[number]).decode("utf-8") if self._raw is not None else ""

    def shown(self, number: int) -> Shown:
        """Return what a result list shows of a document."""
        if self._shown is None:
            raise IndexError(number)
        return Shown(**json.loads(bytes(self._shown[number])))

    @cached_property
    def owners(self) -> Mapping[str, str]:
        """The file (its key) of every document's id."""
        return {row.id: row.key for row in self.rows.values()}

    @cached_property
    def values(self) -> Mapping[FilterAxis, Mapping[str, int]]:
        """For every axis and value the set of documents that have it."""
        members: dict[FilterAxis, dict[str, list[int]]] = {axis: {} for axis in FilterAxis}
        for number, row in self.rows.items():
            for axis, values in row.filters.items():
                for value in values:
                    members[FilterAxis(axis)].setdefault(value, []).append(number)
        return {
            axis: {value: bits.from_numbers(found, self.size) for value, found in by_value.items()}
            for axis, by_value in members.items()
        }

    def _read_rows(self) -> dict[int, Row]:
        if not self.size:
            return {}
        column = self._reader.column_reader("row", translate=False)
        return {number: Row(**json.loads(bytes(column[number]))) for number in self._reader.all_doc_ids()}

    def _read_postings(self, field: str, term: str) -> Postings:
        if not self.size or (field, term.encode("utf-8")) not in self._reader:
            return (), ()
        matcher = self._reader.postings(field, term.encode("utf-8"))
        found: list[int] = []
        counts: list[float] = []
        while matcher.is_active():
            found.append(matcher.id())
            counts.append(matcher.weight())
            matcher.next()
        return tuple(found), tuple(counts)
