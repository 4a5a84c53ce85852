"""The person says which column of a table is which field; the real service reads real files."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QPushButton

from kb_app.ui.dialogs.import_dialog import ImportDialog
from kb_app.ui.dialogs.import_dialog.column_rows import FieldBox
from kb_app.ui.dialogs.import_dialog.columns_dialog import ColumnsDialog
from kb_app.ui.dialogs.import_dialog.desk import ImportDesk
from kb_app.ui.models.import_model import Column, ImportModel
from kb_app.ui.tasks import Tasks
from kb_app.ui.widgets.choice_box import ChoiceBox

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

UNKNOWN = (
    "だれが,なにを,くわしく,メモ\r\n湖西市,傘を貸す,雨の日の窓口で傘を貸した。,A\r\n仙台市,雪の日,除雪を知らせた。,\r\n"
)
USUAL = "自治体名,事例名,概要,区分\n湖西市,傘の表,表から来た,A\n"


@pytest.fixture
def tasks(library_app, japanese) -> Iterator[Tasks]:
    made = Tasks(library_app.session)
    yield made
    made.close()


@pytest.fixture
def dialog(library_app, tasks, theme, qtbot):
    made = ImportDialog(ImportDesk(tasks), ImportModel(library_app.taxonomy, "article"), theme)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def pile(tmp_path: Path) -> Path:
    (tmp_path / "一覧.csv").write_bytes(UNKNOWN.encode("cp932"))
    (tmp_path / "雨.md").write_text("# 雨の日\n\n傘立てを置いた。\n", encoding="utf-8")
    return tmp_path


def read(dialog, place, qtbot):
    dialog.read([place])
    qtbot.waitUntil(lambda: dialog.step is dialog.preview)


def rows(dialog):
    model = dialog.preview.table.model()
    columns = (Column.TITLE, Column.PLACE)
    return [tuple(model.index(row, column).data() for column in columns) for row in range(model.rowCount())]


def go_to(dialog, title):
    number = [shown for shown, _place in rows(dialog)].index(title)
    dialog.preview.table.setCurrentIndex(dialog.preview.table.model().index(number, Column.TITLE))


def opened(dialog, qtbot) -> ColumnsDialog:
    qtbot.mouseClick(dialog.preview.columns, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.findChild(ColumnsDialog) is not None)
    found: ColumnsDialog = dialog.findChild(ColumnsDialog)
    qtbot.waitUntil(found.isVisible)
    return found


def box(columns, place) -> FieldBox:
    found: FieldBox = columns.findChild(FieldBox, f"import_column_{place}")
    return found


def choose(columns, place, words):
    found = box(columns, place)
    assert found.findText(words) >= 0
    found.setCurrentIndex(found.findText(words))


def apply(columns, qtbot):
    qtbot.mouseClick(columns.findChild(QPushButton, "columns_apply"), Qt.MouseButton.LeftButton)


def is_marked(columns, place):
    return columns.findChild(QLabel, f"import_column_guess_{place}").isVisible()


def test_a_table_of_known_headings_is_read_as_said_before_and_the_dialog_says_so(dialog, tmp_path, qtbot):
    # Given a table that was imported with columns that the person said
    (tmp_path / "台帳.csv").write_text("まち,ひとこと,なかみ\n湖西市,傘を貸す,傘を貸した。\n", encoding="utf-8")
    read(dialog, tmp_path, qtbot)
    columns = opened(dialog, qtbot)
    for place, words in enumerate(("自治体名", "事例名", "概要")):
        choose(columns, place, words)
    apply(columns, qtbot)
    qtbot.waitUntil(lambda: dialog.step is dialog.preview and rows(dialog)[0][0] == "傘を貸す")
    qtbot.mouseClick(dialog.findChild(QPushButton, "import_go"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.step is dialog.outcome)
    summary = dialog.summary
    # When it is read again THEN nothing is new, and the columns are said to be remembered
    read(dialog, tmp_path, qtbot)
    assert "同一 1" in dialog.preview.counts.text()
    go_to(dialog, "傘を貸す")
    columns = opened(dialog, qtbot)
    assert "前にこの見出しの表を取り込んだときに選ばれた対応です。" in columns.said.text()
    assert not is_marked(columns, 1)
    choose(columns, 1, "使わない")
    assert "前に" not in columns.said.text()
    columns.reject()
    dialog._desk.undo(summary.id)
    qtbot.waitUntil(lambda: not dialog._desk.is_busy)


def test_a_table_that_was_not_recognised_is_read_as_the_person_says(dialog, pile, qtbot):
    # Given a table of cases under headings that nobody knows: it was read as one document, and another row was corrected
    read(dialog, pile, qtbot)
    assert [title for title, _place in rows(dialog)] == ["一覧", "雨の日"]
    go_to(dialog, "雨の日")
    assert not dialog.preview.columns.isEnabled()
    model = dialog.preview.table.model()
    model.setData(model.index(1, Column.TITLE), "直した題名")
    # When the person says what its columns are
    go_to(dialog, "一覧")
    columns = opened(dialog, qtbot)
    assert not columns.is_read.isChecked()
    assert "傘を貸す ／ 雪の日" in box(columns, 1).accessibleDescription()
    for place, words in enumerate(("自治体名", "事例名", "概要")):
        choose(columns, place, words)
    assert columns.is_read.isChecked()
    apply(columns, qtbot)
    # Then each of its rows is a case, and what was corrected elsewhere stays
    qtbot.waitUntil(lambda: len(rows(dialog)) == 3)
    assert rows(dialog) == [("傘を貸す", "湖西市（静岡県）"), ("雪の日", "仙台市（宮城県）"), ("直した題名", "")]
    # and it is what the dialog starts with the next time, no guess any more
    go_to(dialog, "傘を貸す")
    columns = opened(dialog, qtbot)
    assert [box(columns, place).currentText() for place in range(4)] == ["自治体名", "事例名", "概要", "使わない"]
    assert not any(is_marked(columns, place) for place in range(4))


def test_guesses_are_chosen_already_and_marked_until_somebody_chooses(dialog, tmp_path, qtbot):
    (tmp_path / "表.csv").write_text(USUAL, encoding="utf-8")
    read(dialog, tmp_path / "表.csv", qtbot)
    columns = opened(dialog, qtbot)
    assert [box(columns, place).field for place in range(4)] == ["municipality.name", "title", "summary", ""]
    assert [is_marked(columns, place) for place in range(4)] == [True, True, True, False]
    choose(columns, 2, "本文")
    assert [is_marked(columns, place) for place in range(4)] == [True, True, False, False]


def test_a_field_that_only_one_column_can_be_is_not_taken_twice(dialog, tmp_path, qtbot):
    # Given a table whose title is known
    (tmp_path / "表.csv").write_text(USUAL, encoding="utf-8")
    read(dialog, tmp_path / "表.csv", qtbot)
    columns = opened(dialog, qtbot)
    # When another column is said to be the title too THEN it is said at once, and it is not applied
    choose(columns, 3, "事例名")
    assert columns.said.sentence == "「事例名」にできるのは一つの列だけです。いま選ばれている列：「事例名」、「区分」"
    assert columns.said.is_warning
    apply(columns, qtbot)
    assert columns.isVisible()
    assert box(columns, 3).hasFocus()
    # When it is another field of which there can be several THEN it is applied
    choose(columns, 3, "キーワード")
    choose(columns, 2, "キーワード")
    assert columns.said.sentence == ""
    with qtbot.waitSignal(columns.applied) as heard:
        apply(columns, qtbot)
    ((key, fields),) = heard.args[0].items()
    assert key == ("", ("自治体名", "事例名", "概要", "区分"))
    assert fields == {0: "municipality.name", 1: "title", 2: "tags", 3: "tags"}


def test_sheets_of_a_workbook_are_chosen_and_left_out(dialog, tmp_path, qtbot):
    # Given a workbook with a sheet that is read and one that is not
    book = Workbook(write_only=True)
    sheets = {
        "事例": (("自治体名", "事例名", "概要"), ("湖西市", "傘の表", "表から来た")),
        "旧様式": (("市", "名"), ("仙台市", "雪の表")),
    }
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    file = io.BytesIO()
    book.save(file)
    (tmp_path / "台帳.xlsx").write_bytes(file.getvalue())
    read(dialog, tmp_path, qtbot)
    assert [title for title, _place in rows(dialog)] == ["傘の表"]
    # When the other one is said to be read, and the first one is not
    columns = opened(dialog, qtbot)
    tables = columns.findChild(ChoiceBox, "columns_tables")
    assert tables is not None
    assert [tables.itemText(row) for row in range(tables.count())] == ["事例", "旧様式"]
    qtbot.mouseClick(columns.is_read, Qt.MouseButton.LeftButton, pos=columns.is_read.rect().center())
    assert columns.said.sentence.startswith("事例として読む表がありません")
    tables.setFocus()
    qtbot.keyClick(tables, Qt.Key.Key_Down)
    choose(columns, 0, "自治体名")
    choose(columns, 1, "事例名")
    apply(columns, qtbot)
    # Then only its rows are cases
    qtbot.waitUntil(lambda: rows(dialog) == [("雪の表", "仙台市（宮城県）")])


def test_a_file_that_is_gone_is_said_and_the_preview_stays(dialog, pile, qtbot):
    read(dialog, pile, qtbot)
    (pile / "一覧.csv").unlink()
    go_to(dialog, "一覧")
    qtbot.mouseClick(dialog.preview.columns, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.said.is_warning)
    assert "一覧.csv の列を読めませんでした" in dialog.said.sentence
    assert dialog.step is dialog.preview
    assert len(rows(dialog)) == 2


@pytest.mark.parametrize("scale", [100, 150, 200])
def test_every_column_can_be_scrolled_to_and_a_line_says_where_they_are_cut(dialog, tmp_path, theme, qtbot, scale):
    # Given a table with more columns than there is room for
    names = ["自治体名", "事例名", "概要", *(f"列{number}" for number in range(12))]
    (tmp_path / "台帳.csv").write_text(f"{','.join(names)}\n{','.join('値' for _ in names)}\n", encoding="utf-8")
    theme.use("light", scale)
    read(dialog, tmp_path, qtbot)
    columns = opened(dialog, qtbot)
    # When the last one is gone to
    columns.rows.go_to(len(names) - 1)
    # Then its whole box is seen
    last, area = columns.rows.boxes[-1], columns.rows.viewport()
    qtbot.waitUntil(lambda: area.rect().contains(last.rect().translated(last.mapTo(area, QPoint(0, 0)))))
    # and a line says where the others are cut
    image = columns.grab().toImage()
    edge = columns.rows.mapTo(columns, columns.rows.rect().bottomLeft() + QPoint(2, 0))
    assert image.pixelColor(edge * image.devicePixelRatio()) == theme.colour("divider")
    columns.reject()
