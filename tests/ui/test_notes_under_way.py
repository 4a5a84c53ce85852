"""Notes while other things happen: searches, lists that are read anew, busy threads, failures, the end of the window."""

from __future__ import annotations

import sqlite3
import threading
import time
from typing import TYPE_CHECKING

import pytest

from kb_app.domain.annotation import Status
from kb_app.domain.note import check_items
from kb_app.ui.dialogs.versions_dialog import VersionsDialog, open_versions
from kb_app.ui.pages.notes_page.listing import Shown
from kb_app.ui.pages.search_page import desk as search_desk
from kb_app.ui.tasks import Lane
from tests.ui.test_notes_in_window import CASE, is_saved, opened, texts, type_into

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from kb_app.bootstrap import App
    from kb_app.ui.main_window import MainWindow
    from kb_app.ui.widgets.note_editor import NoteEditor
    from kb_app.ui.widgets.note_pane import NotePane


@pytest.fixture
def window(office: App, make_window: Callable[[App], MainWindow], qtbot: QtBot) -> MainWindow:
    made = make_window(office)
    with qtbot.waitSignal(made.index_looked_at):
        made.start_work()
    return made


@pytest.fixture
def pane(window: MainWindow, qtbot: QtBot) -> NotePane:
    return opened(window, qtbot, CASE)


def rewrite(editor: NoteEditor, text: str) -> None:
    cursor = editor.text.textCursor()
    cursor.select(cursor.SelectionType.Document)
    cursor.insertText(text)


def test_a_document_that_is_not_listed_stays_open_while_somebody_writes_on_it(
    window: MainWindow, office: App, qtbot: QtBot
):
    # Given a search, and a document opened from the page of notes that the search does not list
    page = window.search_page
    with qtbot.waitSignal(page.answered):
        page.pane.box.search_for("岩見沢")
    window._on_note_followed(CASE)
    qtbot.waitUntil(lambda: page.case.document_id == CASE)
    assert page.case.notes is not None
    # When something is written there, which makes the search be asked again
    with qtbot.waitSignal(window._events.annotations_found):
        type_into(page.case.notes.editor, "つづき")
    with qtbot.waitSignal(page.answered):
        page.search()
    # Then the document is still open
    assert page.case.document_id == CASE
    assert page.case.notes.editor.text.plain_text == "つづき"


def test_a_note_that_was_found_stays_open_when_it_no_longer_has_the_words(
    window: MainWindow, office: App, qtbot: QtBot
):
    with office.session() as session:
        session.notes.add(CASE, "ぬるぽ確認")
        session.indexing.refresh()
    page = window.search_page
    with qtbot.waitSignal(page.answered):
        page.pane.box.search_for("ぬるぽ")
    qtbot.waitUntil(lambda: page.case.document_id == CASE)
    assert page.case.notes is not None
    with qtbot.waitSignal(window._events.annotations_found):
        rewrite(page.case.notes.editor, "書き直し")
    qtbot.waitUntil(lambda: page.result is not None and page.result.total == 0)
    assert page.case.document_id == CASE


@pytest.mark.parametrize("shown", [Shown.ALL, Shown.OPEN])
def test_the_note_that_is_written_stays_in_the_editor_when_the_list_has_it_no_more(
    shown: Shown, window: MainWindow, office: App, qtbot: QtBot
):
    # Given a list that is narrowed by a word, or to open boxes
    with office.session() as session:
        session.notes.add("", "- [ ] 庁舎に電話する")
        session.indexing.refresh()
    window.show_page("notes")
    page = window._notes_page()
    page.show_list(shown)
    with qtbot.waitSignal(page.listed):
        page._filter.setText("庁舎")
    page.list.setCurrentIndex(page.list.model().index(0, 0))
    # When the note is rewritten so that it is listed no more
    rewrite(page.editor, "済んだ")
    qtbot.waitUntil(lambda: page.list.model().rowCount() == 0)
    # Then it is still there to be written on
    assert page.editor.isEnabled()
    type_into(page.editor, "こと")
    qtbot.waitUntil(lambda: texts(office) == ["済んだこと"])


