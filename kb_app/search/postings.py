"""Reads whole posting lists of Whoosh at once; every call into Whoosh that is not its common API stands here.

Whoosh's own way is one Python call for each document. A posting list of its W3 codec is a chain of blocks, and a block
is a few tuples: they are taken as they are. `tests/search/test_postings.py` holds this against Whoosh's own matcher.
"""

from __future__ import annotations

from array import array
from itertools import accumulate, repeat
from typing import TYPE_CHECKING, Any

from whoosh.codec.whoosh3 import W3LeafMatcher

if TYPE_CHECKING:
    from whoosh.reading import IndexReader

Postings = tuple["array[int]", "array[float]"]
"""Numbers of documents in ascending order, and how often the term stands in each."""


def read_postings(reader: IndexReader, field: str, term: bytes) -> Postings:
    """Return where a term is posted, of every segment; documents that were deleted are among them."""
    numbers: array[int] = array("I")
    counts: array[float] = array("f")
    for leaf, base in reader.leaf_readers():
        if (field, term) in leaf:
            matcher = leaf._terms.matcher(field, term, leaf.schema[field].format)
            if isinstance(matcher, W3LeafMatcher):
                _add_blocks(matcher, base, numbers, counts)
            else:  # a list of one, which stands in the dictionary of terms itself
                _add_singly(matcher, base, numbers, counts)
    return numbers, counts


def lengths_of(reader: IndexReader, field: str) -> list[int]:
    """Return how many terms each document has in a field, repeated ones counted; Whoosh rounds long ones."""
    found: list[int] = []
    for leaf, _base in reader.leaf_readers():
        found.extend(leaf.doc_field_length(number, field, 0) or 0 for number in range(leaf.doc_count_all()))
    return found


def _add_blocks(matcher: Any, base: int, numbers: array[int], counts: array[float]) -> None:
    while matcher.is_active():
        matcher._read_data()
        differences, weights, _values = matcher._data
        found = accumulate(differences)
        numbers.extend(map(base.__add__, found) if base else found)
        if weights is None or isinstance(weights, float):
            counts.extend(repeat(1.0 if weights is None else weights, len(differences)))
        else:
            counts.extend(weights)
        matcher._next_block()


def _add_singly(matcher: Any, base: int, numbers: array[int], counts: array[float]) -> None:
    while matcher.is_active():
        numbers.append(base + matcher.id())
        counts.append(matcher.weight())
        matcher.next()
