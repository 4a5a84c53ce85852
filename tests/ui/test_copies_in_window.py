"""A bundled case and its copy in the window: the one hides behind the other, and each leads to the other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from kb_app import __version__
from kb_app.ui.dialogs.differences_dialog import DifferencesDialog
from kb_app.ui.models.result_model import HIT_ROLE
from tests.case_files import copy_of, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kb_app.bootstrap import App
    from kb_app.ui.main_window import MainWindow
    from kb_app.ui.widgets.case_view import CaseView

ORIGINAL, COPY = "kosai-line-chatbot", "my-copy"


@pytest.fixture
def window(office: App, make_window: Callable[[App], MainWindow], qtbot: QtBot) -> MainWindow:
    with office.session() as session:
        session.notes.add(ORIGINAL, "原本のメモ")
        session.annotations.add_tags([ORIGINAL], ["視察候補"])
    made = make_window(office)
    with qtbot.waitSignal(made.index_looked_at):
        made.start_work()
    return made


@pytest.fixture
def copy(office: App) -> Path:
    return write(office.paths.own_cases_dir / "copy.md", copy_of(ORIGINAL, COPY, "自分たちの版"))


def opened(window: MainWindow, qtbot: QtBot, document: str) -> CaseView:
    window.search_page.open_document(document)
    return shown(window, qtbot, document)


def shown(window: MainWindow, qtbot: QtBot, document: str) -> CaseView:
    qtbot.waitUntil(lambda: window.search_page.case.document_id == document)
    view = window.search_page.case.view
    assert view is not None
    return view


def listed(window: MainWindow) -> set[str]:
    result = window.search_page.result
    return {hit.id for hit in result.hits} if result is not None else set()


def ask(window: MainWindow, qtbot: QtBot, words: str) -> None:
    with qtbot.waitSignal(window.search_page.answered):
        window.search_page.pane.box.search_for(words)


def look_for_changes(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignals([window.index_looked_at, window.search_page.answered]):
        window.update_index()


def link(view: CaseView) -> QPushButton:
    button = view.family.findChild(QPushButton, "case_family_open")
    assert isinstance(button, QPushButton)
    return button


def test_the_original_hides_behind_its_copy_and_comes_back(
    window: MainWindow, office: App, qtbot: QtBot, tmp_path: Path
):
    ask(window, qtbot, "湖西市 チャットボット かささぎ通知")
    assert ORIGINAL in listed(window)
    # When a copy is laid beside the library, the list shows it in the place of the original
    place = write(office.paths.own_cases_dir / "copy.md", copy_of(ORIGINAL, COPY))
    look_for_changes(window, qtbot)
    qtbot.waitUntil(lambda: COPY in listed(window))
    assert ORIGINAL not in listed(window)
    # and when the copy is gone the original is there again
    place.unlink()
    look_for_changes(window, qtbot)
    qtbot.waitUntil(lambda: ORIGINAL in listed(window))
    assert COPY not in listed(window)


def test_a_copy_shows_notes_and_tags_of_its_original_and_leads_there(copy: Path, window: MainWindow, qtbot: QtBot):
    view = opened(window, qtbot, COPY)
    notes = window.search_page.case.notes
    assert notes is not None
    assert [draft.text for draft in notes.drafts] == ["原本のメモ"]
    assert view.annotations.tags == ("視察候補",)
    assert view.family.sentences == ["収録事例の写しです。自庁で書き換えられます。"]
    assert link(view).text() == "原本を開く"
    # From the copy to the original, and back
    link(view).click()
    view = shown(window, qtbot, ORIGINAL)
    assert view.family.sentences == ["一覧には、この事例の代わりに自庁の写し「自分たちの版」が出ます。"]
    assert link(view).text() == "写しを開く"
    link(view).click()
    shown(window, qtbot, COPY)


def test_a_copy_says_that_its_original_changed_until_the_person_has_seen_it(
    copy: Path, window: MainWindow, qtbot: QtBot
):
    # Given a copy of an earlier text of its original
    write(copy, copy_of(ORIGINAL, COPY, "自分たちの版").replace("2026-11-23", "0123456789abcdef"))
    view = opened(window, qtbot, COPY)
    assert view.family.sentences == [
        "収録事例の写しです。自庁で書き換えられます。",
        "写しを作ったあとに、原本が変わっています。",
    ]
    # When the person looks at what has changed, and says that it was seen
    button = view.family.findChild(QPushButton, "case_family_change")
    assert isinstance(button, QPushButton)
    button.click()
    qtbot.waitUntil(lambda: window.findChild(DifferencesDialog) is not None)
    dialog = window.findChild(DifferencesDialog)
    assert isinstance(dialog, DifferencesDialog)
    assert "自治体" in dialog.text.toPlainText()
    seen = dialog.findChild(QPushButton, "differences_seen")
    assert isinstance(seen, QPushButton)
    seen.click()
    # Then the page says it no more, and neither does the file
    qtbot.waitUntil(lambda: view.family.sentences == ["収録事例の写しです。自庁で書き換えられます。"])
    assert "0123456789abcdef" not in copy.read_text(encoding="utf-8")


def test_what_is_put_on_the_copy_shows_on_the_original(copy: Path, window: MainWindow, office: App, qtbot: QtBot):
    view = opened(window, qtbot, COPY)
    view.marks.tags_added.emit(["出張"])
    qtbot.waitUntil(lambda: "出張" in view.annotations.tags)
    # A tag that stands on the original is taken off from here
    view.marks.tag_removed.emit("視察候補")
    qtbot.waitUntil(lambda: "視察候補" not in view.annotations.tags)
    view = opened(window, qtbot, ORIGINAL)
    assert view.annotations.tags == ("出張",)
    with office.session() as session:
        assert {tag.name: tag.count for tag in session.annotations.tags()} == {"視察候補": 0, "出張": 1}


def test_a_document_without_a_family_says_nothing(window: MainWindow, qtbot: QtBot):
    view = opened(window, qtbot, ORIGINAL)
    assert view.family.sentences == []
    assert not view.family.isVisibleTo(view)


def test_a_copy_whose_original_is_gone_says_so(office: App, window: MainWindow, qtbot: QtBot):
    write(office.paths.own_cases_dir / "copy.md", copy_of("nobody", COPY))
    look_for_changes(window, qtbot)
    view = opened(window, qtbot, COPY)
    assert view.family.sentences == ["写しですが、原本（nobody）は今の事例集にありません。"]
    assert view.family.findChild(QPushButton, "case_family_open") is None


def test_a_report_of_an_error_goes_into_the_clipboard(window: MainWindow, qtbot: QtBot):
    action = window.findChild(QAction, "action_report_error")
    assert isinstance(action, QAction)
    QGuiApplication.clipboard().clear()
    # Without a document there is nothing to report, and that is said
    action.trigger()
    assert "開いて" in window.task_bar.message
    assert QGuiApplication.clipboard().text() == ""
    view = opened(window, qtbot, ORIGINAL)
    cursor = view.text.textCursor()
    cursor.setPosition(0)
    cursor.movePosition(cursor.MoveOperation.EndOfBlock, cursor.MoveMode.KeepAnchor)
    view.text.setTextCursor(cursor)
    action.trigger()
    text = QGuiApplication.clipboard().text()
    assert f"> {view.passage}" in text
    assert view.passage
    assert ORIGINAL in text
    assert __version__ in text
    assert "送信はしていません" in window.task_bar.message


def test_the_menu_of_the_text_offers_the_report(copy: Path, window: MainWindow, qtbot: QtBot):
    view = opened(window, qtbot, COPY)
    menu = view.text.menu()
    (report,) = (action for action in menu.actions() if action.objectName() == "case_report_error")
    report.trigger()
    # From a copy the report is about the original
    assert ORIGINAL in QGuiApplication.clipboard().text()
    menu.deleteLater()


@pytest.mark.qt_log_ignore("grabbing the keyboard", r"raise\(\)", "propagateSizeHints")
def test_the_menu_of_the_title_offers_the_report_too(copy: Path, window: MainWindow, qtbot: QtBot):
    # Given a copy, whose title and place have a menu of the right mouse button
    view = opened(window, qtbot, COPY)
    for name in ("case_title", "case_place_line"):
        label = view.findChild(QLabel, name)
        assert isinstance(label, QLabel)
        # When the report is chosen there
        QGuiApplication.clipboard().clear()
        label.customContextMenuRequested.emit(QPoint(2, 2))
        (report,) = label.findChildren(QAction, "case_report_error")
        report.trigger()
        # Then it is about the original
        assert ORIGINAL in QGuiApplication.clipboard().text()
    # and what is selected in the title can still be copied
    title = view.findChild(QLabel, "case_title")
    assert isinstance(title, QLabel)
    title.setSelection(0, 3)
    menu = view._header.menu(title)
    menu.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == title.text()[:3]
    menu.deleteLater()


def test_the_menu_of_a_found_case_offers_the_report_too(copy: Path, window: MainWindow, qtbot: QtBot):
    # Given a list, and another case that is open
    page = window.search_page
    rows = page.pane.list.model()
    hits = [hit for hit in (rows.index(row, 0).data(HIT_ROLE) for row in range(rows.rowCount())) if hit is not None]
    other = next(hit for hit in hits if not hit.path.startswith("own/"))
    opened(window, qtbot, COPY)
    # When the report is chosen over a case that is not open
    menu = page.pane.list.menu(other)
    assert menu is not None
    QGuiApplication.clipboard().clear()
    menu.actions()[0].trigger()
    # Then it is opened, and the report is about it
    qtbot.waitUntil(lambda: other.id in QGuiApplication.clipboard().text())
    assert page.case.document_id == other.id
    # and over the one that is open it is there at once
    QGuiApplication.clipboard().clear()
    menu.actions()[0].trigger()
    assert other.id in QGuiApplication.clipboard().text()
    menu.deleteLater()
    # An own case that is no copy has none
    assert page.pane.list.menu(replace(other, path="own/a.md", derived_from="")) is None


def test_of_an_own_case_there_is_no_report(office: App, window: MainWindow, qtbot: QtBot):
    write(office.paths.own_cases_dir / "copy.md", copy_of("nobody", COPY))
    look_for_changes(window, qtbot)
    view = opened(window, qtbot, COPY)
    window.search_page.reader.report_error()
    assert "自分の事例" in window.task_bar.message
    menu = view.text.menu()
    assert all(action.objectName() != "case_report_error" for action in menu.actions())
    menu.deleteLater()
    menu = view._header.menu(view._header._title)
    assert [action.objectName() for action in menu.actions()] == [""]
    menu.deleteLater()
    report = view.marks.acts.findChild(QAction, "case_report")
    assert isinstance(report, QAction)
    assert not report.isVisible()


def test_the_acts_of_a_bundled_case_offer_the_report_with_what_is_selected(window: MainWindow, qtbot: QtBot):
    view = opened(window, qtbot, ORIGINAL)
    view.text.find("チャットボット")
    report = view.marks.acts.findChild(QAction, "case_report")
    assert isinstance(report, QAction)
    assert report.isVisible()
    QGuiApplication.clipboard().clear()
    report.trigger()
    assert "> チャットボット" in QGuiApplication.clipboard().text()
    menu = view.text.menu()
    assert "選んだ箇所" in menu.actions()[-1].text()
    menu.deleteLater()
