"""The contract with Whoosh: what is written and read by the block is what its own writer and matcher make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from whoosh import fields, index
from whoosh.codec.whoosh3 import W3Codec

from kb_app.search import row_writer
from kb_app.search.postings import TermLists, deleted_of, length_table, lengths_of, lists_of, segments_of
from kb_app.search.row_writer import RowWriter
from kb_app.search.schema import CountedTerms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from whoosh.index import FileIndex
    from whoosh.reading import IndexReader
    from whoosh.writing import IndexWriter

ROWS = 300


def rows(part: int) -> Iterator[dict[str, int]]:
    """`all` stands in every document, `third` in every third, `one` in a single one, `late` in the second part."""
    for row in range(ROWS):
        counts = {"all": 1 + row % 4} | ({"third": 2} if row % 3 == 0 else {}) | ({"one": 5} if row == 11 else {})
        yield counts | ({"late": 1} if part else {})


def stock_writer(made: FileIndex) -> IndexWriter:
    return made.writer(codec=W3Codec(blocklimit=7))


def our_writer(made: FileIndex) -> IndexWriter:
    return RowWriter(made, 1.0)


@pytest.fixture(params=[stock_writer, our_writer])
def reader(tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[IndexReader]:
    """Two segments in blocks of seven, by Whoosh's writer and by ours."""
    monkeypatch.setattr(row_writer, "_BLOCK", 7)
    made = index.create_in(str(tmp_path), fields.Schema(terms=CountedTerms()))
    for part in range(2):
        writer = request.param(made)
        for counts in rows(part):
            writer.add_document(terms=counts)
        writer.commit(merge=False)
    with made.reader() as opened:
        yield opened


@pytest.mark.parametrize("term", [b"all", b"third", b"one", b"late", b"nowhere"])
def test_blocks_hold_what_the_matcher_reads(reader: IndexReader, term: bytes) -> None:
    # GIVEN what was written, and Whoosh's own way through the list
    written = [
        (number, count)
        for number, counts in enumerate([*rows(0), *rows(1)])
        if (count := counts.get(term.decode("utf-8")))
    ]
    matched = []
    if ("terms", term) in reader:
        matcher = reader.postings("terms", term)
        while matcher.is_active():
            matched.append((matcher.id(), matcher.weight()))
            matcher.next()
    # WHEN it is read by the block THEN it is the same
    numbers, counts = TermLists(segments_of(reader), "terms", term).read()
    assert list(zip(numbers, counts, strict=True)) == matched == written
    assert (term == b"nowhere") == (not matched)


def test_terms_are_those_of_all_segments(reader: IndexReader) -> None:
    # GIVEN two segments WHEN all lists of each are read THEN they are the terms' own, numbered within the segment
    found = [dict(lists_of(leaf, "terms")) for leaf, _base in reader.leaf_readers()]
    assert set().union(*found) == {"all", "late", "one", "third"}
    for part, lists in enumerate(found):
        for term, numbers in lists.items():
            assert list(numbers) == [number for number, counts in enumerate(rows(part)) if term in counts]


def test_segments_of_a_size_become_one_and_lose_what_was_deleted(tmp_path: Path) -> None:
    # GIVEN an index to which single documents are added, one after the other, some replacing others
    made = index.create_in(str(tmp_path), fields.Schema(key=fields.ID(unique=True, stored=True), terms=CountedTerms()))
    # WHEN many runs write to it
    for run in range(70):
        writer = RowWriter(made, 1.0)
        writer.update_document(key=str(run % 50), terms={"all": 1 + run, f"t{run}": 2})
        writer.save()
    # THEN few segments are left, and they hold what the last runs wrote
    with made.reader() as opened:
        assert len(opened.leaf_readers()) < 16
        numbers, counts = TermLists(segments_of(opened), "terms", b"all").read()
        alive = {
            opened.stored_fields(n)["key"]: c for n, c in zip(numbers, counts, strict=True) if not opened.is_deleted(n)
        }
        assert alive == {str(run % 50): 1.0 + run for run in range(20, 70)}


def test_an_index_of_which_every_row_was_deleted_holds_nothing(tmp_path: Path) -> None:
    # GIVEN an index whose only row was taken out again
    made = index.create_in(str(tmp_path), fields.Schema(key=fields.ID(unique=True, stored=True), terms=CountedTerms()))
    for is_there in (True, False):
        writer = RowWriter(made, 1.0)
        writer.delete_by_term("key", "a")
        if is_there:
            writer.add_document(key="a", terms={"all": 1})
        writer.save()
    # WHEN it is read THEN there is nothing, and nothing is raised
    with made.reader() as opened:
        assert TermLists(segments_of(opened), "terms", b"all").frequency == 0
        assert lengths_of(opened, "terms") == b""


def test_lengths_are_those_of_the_documents(reader: IndexReader) -> None:
    table = length_table()
    lengths = [table[code] for code in lengths_of(reader, "terms")]
    assert lengths == [reader.doc_field_length(number, "terms", 0) for number in range(2 * ROWS)]
    assert lengths[11] == 4 + 5


def test_what_was_deleted_is_what_no_document_has(reader: IndexReader) -> None:
    assert sorted(deleted_of(reader)) == sorted(set(range(reader.doc_count_all())) - set(reader.all_doc_ids()))