def test_a_list_that_is_older_than_the_last_saving_shows_what_was_saved(window: MainWindow, office: App, qtbot: QtBot):
    # Given two notes, and a thread that cannot read the list anew
    with office.session() as session:
        one, other = session.notes.add("", "メモA"), session.notes.add("", "メモB")
    window.show_page("notes")
    page = window._notes_page()
    qtbot.waitUntil(lambda: page._model.rowCount() == 2)
    go_on = threading.Event()
    window._tasks.start(Lane.SEARCH, lambda _session, _report: go_on.wait(20), lambda _nothing: None)
    # When one is written on, left and chosen again
    page.list.setCurrentIndex(page._model.index(page._model.row_of(one.id)))
    type_into(page.editor, " 大事な追記")
    qtbot.waitUntil(lambda: is_saved(page.editor))
    page.list.setCurrentIndex(page._model.index(page._model.row_of(other.id)))
    page.list.setCurrentIndex(page._model.index(page._model.row_of(one.id)))
    # Then it has what was written
    assert page.editor.text.plain_text == "メモA 大事な追記"
    go_on.set()


def test_a_deletion_that_fails_loses_no_word(window: MainWindow, pane: NotePane, office: App, qtbot: QtBot):
    type_into(pane.editor, "一行目")
    qtbot.waitUntil(lambda: is_saved(pane.editor))
    # Given a database that another program keeps locked WHEN a note with unsaved words is deleted
    other = sqlite3.connect(office.paths.database)
    other.execute("begin immediate")
    type_into(pane.editor, "、続き")
    pane.editor._ask_for_delete()
    qtbot.waitUntil(lambda: bool(pane.editor.draft and pane.editor.draft.error), timeout=20000)
    other.rollback()
    other.close()
    # Then all of it is saved in the end
    qtbot.waitUntil(lambda: texts(office) == ["一行目、続き"], timeout=20000)


def test_a_note_that_is_deleted_takes_its_last_words_along(pane: NotePane, office: App, qtbot: QtBot):
    type_into(pane.editor, "一行目")
    qtbot.waitUntil(lambda: is_saved(pane.editor))
    type_into(pane.editor, "、続き")
    pane.editor._ask_for_delete()
    qtbot.waitUntil(lambda: texts(office) == [])
    with office.session() as session:
        assert [note.text for note in session.notes.deleted()] == ["一行目、続き"]


def test_marks_that_were_just_pressed_are_kept_when_the_window_closes(window: MainWindow, pane: NotePane, office: App):
    view = window.search_page.case.view
    assert view is not None
    for number in range(20):
        view.marks.tags.add_wanted.emit([f"札{number}"])
    view.marks.star_toggled.emit(True)
    assert window.close()
    with office.session() as session:
        added = session.annotations.of(CASE)
    assert added.is_starred
    assert len(added.tags) == 20


@pytest.mark.parametrize("character", ["\x00", "\ud83d"])
def test_characters_that_no_file_holds_do_not_make_a_note_be_saved_for_ever(
    character: str, pane: NotePane, qtbot: QtBot, window: MainWindow
):
    type_into(pane.editor, f"a{character}b")
    qtbot.waitUntil(lambda: is_saved(pane.editor))
    saved: list[object] = []
    window._desks.drafts.changed.connect(saved.append)
    qtbot.wait(1500)
    assert saved == []


