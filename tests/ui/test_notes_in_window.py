"""Notes in the window: saved by themselves, found, looked at, taken back; nothing that was typed is lost."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication

from kb_app.domain.note import Visibility
from kb_app.domain.query import FilterAxis, Query
from kb_app.ui.pages.notes_page.listing import Shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from kb_app.bootstrap import App
    from kb_app.ui.main_window import MainWindow
    from kb_app.ui.pages.notes_page import NotesPage
    from kb_app.ui.pages.search_page import SearchPage
    from kb_app.ui.widgets.note_editor import NoteEditor
    from kb_app.ui.widgets.note_pane import NotePane

CASE = "kosai-line-chatbot"
OTHER = "iwamizawa-kakanai-madoguchi"


@pytest.fixture
def window(office: App, make_window: Callable[[App], MainWindow], qtbot: QtBot) -> MainWindow:
    made = make_window(office)
    with qtbot.waitSignal(made.index_looked_at):
        made.start_work()
    return made


@pytest.fixture
def pane(window: MainWindow, qtbot: QtBot) -> NotePane:
    """The notes on a document that was opened."""
    return opened(window, qtbot, CASE)


def opened(window: MainWindow, qtbot: QtBot, document: str) -> NotePane:
    page = window.search_page
    page.open_document(document)
    qtbot.waitUntil(lambda: page.case.document_id == document)
    assert page.case.notes is not None
    return page.case.notes


def type_into(editor: NoteEditor, text: str) -> None:
    """As keys do: at the end of what is there."""
    cursor = editor.text.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    cursor.insertText(text)


def texts(app: App) -> list[str]:
    with app.session() as session:
        return [note.text for note in session.notes.every()]


def is_saved(editor: NoteEditor) -> bool:
    return editor.draft is not None and editor.draft.note is not None and editor.draft.is_saved


def test_a_note_is_saved_by_itself_when_typing_rests_and_found(
    window: MainWindow, pane: NotePane, office: App, qtbot: QtBot
):
    # Given a document without notes WHEN somebody types and rests
    type_into(pane.editor, "環境課に聞く\n- [ ] 一覧をもらう")
    assert "入力中" in pane.editor.saved_mark
    assert texts(office) == []
    # Then after a second it is on the disk, and the mark says so
    qtbot.waitUntil(lambda: "保存しました" in pane.editor.saved_mark)
    assert texts(office) == ["環境課に聞く\n- [ ] 一覧をもらう"]
    # and it is found as a hit of its own, which opens the document with the note
    page = window.search_page
    qtbot.waitUntil(lambda: page.result is not None and page.result.searched == 50)
    with qtbot.waitSignal(page.answered):
        page.pane.box.search_for("環境課 一覧をもらう")
    assert page.result is not None
    assert [(hit.kind, hit.document) for hit in page.result.hits] == [("note", CASE)]
    qtbot.waitUntil(lambda: page.case.document_id == CASE)


def test_letters_of_a_composition_are_not_saved(pane: NotePane, office: App, qtbot: QtBot):
    # Given an input method that holds letters WHEN a second passes
    QApplication.sendEvent(pane.editor.text, QInputMethodEvent("かんきょう", []))
    qtbot.wait(1300)
    # Then nothing was saved, and what was committed is
    assert texts(office) == []
    commit = QInputMethodEvent("", [])
    commit.setCommitString("環境")
    QApplication.sendEvent(pane.editor.text, commit)
    qtbot.waitUntil(lambda: is_saved(pane.editor))
    assert texts(office) == ["環境"]


@pytest.mark.parametrize("leave", ["notes", "settings"])
def test_a_change_of_page_saves_at_once(leave: str, window: MainWindow, pane: NotePane, qtbot: QtBot):
    type_into(pane.editor, "途中まで")
    window.show_page(leave)
    assert pane.editor.draft is not None
    assert pane.editor.draft.is_saving
    qtbot.waitUntil(lambda: is_saved(pane.editor))


def test_another_document_saves_at_once_and_each_keeps_its_own(
    window: MainWindow, pane: NotePane, office: App, qtbot: QtBot
):
    # Given words on one document WHEN another is opened before typing rested, and written on
    type_into(pane.editor, "一つめ")
    opened(window, qtbot, OTHER)
    type_into(pane.editor, "二つめ")
    opened(window, qtbot, CASE)
    # Then both are kept where they were written
    qtbot.waitUntil(lambda: len(texts(office)) == 2)
    with office.session() as session:
        assert {note.document: note.text for note in session.notes.every()} == {CASE: "一つめ", OTHER: "二つめ"}
    qtbot.waitUntil(lambda: pane.editor.text.plain_text == "一つめ")


def test_typing_goes_on_while_a_text_is_being_saved(pane: NotePane, office: App, qtbot: QtBot):
    type_into(pane.editor, "あ")
    for letter in "いうえお":
        pane.editor.text.left.emit()
        type_into(pane.editor, letter)
    qtbot.waitUntil(lambda: is_saved(pane.editor))
    # One note, not five, with everything in it
    assert texts(office) == ["あいうえお"]
    assert pane.editor.text.plain_text == "あいうえお"


def test_closing_the_window_saves_what_was_typed_last(window: MainWindow, pane: NotePane, office: App):
    type_into(pane.editor, "最後のひとこと")
    assert window.close()
    assert texts(office) == ["最後のひとこと"]


def test_a_note_that_cannot_be_saved_says_so_stays_and_is_saved_later(
    window: MainWindow, pane: NotePane, office: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    # Given a database that another program keeps locked
    monkeypatch.setattr("kb_app.ui.dialogs.unsaved_dialog.may_close", lambda *_args: False)
    other = sqlite3.connect(office.paths.database)
    other.execute("begin immediate")
    # When somebody types, then the editor says that it is not saved, and why, and the window does not close
    type_into(pane.editor, "大事なこと")
    qtbot.waitUntil(lambda: "まだ保存できていません" in pane.editor.saved_mark, timeout=15000)
    assert not window.close()
    assert pane.editor.text.plain_text == "大事なこと"
    # and when the other program has ended, it is saved by itself
    other.rollback()
    other.close()
    qtbot.waitUntil(lambda: is_saved(pane.editor), timeout=20000)
    assert texts(office) == ["大事なこと"]


def test_whom_a_note_is_for_is_saved_at_once(pane: NotePane, office: App, qtbot: QtBot):
    type_into(pane.editor, "庁内向け")
    box = pane.editor._visibility
    box.setCurrentIndex(box.findData(str(Visibility.INTERNAL)))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: is_saved(pane.editor))
    with office.session() as session:
        assert [note.visibility for note in session.notes.every()] == [Visibility.INTERNAL]


def test_boxes_are_ticked_in_the_preview(pane: NotePane, office: App, qtbot: QtBot):
    type_into(pane.editor, "すること\n- [ ] 電話\n- [x] 手紙")
    pane.editor.show_preview(True)
    look = pane.editor._preview
    assert "☐ 電話" in look.toPlainText()
    look.anchorClicked.emit(QUrl("check:1"))
    assert "☑ 電話" in look.toPlainText()
    qtbot.waitUntil(lambda: texts(office) == ["すること\n- [x] 電話\n- [x] 手紙"])


def test_opening_a_note_with_rare_characters_changes_nothing(
    window: MainWindow, office: App, qtbot: QtBot, pane: NotePane
):
    # Given a note with characters that an editor shows as others
    text = "前\u00a0後\u2028行\u2029段\ufdd0"
    with office.session() as session:
        before = session.notes.add(OTHER, text)
    # When it is opened, looked at and left
    opened(window, qtbot, OTHER)
    qtbot.waitUntil(lambda: is_saved(pane.editor))
    pane.editor.text.left.emit()
    opened(window, qtbot, CASE)
    # Then it is as it was
    with office.session() as session:
        assert session.notes.note(before.id) == before


def test_several_notes_on_one_document(pane: NotePane, office: App, qtbot: QtBot):
    type_into(pane.editor, "一枚目")
    pane.begin()
    type_into(pane.editor, "二枚目")
    qtbot.waitUntil(lambda: len(texts(office)) == 2)
    qtbot.waitUntil(lambda: pane._which.count() == 2)
    pane._which.activated.emit(0)
    assert pane.editor.text.plain_text == "一枚目"


def test_a_note_goes_to_the_wastebasket_and_comes_back_by_undo(
    window: MainWindow, pane: NotePane, office: App, qtbot: QtBot
):
    type_into(pane.editor, "消してみる")
    qtbot.waitUntil(lambda: is_saved(pane.editor))
    pane.editor._ask_for_delete()
    qtbot.waitUntil(lambda: pane.editor.text.plain_text == "")
    assert texts(office) == []
    undo = window._actions["undo"]
    assert undo.isEnabled()
    undo.trigger()
    qtbot.waitUntil(lambda: pane.editor.text.plain_text == "消してみる")
    assert texts(office) == ["消してみる"]


def test_an_earlier_version_is_taken_back(window: MainWindow, office: App, qtbot: QtBot):
    # Given a note of two sittings
    with office.session() as session:
        note = session.notes.add(CASE, "はじめの文", sitting="a")
        session.notes.save(note.id, "あとの文", "b")
    pane = opened(window, qtbot, CASE)
    qtbot.waitUntil(lambda: pane.editor.text.plain_text == "あとの文")
    # When its versions are looked at and the first is taken back
    pane.editor._ask_for_versions()
    qtbot.waitUntil(lambda: _versions_dialog() is not None)
    dialog = _versions_dialog()
    assert dialog is not None
    assert dialog._text.toPlainText() == "はじめの文"
    dialog._take.click()
    # Then it is the text, and the text before it is a version
    qtbot.waitUntil(lambda: pane.editor.text.plain_text == "はじめの文")
    with office.session() as session:
        assert [version.text for version in session.notes.versions(note.id)] == ["あとの文", "はじめの文"]


def _versions_dialog():
    return next((found for found in QApplication.topLevelWidgets() if found.objectName() == "versions_dialog"), None)


def test_what_a_command_wrote_beside_the_window_is_shown(window: MainWindow, pane: NotePane, office: App, qtbot: QtBot):
    with office.session() as session:
        session.notes.add(CASE, "コマンドから")
    window._events.annotations_changed.emit()
    qtbot.waitUntil(lambda: pane.editor.text.plain_text == "コマンドから")
    page = window.search_page
    qtbot.waitUntil(lambda: page.result is not None and page.result.searched == 50)


def test_notes_fold_away_and_stay_so(window: MainWindow, pane: NotePane):
    assert pane.editor.isVisible()
    pane.set_open(False)
    assert not pane.editor.isVisible()
    assert window.search_page.remembered()["search.notes_open"] == "0"


@pytest.fixture
def notes_page(window: MainWindow, office: App, qtbot: QtBot) -> NotesPage:
    """The page of notes, with two notes on a document and one on its own."""
    with office.session() as session:
        session.notes.add(CASE, "窓口の話\n- [ ] 電話する\n- [x] 済んだ")
        session.notes.add(CASE, "別の話")
        session.notes.add("", "一人の覚え書き\n- [ ] 予約する")
        session.indexing.refresh()
    window.show_page("notes")
    page = window._notes_page()
    with qtbot.waitSignal(page.listed):
        page.show_list(Shown.ALL)
    return page


def rows(page: NotesPage) -> list[str]:
    model = page.list.model()
    return [model.index(number, 0).data() for number in range(model.rowCount())]


def test_every_note_is_listed_and_the_list_narrows(notes_page: NotesPage, qtbot: QtBot):
    assert sorted(rows(notes_page)) == ["一人の覚え書き", "別の話", "窓口の話"]
    for words, found in (("窓口 電話", ["窓口の話"]), ("ないことば", [])):
        with qtbot.waitSignal(notes_page.listed):
            notes_page._filter.setText(words)
        assert rows(notes_page) == found
    assert "この言葉のあるメモはありません" in notes_page._empty.text()


def test_open_boxes_of_all_notes_are_listed_and_ticked(notes_page: NotesPage, office: App, qtbot: QtBot):
    with qtbot.waitSignal(notes_page.listed):
        notes_page.show_list(Shown.OPEN)
    assert sorted(rows(notes_page)) == ["予約する", "電話する"]
    number = rows(notes_page).index("電話する")
    notes_page.list.ticked.emit(number)
    qtbot.waitUntil(lambda: rows(notes_page) == ["予約する"])
    assert "窓口の話\n- [x] 電話する\n- [x] 済んだ" in texts(office)


def test_the_wastebasket_gives_back(notes_page: NotesPage, office: App, qtbot: QtBot):
    notes_page.list.setCurrentIndex(notes_page.list.model().index(rows(notes_page).index("別の話"), 0))
    with qtbot.waitSignal(notes_page.listed):
        notes_page.list.delete_wanted.emit(rows(notes_page).index("別の話"))
    qtbot.waitUntil(lambda: "別の話" not in rows(notes_page))
    with qtbot.waitSignal(notes_page.listed):
        notes_page.show_list(Shown.DELETED)
    assert rows(notes_page) == ["別の話"]
    notes_page.list.setCurrentIndex(notes_page.list.model().index(0, 0))
    assert notes_page.editor.text.isReadOnly()
    notes_page._back.click()
    qtbot.waitUntil(lambda: rows(notes_page) == [])
    assert "別の話" in texts(office)


def test_a_note_on_its_own_is_begun_here(notes_page: NotesPage, office: App, qtbot: QtBot):
    notes_page.begin()
    type_into(notes_page.editor, "新しい思いつき")
    qtbot.waitUntil(lambda: "新しい思いつき" in rows(notes_page))
    assert notes_page.editor.text.plain_text == "新しい思いつき"
    with office.session() as session:
        assert next(note for note in session.notes.every() if note.text == "新しい思いつき").document == ""


def test_a_note_leads_to_its_document(window: MainWindow, notes_page: NotesPage, qtbot: QtBot):
    notes_page.list.setCurrentIndex(notes_page.list.model().index(rows(notes_page).index("窓口の話"), 0))
    assert "AIチャットボット" in notes_page._follow.text()
    notes_page._follow.click()
    qtbot.waitUntil(lambda: window.search_page.case.document_id == CASE)
    assert window.search_page.isVisible()


def count_of(page: SearchPage, tag: str) -> int:
    return page.result.choices[FilterAxis.TAG].get(tag, 0) if page.result is not None else -1


def test_star_status_and_tags_are_seen_on_the_card_and_filter_at_once(
    window: MainWindow, pane: NotePane, office: App, qtbot: QtBot
):
    page = window.search_page
    assert page.case.view is not None
    marks = page.case.view.marks
    marks.star_toggled.emit(True)
    marks.status_chosen.emit("candidate")
    marks.tags_added.emit(["視察候補"])
    qtbot.waitUntil(lambda: count_of(page, "視察候補") == 1)
    assert page.result is not None
    hit = next(hit for hit in page.result.hits if hit.id == CASE)
    assert (hit.starred, hit.status, "視察候補" in hit.tags) == (True, "candidate", True)
    with office.session() as session:
        assert session.annotations.of(CASE).is_starred
        assert session.searching.search(Query("視察候補")).total == 1


def test_several_documents_are_tagged_in_one_go_and_undone(window: MainWindow, office: App, qtbot: QtBot):
    # Given three documents chosen together
    page = window.search_page
    found = page.pane.list
    model = found.model()
    selection = found.selectionModel()
    for number in range(3):
        selection.select(model.index(number, 0), selection.SelectionFlag.Select)
    bar = page.pane._bulk
    assert bar is not None
    assert bar.isVisible()
    # When they are tagged
    bar.tags.add_wanted.emit(["まとめて"])
    qtbot.waitUntil(lambda: count_of(page, "まとめて") == 3)
    # Then they stay chosen, and one undo takes all of it back
    assert len(found.selectionModel().selectedIndexes()) == 3
    window._actions["undo"].trigger()
    qtbot.waitUntil(lambda: count_of(page, "まとめて") == 0)
    with office.session() as session:
        assert session.annotations.tags() == ()
