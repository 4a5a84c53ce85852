"""Own cases in the real window over the real services: written, found, copied, deleted, taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from kb_app.base.settings import Settings
from kb_app.bootstrap import open_app
from kb_app.domain.library import Shelf
from kb_app.ui.widgets.case_acts import CaseAct

CITY = "aizuwakamatsu-city-os-portal"
FILE = """---
# 担当の覚え書き
title: 窓口の事例
municipality: {name: 湖西市, code: "222216"}
x_office_number: 12
tags: [窓口]
---
## 取組
書かない窓口を始めた。
"""


@pytest.fixture
def own_app(indexed_copy, japanese):
    """The program over an index of its own, whose own cases nobody else sees."""
    return open_app(indexed_copy, Settings(theme="light"))


@pytest.fixture
def indexed_copy(indexed_folder, tmp_path):
    import shutil

    from kb_app.base.paths import AppPaths

    shutil.copytree(indexed_folder, tmp_path / "data")
    return AppPaths.under(tmp_path / "data")


@pytest.fixture
def window(own_app, make_window, qtbot):
    made = make_window(own_app)
    with qtbot.waitSignal(made.index_looked_at):
        made.start_work()
    return made


@pytest.fixture
def opened(window, qtbot):
    """Waits for the editor that something opens."""

    def wait(act):
        before = len(window.cases.editors)
        act()
        qtbot.waitUntil(lambda: len(window.cases.editors) > before)
        return window.cases.editors[-1]

    return wait


@pytest.fixture
def shown(window, qtbot):
    """Waits until a document is shown whose title has some words."""

    def wait(words):
        def is_shown():
            view = window.search_page.case.view
            return view is not None and view.page is not None and words in view.page.document.case.title

        qtbot.waitUntil(is_shown)
        return window.search_page.case.view

    return wait


def child(parent, name):
    found = parent.findChild(QWidget, name)
    assert found is not None, name
    return found


def write(editor, title):
    child(editor, "entry_title").setText(title)
    child(editor, "entry_municipality").setText("湖西市")


def save(editor, qtbot):
    with qtbot.waitSignal(editor.save_over):
        editor.save()
    assert not editor.is_dirty, editor.said.sentence


def own_file(app, name, text):
    app.paths.own_cases_dir.mkdir(parents=True, exist_ok=True)
    file = app.paths.own_cases_dir / name
    file.write_bytes(text.encode())
    return file


def test_a_case_from_the_menu_is_found_and_shown_when_it_is_saved(window, own_app, opened, shown, qtbot, ask):
    # When the person begins a case with Ctrl+N, writes and saves it
    editor = opened(window.findChild(QAction, "action_new_case").trigger)
    write(editor, "書かない窓口シャチホコ")
    save(editor, qtbot)
    # Then it is shown, and found by its words
    view = shown("シャチホコ")
    assert view.page.document.shelf is Shelf.OWN
    ask("シャチホコ")
    assert [hit.title for hit in window.search_page.result.hits] == ["書かない窓口シャチホコ"]
    # And its file is one that a person can read
    files = list(own_app.paths.own_cases_dir.rglob("*.md"))
    assert len(files) == 1
    assert "湖西市" in files[0].read_text(encoding="utf-8")


def test_a_new_form_in_which_nothing_was_written_comes_back_instead_of_another(window, opened, qtbot):
    # Given a new form behind the window
    new_case = window.findChild(QAction, "action_new_case")
    first = opened(new_case.trigger)
    first.hide()
    # When a case is begun once more, then the same form is shown
    new_case.trigger()
    qtbot.waitUntil(first.isVisible)
    assert window.cases.editors == (first,)
    # When something was written, also into a cell that is still open, then another one is opened
    first.form.sources.table.add_row()
    line = next(one for one in first.findChildren(QWidget, "case_cell") if one.isVisible())
    line.setText("広報")
    second = opened(new_case.trigger)
    assert window.cases.editors == (first, second)
    first.form.show_case(first._clean)


def test_half_a_case_can_be_saved(window, opened, qtbot):
    editor = opened(window.cases.write_new)
    child(editor, "entry_title").setText("題名だけ")
    save(editor, qtbot)


def test_editing_keeps_what_the_form_does_not_know(window, own_app, opened, shown, qtbot):
    # Given a file with a comment, an unknown field and Windows line ends
    file = own_file(own_app, "窓口.md", FILE.replace("\n", "\r\n"))
    window.update_index()
    qtbot.waitUntil(lambda: window._indexing is None)
    window.search_page.pane.box.search_for("窓口の事例")
    view = shown("窓口の事例")
    # When its title is changed through the button of its view
    editor = opened(lambda: child(view, "case_edit").click())
    child(editor, "entry_title").setText("新しい窓口の事例")
    save(editor, qtbot)
    shown("新しい窓口の事例")
    # Then only the title is another
    assert file.read_bytes().decode() == FILE.replace("窓口の事例", "新しい窓口の事例").replace("\n", "\r\n")


@pytest.fixture
def original(window, shown, qtbot):
    """The view of a bundled case."""
    window.search_page.reader.open(CITY, is_note=False)
    view = shown("都市OS")
    qtbot.waitUntil(lambda: view.document_id == CITY)
    return view


def files_of(app):
    """Every case file, and every text that one was made from."""
    return list(app.paths.own_cases_dir.rglob("*.md"))


def found(window):
    return {hit.id for hit in window.search_page.result.hits}


def test_a_copy_is_written_when_it_is_saved_and_not_before(window, own_app, opened, original, ask, qtbot):
    ask("都市OS")
    assert CITY in found(window)
    # When a bundled case is to be edited
    editor = opened(lambda: child(original, "case_copy").click())
    # Then the copy is in the form, and in no file
    assert editor.form.case.derived_from.id == CITY
    assert not editor.is_dirty
    assert "収録事例）の写し" in editor._notice.words
    assert "保存すると" in editor._notice.words
    assert files_of(own_app) == []
    # and pressing it again brings the same editor
    child(original, "case_copy").click()
    assert window.cases.editors == (editor,)
    # and searches still find the original
    child(editor, "entry_subtitle").setText("わが町の写し")
    window.update_index()
    qtbot.waitUntil(lambda: window._indexing is None)
    ask("都市OS 会津若松市")
    assert CITY in found(window)
    # When it is saved, Then the copy is there in its place
    with qtbot.waitSignal(window.search_page.answered, timeout=20_000):
        save(editor, qtbot)
    qtbot.waitUntil(lambda: CITY not in found(window) and editor.document_id in found(window))
    (file,) = own_app.paths.own_cases_dir.glob("*.md")
    assert "わが町の写し" in file.read_text(encoding="utf-8")
    assert "保存すると" not in editor._notice.words


def test_a_copy_that_nobody_saved_leaves_nothing(window, own_app, opened, original, qtbot):
    editor = opened(lambda: child(original, "case_copy").click())
    assert editor.close()
    assert window.cases.editors == ()
    assert files_of(own_app) == []
    with own_app.session() as session:
        assert session.unfinished.left() == ()


def test_the_copy_that_there_is_is_opened_instead_of_a_second_one(window, own_app, opened, original, qtbot):
    # Given a copy that was saved and closed a moment ago, so that the index may not know it
    first = opened(lambda: child(original, "case_copy").click())
    child(first, "entry_subtitle").setText("わが町の写し")
    save(first, qtbot)
    copy = first.document_id
    first.close()
    again = opened(lambda: window.cases.act(CaseAct.COPY, CITY))
    assert again.document_id == copy
    again.close()
    # When another start looks it up in the index, Then it is the same; its button says so
    window.update_index()
    qtbot.waitUntil(lambda: window._indexing is None)
    window.cases._copied.clear()
    window.search_page.open_document(CITY)
    button = child(original, "case_copy")
    qtbot.waitUntil(lambda: original.document_id == CITY and button.text() == "写しを編集…")
    again = opened(button.click)
    assert again.document_id == copy
    assert len(list(own_app.paths.own_cases_dir.glob("*.md"))) == 1
    # and when the copy was deleted, a new one is begun
    window.cases.delete(copy)
    qtbot.waitUntil(lambda: list(own_app.paths.own_cases_dir.glob("*.md")) == [])
    new = opened(lambda: window.cases.act(CaseAct.COPY, CITY))
    assert new.document_id == ""


def started_again(app, make_window, qtbot):
    """A new window, in which the person went on with the one text that the program ended with."""
    again = make_window(app)
    with qtbot.waitSignal(again.index_looked_at):
        again.start_work()
    qtbot.waitUntil(lambda: "書きかけ" in again.task_bar.message)
    child(again, "task_look").click()
    qtbot.waitUntil(lambda: len(again.cases.editors) == 1)
    return again


def test_a_copy_that_was_not_saved_comes_back_after_a_crash(own_app, make_window, window, opened, original, qtbot):
    editor = opened(lambda: child(original, "case_copy").click())
    child(editor, "entry_subtitle").setText("わが町の写し")
    editor._recovery.keep()
    with own_app.session() as session:
        qtbot.waitUntil(lambda: len(session.unfinished.left()) == 1)
    # When the program starts again, and the person goes on
    again = started_again(own_app, make_window, qtbot)
    (one,) = again.cases.editors
    # Then it is still a copy that no file holds, and saved it says what it was made from
    assert files_of(own_app) == []
    assert "収録事例）の写し" in one._notice.words
    save(one, qtbot)
    with own_app.session() as session:
        saved = session.own_cases.open(one.document_id)
        assert session.own_cases.original_of(saved.case).change is None
    assert saved.case.derived_from.id == CITY
    assert saved.case.subtitle == "わが町の写し"
    editor.form.show_case(editor._clean)


def test_the_same_case_is_edited_in_one_editor(window, opened, qtbot):
    editor = opened(window.cases.write_new)
    write(editor, "一つだけ")
    save(editor, qtbot)
    window.cases.edit(editor.document_id)
    assert window.cases.editors == (editor,)


def test_what_another_program_wrote_meanwhile_is_kept(window, own_app, opened, qtbot):
    editor = opened(window.cases.write_new)
    write(editor, "はじめの題名")
    save(editor, qtbot)
    file = next(own_app.paths.own_cases_dir.rglob("*.md"))
    file.write_text(file.read_text(encoding="utf-8").replace("はじめの題名", "相手の題名"), encoding="utf-8")
    child(editor, "entry_title").setText("こちらの題名")
    with qtbot.waitSignal(editor.save_over):
        editor.save()
    dialog = child(editor, "differences_dialog")
    with qtbot.waitSignal(editor.save_over):
        dialog.findChild(QPushButton, "differences_keep_both").click()
    texts = [one.read_text(encoding="utf-8") for one in own_app.paths.own_cases_dir.rglob("*.md")]
    assert sum("相手の題名" in text for text in texts) == 1
    assert sum("こちらの題名" in text for text in texts) == 1


def test_a_deleted_case_comes_back_by_undo_and_from_the_wastebasket(window, own_app, opened, qtbot):
    editor = opened(window.cases.write_new)
    write(editor, "消す事例")
    save(editor, qtbot)
    document = editor.document_id
    # When it is deleted, its editor goes too, and undoing is offered
    window.cases.act(CaseAct.DELETE, document)
    qtbot.waitUntil(lambda: "ごみ箱" in window.task_bar.message and not window.task_bar.is_working)
    assert window.cases.editors == ()
    assert list(own_app.paths.own_cases_dir.glob("*.md")) == []
    child(window, "task_look").click()
    qtbot.waitUntil(lambda: len(list(own_app.paths.own_cases_dir.glob("*.md"))) == 1)
    # When it is deleted again and taken out of the list
    window.cases.act(CaseAct.DELETE, document)
    qtbot.waitUntil(lambda: list(own_app.paths.own_cases_dir.glob("*.md")) == [])
    window.findChild(QAction, "action_deleted_cases").trigger()
    qtbot.waitUntil(lambda: window.findChild(QWidget, "wastebasket_dialog") is not None)
    basket = window.findChild(QWidget, "wastebasket_dialog")
    assert "消す事例" in basket.list.topLevelItem(0).text(0)
    child(basket, "wastebasket_take_back").click()
    qtbot.waitUntil(lambda: basket.list.topLevelItemCount() == 0)
    assert len(list(own_app.paths.own_cases_dir.glob("*.md"))) == 1
    basket.close()


def test_what_was_taken_back_takes_only_its_own_offer_away(window, own_app, opened, qtbot):
    # Given a deleted case, and an offer that came later
    editor = opened(window.cases.write_new)
    write(editor, "消す事例")
    save(editor, qtbot)
    window.cases.act(CaseAct.DELETE, editor.document_id)
    qtbot.waitUntil(lambda: window.task_bar.has_offer)
    window.task_bar.keep("事例集が更新されました", lambda: None)
    # When the case is taken back
    with own_app.session() as session:
        deleted = session.own_cases.deleted()
    window.cases.take_back(deleted)
    qtbot.waitUntil(lambda: len(list(own_app.paths.own_cases_dir.glob("*.md"))) == 1)
    qtbot.waitUntil(lambda: len(window.task_bar._kept) == 1)
    # Then the other offer is still there
    assert [one[0] for one in window.task_bar._kept] == ["事例集が更新されました"]


def press_undo(window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    box = window.search_page.pane.box
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_undo_takes_back_what_was_done_last_the_deletion_or_what_was_typed(window, own_app, opened, qtbot):
    # Given words in the search box, and after that a case that was deleted
    window.show()
    editor = opened(window.cases.write_new)
    write(editor, "消す事例")
    save(editor, qtbot)
    document = editor.document_id
    box = window.search_page.pane.box
    box.clear()
    qtbot.keyClicks(box, "abc")
    window.cases.act(CaseAct.DELETE, document)
    undo = window.findChild(QAction, "action_undo")
    qtbot.waitUntil(undo.isEnabled)
    assert "消す事例" in undo.text()
    # When the person presses Ctrl+Z in the box, Then the case is back, and the words stay
    press_undo(window, qtbot)
    qtbot.waitUntil(lambda: len(list(own_app.paths.own_cases_dir.glob("*.md"))) == 1)
    assert box.text() == "abc"
    assert not undo.isEnabled()
    # and once more takes back what was typed
    press_undo(window, qtbot)
    assert box.text() != "abc"


def test_undo_takes_back_what_was_typed_after_the_deletion(window, own_app, opened, qtbot):
    # Given a case that was deleted, and words that were typed since
    window.show()
    editor = opened(window.cases.write_new)
    write(editor, "消す事例")
    save(editor, qtbot)
    window.cases.act(CaseAct.DELETE, editor.document_id)
    undo = window.findChild(QAction, "action_undo")
    qtbot.waitUntil(undo.isEnabled)
    box = window.search_page.pane.box
    box.clear()
    qtbot.keyClicks(box, "abc")
    # When Ctrl+Z is pressed, Then the words go and the case stays where it is
    press_undo(window, qtbot)
    assert box.text() != "abc"
    assert undo.isEnabled()
    assert list(own_app.paths.own_cases_dir.glob("*.md")) == []
    # and where nothing typed is left, the case comes back
    while box.isUndoAvailable():
        press_undo(window, qtbot)
    press_undo(window, qtbot)
    qtbot.waitUntil(lambda: len(list(own_app.paths.own_cases_dir.glob("*.md"))) == 1)


def test_a_file_is_attached(window, own_app, opened, qtbot, tmp_path):
    editor = opened(window.cases.write_new)
    write(editor, "写真のある事例")
    save(editor, qtbot)
    picture = tmp_path / "窓口.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    window.cases.choose_file = lambda _parent: str(picture)
    window.cases.act(CaseAct.ATTACH, editor.document_id)
    qtbot.waitUntil(lambda: any(file.suffix == ".png" for file in own_app.paths.own_cases_dir.rglob("*")))
    qtbot.waitUntil(lambda: bool(editor.form.case.images))
    assert not editor.is_dirty
    # and that is still said when the index has taken the file over
    qtbot.waitUntil(lambda: window._indexing is None and not window.task_bar.is_working)
    assert "添付しました" in window.task_bar.message


def test_the_window_asks_before_it_closes_over_what_is_written(window, opened, monkeypatch):
    editor = opened(window.cases.write_new)
    write(editor, "まだ書いている")

    def answer(button):
        return lambda box: box.findChild(QPushButton, button).click() or 0

    monkeypatch.setattr(QMessageBox, "exec", answer("case_unsaved_back"))
    assert not window.close()
    monkeypatch.setattr(QMessageBox, "exec", answer("case_unsaved_discard"))
    assert window.close()


def test_what_was_written_when_the_program_ended_is_offered_again(own_app, make_window, opened, window, qtbot):
    editor = opened(window.cases.write_new)
    write(editor, "書きかけ")
    editor._recovery.keep()
    with own_app.session() as session:
        qtbot.waitUntil(lambda: len(session.unfinished.left()) == 1)
    # When the program starts again
    again = started_again(own_app, make_window, qtbot)
    assert again.cases.editors[0].form.case.title == "書きかけ"
    assert again.cases.editors[0].is_dirty
    for one in (*again.cases.editors, editor):
        one.form.show_case(one._clean)


def test_a_draft_does_not_go_over_what_was_written_since(own_app, make_window, opened, window, qtbot):
    # Given changes of an own case that were not saved when the program ended, and a colleague who wrote into its file
    editor = opened(window.cases.write_new)
    write(editor, "はじめの題")
    save(editor, qtbot)
    write(editor, "書きかけの題")
    editor._recovery.keep()
    with own_app.session() as session:
        qtbot.waitUntil(lambda: len(session.unfinished.left()) == 1)
        place = session.own_cases.open(editor.document_id).place
    theirs = place.read_text(encoding="utf-8").replace("はじめの題", "同僚の題")
    place.write_text(theirs, encoding="utf-8")
    # When the program starts again, and the person goes on and saves
    again = started_again(own_app, make_window, qtbot)
    (one,) = again.cases.editors
    assert one.form.case.title == "書きかけの題"
    one.save()
    # Then both versions are shown, and the colleague's is still in the file
    qtbot.waitUntil(lambda: one.findChild(QWidget, "differences_dialog") is not None)
    assert place.read_text(encoding="utf-8") == theirs
    for each in (one, editor):
        each.form.show_case(each._clean)


def test_a_window_that_only_reads_leaves_all_of_it_out(own_app, make_window, qtbot):
    reading = make_window(own_app.for_reading())
    with qtbot.waitSignal(reading.search_page.answered):
        reading.start_work()
    for name in ("new_case", "deleted_cases"):
        assert not reading.findChild(QAction, f"action_{name}").isEnabled()
    reading.search_page.reader.open(CITY, is_note=False)
    qtbot.waitUntil(lambda: reading.search_page.case.document_id == CITY)
    acts = reading.search_page.case.view.marks.acts
    for name in ("case_edit", "case_copy"):
        assert not acts.findChild(QWidget, name).isVisible()
