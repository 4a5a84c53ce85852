"""Reads whole posting lists of Whoosh; `row_writer` writes them. Calls that are not its common API stand in these two.

Whoosh's own way is one Python call for each document of a list. A posting list of its W3 codec is a chain of blocks,
and a block is a pickled tuple: (differences of document numbers, counts, values). Lists are written and read by the
block, in a form that Whoosh's own reader understands too, which keeps stock Whoosh the oracle.
`tests/search/test_postings.py` holds both ways against Whoosh's own.
"""

from __future__ import annotations

import pickle
import struct
import zlib
from array import array
from hashlib import md5
from io import BytesIO
from itertools import accumulate, repeat, takewhile
from typing import TYPE_CHECKING, Any, NamedTuple

from whoosh.codec.whoosh3 import LENGTHS_COLUMN, WHOOSH3_HEADER_MAGIC, W3TermInfo
from whoosh.reading import SegmentReader
from whoosh.system import pack_ushort
from whoosh.util.numeric import byte_to_length

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from whoosh.reading import IndexReader

Postings = tuple["array[int]", "array[float]"]
"""Numbers of documents in ascending order, and how often the term stands in each."""

_INT = struct.Struct("!i")
_EXTENT = struct.Struct("!qi")
_SLOT = struct.Struct("!Iq")
_LENGTHS = struct.Struct("!ii")


class _Found(NamedTuple):
    """One posting list of a segment: how many postings, and themselves where they are few, else (start, length)."""

    frequency: int
    inlined: tuple[Any, ...] | None
    extent: tuple[int, int]


class _Key(NamedTuple):
    """A term as a segment's dictionary has it, "" where the segment has no such field; and its hash."""

    key: bytes
    code: int


class TermLists:
    """The posting lists of one term, found in every segment but not read yet."""

    def __init__(self, segments: Iterable[tuple[Any, int]], field: str, term: bytes) -> None:
        """`segments` are those of an index (see `segments_of`)."""
        self._parts: list[tuple[Any, _Found, int]] = []
        keys: dict[int | None, _Key] = {}  # mostly a field has one number in all segments
        for leaf, base in segments:
            terms = leaf._terms
            number = terms._fieldmap.get(field)
            key = keys.get(number) or keys.setdefault(number, _key_of(number, term))
            found = _look_up(terms, key)
            if found is not None:
                self._parts.append((terms._postfile, found, base))
        self.frequency: int = sum(found.frequency for _file, found, _base in self._parts)

    def read(self) -> Postings:
        """Return where the term is posted; documents that were deleted are among them."""
        numbers: array[int] = array("I")
        counts: array[float] = array("f")
        for file, found, base in self._parts:
            _add_list(file, found, base, numbers, counts)
        return numbers, counts


def segments_of(reader: IndexReader) -> list[tuple[Any, int]]:
    """The segments of an index with the number of their first document; of one without documents there are none."""
    return [(leaf, base) for leaf, base in reader.leaf_readers() if isinstance(leaf, SegmentReader)]


def deleted_of(reader: IndexReader) -> Iterator[int]:
    """Yield the documents that were deleted and still have their place; Whoosh asks every document one by one."""
    for leaf, base in segments_of(reader):
        yield from map(base.__add__, leaf._perdoc.deleted_docs())


def lengths_of(reader: IndexReader, field: str) -> bytes:
    """Return a code for each document that says how many terms it has in a field (see `length_table`)."""
    found = bytearray()
    for leaf, _base in segments_of(reader):
        count = leaf.doc_count_all()
        column = leaf._perdoc._cached_reader(f"_{field}_len", LENGTHS_COLUMN)
        # The column ends with the last document that has the field.
        codes = b"" if column is None else bytes(column._dbfile.get(column._basepos, column._count))
        found += codes.ljust(count, b"\0")
    return bytes(found)


def length_table() -> list[int]:
    """Return the number of terms that each code from 0 to 255 stands for; Whoosh rounds long ones."""
    return [byte_to_length(code) for code in range(256)]


