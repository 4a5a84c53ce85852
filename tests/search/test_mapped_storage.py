"""The files of a segment, mapped: the same bytes in the same order as Whoosh's own way gives."""

from __future__ import annotations

import os
import pickle
from typing import TYPE_CHECKING

import pytest
from whoosh import fields, index
from whoosh.filedb.structfile import BufferFile

from kb_app.search.mapped_storage import _Window, open_index
from kb_app.search.postings import TermLists, segments_of
from kb_app.search.row_writer import RowWriter
from kb_app.search.schema import CountedTerms

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = fields.Schema(key=fields.ID(unique=True, stored=True), terms=CountedTerms())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    writer = RowWriter(index.create_in(str(tmp_path), SCHEMA), 1.0)
    for number in range(40):
        writer.add_document(key=str(number), terms={"all": 1 + number % 3, f"t{number}": 1})
    writer.save()
    return tmp_path


def test_a_mapped_index_reads_as_whoosh_reads_it(folder: Path) -> None:
    # GIVEN an index WHEN it is opened by us and by Whoosh THEN terms, postings and rows are the same
    with open_index(folder, SCHEMA).reader() as mapped, index.open_dir(str(folder)).reader() as stock:
        assert list(mapped.all_terms()) == list(stock.all_terms())
        for term in ("all", "t7"):
            assert list(mapped.postings("terms", term).all_ids()) == list(stock.postings("terms", term).all_ids())
        assert list(mapped.all_stored_fields()) == list(stock.all_stored_fields())


def test_a_mapped_index_can_be_replaced_while_it_is_read(folder: Path) -> None:
    # GIVEN an open reader
    segment = next(folder.glob("*.seg"))
    with open_index(folder, SCHEMA).reader() as before:
        # WHEN other runs replace every row, so that its segment is given up
        for run in range(4):
            writer = RowWriter(open_index(folder, SCHEMA), 1.0)
            for number in range(40):
                writer.delete_by_term("key", str(number))
                writer.add_document(key=str(number), terms={f"run{run}": 1})
            writer.save()
        # THEN it goes on with what it opened
        assert before.doc_count() == 40
        assert list(before.postings("terms", "t7").all_ids()) == [7]
        assert before.stored_fields(39) == {"key": "39"}
    # AND a new one sees the last run alone; the file is gone, except where an open file cannot be removed
    assert os.name == "nt" or not segment.exists()
    with open_index(folder, SCHEMA).reader() as after:
        assert after.doc_count() == 40
        assert TermLists(segments_of(after), "terms", b"run3").frequency == 40
        assert TermLists(segments_of(after), "terms", b"t7").frequency == 0


@pytest.mark.parametrize("cut", [0, 1, 100])
def test_a_segment_that_is_cut_off_raises(folder: Path, cut: int) -> None:
    segment = next(folder.glob("*.seg"))
    segment.write_bytes(segment.read_bytes()[:cut])
    with pytest.raises(Exception):  # noqa: B017, PT011 (Whoosh raises anything; `SearchIndex.view` puts it in words)
        open_index(folder, SCHEMA).reader()


def test_a_window_is_read_like_a_file() -> None:
    # GIVEN bytes with numbers, lines and pickles in them, and Whoosh's file of the same bytes
    pickled = pickle.dumps({"a": [1, 2], "b": fields.ID}, 0)
    data = b"\x00\x00\x00\x07line\n" + pickled + b"x" * 1000
    ours, stock = _Window(memoryview(data), "ours"), BufferFile(data)
    # WHEN both are read in turn THEN they give the same, and stand at the same place
    for read in (
        lambda file: file.read_int(),
        lambda file: file.readline(),
        lambda file: file.read_pickle(),
        lambda file: file.read(3),
        lambda file: file.seek(-10, os.SEEK_END),
        lambda file: file.read(),
        lambda file: file.readline(),
        lambda file: file.seek(2),
        lambda file: file.seek(3, os.SEEK_CUR),
        lambda file: file.read(2),
        lambda file: file.get(4, 4),
        lambda file: file.get_int(0),
        lambda file: file.subset(4, 5).read(),
    ):
        assert read(ours) == read(stock)
        assert ours.tell() == stock.tell()
    for file in (ours, stock):
        with pytest.raises(ValueError):  # noqa: PT011 (the words are Python's)
            file.seek(-1)
