from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from kb_app.domain.case import CaseMunicipality
from kb_app.domain.imported import Attachment
from kb_app.domain.taxonomy import Axis
from kb_app.domain.transfer import Conflicts, Fate, ImportPreview
from kb_app.ui.models.import_filter import ImportFilter, Shown
from kb_app.ui.models.import_model import GUESSED_ROLE, Column, ImportModel
from tests.import_samples import case_item, preview

ROLE = Qt.ItemDataRole


@pytest.fixture
def model(library_app, japanese, qapp):
    made = ImportModel(library_app.taxonomy, "article")
    made.show(preview())
    return made


def cells(model, row):
    return [model.index(row, column).data() for column in range(1, len(Column))]


def test_a_row_says_what_becomes_of_it_and_what_it_is(model):
    assert cells(model, 0) == ["新規", "窓口の例0", "仙台市（宮城県）", "1", "AI・RPA", "例0000.md"]
    assert cells(model, 5) == ["新規", "来年度に確かめること", "", "", "", "メモ.md"]
    heads = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(len(Column))]
    assert heads == ["取り込む", "状態", "題名", "自治体", "ステップ", "重点取組事項", "ファイル"]


def test_what_is_the_same_cannot_be_ticked_and_conflicts_only_once_something_is_done_with_them(model):
    def states():
        return [model.index(row, 0).data(ROLE.CheckStateRole) for row in range(model.rowCount())]

    ticked, none = Qt.CheckState.Checked, None
    assert states() == [ticked, ticked, ticked, none, none, ticked]
    assert model.wanted == 4
    model.settle(Conflicts.COPY)
    assert states() == [ticked, ticked, ticked, none, ticked, ticked]
    assert model.wanted == 5


def test_a_municipality_that_is_not_in_the_list_is_marked_until_another_is_chosen(model, library_app):
    # Given rows that name one of the list, one that shares its name with another, and one that does not exist
    with library_app.session() as session:
        places = session.places.all()
    model.know_places(places)
    named = ("仙台市", "府中市", "静岡県湖西市", "ほげ町", "")
    cases = tuple(case_item(number, municipality=CaseMunicipality(name)) for number, name in enumerate(named))
    model.show(ImportPreview(cases, (), ()))
    # Then the last one alone is marked, in its cell, among its remarks and for a screen reader, and still imported
    shown = [model.index(row, Column.PLACE).data() for row in range(5)]
    assert shown == ["仙台市", "府中市", "静岡県湖西市", "ほげ町（一覧外）", ""]
    assert model.row(3).remarks == ("ほげ町は一覧にない自治体です",)
    assert "一覧外" in model.index(3, Column.PLACE).data(ROLE.AccessibleTextRole)
    assert model.index(3, Column.PLACE).data(ROLE.ToolTipRole) == "ほげ町は一覧にない自治体です"
    assert model.index(3, Column.PLACE).data(ROLE.EditRole) == "ほげ町"
    assert ImportFilter(model).count(Shown.REMARKED) == 2
    assert model.wanted == 5
    # When another one is chosen THEN the mark goes, and comes again with a name that nobody has
    model.choose_place(3, next(place for place in places if place.name == "湖西市"))
    assert model.index(3, Column.PLACE).data() == "湖西市（静岡県）"
    model.choose_place(0, "ふが町")
    assert model.index(0, Column.PLACE).data() == "ふが町（一覧外）"


def test_only_ticked_rows_are_handed_on(model):
    model.settle(Conflicts.MERGE)
    model.tick([0, 5], wanted=False)
    handed = model.preview
    assert [item.imported.case.id for item in handed.cases] == ["import-0001", "import-0002", "import-0004"]
    assert handed.notes == ()
    assert handed.skipped == preview().skipped


