"""Writes whole posting lists of Whoosh, in a form that its own reader understands too (see `postings`).

Lists are gathered by term and written by the block: what Whoosh sorts and pickles one by one is most of its time.
"""

from __future__ import annotations

import math
import pickle
import zlib
from array import array
from collections import Counter
from itertools import chain
from operator import sub
from typing import TYPE_CHECKING, Any

from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3FieldWriter, W3TermInfo
from whoosh.reading import SegmentReader
from whoosh.system import pack_ushort
from whoosh.util.numeric import length_to_byte
from whoosh.writing import SegmentWriter

from kb_app.search.postings import all_lists_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from whoosh.fields import Schema
    from whoosh.index import FileIndex
    from whoosh.reading import IndexReader

_BLOCK = 2048
"""Postings in a block: lists are read whole, so larger blocks than Whoosh's 128 make fewer steps and smaller files."""
_INLINED = 6
"""A list of so few stands in the dictionary of terms: most terms are rare, and a block has more about it than in it."""
_SHORT = 24
"""A shorter list is a smaller pickle as a tuple than as an array."""
_COMPRESSED_FROM = 400
"""Bytes; a smaller block gains next to nothing from zlib and is read sooner without."""
_TIER = 4
"""How many segments of a size become one, the new one counted: a search looks into every segment for every term."""
_COPIED_FOR_ONE = 16
_COPIED_ALWAYS = 500
_LONGEST = 1 << 20
"""More terms than a document has (a file over 5 MB is not read)."""


