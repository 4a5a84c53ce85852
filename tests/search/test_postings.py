"""The contract with Whoosh: what is taken block by block is what its own matcher reads, document by document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from whoosh import fields, index
from whoosh.codec.whoosh3 import W3Codec

from kb_app.search.postings import lengths_of, read_postings
from kb_app.search.schema import CountedTerms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from whoosh.reading import IndexReader

ROWS = 300


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[IndexReader]:
    """Two segments with blocks of seven: `all` in every document, `third` in every third, `one` in a single one."""
    made = index.create_in(str(tmp_path), fields.Schema(terms=CountedTerms()))
    for part in range(2):
        writer = made.writer(codec=W3Codec(blocklimit=7))
        for row in range(ROWS):
            counts = {"all": 1 + row % 4} | ({"third": 2} if row % 3 == 0 else {}) | ({"one": 5} if row == 11 else {})
            writer.add_document(terms=counts | ({"late": 1} if part else {}))
        writer.commit(merge=False)
    with made.reader() as opened:
        yield opened


@pytest.mark.parametrize("term", [b"all", b"third", b"one", b"late", b"nowhere"])
def test_blocks_hold_what_the_matcher_reads(reader: IndexReader, term: bytes) -> None:
    # GIVEN Whoosh's own way through the list
    expected = []
    if ("terms", term) in reader:
        matcher = reader.postings("terms", term)
        while matcher.is_active():
            expected.append((matcher.id(), matcher.weight()))
            matcher.next()
    # WHEN it is read by the block THEN it is the same
    numbers, counts = read_postings(reader, "terms", term)
    assert list(zip(numbers, counts, strict=True)) == expected
    assert (term == b"nowhere") == (not expected)


def test_lengths_are_those_of_the_documents(reader: IndexReader) -> None:
    lengths = lengths_of(reader, "terms")
    assert lengths == [reader.doc_field_length(number, "terms", 0) for number in range(2 * ROWS)]
    assert lengths[11] == 4 + 5
