"""What is open of a segment is kept through commits, and what was deleted from it is seen all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from whoosh import columns, fields, index

from kb_app.search.mapped_storage import open_index
from kb_app.search.postings import TermLists, deleted_of, segments_of
from kb_app.search.row_writer import RowWriter
from kb_app.search.schema import TRAITS, CountedTerms
from kb_app.search.segments import leaves, open_reader, traits_of, values_of

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = fields.Schema(
    key=fields.ID(unique=True, stored=True),
    traits=CountedTerms(),
    text=fields.COLUMN(columns.VarBytesColumn()),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    index.create_in(str(tmp_path), SCHEMA)
    write(tmp_path, {f"d{number}": ("tag:a", "tag:b") if number % 2 else ("tag:a",) for number in range(10)})
    return tmp_path


def write(folder: Path, rows: dict[str, tuple[str, ...]]) -> None:
    writer = RowWriter(open_index(folder, SCHEMA), 1.0)
    for key, traits in rows.items():
        writer.delete_by_term("key", key)
        writer.add_document(key=key, traits=dict.fromkeys(traits, 1), text=key.encode())
    writer.save()


def test_a_segment_is_opened_once_and_what_is_deleted_from_it_is_seen(folder: Path) -> None:
    # GIVEN an open index of one segment
    before = open_reader(open_index(folder, SCHEMA))
    column = leaves(before)[0][0].column_reader("text", None, False, False)
    # WHEN a row of it is replaced and another one added
    write(folder, {"d3": ("tag:c",), "new": ("tag:a",)})
    after = open_reader(open_index(folder, SCHEMA), before)
    # THEN the segment's files are those that were open, and its deleted row is known as such
    assert leaves(after)[0][0]._terms is leaves(before)[0][0]._terms
    assert leaves(after)[0][0].column_reader("text", translate=False) is column
    assert list(deleted_of(before)) == []
    assert list(deleted_of(after)) == [3]
    assert [bytes(after.column_reader("text", translate=False)[number]) for number in (0, 10, 11)] == [
        b"d0",
        b"d3",
        b"new",
    ]


def test_what_a_later_state_shares_stays_open(folder: Path) -> None:
    # GIVEN an open index and a later state of it
    before = open_reader(open_index(folder, SCHEMA))
    write(folder, {"new": ("tag:a",)})
    after = open_reader(open_index(folder, SCHEMA), before)
    # WHEN the earlier one is closed THEN the later one still reads
    before.close()
    assert list(TermLists(segments_of(after), TRAITS, b"tag:a").read()[0]) == [*range(11)]
    after.close()
    assert leaves(after)[0][0].is_closed


def test_traits_and_values_are_those_of_all_segments(folder: Path) -> None:
    # GIVEN two segments, the second one added while the first was open and its traits were read
    before = open_reader(open_index(folder, SCHEMA))
    assert dict(traits_of(before)) == {"tag:a": 0b1111111111, "tag:b": 0b1010101010}
    write(folder, {"new": ("tag:b", "kind:x")})
    after = open_reader(open_index(folder, SCHEMA), before)
    # WHEN traits and values are asked for THEN both segments count
    found: dict[str, int] = {}
    for trait, members in traits_of(after):
        found[trait] = found.get(trait, 0) | members
    assert found == {"tag:a": 0b1111111111, "tag:b": 0b11010101010, "kind:x": 1 << 10}
    assert values_of(after, "tag:")[8:] == [("a",), ("a", "b"), ("b",)]


def test_an_index_without_rows(tmp_path: Path) -> None:
    # GIVEN an index that nothing was written to WHEN it is opened THEN there is nothing in it
    index.create_in(str(tmp_path), SCHEMA)
    reader = open_reader(open_index(tmp_path, SCHEMA))
    assert leaves(reader) == []
    assert values_of(reader, "tag:") == []
    assert reader.doc_count() == 0
