"""Imports and exports where the person works: dropped, found, taken back, written out."""

from __future__ import annotations

import base64
import gc
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, QPoint, QPointF, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QRadioButton, QToolButton

from kb_app.base.settings import load_settings
from kb_app.domain.query import FilterAxis
from kb_app.domain.transfer import Conflicts
from kb_app.ui.widgets.last_folder import LastFolder

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(office, japanese, make_window, qtbot):
    made = make_window(office)
    with qtbot.waitSignal(made.index_looked_at):
        made.start_work()
    return made


@pytest.fixture
def files(tmp_path):
    folder = tmp_path / "持ち寄り"
    folder.mkdir()
    for number in range(2):
        text = f"# ぺんぎん窓口その{number}\n\n豊中市の取組。待ち時間が減った。\n"
        (folder / f"例{number}.md").write_text(text, encoding="utf-8")
    (folder / "絵.png").write_bytes(b"\x89PNG")
    return folder


def drop(widget, place):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(place))])
    entered = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, LEFT, NONE)
    QApplication.sendEvent(widget, entered)
    dropped = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, LEFT, NONE)
    QApplication.sendEvent(widget, dropped)
    return entered.isAccepted()


def dialog(name):
    return next((one for one in QApplication.topLevelWidgets() if one.objectName() == name and one.isVisible()), None)


def previewed(window, files, qtbot):
    assert drop(window, files)
    found = window._transfers._dialog
    qtbot.waitUntil(lambda: found.step is found.preview)
    return found


def count(window, words, qtbot):
    page = window.search_page
    with qtbot.waitSignal(page.answered):
        page.pane.box.search_for(words)
    return page.result.total


def found_titles(window, qtbot):
    count(window, "ぺんぎん窓口", qtbot)
    hits = window.search_page.result.hits
    return sorted(hit.title for hit in hits if "ぺんぎん" in hit.title)


def own_cases(office):
    return [file for file in office.paths.own_cases_dir.rglob("*.md") if ".trash" not in file.parts]


def test_files_dropped_onto_the_window_are_imported_found_and_taken_back_with_ctrl_z(window, files, qtbot, office):
    # Given files that were dropped and looked at
    found = previewed(window, files, qtbot)
    assert own_cases(office) == []
    # When they are imported, and the dialog is closed
    with qtbot.waitSignal(window._events.library_changed, timeout=20_000):
        found._go.click()
    found.reject()
    # Then search finds them, and the window says how to go back
    assert found_titles(window, qtbot) == ["ぺんぎん窓口その0", "ぺんぎん窓口その1"]
    assert "2 件を取り込みました。Ctrl+Z で" in window.task_bar.message
    assert window._actions["undo"].text() == "元に戻す(&U)：取り込み（2 件）"
    # When that is done
    with qtbot.waitSignal(window._events.library_changed, timeout=20_000):
        window._actions["undo"].trigger()
    assert found_titles(window, qtbot) == []
    assert not window._actions["undo"].isEnabled()


def test_the_imported_cases_are_listed_until_something_else_is_asked_for(window, files, qtbot):
    # Given a search with a filter, and an import
    count(window, "チャットボット", qtbot)
    page = window.search_page
    page.set_filters({FilterAxis.KIND: frozenset({"precedent"})})
    window.show_page("notes")
    found = previewed(window, files, qtbot)
    found._go.click()
    qtbot.waitUntil(lambda: found.step is found.outcome)
    # When the person wants to see what was imported
    found.outcome.cases.click()
    # Then the dialog is closed, and just those are listed, with a way to everything
    assert window._transfers._dialog is None
    qtbot.waitUntil(lambda: bool(page.query.documents), timeout=20_000)
    qtbot.waitUntil(lambda: page.result.query == page.query)
    assert sorted(hit.title for hit in page.result.hits) == ["ぺんぎん窓口その0", "ぺんぎん窓口その1"]
    assert (page.result.total, page.query.text, page.isVisible()) == (2, "", True)
    assert page.pane.hints.isVisible()
    assert "すべて" not in page.pane.summary._count.text()
    everything = next(one for one in page.pane.hints.findChildren(QPushButton) if one.text() == "すべて一覧にする")
    with qtbot.waitSignal(page.answered):
        everything.click()
    assert page.result.total > 40
    # When that is asked for in between words THEN words end it, too
    page.list_documents(frozenset({"case-toyonaka-2020"}))
    assert count(window, "ぺんぎん窓口", qtbot) >= 2


