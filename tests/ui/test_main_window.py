from __future__ import annotations

import shutil
import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QScrollBar,
    QTextEdit,
    QWidget,
)

from kb_app.base.errors import KbError
from kb_app.base.settings import load_settings
from kb_app.bootstrap import open_app
from kb_app.domain.query import Sort
from kb_app.services.indexing import Indexing
from kb_app.ui.actions import menus, plain

INTERACTIVE = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QTextEdit)


def child(widget, name):
    found = widget.findChild(QWidget, name)
    assert found is not None, name
    return found


def action(window, name):
    found = window.findChild(QAction, f"action_{name}")
    assert found is not None
    return found


def choose(window, name, value):
    """Chooses as a person does: `activated` comes with a person's choice only."""
    box = child(window, name)
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def own_parts(window):
    """What a person uses; parts that Qt puts into its own widgets (a clear button, a popup) are Qt's."""
    for widget in window.findChildren(QWidget):
        ours = isinstance(widget, INTERACTIVE) and not isinstance(widget, QScrollBar)
        inside_qt = isinstance(widget.parent(), (QLineEdit, QComboBox)) or widget.inherits("QComboBoxListView")
        if ours and not inside_qt and not widget.objectName().startswith("qt_"):
            yield widget


def test_everything_a_person_uses_has_a_name_for_tests_and_for_screen_readers(window, ask, qtbot):
    # Given a window with every part made
    with qtbot.waitSignal(window.search_page.marked):
        ask("押印廃止")
    window.show_page("settings")
    # Then each has both names
    parts = list(own_parts(window))
    assert len(parts) > 20
    assert [part for part in parts if not part.objectName() or not part.accessibleName()] == []


def test_the_search_box_has_the_keyboard_at_the_start(window):
    assert window.focusWidget() is window.search_page.pane.box


def test_tab_leads_from_left_to_right_through_the_whole_page_and_back_to_the_start(window, ask, qtbot):
    # Given a search with a document open
    with qtbot.waitSignal(window.search_page.marked):
        ask("押印廃止")
    # When Tab is pressed until it comes round
    window.search_page.pane.box.setFocus()
    seen = []
    for _press in range(60):
        window.focusNextChild()
        name = window.focusWidget().objectName()
        if name in seen:
            break
        seen.append(name)
    # Then it led over every part, in the order in which they stand
    expected = ["search_details_button", "sort_box", "result_list", "previous_mark", "next_mark", "case_text"]
    assert [name for name in seen if name in expected] == expected
    assert {"rail_search", "rail_settings", "facet_list", "search_box"} <= set(seen)


def test_every_key_of_the_menus_is_used_once(window):
    keys = [spec.key for _title, specs in menus() for spec in specs if spec.key]
    assert len(keys) == len(set(keys))
    for _title, specs in menus():
        for spec in specs:
            assert action(window, spec.id).shortcut() == QKeySequence(spec.key)


def test_mnemonics_differ_within_a_menu(window):
    for title, specs in [("", tuple(type("Menu", (), {"text": title})() for title, _specs in menus())), *menus()]:
        letters = [spec.text[spec.text.index("&") + 1].upper() for spec in specs]
        assert len(letters) == len(set(letters)), (title, letters)


@pytest.mark.parametrize(
    ("text", "words"), [("ファイル(&F)", "ファイル"), ("&File", "File"), ("気になる点(&F)…", "気になる点…")]
)
def test_mnemonics_are_left_out_where_there_is_no_menu(text, words):
    assert plain(text) == words


def test_nothing_is_offered_that_is_not_there_yet(window):
    texts = {plain(act.text()) for act in window.findChildren(QAction)}
    texts |= {button.text() for button in window.findChildren(QAbstractButton)}
    assert not texts & {
        "計画に入れる",
        "☆ 計画に入れる",
        "+ タグ",
        "一覧表",
        "くらべる",
        "計画をつくる",
        "効果をみる",
        "自分のメモ",
    }


def test_places_are_remembered_until_the_next_start(indexed_app, make_window, qtbot):
    # Given a window that the person arranged
    window = make_window(indexed_app)
    with qtbot.waitSignal(window.search_page.answered):
        window.search_page.search()
    window.resize(1200, 700)
    window.search_page.panes.show_filters(False)
    box = child(window, "sort_box")
    box.setCurrentIndex(box.findData(Sort.DATE))
    # When it is closed and opened again
    window.close()
    stored = load_settings(indexed_app.paths.settings_file)
    again = make_window(open_app(indexed_app.paths, replace(stored, theme="light")))
    # Then it looks the same (the fixture's own size comes after the remembered one)
    assert not again.search_page.panes.filters_shown
    assert again.search_page.query.sort is Sort.DATE
    assert "window.geometry" in stored.layout
    assert not action(again, "filters").isChecked()


def test_settings_are_applied_at_once_and_kept(window, indexed_app, qtbot):
    # Given the settings page
    qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    window.show_page("settings")
    # When colours, size and names are chosen
    choose(window, "setting_theme", "dark")
    choose(window, "setting_text_scale", 125)
    choose(window, "setting_plan_version", "mic-3.0")
    # Then the window shows them, and the file has them
    stored = load_settings(indexed_app.paths.settings_file)
    assert (stored.theme, stored.text_scale, stored.plan_version) == ("dark", 125, "mic-3.0")
    assert QApplication.font().pixelSize() == round(14 * 1.25)
    facets = child(window, "facet_list").model()
    labels = [facets.row(row).label for row in range(facets.rowCount()) if facets.row(row).axis == "area"]
    assert labels[1] == "自治体フロントヤード改革の推進"


