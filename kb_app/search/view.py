"""One thread's look at the index: postings, texts and attributes of the state it was opened at.

A Whoosh searcher shared by threads gives wrong answers silently; a view belongs to the thread that opened it. Nothing
is read before it is needed: opening a large library takes no longer than opening a small one.
"""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections import OrderedDict
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from kb_app.domain.family import Family, Relative
from kb_app.domain.library import Shelf
from kb_app.domain.query import FilterAxis
from kb_app.domain.tag import tag_key
from kb_app.search import bits
from kb_app.search.postings import Postings, TermLists, deleted_of, length_table, lengths_of, lists_of, segments_of
from kb_app.search.rows import NOTE_KIND, is_note_key
from kb_app.search.schema import (
    GRAMS,
    HEAD,
    ORIGIN,
    RAW_SEPARATOR,
    SEPARATOR,
    SIMPLE,
    TAG_KEYS,
    TRAITS,
    WORDS,
    Order,
    Row,
    Shown,
    taken_apart,
)
from kb_app.search.segments import traits_of, values_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from whoosh.reading import IndexReader

_CACHED_TERMS = 4_000
_CACHED_POSTINGS = 3_000_000
"""A posting takes eight bytes of memory, and eight more once its impact is known."""
_K1, _B = 1.2, 0.75
_BEHIND_HEAD = SEPARATOR.encode("utf-8") * 2


class Norms:
    """How much a document's length lessens a count, for every document of a view and one field.

    BM25's saturated count is count * (k1 + 1) / (count + norm), norm = k1 * (1 - b + b * length / mean length).
    """

    def __init__(self, lengths: bytes, mean: float) -> None:
        """`lengths` holds a code for each document (see `length_table`), `mean` is the mean number of terms."""
        norms = [_K1 * (1 - _B + _B * length / mean) for length in length_table()]
        # Shared numbers: a list of sixteen thousand documents takes no more room than its references.
        self._norms = [norms[code] for code in lengths]
        singles = [(_K1 + 1) / (1 + norm) for norm in norms]
        self._singles = [singles[code] for code in lengths]

    def saturated(self, number: int, count: float) -> float:
        """Return the saturated count of one document."""
        return count * (_K1 + 1) / (count + self._norms[number])

    def all_saturated(self, numbers: Sequence[int], counts: Sequence[float]) -> list[float]:
        """Return the saturated counts of many documents; most counts are 1, and those are looked up."""
        norms, singles, top = self._norms, self._singles, _K1 + 1
        return [
            singles[number] if count == 1 else count * top / (count + norms[number])
            for number, count in zip(numbers, counts, strict=True)
        ]


class Posting:
    """Where a term is posted; read when it is asked for. `frequency` counts documents that were deleted too."""

    def __init__(self, lists: TermLists, norms: Callable[[], Norms], size: int) -> None:
        """`norms` gives those of the field; of many lists only the members are asked for."""
        self.frequency = lists.frequency
        self._lists = lists
        self._norms = norms
        self._size = size

    @cached_property
    def _read(self) -> Postings:
        return self._lists.read()

    @property
    def is_read(self) -> bool:
        """Whether the list is in memory."""
        return "_read" in self.__dict__

    @property
    def numbers(self) -> array[int]:
        """The documents in ascending order."""
        return self._read[0]

    @property
    def counts(self) -> array[float]:
        """How often the term stands in each of them."""
        return self._read[1]

    @cached_property
    def members(self) -> int:
        """The documents as a set."""
        return bits.from_numbers(self.numbers, self._size)

    @cached_property
    def impacts(self) -> list[float]:
        """BM25's saturated count of each document (see `Norms`)."""
        return self._norms().all_saturated(self.numbers, self.counts)

    def impact(self, number: int) -> float:
        """Return the saturated count of one document, 0 where the term is not posted for it."""
        return self.saturated(number, self.count(number))

    def saturated(self, number: int, count: float) -> float:
        """Return the impact that a count has in one document."""
        return self._norms().saturated(number, count) if count else 0.0

    def count(self, number: int) -> float:
        """Return how often the term stands in one document."""
        numbers, counts = self._read
        place = bisect_left(numbers, number)
        return counts[place] if place < len(numbers) and numbers[place] == number else 0.0


