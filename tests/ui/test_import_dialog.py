"""The person sees what would be imported, corrects it, and only then is anything written."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QListView, QMenu, QPushButton, QWidget

from kb_app.base.errors import KbError
from kb_app.base.progress import Progress
from kb_app.domain.transfer import Conflicts, ImportPreview
from kb_app.ui.dialogs.import_dialog import ImportDialog
from kb_app.ui.dialogs.import_dialog.desk import ImportDesk
from kb_app.ui.models.import_model import Column, ImportModel
from kb_app.ui.tasks import Tasks
from kb_app.ui.widgets.choice_box import ChoiceBox
from tests.import_samples import FakeImporting, case_item

KEY, PLACES = Qt.Key, [Path("/share/事例")]


@pytest.fixture
def tasks(library_app, japanese):
    made = Tasks(library_app.session)
    yield made
    made.close()


@pytest.fixture
def service():
    return FakeImporting()


@pytest.fixture
def dialog(library_app, tasks, theme, service, qtbot):
    desk = ImportDesk(tasks, lambda _session: service)
    made = ImportDialog(desk, ImportModel(library_app.taxonomy, "article"), theme)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def looked(dialog, qtbot):
    dialog.read(PLACES)
    qtbot.waitUntil(lambda: dialog.step is dialog.preview)
    return dialog


@pytest.fixture
def held(service):
    """Lets the service stop in the middle until it is let go or cancelled."""
    begun, go_on = threading.Event(), threading.Event()

    def wait(report):
        begun.set()
        while not go_on.wait(0.01):
            report(Progress(1, 10, "例0001.md"))

    service.wait = wait
    yield begun, go_on
    go_on.set()


def part(dialog, name, kind=QWidget):
    found = dialog.findChild(kind, name)
    assert found is not None
    return found


def click(dialog, name, qtbot):
    qtbot.mouseClick(part(dialog, name, QPushButton), Qt.MouseButton.LeftButton)


def write(line, words):
    """As an input method does that commits words."""
    event = QInputMethodEvent("", [])
    event.setCommitString(words)
    QApplication.sendEvent(line, event)


def table(dialog):
    return dialog.preview.table


def go_to(dialog, row, column):
    table(dialog).setCurrentIndex(table(dialog).model().index(row, column))
    table(dialog).setFocus()


def left(dialog, line, qtbot):
    """Wait until a cell is done."""
    qtbot.waitUntil(lambda: not shiboken6.isValid(line) or not line.isVisible())
    qtbot.waitUntil(table(dialog).hasFocus)


def imported(dialog, qtbot):
    click(dialog, "import_go", qtbot)
    qtbot.waitUntil(lambda: dialog.step is dialog.outcome)


def drag(widget, *places, kind=QDropEvent):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(place)) for place in places])
    event: QDropEvent
    if kind is QDragEnterEvent:
        event = QDragEnterEvent(
            QPoint(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
    else:
        event = QDropEvent(
            QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
    event.setAccepted(False)
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def test_files_and_folders_are_chosen_with_buttons(dialog, service, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_words: (["/share/a.md", "/share/b.zip"], ""))
    with qtbot.waitSignal(dialog.choose.chosen) as heard:
        click(dialog, "import_files", qtbot)
    assert heard.args == [[Path("/share/a.md"), Path("/share/b.zip")]]
    qtbot.waitUntil(lambda: dialog.step is dialog.preview)
    click(dialog, "import_again", qtbot)
    assert dialog.step is dialog.choose
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_words: "/share/事例")
    with qtbot.waitSignal(dialog.choose.chosen) as heard:
        click(dialog, "import_folder", qtbot)
    assert heard.args == [[Path("/share/事例")]]


def test_files_can_be_dropped_onto_the_dialog(dialog, qtbot):
    assert drag(dialog, "/share/a.md", kind=QDragEnterEvent)
    assert drag(dialog, "/share/a.md", "/share/folder")
    qtbot.waitUntil(lambda: dialog.step is dialog.preview)


def test_the_counts_stand_at_the_top_and_nothing_is_written_before_the_button(looked, service, qtbot):
    assert part(looked, "import_counts", QLabel).text() == "新規 3　更新 1　同一 1　競合 1　読めない 2"
    assert part(looked, "import_go", QPushButton).text() == "取り込む（4 件）"
    assert service.applied == []
    imported(looked, qtbot)
    handed, conflicts, label = service.applied[0]
    assert len(handed.cases) == 3
    assert len(handed.notes) == 1
    assert (conflicts, label) == (Conflicts.SKIP, "事例")


def test_without_anything_ticked_there_is_nothing_to_do(looked, qtbot):
    click(looked, "import_none", qtbot)
    assert not part(looked, "import_go").isEnabled()
    click(looked, "import_all", qtbot)
    assert part(looked, "import_go", QPushButton).text() == "取り込む（4 件）"


@pytest.mark.qt_log_ignore("grabbing the keyboard", "propagateSizeHints", r"raise\(\)")  # offscreen, of every menu
def test_rows_are_ticked_and_corrected_with_the_keyboard_alone(looked, service, qtbot):
    # Given the table, where the keyboard is
    assert table(looked).hasFocus()
    # When Space unticks a row and Enter opens its title
    qtbot.keyClick(table(looked), KEY.Key_Space)
    qtbot.keyClick(table(looked), KEY.Key_Down)
    qtbot.keyClick(table(looked), KEY.Key_Return)
    line = part(table(looked), "import_title_line", QLineEdit)
    line.selectAll()
    write(line, "直した題名")
    qtbot.keyClick(line, KEY.Key_Return)
    left(looked, line, qtbot)
    # and the municipality is found by its reading
    qtbot.keyClick(table(looked), KEY.Key_Right)
    qtbot.keyClick(table(looked), KEY.Key_F2)
    place = part(table(looked), "import_place_line", QLineEdit)
    write(place, "ふちゅうし")
    assert place.suggestions.is_open
    qtbot.keyClick(place, KEY.Key_Down)
    qtbot.keyClick(place, KEY.Key_Down)
    qtbot.keyClick(place, KEY.Key_Return)
    left(looked, place, qtbot)
    # and an area is ticked in its menu
    qtbot.keyClick(table(looked), KEY.Key_Right)
    qtbot.keyClick(table(looked), KEY.Key_Right)
    qtbot.keyClick(table(looked), KEY.Key_Return)
    menu = part(table(looked), "import_axis_menu", QMenu)
    qtbot.keyClick(menu, KEY.Key_Space)
    assert menu.isVisible()
    qtbot.keyClick(menu, KEY.Key_Return)
    imported(looked, qtbot)
    # Then that is what is written
    case = service.applied[0][0].cases[0].imported.case
    assert case.id == "import-0001"
    assert case.title == "直した題名"
    assert (case.municipality.name, case.municipality.prefecture) == ("府中市", "広島県")
    assert set(case.priority_areas) > {"ai_rpa"}
    assert service.applied[0][0].cases[0].imported.guessed == frozenset()


def test_keys_belong_to_an_input_method_while_it_composes(looked, qtbot):
    go_to(looked, 0, Column.PLACE)
    qtbot.keyClick(table(looked), KEY.Key_F2)
    place = part(table(looked), "import_place_line", QLineEdit)
    QApplication.sendEvent(place, QInputMethodEvent("ふちゅう", []))
    assert not place.suggestions.is_open
    qtbot.keyClick(place, KEY.Key_Return)
    qtbot.keyClick(place, KEY.Key_Down)
    assert place.isVisible()
    assert not place.suggestions.is_open
    place.selectAll()
    write(place, "府中")
    assert place.suggestions.is_open


def test_a_suggestion_can_be_clicked(looked, qtbot):
    go_to(looked, 0, Column.PLACE)
    qtbot.keyClick(table(looked), KEY.Key_F2)
    place = part(table(looked), "import_place_line", QLineEdit)
    write(place, "とよなか")
    index = place.suggestions.model().index(0, 0)
    qtbot.mouseClick(
        place.suggestions.viewport(), Qt.MouseButton.LeftButton, pos=place.suggestions.visualRect(index).center()
    )
    assert table(looked).model().index(0, Column.PLACE).data() == "豊中市（大阪府）"


def test_a_click_ticks_and_esc_leaves_a_cell_as_it_was(looked, qtbot):
    view, model = table(looked), table(looked).model()
    box = view.visualRect(model.index(0, Column.TICK)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=box)
    assert part(looked, "import_go", QPushButton).text() == "取り込む（3 件）"
    go_to(looked, 0, Column.TITLE)
    qtbot.keyClick(view, KEY.Key_Return)
    line = part(view, "import_title_line", QLineEdit)
    write(line, "あ")
    qtbot.keyClick(line, KEY.Key_Escape)
    assert model.index(0, Column.TITLE).data() == "窓口の例0"
    assert looked.isVisible()


def test_the_chosen_row_shows_its_text_its_guesses_and_its_remarks(looked, qtbot):
    go_to(looked, 1, Column.TITLE)
    qtbot.waitUntil(lambda: "待ち時間が減った" in looked.preview.look.text.toPlainText())
    said = looked.preview.look.detail.words
    assert "推定：題名、自治体、重点取組事項" in said
    assert "注意：画像を取り込めませんでした" in said


def test_one_choice_says_what_is_done_with_all_conflicts(looked, service, qtbot):
    choice = part(looked, "import_conflict_choice", ChoiceBox)
    assert [choice.itemText(row) for row in range(choice.count())] == ["飛ばす", "写しとして加える", "置き換える"]
    choice.setFocus()
    qtbot.keyClick(choice, KEY.Key_Down)
    assert "別の1件として加えます" in looked.preview.conflicts.findChild(QLabel, "import_conflict_sentence").text()
    assert part(looked, "import_go", QPushButton).text() == "取り込む（5 件）"
    imported(looked, qtbot)
    assert service.applied[0][1] is Conflicts.COPY
    assert len(service.applied[0][0].cases) == 4


def test_files_that_are_not_read_are_named_with_the_reason_and_can_be_copied(looked, qtbot):
    click(looked, "import_skipped_tab", qtbot)
    lines = part(looked, "import_skipped", QListView).model().stringList()
    assert lines == ["絵だけ.pdf：文字が入っていません", "古い.txt：文字コードが分かりません"]
    click(looked, "import_copy_skipped", qtbot)
    assert QGuiApplication.clipboard().text() == (
        "新規 3　更新 1　同一 1　競合 1　読めない 2\n\n読めない\n"
        "- 絵だけ.pdf：文字が入っていません\n- 古い.txt：文字コードが分かりません"
    )


def test_a_text_of_unknown_encoding_is_read_again_as_the_person_says(looked, service, qtbot):
    table(looked).model().setData(table(looked).model().index(0, Column.TITLE), "直した題名")
    click(looked, "import_skipped_tab", qtbot)
    encoding = part(looked, "import_encoding", ChoiceBox)
    assert [encoding.itemData(row) for row in range(encoding.count())] == ["utf-8", "cp932", "euc_jp", "utf-16"]
    encoding.setCurrentIndex(2)
    before = service.shown
    service.shown = ImportPreview((*before.cases, case_item(7, title="古い")), before.notes, before.skipped[:1])
    click(looked, "import_read_again", qtbot)
    qtbot.waitUntil(lambda: looked.step is looked.preview)
    # Then the text is among the rows, and what was corrected stays
    assert service.encodings == [{}, {"古い.txt": "euc_jp"}]
    titles = [table(looked).model().index(row, Column.TITLE).data() for row in range(table(looked).model().rowCount())]
    assert "古い" in titles
    assert "直した題名" in titles
    # and another encoding can be tried where this one makes no sense
    lines = part(looked, "import_skipped", QListView).model().stringList()
    assert lines[1] == "古い.txt：EUC-JP として読みました"
    encoding.setCurrentIndex(1)
    click(looked, "import_skipped_tab", qtbot)
    click(looked, "import_read_again", qtbot)
    qtbot.waitUntil(lambda: service.encodings[-1] == {"古い.txt": "cp932"})


def test_reading_can_be_stopped(dialog, service, held, qtbot):
    dialog.read(PLACES)
    qtbot.waitUntil(held[0].is_set)
    assert dialog.step is dialog.work
    assert part(dialog, "import_stop").hasFocus()
    qtbot.waitUntil(lambda: "例0001.md" in part(dialog, "import_now", QLabel).text())
    qtbot.keyClick(part(dialog, "import_stop"), KEY.Key_Space)
    qtbot.waitUntil(lambda: dialog.step is dialog.choose)
    assert dialog.said.sentence == "中止しました。何も取り込んでいません。"


def test_files_opened_while_something_is_written_are_read_after_it(looked, service, held, qtbot):
    # Given an import that is being written
    begun, go_on = held
    read_before = len(service.places)
    click(looked, "import_go", qtbot)
    qtbot.waitUntil(begun.is_set)
    # When files are opened twice THEN they wait
    looked.read([Path("/share/two.md")])
    looked.read([Path("/share/three.md"), Path("/share/two.md")])
    assert "次に読み込みます：two.md、three.md" in looked.said.text()
    assert len(service.places) == read_before
    # AND what could not be written is shown first; then they are read, without what was imported
    go_on.set()
    qtbot.waitUntil(lambda: looked.step is looked.outcome)
    assert "次に読み込みます：two.md、three.md" in looked.said.text()
    click(looked, "import_again", qtbot)
    qtbot.waitUntil(lambda: looked.step is looked.preview)
    assert service.places[read_before:] == [(Path("/share/two.md"), Path("/share/three.md"))]


def test_files_opened_later_are_not_read_again_when_reading_them_was_stopped(looked, service, held, qtbot):
    # Given a table, and another file that is being read
    begun, go_on = held
    looked.read([Path("/share/two.md")])
    qtbot.waitUntil(begun.is_set)
    # When the person stops it, and has the first files read again
    click(looked, "import_stop", qtbot)
    qtbot.waitUntil(lambda: looked.step is looked.preview)
    go_on.set()
    looked.preview.encoding_wanted.emit(["古い.txt"], "cp932")
    qtbot.waitUntil(lambda: looked.step is looked.work)
    qtbot.waitUntil(lambda: looked.step is looked.preview)
    # Then it is not among them
    assert service.places[-2:] == [(PLACES[0], Path("/share/two.md")), (PLACES[0],)]


def test_importing_can_be_stopped_and_the_preview_is_still_there(looked, service, held, qtbot):
    table(looked).model().setData(table(looked).model().index(0, Column.TITLE), "直した題名")
    click(looked, "import_go", qtbot)
    qtbot.waitUntil(held[0].is_set)
    # Esc does not stop it by mistake
    qtbot.keyClick(looked, KEY.Key_Escape)
    assert looked.isVisible()
    assert "途中です" in looked.said.sentence
    click(looked, "import_stop", qtbot)
    qtbot.waitUntil(lambda: looked.step is looked.preview)
    assert table(looked).model().index(0, Column.TITLE).data() == "直した題名"
    assert looked.summary is None


@pytest.mark.parametrize("way", ["esc", "import_close", "import_again"])
def test_corrections_are_not_thrown_away_by_one_key(looked, qtbot, way):
    def leave():
        if way == "esc":
            qtbot.keyClick(looked, KEY.Key_Escape)
        else:
            click(looked, way, qtbot)

    # GIVEN a preview in which a title was corrected WHEN the person leaves it THEN it stays and says what would be lost
    table(looked).model().setData(table(looked).model().index(0, Column.TITLE), "直した題名")
    leave()
    assert looked.isVisible()
    assert looked.step is looked.preview
    assert looked.said.is_warning
    assert "直した 1 行" in looked.said.sentence
    # and a second time it goes
    leave()
    assert not looked.isVisible() or looked.step is looked.choose


def test_the_result_names_what_failed_and_can_be_taken_back(looked, service, qtbot):
    with qtbot.waitSignal(looked.imported):
        imported(looked, qtbot)
    assert part(looked, "import_result", QLabel).text() == "4 件を取り込みました。"
    lines = part(looked, "import_result_list", QListView).model().stringList()
    assert lines == [
        "書き込めない　例0001.md：ディスクがいっぱいです",
        "読めない　絵だけ.pdf：文字が入っていません",
        "読めない　古い.txt：文字コードが分かりません",
    ]
    click(looked, "import_copy_report", qtbot)
    assert "- 例0001.md：ディスクがいっぱいです" in QGuiApplication.clipboard().text()
    with qtbot.waitSignal(looked.taken_back):
        click(looked, "import_undo", qtbot)
    assert service.undone == ["import-1"]
    assert part(looked, "import_result", QLabel).text() == "取り込みを元に戻しました（2 件）。"
    assert "own/例0000.md" in looked.outcome.said.sentence
    assert not part(looked, "import_undo").isVisible()
    assert looked.summary is None


def test_trouble_is_said_where_it_was_begun(dialog, service, qtbot):
    def refuse(_report):
        raise KbError("読めませんでした。", "ネットワークドライブが応答しません")

    service.wait = refuse
    dialog.read(PLACES)
    qtbot.waitUntil(lambda: dialog.said.is_warning)
    assert dialog.step is dialog.choose
    service.wait = None
    dialog.read(PLACES)
    qtbot.waitUntil(lambda: dialog.step is dialog.preview)
    assert dialog.said.sentence == ""
    service.wait = refuse
    click(dialog, "import_go", qtbot)
    qtbot.waitUntil(lambda: dialog.said.is_warning)
    assert dialog.step is dialog.preview


def test_closing_in_the_middle_of_reading_stops_it(dialog, service, held, qtbot):
    dialog.read(PLACES)
    qtbot.waitUntil(held[0].is_set)
    dialog.reject()
    assert not dialog.isVisible()
    assert dialog.step is dialog.work


def test_five_thousand_rows_are_shown_narrowed_and_ticked(dialog, service, qtbot):
    # Given a folder of five thousand files
    service.shown = ImportPreview(tuple(case_item(number) for number in range(5000)), (), ())
    dialog.read(PLACES)
    qtbot.waitUntil(lambda: dialog.step is dialog.preview, timeout=30_000)
    assert part(dialog, "import_go", QPushButton).text() == "取り込む（5,000 件）"
    # When the person goes to the end, narrows the rows, and unticks all of them
    qtbot.keyClick(table(dialog), KEY.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert table(dialog).currentIndex().row() == 4999
    dialog.grab()
    click(dialog, "import_none", qtbot)
    assert not part(dialog, "import_go").isEnabled()
    table(dialog).selectAll()
    qtbot.keyClick(table(dialog), KEY.Key_Space)
    assert part(dialog, "import_go", QPushButton).text() == "取り込む（5,000 件）"
    imported(dialog, qtbot)
    assert len(service.applied[0][0].cases) == 5000


def test_where_no_file_can_be_read_that_is_what_is_shown(dialog, service, qtbot):
    service.shown = ImportPreview((), (), service.shown.skipped)
    dialog.read(PLACES)
    qtbot.waitUntil(lambda: dialog.step is dialog.preview)
    assert part(dialog, "import_skipped").isVisible()
    assert part(dialog, "import_skipped").hasFocus()
    assert not part(dialog, "import_go").isEnabled()


def test_everything_has_a_name(looked):
    for name in ("import_table", "import_text", "import_shown", "import_encoding", "import_conflict_choice"):
        assert part(looked, name).accessibleName()
    for button in looked.findChildren(QPushButton):
        assert button.objectName()
        assert button.accessibleName() or button.text() == ""
    assert looked.windowTitle() == "取り込む"


def test_a_drag_that_is_no_file_is_left_alone(dialog):
    data = QMimeData()
    data.setText("文")
    event = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    event.setAccepted(False)
    QApplication.sendEvent(dialog, event)
    assert event.type() == QEvent.Type.Drop
    assert dialog.step is dialog.choose