def test_a_dialog_of_versions_that_is_closed_before_the_answer_is_no_bug(window: MainWindow, office: App, qtbot: QtBot):
    with office.session() as session:
        note = session.notes.add(CASE, "一", sitting="a")
        session.notes.save(note.id, "二", "b")
    open_versions(note.id, window._desks, window)
    qtbot.waitUntil(lambda: bool(window.findChildren(VersionsDialog)))
    dialog = window.findChildren(VersionsDialog)[0]
    go_on = threading.Event()
    window._tasks.start(Lane.DATABASE, lambda _session, _report: go_on.wait(5), lambda _nothing: None)
    dialog._on_take()
    dialog.reject()
    qtbot.waitUntil(lambda: not window.findChildren(VersionsDialog))
    go_on.set()
    qtbot.waitUntil(lambda: texts(office) == ["一"])


def test_taking_a_version_back_keeps_the_text_of_now_after_ticks_too(window: MainWindow, office: App, qtbot: QtBot):
    with office.session() as session:
        note = session.notes.add(CASE, "- [ ] a\n- [ ] b", sitting="a")
        for place in range(2):
            session.notes.tick(note.id, check_items(session.notes.note(note.id).text)[place], done=True)
    open_versions(note.id, window._desks, window)
    qtbot.waitUntil(lambda: bool(window.findChildren(VersionsDialog)))
    window.findChildren(VersionsDialog)[0]._on_take()
    qtbot.waitUntil(lambda: texts(office) == ["- [ ] a\n- [ ] b"])
    with office.session() as session:
        assert "- [x] a\n- [x] b" in [version.text for version in session.notes.versions(note.id)]


def test_what_changed_while_a_page_was_on_its_way_is_shown(
    window: MainWindow, pane: NotePane, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    real = search_desk._opened

    def slow(*words: object) -> object:
        found = real(*words)  # type: ignore[arg-type]
        time.sleep(0.3)
        return found

    monkeypatch.setattr(search_desk, "_opened", slow)
    view = window.search_page.case.view
    assert view is not None
    window._desks.annotations.set_star([CASE], starred=True)
    qtbot.wait(100)
    window._desks.annotations.set_status([CASE], Status.CANDIDATE)
    qtbot.waitUntil(lambda: view.marks._status.currentData() == "candidate")


def test_one_note_is_one_text_on_both_pages(window: MainWindow, pane: NotePane, office: App, qtbot: QtBot):
    # Given a note that is open below its document
    type_into(pane.editor, "元")
    qtbot.waitUntil(lambda: is_saved(pane.editor))
    # When it is written on in the page of notes, and at once below its document again
    window.show_page("notes")
    page = window._notes_page()
    qtbot.waitUntil(lambda: page._model.rowCount() == 1)
    page.list.setCurrentIndex(page._model.index(0))
    type_into(page.editor, "、一覧で")
    window.show_page("search")
    assert pane.editor.text.plain_text == "元、一覧で"
    type_into(pane.editor, "、文書で")
    # Then everything is in it
    qtbot.waitUntil(lambda: texts(office) == ["元、一覧で、文書で"])
    assert page.editor.text.plain_text == "元、一覧で、文書で"


def test_a_letter_that_is_taken_back_while_it_is_saved_is_not_left_there(
    window: MainWindow, pane: NotePane, office: App, qtbot: QtBot
):
    type_into(pane.editor, "正")
    qtbot.waitUntil(lambda: is_saved(pane.editor))
    type_into(pane.editor, "誤")
    window._desks.drafts.keep()
    rewrite(pane.editor, "正")
    assert window.close()
    assert texts(office) == ["正"]


def test_an_undo_that_fails_can_be_tried_again(window: MainWindow, office: App, qtbot: QtBot):
    desk = window._desks.annotations
    desk.set_star([CASE], starred=True)
    qtbot.waitUntil(lambda: bool(desk.undoable))
    other = sqlite3.connect(office.paths.database)
    other.execute("begin immediate")
    desk.undo()
    assert not desk.undoable
    qtbot.waitUntil(lambda: bool(desk.undoable), timeout=20000)
    other.rollback()
    other.close()
    desk.undo()
    qtbot.waitUntil(lambda: not starred(office))


def starred(app: App) -> bool:
    with app.session() as session:
        return session.annotations.of(CASE).is_starred