class RowWriter(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer, with postings gathered by term: what Whoosh sorts and pickles one by one is most of its time."""

    def __init__(self, index: FileIndex, lock_seconds: float) -> None:
        """Take the lock of the index.

        Raises:
            LockError: another writer has it.
        """
        super().__init__(index, timeout=lock_seconds, codec=_BlockCodec())
        self.pool = _Pool()

    def add_document(self, **values: Any) -> None:
        """Add a row. A field of counted terms is posted as a whole, any other as Whoosh does it."""
        self._check_state()
        document = self.perdocwriter
        document.start_doc(self.docnum)
        for name, value in values.items():
            field = self.schema[name]
            length = 0
            if isinstance(value, dict):
                length = self.pool.add_counts(name, self.docnum, value)
            elif field.indexed:
                for term, _count, weight, _value in field.index(value):
                    self.pool.add((name, term, self.docnum, weight, b""))
            document.add_field(name, field, value if field.stored else None, length)
            if field.column_type:
                document.add_column_value(name, field.column_type, field.to_column_value(value))
        document.finish_doc()
        self._added = True
        self.docnum += 1

    def add_postings_to_pool(self, reader: IndexReader, startdoc: int, docmap: Mapping[int, int] | None) -> None:
        """Take over the lists of another segment while merging; `docmap` leaves out what was deleted."""
        for field, term, numbers, counts in all_lists_of(reader):
            self.pool.add_list(field, term, _moved(numbers, counts, startdoc, docmap))

    def save(self) -> None:
        """Commit, merging segments of about the same size where there are many of them."""
        self.commit(mergetype=_merge_alike)


class _Pool:
    """Postings by field and term: document numbers and counts in turn, in one array a term."""

    def __init__(self) -> None:
        self._fields: dict[str, dict[str, array[int]]] = {}

    def add_counts(self, field: str, number: int, counts: Mapping[str, int]) -> int:
        """Post a document for its terms; return how many terms it has, repeated ones counted."""
        lists = self._fields.setdefault(field, {})
        for term, count in counts.items():
            found = lists.get(term)
            if found is None:
                lists[term] = array("I", (number, count))
            else:
                found.append(number)
                found.append(count)
        return sum(counts.values())

    def add(self, posting: tuple[str, bytes, int, float, bytes]) -> None:
        """Post a document for one term, as Whoosh hands it over."""
        field, term, number, weight, _value = posting
        self.add_counts(field, number, {term.decode("utf-8"): int(weight)})

    def add_list(self, field: str, term: bytes, postings: array[int]) -> None:
        """Post documents that come behind all that were posted for a term: numbers and counts in turn."""
        if postings:
            lists = self._fields.setdefault(field, {})
            name = term.decode("utf-8")
            if name in lists:
                lists[name].extend(postings)
            else:
                lists[name] = postings

    def iter_postings(self) -> Iterator[tuple[str, bytes, array[int], array[int]]]:
        """Yield field, term, document numbers and counts, in the order in which they are written."""
        for field in sorted(self._fields):
            lists = self._fields[field]
            for term in sorted(lists):  # by code point, which is the order of the bytes of UTF-8
                yield field, term.encode("utf-8"), lists[term][::2], lists[term][1::2]

    def cleanup(self) -> None:
        """Forget everything, as Whoosh asks for at the end."""
        self._fields.clear()


class _BlockCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec, writing blocks at once."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> W3FieldWriter:
        return _BlockWriter(self, storage, segment)


class _BlockWriter(W3FieldWriter):  # type: ignore[misc]
    """Writes the lists of a `_Pool`."""

    def add_postings(
        self, schema: Schema, _lengths: Any, lists: Iterable[tuple[str, bytes, array[int], array[int]]]
    ) -> None:
        """Write every list, field by field and term by term."""
        field_now = ""
        for field, term, numbers, counts in lists:
            if field != field_now:
                self.start_field(field, schema[field])
                field_now = field
            self._tindex.add(pack_ushort(self._fieldid) + term, self._written(numbers, counts).to_bytes())
        if field_now:
            self.finish_field()

    def _written(self, numbers: array[int], counts: array[int]) -> W3TermInfo:
        """Write one list, if it is not short, and return where it stands and what is in it."""
        info = W3TermInfo()
        info._weight, info._df, info._maxweight = sum(counts), len(numbers), max(counts)
        info._minid, info._maxid = numbers[0], numbers[-1]
        info._minlength, info._maxlength = 1, _LONGEST  # bounds that hold for every document: lengths are not looked up
        if len(numbers) <= _INLINED:
            info.set_inlined(numbers, counts, ())
            return info
        start = self._postfile.tell()
        self._postfile.write(WHOOSH3_HEADER_MAGIC)
        for first in range(0, len(numbers), _BLOCK):
            end = min(first + _BLOCK, len(numbers))
            block = _packed(numbers[first:end], counts[first:end])
            self._postfile.write_int(len(block) if end < len(numbers) else -len(block))
            self._postfile.write(block)
        info.set_extent(start, self._postfile.tell() - start)
        return info


def _packed(numbers: array[int], counts: array[int]) -> bytes:
    """One block as Whoosh reads it: its figures, and the differences and counts in the smallest form."""
    differences = array("I", [numbers[0], *map(sub, numbers[1:], numbers)])
    weights = None if max(counts) == 1 else _small(counts)
    data = pickle.dumps((_small(differences), weights, None), 4)
    is_compressed = len(data) >= _COMPRESSED_FROM
    figures = (len(numbers), numbers[-1], max(counts), int(is_compressed), length_to_byte(1), length_to_byte(_LONGEST))
    return pickle.dumps(figures, 2) + (zlib.compress(data, 3) if is_compressed else data)


def _small(values: array[int]) -> array[int] | tuple[int, ...]:
    if len(values) < _SHORT:
        return tuple(values)
    greatest = max(values)
    return array("B" if greatest < 1 << 8 else "H" if greatest < 1 << 16 else "I", values)


def _moved(numbers: array[int], counts: array[float], start: int, places: Mapping[int, int] | None) -> array[int]:
    """Numbers and counts in turn, the numbers those that the documents have in the merged segment."""
    if places is not None:
        alive = [
            (places[number], int(count)) for number, count in zip(numbers, counts, strict=True) if number in places
        ]
        return array("I", chain.from_iterable(alive))
    moved = array("I", bytes(8 * len(numbers)))
    moved[::2] = array("I", map(start.__add__, numbers))
    moved[1::2] = array("I", map(int, counts))
    return moved


def _merge_alike(writer: RowWriter, segments: list[Any]) -> list[Any]:
    """Whoosh's hook for merging: return the segments that stay as they are.

    Where four segments are of one size (within a factor of four), they and smaller ones become one: a document is
    copied only a few times however large the library grows. A segment that lost half of its documents goes along, one
    that lost all of them is left out. But a commit copies only so many documents for each that it adds: who saves one
    file does not wait for thousands.
    """
    most = writer.docnum * _COPIED_FOR_ONE + _COPIED_ALWAYS
    sizes = [(_size_class(segment.doc_count()), segment) for segment in segments]
    alike = Counter([_size_class(writer.docnum), *(size for size, _segment in sizes)])
    copied: list[Any] = []
    for full in sorted(size for size, count in alike.items() if count >= _TIER):
        wanted = [segment for size, segment in sizes if size <= full or _is_sparse(segment)]
        if sum(segment.doc_count() for segment in wanted) <= most:
            copied = wanted
    for segment in copied:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return [segment for segment in segments if segment not in copied and segment.doc_count()]


def _is_sparse(segment: Any) -> bool:
    return bool(segment.deleted_count() * 2 > segment.doc_count_all())


def _size_class(documents: int) -> int:
    return int(math.log(max(documents, 1), _TIER))