class IndexView:
    """A fixed state of the index. Documents are numbers; sets of them are bits (see `bits`)."""

    def __init__(self, reader: IndexReader) -> None:
        self.reader = reader
        self._segments = segments_of(reader)
        self._columns: dict[str, Any] = {}
        self._postings: OrderedDict[tuple[str, str], Posting] = OrderedDict()
        self._cached = 0
        self._norms: dict[str, Norms] = {}
        self.size = reader.doc_count_all()
        self._alive: int = (1 << self.size) - 1 & ~bits.from_numbers(deleted_of(reader), self.size)

    def close(self) -> None:
        """Let go of the files."""
        self.reader.close()

    @cached_property
    def every(self) -> int:
        """The rows that can be found: all but those that are hidden."""
        return self._alive & ~self.hidden

    @cached_property
    def count(self) -> int:
        """How many rows can be found."""
        return self.every.bit_count()

    @cached_property
    def hidden(self) -> int:
        """Bundled documents behind an own copy; they are looked up by their id, and nothing else finds them."""
        originals = 0
        for origin in self._copies:
            originals |= self._with_term("id", origin)
        for kind in ("own", NOTE_KIND) if originals else ():
            originals &= ~self._with_term(TRAITS, f"{FilterAxis.KIND}:{kind}")
        return originals

    @cached_property
    def simple(self) -> int:
        """Documents in which every place is between whole characters (see `schema.SIMPLE`)."""
        return self.posted(TRAITS, SIMPLE)

    def posting(self, field: str, term: str) -> Posting:
        """Return where a term is posted, with documents that were deleted."""
        key = (field, term)
        known = self._postings.get(key)
        if known is not None:
            self._postings.move_to_end(key)
            return known
        found = Posting(TermLists(self._segments, field, term.encode("utf-8")), partial(self.norms, field), self.size)
        self._postings[key] = found
        self._cached += found.frequency
        while len(self._postings) > _CACHED_TERMS or (self._cached > _CACHED_POSTINGS and len(self._postings) > 1):
            self._cached -= self._postings.popitem(last=False)[1].frequency
        return found

    def posted(self, field: str, term: str) -> int:
        """Return the set of documents that a term is posted for."""
        return self.posting(field, term).members & self.every

    def prepare(self) -> None:
        """Read what every search of words needs, while nobody waits for it."""
        for field in (WORDS, HEAD, GRAMS):
            self.norms(field)

    def norms(self, field: str) -> Norms:
        """Return what the documents' lengths make of counts in a field."""
        if field not in self._norms:
            mean = max(self.reader.field_length(field) / max(self.reader.doc_count(), 1), 1.0)
            self._norms[field] = Norms(lengths_of(self.reader, field), mean)
        return self._norms[field]

    def folded(self, number: int) -> str:
        """Return the folded fields of a document with `SEPARATOR` between them."""
        return self.folded_bytes(number).decode("utf-8")

    def folded_bytes(self, number: int) -> bytes:
        """Return the same as UTF-8; a text stands in it where its bytes do."""
        return bytes(self._column("folded")[number])

    def raw(self, number: int) -> str:
        """Return the unfolded fields of a document with `RAW_SEPARATOR` between them."""
        return bytes(self._column("raw")[number]).decode("utf-8")

    def head(self, number: int) -> list[str]:
        """Return the folded fields that name a document."""
        return self.folded_bytes(number).partition(_BEHIND_HEAD)[0].decode("utf-8").split(SEPARATOR)

    def quoted(self, number: int) -> tuple[str, list[tuple[str, str]]]:
        """Return the folded title, and the fields that can be quoted, each unfolded and folded."""
        raw, folded = taken_apart(self.raw(number), RAW_SEPARATOR), taken_apart(self.folded(number), SEPARATOR)
        return folded[0][0], list(zip(raw[1], folded[1], strict=True))

    def shown(self, number: int) -> Shown:
        """Return what a result list shows of a document."""
        return Shown(*json.loads(bytes(self._column("shown")[number])))

    def order(self, number: int) -> Order:
        """Return what a document is sorted by."""
        return Order(*json.loads(bytes(self._column("order")[number])))

    @cached_property
    def standing(self) -> array[int]:
        """For every document its place in the order of documents that nothing else tells apart.

        Precedents stand before reference pages, then the reading of the municipality decides.
        """
        standings = {number: self.order(number).standing for number in bits.numbers(self.every)}
        found = array("I", bytes(4 * self.size))
        for place, number in enumerate(sorted(standings, key=standings.__getitem__)):
            found[number] = place
        return found

    @property
    def rows(self) -> dict[int, Row]:
        """What the next run of indexing must know of each document; read anew at every call."""
        column = self._column("row") if self.size else ()
        return {number: Row(*json.loads(bytes(column[number]))) for number in self.reader.all_doc_ids()}

    def notes_about(self, document_id: str) -> int:
        """Return how many notes there are on a document and on others of its family."""
        if not self.notes:
            return 0
        members = (document_id, *self.family(document_id).others)
        return sum(self.posted("about", member).bit_count() for member in members)

    def family(self, document_id: str) -> Family:
        """Return what a document is a copy of, and its copies."""
        if not self._copies:
            return Family(document_id)
        row = self.row_of("id", document_id)
        origin = self._relative(row.origin) if row is not None and row.origin else None
        copies = self.copies_of(document_id)
        is_own = row is not None and row.key.startswith(f"{Shelf.OWN}/")
        return Family(document_id, origin, tuple(map(self._relative, copies)), is_hidden=bool(copies) and not is_own)

    def copies_of(self, document_id: str) -> list[str]:
        """Return the ids of the own cases that are copies of a document."""
        return sorted(self._row(number).id for number in bits.numbers(self._copies.get(document_id, 0)))

    def row_of(self, field: str, term: str) -> Row | None:
        """Return the row whose `key` or `id` is a term, without reading the others."""
        number = next(iter(bits.numbers(self._with_term(field, term))), None)
        return None if number is None else self._row(number)

    def shown_of(self, document_id: str) -> Shown | None:
        """Return what a result list shows of a document, None where it is not in the index."""
        number = next(iter(bits.numbers(self._with_term("id", document_id))), None)
        return None if number is None else self.shown(number)

    @cached_property
    def notes(self) -> int:
        """The notes, which are rows like documents."""
        return self.posted(TRAITS, f"{FilterAxis.KIND}:{NOTE_KIND}")

    @cached_property
    def owners(self) -> Mapping[str, str]:
        """The file (its key) of every document's id."""
        return {row.id: row.key for row in self.rows.values() if not is_note_key(row.key)}

    def ids_of_kind(self, kind: str) -> frozenset[str]:
        """Return the ids of the documents of a kind, hidden ones too."""
        members = self._with_term(TRAITS, f"{FilterAxis.KIND}:{kind}")
        return frozenset(self._row(number).id for number in bits.numbers(members))

    @cached_property
    def values(self) -> Mapping[FilterAxis, Mapping[str, int]]:
        """For every axis and value the set of documents that have it."""
        found: dict[FilterAxis, dict[str, int]] = {axis: {} for axis in FilterAxis}
        for trait, members in traits_of(self.reader):
            axis, colon, value = trait.partition(":")
            alive = members & self.every if colon else 0
            if alive:
                of_axis = found[FilterAxis(axis)]
                of_axis[value] = of_axis.get(value, 0) | alive
        return found

    @cached_property
    def tags(self) -> list[tuple[str, ...]]:
        """The tags of every document."""
        return values_of(self.reader, f"{FilterAxis.TAG}:")

    def spelling(self, tag: str) -> str | None:
        """Return a tag as documents spell it, None where none has it; it is looked up by its key (see `tag_key`)."""
        key = tag_key(tag)
        number = next(bits.numbers(self.posted(TAG_KEYS, key)), None)
        return None if number is None else next(name for name in self.shown(number).tags if tag_key(name) == key)

    @cached_property
    def _copies(self) -> Mapping[str, int]:
        """For every id that own cases are copies of the set of these; there are few, if any."""
        origins = {origin for leaf, _base in self._segments for origin, _numbers in lists_of(leaf, ORIGIN)}
        named = {origin: self._with_term(ORIGIN, origin) for origin in sorted(origins)}
        return {origin: copies for origin, copies in named.items() if copies}

    def _with_term(self, field: str, term: str) -> int:
        """The rows that a term is posted for, hidden ones too."""
        return self.posting(field, term).members & self._alive

    def _relative(self, document_id: str) -> Relative:
        row, shown = self.row_of("id", document_id), self.shown_of(document_id)
        if row is None or shown is None or is_note_key(row.key):
            return Relative(document_id)
        return Relative(document_id, shown.title, Shelf(row.key.partition("/")[0]))

    def _row(self, number: int) -> Row:
        return Row(*json.loads(bytes(self._column("row")[number])))

    def _column(self, name: str) -> Any:
        if name not in self._columns:
            self._columns[name] = self.reader.column_reader(name, translate=False)
        return self._columns[name]