def test_the_button_beside_the_message_takes_an_import_back(window, files, qtbot, office):
    # Given an import, and something that was done after it
    found = previewed(window, files, qtbot)
    with qtbot.waitSignal(window._events.library_changed, timeout=20_000):
        found._go.click()
    found.reject()
    count(window, "ぺんぎん窓口", qtbot)
    window._desks.annotations.set_star(["case-toyonaka-2020"], starred=True)
    qtbot.waitUntil(lambda: "星" in window._actions["undo"].text() or "★" in window._actions["undo"].text())
    # When its button is pressed
    button = window.task_bar.findChild(QPushButton, "task_look")
    assert (button.text(), button.isVisible()) == ("元に戻す", True)
    with qtbot.waitSignal(window._events.library_changed, timeout=20_000):
        button.click()
    # Then the import is taken back and not offered again, what was done after it stays
    assert own_cases(office) == []
    assert "取り込みました" not in window.task_bar.message
    window._actions["undo"].trigger()
    qtbot.waitUntil(lambda: not window._actions["undo"].isEnabled())


def test_ctrl_z_takes_an_import_back_where_the_keyboard_is_in_an_empty_note(window, files, qtbot, office):
    # Given an import, and an empty note that is being written
    found = previewed(window, files, qtbot)
    with qtbot.waitSignal(window._events.library_changed, timeout=20_000):
        found._go.click()
    found.reject()
    count(window, "チャットボット", qtbot)
    qtbot.waitUntil(lambda: bool(window.search_page.case.document_id))
    window.activateWindow()
    window._actions["new_note"].trigger()
    text = window.search_page.case.notes.editor.text
    qtbot.waitUntil(text.hasFocus)
    # When something is typed THEN Ctrl+Z is about that
    qtbot.keyClicks(text, "abc")
    qtbot.keyClick(text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert text.plain_text == ""
    assert len(own_cases(office)) == 2
    # When there is nothing more to undo in it THEN the import is taken back
    with qtbot.waitSignal(window._events.library_changed, timeout=20_000):
        qtbot.keyClick(text, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert own_cases(office) == []


def test_what_the_dialog_took_back_itself_is_not_offered_again(window, files, qtbot, office):
    found = previewed(window, files, qtbot)
    found._go.click()
    qtbot.waitUntil(lambda: found.step is found.outcome)
    qtbot.waitUntil(window._actions["undo"].isEnabled)
    found.outcome.undo.click()
    qtbot.waitUntil(lambda: found.summary is None)
    qtbot.waitUntil(lambda: not window._actions["undo"].isEnabled())
    assert own_cases(office) == []
    found.reject()


def test_importing_twice_changes_nothing(window, files, qtbot):
    found = previewed(window, files, qtbot)
    found._go.click()
    qtbot.waitUntil(lambda: found.step is found.outcome)
    found.read([files])
    qtbot.waitUntil(lambda: found.step is found.preview)
    assert "同一 2" in found.preview.counts.text()
    assert not found._go.isEnabled()
    found.reject()


def test_a_second_wish_brings_the_open_dialog_forward(window, files, qtbot):
    window._actions["import"].trigger()
    found = window._transfers._dialog
    window._actions["import"].trigger()
    assert window._transfers._dialog is found
    assert found.step is found.choose
    found.reject()
    assert window._transfers._dialog is None


def test_files_opened_later_come_into_the_same_table_and_leave_corrections(window, files, qtbot, tmp_path):
    # Given a table of which a title was corrected
    found = previewed(window, files, qtbot)
    model = found._model
    model.setData(model.index(0, 2), "直した題名")
    # When another file is opened, and one that is there already
    other = tmp_path / "two.md"
    other.write_text("# ぺんぎん窓口その三\n\n別の取組。\n", encoding="utf-8")
    window.open_files([other])
    qtbot.waitUntil(lambda: model.rowCount() == 3)
    qtbot.waitUntil(lambda: found.step is found.preview)
    window.open_files([other])
    qtbot.waitUntil(lambda: found.step is found.work)
    qtbot.waitUntil(lambda: found.step is found.preview)
    # Then all of them stand in one table, with the correction, and the dialog says what came
    titles = [model.index(row, 2).data() for row in range(model.rowCount())]
    assert titles == ["直した題名", "ぺんぎん窓口その1", "ぺんぎん窓口その三"]
    assert "表に加えました：two.md" in found.said.text()
    found._go.click()
    qtbot.waitUntil(lambda: found.step is found.outcome)
    found.reject()


def test_corrected_guesses_are_what_is_written(window, files, qtbot, office):
    found = previewed(window, files, qtbot)
    model = found._model
    model.setData(model.index(0, 2), "直した題名")
    model.tick([1], wanted=False)
    found._go.click()
    qtbot.waitUntil(lambda: found.step is found.outcome)
    found.reject()
    texts = [file.read_text(encoding="utf-8") for file in own_cases(office)]
    assert len(texts) == 1
    assert "直した題名" in texts[0]
    assert model.conflicts is Conflicts.SKIP


def test_a_window_that_only_reads_exports_and_does_not_import(office, japanese, make_window, files, qtbot):
    reading = make_window(office.for_reading())
    with qtbot.waitSignal(reading.search_page.answered):
        reading.start_work()
    assert not reading._actions["import"].isEnabled()
    assert reading._actions["export"].isEnabled()
    assert not drop(reading, files)
    assert reading._transfers._dialog is None


def test_the_menu_offers_what_is_open_listed_and_all(window, qtbot):
    assert count(window, "チャットボット", qtbot) > 2
    qtbot.waitUntil(lambda: bool(window.search_page.case.document_id))
    window._actions["export"].trigger()
    found = dialog("export_dialog")
    words = [one.text() for one in found.findChildren(QRadioButton) if one.objectName().startswith("export_scope")]
    assert words[0].startswith("この文書：")
    assert words[1].startswith("いま一覧にあるものすべて")
    assert words[2] == "収録されている事例すべて"
    found.reject()


def test_all_that_is_listed_is_more_than_what_is_shown(window, qtbot, tmp_path, office):
    with qtbot.waitSignal(window.search_page.answered):
        window.search_page.search()
    scope = window.search_page.export_scopes()[-2]
    with office.session() as session:
        documents = scope.documents(session)
    assert len(documents) == window.search_page.result.total > len(window.search_page.result.hits)


def test_chosen_documents_are_exported_from_their_bar(window, qtbot, tmp_path):
    assert count(window, "チャットボット", qtbot) > 2
    listed = window.search_page.pane.list
    for row in range(3):
        listed.selectionModel().select(listed.model().index(row, 0), QItemSelectionModel.SelectionFlag.Select)
    qtbot.mouseClick(window.findChild(QPushButton, "bulk_export"), LEFT)
    found = dialog("export_dialog")
    assert found.choice.scope.words == "選んだ文書（3 件）"
    found.write(tmp_path / "out")
    qtbot.waitUntil(lambda: found.step is found.outcome, timeout=20_000)
    assert len(list((tmp_path / "out").rglob("*.md"))) >= 3
    found.reject()


def test_the_menu_of_a_document_exports_it(window, qtbot):
    count(window, "チャットボット", qtbot)
    qtbot.waitUntil(lambda: bool(window.search_page.case.document_id))
    more = window.findChild(QToolButton, "case_more")
    assert more.accessibleName()
    next(action for action in more.menu().actions() if action.objectName() == "mark_export").trigger()
    found = dialog("export_dialog")
    assert found.choice.scope.words.startswith("この文書：")
    found.reject()


def test_every_place_of_the_dropped_files_is_handed_on(window, files, qtbot):
    found = previewed(window, files, qtbot)
    assert found._places == (Path(files),)
    lines = found.preview.skipped.list.model().stringList()
    assert lines == ["絵.png：この種類のファイルは読み込めません"]
    found.reject()


def test_a_restored_backup_ends_what_was_looked_at_before(window, files, qtbot, office, tmp_path):
    office.backup().write(tmp_path / "b.zip")
    previewed(window, files, qtbot)
    with qtbot.waitSignal(window._keeping.restored, timeout=20_000):
        window._keeping.restore(tmp_path / "b.zip")
    assert window._transfers._dialog is None
    assert dialog("import_dialog") is None
    assert own_cases(office) == []


def test_dialogs_for_files_begin_where_the_last_one_ended(window, office, files, qtbot, tmp_path, monkeypatch):
    # Given a program in which nothing was chosen yet
    begun = []
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    first = documents if documents.is_dir() else Path.home()

    def choose(answer):
        def ask(_parent, _title, start, *_kinds):
            begun.append(start)
            return answer

        return ask

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", choose(([str(files / "例0.md")], "")))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", choose(str(tmp_path)))
    # When a file is chosen for an import, and a folder the next time
    window._transfers.ask_for_import()
    importing = window._transfers._dialog
    qtbot.waitUntil(lambda: importing.choose._last.start == first)
    qtbot.mouseClick(importing.choose.files, LEFT)
    qtbot.waitUntil(lambda: importing.step is importing.preview)
    importing.close()
    qtbot.waitUntil(lambda: window._transfers._dialog is None)
    window._transfers.ask_for_import()
    importing = window._transfers._dialog
    qtbot.waitUntil(lambda: importing.choose._last.start == files)
    qtbot.mouseClick(importing.findChild(QPushButton, "import_folder"), LEFT)
    # Then the first dialog begins among the documents, the second where the file was
    assert begun == [str(first), str(files)]
    # and the program knows it the next time, apart from where exports go
    kept = load_settings(office.paths.settings_file)
    assert (kept.import_folder, kept.export_folder) == (str(tmp_path), "")


def test_a_folder_that_is_gone_is_no_place_to_begin(window, tmp_path, qtbot):
    gone, looked = tmp_path / "gone", LastFolder(str(tmp_path), tasks=window._tasks)
    folder = LastFolder(str(gone), tasks=window._tasks)
    qtbot.waitUntil(lambda: looked.start == tmp_path)
    assert folder.start != gone
    assert folder.start.is_dir()
    folder.use(tmp_path)
    assert folder.start == tmp_path


def test_a_share_that_does_not_answer_keeps_no_dialog_waiting(window, tmp_path, qtbot, monkeypatch):
    # Given a folder on a share that answers late
    answers, is_dir = threading.Event(), Path.is_dir

    def late(folder):
        return answers.wait(30) and is_dir(folder) if folder == tmp_path else is_dir(folder)

    monkeypatch.setattr(Path, "is_dir", late)
    folder = LastFolder(str(tmp_path), tasks=window._tasks)
    # When a dialog begins meanwhile, then it begins elsewhere, and there once the share has answered
    assert folder.start == Path.home()
    answers.set()
    qtbot.waitUntil(lambda: folder.start == tmp_path)


def gave_up(window, place, words, qtbot):
    """Look at what an import would bring, also at the text of its first row, and close the table."""
    found = previewed(window, place, qtbot)
    qtbot.waitUntil(lambda: words in found.preview.look.text.toPlainText())
    with qtbot.waitSignal(found.destroyed):
        qtbot.mouseClick(found.findChild(QPushButton, "import_close"), LEFT)


def test_pictures_that_were_put_aside_for_an_import_are_gone_when_it_is_given_up(window, office, tmp_path, qtbot):
    # Given a page with a picture in its text
    folder = tmp_path / "頁"
    folder.mkdir()
    picture = base64.b64encode(b"\x89PNG picture").decode()
    words = f'<h1>ぺんぎん窓口</h1><p>待ち時間</p><img src="data:image/png;base64,{picture}">'
    (folder / "頁.html").write_text(f"<html><body>{words}</body></html>", encoding="utf-8")
    # When a person looks at it and does not import it
    gave_up(window, folder, "待ち時間", qtbot)
    # Then nothing refers to the picture any more
    gc.collect()
    assert not office.paths.importing_dir.exists()