def test_settings_that_cannot_be_saved_are_said(window, indexed_app, monkeypatch):
    # Given a file that cannot be written
    def refuse(_settings):
        raise KbError("The settings could not be saved.")

    monkeypatch.setattr(indexed_app, "save_settings", refuse)
    # When something is chosen
    window.show_page("settings")
    choose(window, "setting_theme", "dark")
    # Then the person is told
    assert "could not be saved" in window.task_bar.message


@pytest.mark.parametrize("name", ["keys", "about"])
def test_help_opens_something_to_read(window, name):
    action(window, name).trigger()
    dialog = window.findChild(QDialog, f"{name}_dialog")
    assert dialog.isVisible()
    assert len(dialog.text.toPlainText()) > 100
    dialog.close()


def test_files_that_could_not_be_read_are_listed(small_app, make_window, qtbot):
    # Given a broken file among the office's own
    small_app.paths.own_cases_dir.mkdir(parents=True)
    (small_app.paths.own_cases_dir / "broken.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    window = make_window(small_app)
    with qtbot.waitSignal(window.index_looked_at):
        window.start_work()
    # When the list is asked for
    action(window, "reports").trigger()
    qtbot.waitUntil(lambda: window.findChild(QDialog, "reports_dialog") is not None)
    # Then the file is named, with what is wrong
    dialog = window.findChild(QDialog, "reports_dialog")
    assert "broken.md" in dialog.text.toPlainText()
    dialog.close()


def test_after_a_bug_in_the_index_the_next_run_goes(indexed_app, make_window, qtbot, monkeypatch):
    # Given a run with a bug
    monkeypatch.setattr("sys.excepthook", lambda *_error: None)
    window = make_window(indexed_app)
    monkeypatch.setattr(Indexing, "update", lambda *_args, **_named: 1 / 0)
    with qtbot.waitSignal(window.index_looked_at):
        window.start_work()
    monkeypatch.undo()
    # When the person presses F5
    with qtbot.waitSignal(window.index_looked_at):
        action(window, "reload").trigger()
    # Then the library is there, and the bar says that nothing has changed
    assert window.task_bar.message == "変わったファイルはありませんでした。"


def test_files_that_cannot_be_read_are_mentioned_once_with_a_way_to_them(small_app, make_window, qtbot):
    # Given an empty file among the office's own
    small_app.paths.own_cases_dir.mkdir(parents=True)
    (small_app.paths.own_cases_dir / "broken.md").touch()
    window = make_window(small_app)
    with qtbot.waitSignal(window.index_looked_at):
        window.start_work()
    bar = window.task_bar
    bar.finish("")
    # Then the bar says so
    assert "1 件のファイルに、直してほしいところがあります" in bar.message or "1 file" in bar.message
    # When it is looked at
    child(window, "task_look").click()
    qtbot.waitUntil(lambda: window.findChild(QDialog, "reports_dialog") is not None)
    dialog = window.findChild(QDialog, "reports_dialog")
    assert "broken.md" in dialog.text.toPlainText()
    dialog.close()
    # When it is closed, the next look of the program itself does not bring it back, the person's does
    child(window, "task_close").click()
    with qtbot.waitSignal(window.index_looked_at):
        window.update_index()
    assert not bar.isVisible()
    with qtbot.waitSignal(window.index_looked_at):
        action(window, "reload").trigger()
    bar.finish("")
    assert bar.isVisible()


def test_what_was_said_of_files_that_are_mended_goes(small_app, make_window, qtbot):
    # Given two empty files among the office's own, which the bar names
    folder = small_app.paths.own_cases_dir
    folder.mkdir(parents=True)
    for name in ("one.md", "two.md"):
        (folder / name).touch()
    window = make_window(small_app)
    with qtbot.waitSignal(window.index_looked_at):
        window.start_work()
    bar = window.task_bar
    # When one of them is gone THEN the sentence says so, and when both are, there is none
    for name, count in (("one.md", 1), ("two.md", 0)):
        (folder / name).unlink()
        with qtbot.waitSignal(window.index_looked_at):
            window.update_index()
        bar.finish("")
        assert (bar.message[:2] == "1 ") == bool(count)
    assert not bar.has_offer


def test_closing_leaves_no_thread(indexed_app, make_window, qtbot):
    window = make_window(indexed_app)
    with qtbot.waitSignal(window.index_looked_at):
        window.start_work()
    window.close()
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("lane-")] == []


def test_an_own_case_is_marked_as_such(small_app, make_window, qtbot):
    # Given a case of the office's own
    small_app.paths.own_cases_dir.mkdir(parents=True)
    source = next(iter(small_app.paths.library_dir.glob("*.md")))
    text = source.read_text(encoding="utf-8")
    own = small_app.paths.own_cases_dir / "own.md"
    shutil.copy(source, own)
    own.write_text("\n".join(line for line in text.splitlines() if not line.startswith("id:")), encoding="utf-8")
    window = make_window(small_app)
    page = window.search_page
    window.start_work()
    qtbot.waitUntil(lambda: page.result is not None and page.result.total == 7)
    # When it is opened
    hit = next(hit for hit in page.result.hits if hit.path.startswith("own/"))
    with qtbot.waitSignal(page.marked):
        page.open_document(hit.id)
    # Then its head says whose it is
    assert "Own case" in child(page, "case_place_line").text()