def test_a_guess_is_marked_in_letters_words_and_for_a_screen_reader_until_it_is_corrected(model, library):
    title = model.index(0, Column.TITLE)
    assert title.data(ROLE.FontRole).italic()
    assert title.data(GUESSED_ROLE)
    assert title.data(ROLE.ToolTipRole) == "窓口の例0（推定）"
    assert title.data(ROLE.AccessibleTextRole) == "題名 窓口の例0（推定）"
    # When it is corrected
    assert model.setData(title, " 書かない窓口 ")
    place = next(one for one in library.places.all() if one.name == "豊中市")
    model.choose_place(0, place)
    model.choose_values(0, Axis.AREA, ["ai_rpa", "telework"])
    # Then the case is another one, and nothing of it is a guess
    item = model.preview.cases[0]
    assert item.imported.case.title == "書かない窓口"
    assert item.imported.case.municipality == CaseMunicipality(
        "豊中市", place.code, "大阪府", place.kana, place.class_id
    )
    assert item.imported.case.priority_areas == ("ai_rpa", "telework")
    assert item.imported.guessed == frozenset()
    assert title.data(ROLE.FontRole) is None
    assert title.data(ROLE.ToolTipRole) == "書かない窓口"


def test_a_name_that_no_list_has_stands_for_itself_and_the_same_name_changes_nothing(model):
    model.choose_place(0, "仙台市")
    assert model.preview.cases[0].imported.case.municipality.code == "041009"
    assert "municipality" not in model.preview.cases[0].imported.guessed
    model.choose_place(0, "ある広域連合")
    assert model.preview.cases[0].imported.case.municipality == CaseMunicipality("ある広域連合")


def test_an_empty_title_is_not_taken(model):
    model.setData(model.index(0, Column.TITLE), "  ")
    assert model.row(0).title == "窓口の例0"
    assert "title" in model.row(0).guessed


def test_notes_and_what_is_the_same_cannot_be_edited(model):
    editable = Qt.ItemFlag.ItemIsEditable
    assert model.flags(model.index(0, Column.TITLE)) & editable
    for row, column in ((5, Column.TITLE), (3, Column.TITLE), (0, Column.FILE), (0, Column.STEPS)):
        assert not model.flags(model.index(row, column)) & editable
    assert model.can_classify(model.index(0, Column.STEPS))
    assert not model.can_classify(model.index(5, Column.STEPS))


def test_reading_again_keeps_what_the_person_did(model):
    model.setData(model.index(0, Column.TITLE), "直した題名")
    model.tick([1], wanted=False)
    again = preview()
    model.show(ImportPreview((*again.cases, case_item(9)), again.notes, ()))
    assert model.row(0).title == "直した題名"
    assert not model.row(1).is_wanted
    assert model.row(5).title == "窓口の例9"


def test_remarks_stand_in_the_hint_of_the_title(model):
    assert "画像を取り込めませんでした" in model.index(1, Column.TITLE).data(ROLE.ToolTipRole)
    assert "画像を取り込めませんでした" in model.index(1, Column.TITLE).data(ROLE.AccessibleTextRole)


def test_rows_can_be_narrowed(model):
    rows = ImportFilter(model)
    assert {shown: rows.count(shown) for shown in Shown} == {
        Shown.ALL: 6,
        Shown.NEW: 3,
        Shown.UPDATED: 1,
        Shown.SAME: 1,
        Shown.CONFLICT: 1,
        Shown.GUESSED: 5,
        Shown.REMARKED: 1,
    }
    rows.show(Shown.CONFLICT)
    assert rows.numbers() == [4]
    assert model.row(4).item.fate is Fate.CONFLICT
    rows.show(Shown.REMARKED)
    assert rows.numbers() == [1]


def test_a_corrected_row_that_is_read_again_has_the_files_that_lie_beside_it_now(model):
    # Given a case whose title a person has corrected, and that had a picture and lacked another
    def beside(data, *remarks):
        item = case_item(0)
        imported = replace(item.imported, attachments=(Attachment.of("図.png", data),), remarks=remarks)
        return ImportPreview((replace(item, imported=imported),), (), ())

    model.show(beside(b"before", "見つからないもの：表.png"))
    model.setData(model.index(0, Column.TITLE), "直した題名", ROLE.EditRole)
    # When its folder is read again with another picture, and nothing missing
    model.show(beside(b"now"))
    # Then the title stays, and what is imported is the picture of now
    row = model.row(0)
    assert row.title == "直した題名"
    assert row.item.imported.attachments == (Attachment.of("図.png", b"now"),)
    assert row.remarks == ()
