"""The data files of the axes are read, or named when they are spoiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kb_app.base.errors import KbError
from kb_app.base.paths import AppPaths
from kb_app.domain.taxonomy import Axis
from kb_app.storage.vocabulary_files import read_municipalities, read_taxonomy
from tests.case_files import write

if TYPE_CHECKING:
    from pathlib import Path

    from kb_app.domain.vocabulary import Vocabulary

pytestmark = pytest.mark.usefixtures("english")


def test_all_axes_are_there(vocabulary: Vocabulary):
    sizes = {axis: len(entries) for axis, entries in vocabulary.taxonomy.axes.items()}
    assert sizes == {Axis.STEP: 4, Axis.AREA: 8, Axis.MEASURE: 3, Axis.BARRIER: 3, Axis.BAND: 8, Axis.CLASS: 7}


def test_ids_stand_once_and_every_entry_is_named_in_both_languages(vocabulary: Vocabulary):
    for entries in vocabulary.taxonomy.axes.values():
        assert len({entry.id for entry in entries}) == len(entries)
        assert all(entry.en and all(entry.labels.values()) for entry in entries)


def test_entries_speak_only_of_plans_that_are_there(vocabulary: Vocabulary):
    plans = {plan.id for plan in vocabulary.taxonomy.plans}
    for entries in vocabulary.taxonomy.axes.values():
        for entry in entries:
            assert {*entry.labels, *entry.order, entry.added_in, entry.retired_in} - {""} <= plans


def test_the_list_of_municipalities_is_complete(vocabulary: Vocabulary):
    rows = vocabulary.municipalities
    assert rows["222216"].name == "湖西市"
    assert len({row.prefecture for row in rows.values()}) == 47
    assert {row.class_id for row in rows.values()} >= {"designated", "city", "town", "village", "prefecture"}


@pytest.mark.parametrize(
    "content", [b"", b"plans: [", b"plans: []", b"- a", b"\xff", "plans: 計画".encode("cp932"), b"plans: [{id: x}]"]
)
def test_axes_that_cannot_be_read_are_named(tmp_path: Path, content: bytes):
    with pytest.raises(KbError, match=r"taxonomy\.yaml could not be read") as caught:
        read_taxonomy(write(tmp_path / "taxonomy.yaml", content))
    assert caught.value.cause


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"\xff\xfe", "code,県\n".encode("cp932") + b"1,2\n"])
def test_a_list_that_cannot_be_read_is_named(tmp_path: Path, content: bytes):
    with pytest.raises(KbError, match=r"municipalities\.csv could not be read"):
        read_municipalities(write(tmp_path / "municipalities.csv", content))


def test_missing_files_are_named(tmp_path: Path):
    with pytest.raises(KbError, match=r"taxonomy\.yaml"):
        read_taxonomy(tmp_path / "taxonomy.yaml")
    with pytest.raises(KbError, match=r"municipalities\.csv"):
        read_municipalities(tmp_path / "municipalities.csv")


def test_a_list_saved_by_excel_with_a_mark_is_read(tmp_path: Path):
    source = AppPaths.under(tmp_path).resources_dir / "municipalities.csv"
    place = write(tmp_path / "municipalities.csv", b"\xef\xbb\xbf" + source.read_bytes())
    assert read_municipalities(place)["222216"].kana == "こさいし"
