"""One thread's look at the index: postings, texts and attributes of the state it was opened at.

A Whoosh searcher shared by threads gives wrong answers silently; a view belongs to the thread that opened it.
"""

from __future__ import annotations

import json
from array import array
from collections import OrderedDict
from functools import cached_property
from typing import TYPE_CHECKING

from kb_app.domain.query import FilterAxis
from kb_app.search import bits
from kb_app.search.postings import Postings, lengths_of, read_postings
from kb_app.search.schema import GRAMS, HEAD, WORDS, Row, Shown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from whoosh.reading import IndexReader

_CACHED_TERMS = 4_000
_CACHED_POSTINGS = 3_000_000
"""A posting takes twelve bytes of memory."""
_K1, _B = 1.2, 0.75


class Posting:
    """Where a term is posted: document numbers in ascending order, and how often it stands in each.

    `impacts` are BM25's saturated counts, count * (k1 + 1) / (count + k1 * (1 - b + b * length / mean length)).
    """

    def __init__(self, postings: Postings, norms: list[float], size: int) -> None:
        self.numbers, self.counts = postings
        self._norms = norms
        self._size = size

    @property
    def frequency(self) -> int:
        """The number of documents, with those that were deleted."""
        return len(self.numbers)

    @cached_property
    def members(self) -> int:
        """The documents as a set."""
        return bits.from_numbers(self.numbers, self._size)

    @cached_property
    def impacts(self) -> array[float]:
        """One for each document."""
        norms = self._norms
        return array(
            "f", [count * (_K1 + 1) / (count + norms[n]) for n, count in zip(self.numbers, self.counts, strict=True)]
        )


class IndexView:
    """A fixed state of the index. Documents are numbers; sets of them are bits (see `bits`)."""

    def __init__(self, reader: IndexReader) -> None:
        self._reader = reader
        self._folded = reader.column_reader("folded", translate=False) if reader.doc_count_all() else None
        self._raw = reader.column_reader("raw", translate=False) if reader.doc_count_all() else None
        self._shown = reader.column_reader("shown", translate=False) if reader.doc_count_all() else None
        self._postings: OrderedDict[tuple[str, str], Posting] = OrderedDict()
        self._cached = 0
        self._norms: dict[str, list[float]] = {}
        self.size = reader.doc_count_all()
        self.rows = self._read_rows()
        self.every = bits.from_numbers(self.rows, self.size)
        self.simple = bits.from_numbers((number for number, row in self.rows.items() if row.simple), self.size)

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()

    @property
    def count(self) -> int:
        """The number of documents."""
        return len(self.rows)

    def posting(self, field: str, term: str) -> Posting:
        """Return where a term is posted, with documents that were deleted."""
        key = (field, term)
        known = self._postings.get(key)
        if known is not None:
            self._postings.move_to_end(key)
            return known
        found = Posting(read_postings(self._reader, field, term.encode("utf-8")), self.norms(field), self.size)
        self._postings[key] = found
        self._cached += found.frequency
        while len(self._postings) > _CACHED_TERMS or (self._cached > _CACHED_POSTINGS and len(self._postings) > 1):
            self._cached -= self._postings.popitem(last=False)[1].frequency
        return found

    def posted(self, field: str, term: str) -> int:
        """Return the set of documents that a term is posted for."""
        return self.posting(field, term).members & self.every

    def norms(self, field: str) -> list[float]:
        """Return k1 * (1 - b + b * length / mean length) of every document: a long one needs more of a term."""
        if field not in self._norms:
            mean = self.mean_lengths[field]
            self._norms[field] = [_K1 * (1 - _B + _B * length / mean) for length in lengths_of(self._reader, field)]
        return self._norms[field]

    def saturated(self, field: str, number: int, count: float) -> float:
        """Return BM25's share of a count (see `Posting.impacts`)."""
        return count * (_K1 + 1) / (count + self.norms(field)[number])

    @cached_property
    def mean_lengths(self) -> Mapping[str, float]:
        """The mean length of each posted field over all documents (at least 1)."""
        count = max(self.count, 1)
        return {name: max(self._reader.field_length(name) / count, 1.0) for name in (WORDS, HEAD, GRAMS)}

    def folded(self, number: int) -> str:
        """Return the folded fields of a document with `SEPARATOR` between them."""
        return self.folded_bytes(number).decode("utf-8")

    def folded_bytes(self, number: int) -> bytes:
        """Return the same as UTF-8; a text stands in it where its bytes do."""
        return bytes(self._folded[number]) if self._folded is not None else b""

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