def lists_of(segment: SegmentReader, field: str) -> Iterator[tuple[str, array[int]]]:
    """Yield every term of a field in one segment, with the numbers that its documents have there."""
    terms = segment._terms
    for _field, term in takewhile(lambda found: found[0] == field, terms.terms_from(field, b"")):
        numbers: array[int] = array("I")
        found = _look_up(terms, _key_of(terms._fieldmap[field], term))
        if found is not None:
            _add_list(terms._postfile, found, 0, numbers, array("f"))
        yield term.decode("utf-8"), numbers


def all_lists_of(segment: SegmentReader) -> Iterator[tuple[str, bytes, array[int], array[float]]]:
    """Yield every list of a segment: field, term, numbers within the segment, counts."""
    terms = segment._terms
    for key, value in terms._tindex.items():
        field, term = terms._keydecoder(key)
        numbers: array[int] = array("I")
        counts: array[float] = array("f")
        _add_list(terms._postfile, _list_of(value), 0, numbers, counts)
        yield field, term, numbers, counts


def _key_of(number: int | None, term: bytes) -> _Key:
    """The key of a term in a field with this number, and its hash: the end of the key's MD5."""
    if number is None:
        return _Key(b"", 0)
    key: bytes = pack_ushort(number) + term
    return _Key(key, int.from_bytes(md5(key, usedforsecurity=False).digest()[-4:], "big"))


def _look_up(terms: Any, wanted: _Key) -> _Found | None:
    """Find a term in a segment's dictionary: a hash table of (hash, place) in 256 parts.

    A search looks up hundreds of terms in every segment; Whoosh's own way takes five times as long.
    """
    key, code = wanted
    if not key:
        return None
    index = terms._tindex
    buffer = index.dbfile._buf
    start, slots = index.tables[code & 255]
    for step in range(slots):
        place = start + (((code >> 8) + step) % slots) * _SLOT.size
        found, entry = _SLOT.unpack_from(buffer, place)
        if not entry:
            return None
        if found == code:
            key_length, value_length = _LENGTHS.unpack_from(buffer, entry)
            value = entry + _LENGTHS.size + key_length
            if key_length == len(key) and buffer[value - key_length : value] == key:
                return _list_of(bytes(buffer[value : value + value_length]))
    return None


def _list_of(value: bytes) -> _Found:
    """What the dictionary says of a term: figures of the list, then itself, pickled, or where it stands."""
    figures = W3TermInfo._struct
    is_inlined, _weight, frequency, *_bounds = figures.unpack_from(value)
    if is_inlined:
        return _Found(frequency, pickle.loads(value[figures.size :]), (0, 0))  # noqa: S301 (see `_add_blocks`)
    return _Found(frequency, None, _EXTENT.unpack_from(value, figures.size))


def _add_list(file: Any, found: _Found, base: int, numbers: array[int], counts: array[float]) -> None:
    """Add one list: a short one stands in the dictionary of terms itself, any other is a chain of blocks."""
    if found.inlined is not None:
        ids, weights, _values = found.inlined
        numbers.extend(map(base.__add__, ids))
        counts.extend(weights)
    else:
        _add_blocks(file, found.extent, base, numbers, counts)


def _add_blocks(file: Any, extent: tuple[int, int], base: int, numbers: array[int], counts: array[float]) -> None:
    """Add a chain: a magic word, then blocks of (length, pickled figures of the block, pickled postings)."""
    data = BytesIO(file.get(*extent))
    if data.read(4) != WHOOSH3_HEADER_MAGIC:
        raise ValueError("not the beginning of a posting list")
    is_last = False
    while not is_last:
        (size,) = _INT.unpack(data.read(4))
        is_last = size < 0
        end = data.tell() + abs(size)
        is_compressed = pickle.load(data)[3]  # noqa: S301 (the index is ours: the manifest says so, or no file is opened)
        block = data.read(end - data.tell())
        differences, weights, _values = pickle.loads(zlib.decompress(block) if is_compressed else block)  # noqa: S301
        found = accumulate(differences)
        numbers.extend(map(base.__add__, found) if base else found)
        if weights is None or isinstance(weights, float):
            counts.extend(repeat(1.0 if weights is None else weights, len(differences)))
        else:
            counts.extend(array("f", weights))
