"""The segments of an index, opened once: a commit adds a small one and marks documents of others as deleted.

Whoosh opens every segment anew after a commit, or keeps those that nothing was deleted from. What is open of a segment
does not depend on what is deleted, so here it is shared: who saves a note waits for the new segment alone.
"""

from __future__ import annotations

from copy import copy
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from whoosh.reading import EmptyReader, MultiReader, SegmentReader

from kb_app.search import bits
from kb_app.search.postings import lists_of
from kb_app.search.schema import TRAITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from whoosh.index import FileIndex
    from whoosh.reading import IndexReader

T = TypeVar("T")


class Leaf(SegmentReader):  # type: ignore[misc]
    """One segment; `before` is the same one as an earlier state of the index had it."""

    _storage: Any
    _codec: Any
    _terms: Any
    _perdoc: Any

    def __init__(self, state: Any, storage: Any, segment: Any, before: Leaf | None) -> None:
        self._is_shared = False
        if before is None:
            super().__init__(storage, state.schema, segment, generation=state.generation)
            self._remembered: dict[str, Any] = {}
            return
        self.schema, self._gen, self.is_closed = state.schema, state.generation, False
        self._segment, self._segid = segment, segment.segment_id()
        self._storage, self._codec, self._terms = before._storage, before._codec, before._terms
        self._perdoc = copy(before._perdoc)
        self._perdoc._segment = segment  # which knows what is deleted now
        self._remembered = before._remembered
        before._is_shared = True

    def remembered(self, name: str, make: Callable[[], T]) -> T:
        """Return what was made under a name of this segment, whatever is deleted from it."""
        if name not in self._remembered:
            self._remembered[name] = make()
        found: T = self._remembered[name]
        return found

    def column_reader(self, fieldname: str, column: Any = None, reverse: bool = False, translate: bool = True) -> Any:
        """Return the reader of a column; one of bytes is made once, because it reads where each of them begins."""
        if column is not None or reverse or translate:
            return super().column_reader(fieldname, column=column, reverse=reverse, translate=translate)
        return self.remembered(f"column {fieldname}", partial(super().column_reader, fieldname, translate=False))

    def close(self) -> None:
        """Close the files, unless a later state of the index reads them."""
        if self._is_shared:
            self.is_closed = True
        else:
            super().close()


def open_reader(index: FileIndex, earlier: IndexReader | None = None) -> IndexReader:
    """Open the newest state of an index; what `earlier` has open of its segments is shared, and stays so.

    Whoosh raises anything where files are damaged, `FileNotFoundError` where a commit took them away meanwhile.
    """
    state = index._read_toc()
    known = {leaf.segment().segment_id(): leaf for leaf, _base in leaves(earlier)} if earlier is not None else {}
    opened = [Leaf(state, index.storage, segment, known.get(segment.segment_id())) for segment in state.segments]
    if not opened:
        return EmptyReader(state.schema)
    return opened[0] if len(opened) == 1 else MultiReader(opened, generation=state.generation)


def traits_of(reader: IndexReader) -> Iterator[tuple[str, int]]:
    """Yield every trait of an index with the set of documents that have it, also deleted ones; it may come again."""
    for leaf, base in leaves(reader):
        for trait, members in leaf.remembered("traits", partial(_traits, leaf)).items():
            yield trait, members << base


def values_of(reader: IndexReader, prefix: str) -> list[tuple[str, ...]]:
    """Return for every document the traits that begin with `prefix`, without it."""
    found: list[tuple[str, ...]] = []
    for leaf, _base in leaves(reader):
        found += leaf.remembered(f"values {prefix}", partial(_by_document, leaf, prefix))
    return found


def leaves(reader: IndexReader) -> list[tuple[Leaf, int]]:
    """Return the segments with the number of their first document; of an index without documents there are none."""
    return [(leaf, base) for leaf, base in reader.leaf_readers() if isinstance(leaf, Leaf)]


def _traits(leaf: Leaf) -> Mapping[str, int]:
    size = leaf.doc_count_all()
    return {trait: bits.from_numbers(numbers, size) for trait, numbers in lists_of(leaf, TRAITS)}


def _by_document(leaf: Leaf, prefix: str) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = [()] * leaf.doc_count_all()
    for trait, numbers in lists_of(leaf, TRAITS):
        if trait.startswith(prefix):
            for number in numbers:
                found[number] += (trait.removeprefix(prefix),)
    return found
