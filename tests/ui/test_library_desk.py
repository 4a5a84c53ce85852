"""Packs of cases in the window: opened, agreed to, taken in; what changed is told until the person has seen it."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QWidget

from kb_app.bootstrap import App
from kb_app.domain.content_pack import Consent
from kb_app.domain.differences import differences
from kb_app.ui.dialogs.differences_dialog import DifferencesDialog
from kb_app.ui.dialogs.library_changes_dialog import LibraryChangesDialog, case_difference_dialog
from tests.packs import FINGERPRINT, NEWER, SIGNER, cases_of, changed_cases, pack_bytes

CHANGED, GONE, NEW = "bandai-dx-office", "aizuwakamatsu-city-os-portal", "brand-new"


@pytest.fixture
def pack(office, tmp_path):
    """A newer pack; the first case of the library is gone in it, the second one changed, one is new."""
    file = tmp_path / "newer.dxpack"
    file.write_bytes(pack_bytes(changed_cases(office.paths.bundled_dir)))
    return file


@pytest.fixture
def begin(make_window, japanese, english, qtbot):
    def opened(app):
        made = make_window(app)
        with qtbot.waitSignal(made.index_looked_at):
            made.start_work()
        return made

    return opened


@pytest.fixture
def window(office, begin, qtbot):
    made = begin(office)
    qtbot.waitUntil(office.paths.seen_library.exists)
    return made


def opened_pack(window, file, qtbot):
    """The dialog of a pack, looked at."""
    window.bundled.open_pack(file)
    dialog = window.bundled._dialog
    qtbot.waitUntil(lambda: dialog.offer is not None or dialog.said.is_warning)
    return dialog


def listed(window):
    return next((one for one in window.findChildren(LibraryChangesDialog) if one.isVisible()), None)


def compared(window):
    return next((one for one in window.findChildren(DifferencesDialog) if one.isVisible()), None)


def shown_lines(box):
    return [label.text() for label in box.findChildren(QLabel) if label.isVisible()]


def ids(window):
    return {hit.id for hit in window.search_page.result.hits}


def test_an_unknown_signer_is_said_and_nothing_is_agreed_to_by_itself(window, office, pack, qtbot):
    # Given a pack of somebody unknown
    dialog = opened_pack(window, pack, qtbot)
    # Then that is said with the claimed name, the fingerprint stands there, and it cannot be taken in
    assert SIGNER in dialog.said.sentence
    assert dialog.said.is_warning
    assert FINGERPRINT in dialog._facts.words
    assert not dialog.go.isEnabled()
    assert dialog.accept_signer.isVisible()
    assert not dialog.accept_signer.isChecked()
    assert not dialog.remember.isEnabled()
    # When the dialog is closed, then nothing has changed
    dialog.close_button.click()
    assert not office.library_moved()
    assert not (office.paths.library_room / "signers.json").exists()


def test_a_pack_that_is_agreed_to_takes_the_place_of_the_cases(window, office, pack, qtbot):
    # Given an open window with a document that will change
    window.search_page.open_document(CHANGED)
    qtbot.waitUntil(lambda: window.search_page.case.document_id == CHANGED)
    assert not window.search_page.case.view.changed.isVisible()
    # When a pack is agreed to and taken in
    dialog = opened_pack(window, pack, qtbot)
    dialog.accept_signer.click()
    dialog.remember.click()
    assert dialog.go.isEnabled()
    dialog.go.click()
    # Then the list has the new cases without a start, and the settings say so
    qtbot.waitUntil(lambda: NEW in ids(window), timeout=30_000)
    assert GONE not in ids(window)
    assert office.library.edition.text == NEWER
    window.show_page("settings")
    assert NEWER in window.findChild(QLabel, "setting_library").text()
    # and the signer is known the next time
    window.show_page("search")
    dialog = opened_pack(window, pack, qtbot)
    assert not dialog.accept_signer.isVisible()
    assert dialog.go.isEnabled()
    assert SIGNER in dialog._facts.words


def test_another_key_in_a_known_name_is_an_alarm(window, office, pack, qtbot):
    # Given a signer who is known, and a pack that another key has signed in the same name
    office.packs().apply(pack, Consent(FINGERPRINT, remember=True))
    pack.write_bytes(pack_bytes(changed_cases(office.paths.bundled_dir), "2031.1", key=bytes(32)))
    # When it is opened
    dialog = opened_pack(window, pack, qtbot)
    # Then both fingerprints stand in a warning, and nothing is agreed to by itself
    assert dialog.said.is_warning
    assert f"“{SIGNER}” is known with another fingerprint ({FINGERPRINT})" in dialog.said.sentence
    assert dialog.offer.signer.fingerprint in dialog.said.sentence
    assert not dialog.go.isEnabled()
    dialog.reject()


def test_files_of_a_pack_that_have_to_be_mended_are_named(window, office, pack, qtbot):
    # Given a pack with a file that nobody can read
    cases = changed_cases(office.paths.bundled_dir)
    pack.write_bytes(pack_bytes(cases | {"garbage.md": b"\x81\x00\xff"}))
    # When it is opened Then the file is named with what is wrong, and the rest can be taken in
    dialog = opened_pack(window, pack, qtbot)
    assert "garbage.md: the characters are in no known encoding" in dialog._facts.words
    assert "Not every case" in dialog.said.sentence
    dialog.accept_signer.click()
    assert dialog.go.isEnabled()
    dialog.reject()
    # and one with two cases of one id cannot
    pack.write_bytes(pack_bytes(cases | {"zz.md": cases["municipalities/brand-new.md"]}))
    dialog = opened_pack(window, pack, qtbot)
    assert "two of its cases have one id" in dialog.said.sentence
    assert not dialog.go.isEnabled()
    dialog.reject()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names in folders")
def test_a_pipe_is_refused_in_the_window_too(window, tmp_path, qtbot):
    os.mkfifo(tmp_path / "pipe.dxpack")
    dialog = opened_pack(window, tmp_path / "pipe.dxpack", qtbot)
    assert "it is no ordinary file" in dialog.said.sentence
    dialog.reject()


def test_a_known_signer_is_forgotten_on_the_settings_page(window, office, pack, qtbot):
    # Given a window in which nobody is known
    window.show_page("settings")
    box = window.findChild(QWidget, "setting_signers")
    nobody = ["No signer is known: every pack is asked about."]
    qtbot.waitUntil(lambda: shown_lines(box) == nobody)
    window.show_page("search")
    # When a signer is accepted for good, then the settings list the name and the fingerprint
    office.packs().apply(pack, Consent(FINGERPRINT, remember=True))
    window.show_page("settings")
    qtbot.waitUntil(lambda: shown_lines(box) == [SIGNER, FINGERPRINT, "accepted here"])
    # When it is forgotten, then it is gone there and in the program
    said: list[str] = []
    window._events.message.connect(said.append)
    box.findChild(QPushButton, "setting_signers_forget").click()
    assert office.packs().signers() == ()
    assert said == [f"Forgotten: {SIGNER}"]
    qtbot.waitUntil(lambda: shown_lines(box) == nobody)


@pytest.mark.parametrize("text_scale", [100, 150])
@pytest.mark.parametrize("is_damaged", [False, True])
def test_the_signers_do_not_make_the_settings_wider_than_a_small_window(
    window, office, pack, qtbot, is_damaged, text_scale
):
    # Given a signer with a long name who is known, or a list of those that cannot be read
    pack.write_bytes(pack_bytes(changed_cases(office.paths.bundled_dir), name="自治体デジタル推進協議会" * 5))
    office.packs().apply(pack, Consent(FINGERPRINT, remember=True))
    if is_damaged:
        (office.paths.library_room / "signers.json").write_text("{", encoding="utf-8")
    # When the settings are shown in a small window
    window.resize(820, 700)
    window.show_page("settings")
    sizes = window.findChild(QWidget, "setting_text_scale")
    sizes.setCurrentIndex(sizes.findData(text_scale))
    sizes.activated.emit(sizes.currentIndex())
    box = window.findChild(QWidget, "setting_signers")
    qtbot.waitUntil(lambda: bool(shown_lines(box)))
    # Then nothing of them lies beside it
    page = next(page for page in window.findChildren(QScrollArea) if page.isAncestorOf(box))
    qtbot.waitUntil(lambda: page.horizontalScrollBar().maximum() == 0, timeout=2000)


def test_what_changed_is_told_listed_and_compared_until_it_was_seen(window, office, pack, qtbot):
    # Given a pack that was taken in
    dialog = opened_pack(window, pack, qtbot)
    dialog.accept_signer.click()
    dialog.go.click()
    # Then the line at the bottom tells it
    bar = window.task_bar
    qtbot.waitUntil(lambda: bar.has_offer and "1 new, 1 changed, 1 removed" in bar._kept[-1][0], timeout=30_000)
    qtbot.waitUntil(lambda: NEW in ids(window), timeout=30_000)
    # When the person looks, then each case is listed
    bar._kept[-1][1]()
    qtbot.waitUntil(lambda: listed(window) is not None)
    changes = listed(window)
    assert [changes.list.item(row).text().split(":")[0] for row in range(3)] == ["New", "Changed", "Removed"]
    # and the difference of the changed one can be seen
    changes.list.setCurrentRow(1)
    changes.look.click()
    qtbot.waitUntil(lambda: compared(window) is not None)
    assert "あとから分かったこと。" in compared(window).text.toPlainText()
    # When that was seen, then it is told no more
    compared(window).findChild(object, "differences_seen").click()
    qtbot.waitUntil(lambda: changes.list.count() == 2)
    # and when all were seen, nothing is left
    changes.all_seen.click()
    qtbot.waitUntil(lambda: not bar.has_offer)
    window.bundled.show_changes()
    qtbot.waitUntil(lambda: listed(window) is not None and listed(window).list.count() == 0)
    assert not listed(window).all_seen.isEnabled()
    listed(window).reject()


def test_the_reader_says_that_a_case_was_changed(office, begin, pack, qtbot):
    # Given an update that came while the program was closed
    with office.session() as session:
        session.news.look()
    office.packs().apply(pack, Consent(FINGERPRINT))
    office.reread_library()
    window = begin(office)
    # When a changed case is opened, then its head says so
    window.search_page.open_document(CHANGED)
    qtbot.waitUntil(lambda: window.search_page.case.document_id == CHANGED)
    line = window.search_page.case.view.changed
    assert line.isVisible()
    # and the way there shows the difference
    line.look.click()
    qtbot.waitUntil(lambda: compared(window) is not None)
    # When it was seen, then the line goes
    compared(window).findChild(object, "differences_seen").click()
    qtbot.waitUntil(lambda: not line.isVisible())
    # and one that is new says nothing
    window.search_page.open_document(NEW)
    qtbot.waitUntil(lambda: window.search_page.case.document_id == NEW)
    assert not line.isVisible()


def test_a_pack_that_is_opened_before_the_first_look_is_told_too(office, make_window, japanese, english, pack, qtbot):
    # Given a window that has not looked at its library yet, as at a first start with a pack
    assert not office.paths.seen_library.exists()
    window = make_window(office)
    # When the pack is taken in at once
    dialog = opened_pack(window, pack, qtbot)
    dialog.accept_signer.click()
    dialog.go.click()
    # Then what it changed is told all the same
    qtbot.waitUntil(lambda: window.task_bar.has_offer, timeout=30_000)
    assert "1 new, 1 changed, 1 removed" in window.task_bar._kept[-1][0]


def test_an_update_is_news_once(office, begin, pack, qtbot, make_window):
    # Given an update that a first start told
    with office.session() as session:
        session.news.look()
    office.packs().apply(pack, Consent(FINGERPRINT))
    office.reread_library()
    first = begin(office)
    qtbot.waitUntil(lambda: first.task_bar.has_offer)
    first.close()
    # When the program is started again
    second = begin(office)
    with qtbot.waitSignal(second.search_page.answered):
        second.search_page.search()
    told: list[object] = []
    second.bundled._look(told.append)
    qtbot.waitUntil(lambda: bool(told))
    # Then the line does not come again, and the menu still shows what changed
    assert told[0]
    assert not second.task_bar.has_offer
    second._actions["library_changes"].trigger()
    qtbot.waitUntil(lambda: listed(second) is not None)
    assert listed(second).list.count() == 3
    listed(second).reject()


def test_a_pack_that_was_tampered_with_says_why_and_offers_nothing(window, office, pack, qtbot):
    data = bytearray(pack.read_bytes())
    data[len(data) // 2] ^= 0xFF
    pack.write_bytes(bytes(data))
    dialog = opened_pack(window, pack, qtbot)
    assert dialog.said.sentence.startswith("The pack of cases was not taken in. Cause: ")
    assert dialog.offer is None
    assert not dialog.go.isEnabled()
    assert not dialog.findChild(QLabel, "pack_note").isVisible()
    dialog.close_button.click()
    assert not office.library_moved()


def test_an_older_pack_has_a_tick_of_its_own(window, office, pack, tmp_path, qtbot):
    older = tmp_path / "older.dxpack"
    older.write_bytes(pack_bytes(cases_of(office.paths.bundled_dir), "2020.1"))
    dialog = opened_pack(window, older, qtbot)
    assert "older" in dialog.said.sentence
    dialog.accept_signer.click()
    assert not dialog.go.isEnabled()
    dialog.older.click()
    assert dialog.go.isEnabled()
    assert dialog.findChild(QLabel, "pack_note").isVisible()
    dialog.close_button.click()


def test_a_pack_that_cannot_be_written_leaves_the_dialog_with_the_cause(window, office, pack, qtbot, monkeypatch):
    # Given a pack that is agreed to, and a file in the way of the folder that it would be put into
    dialog = opened_pack(window, pack, qtbot)
    dialog.accept_signer.click()
    from kb_app.storage import library_room

    def full(*_words):
        raise OSError(28, "full")

    monkeypatch.setattr(library_room, "_write", full)
    # When it is taken in
    dialog.go.click()
    qtbot.waitUntil(lambda: "full" in dialog.said.sentence)
    # Then nothing has changed, and it can be tried again
    assert not office.library_moved()
    assert dialog.go.isEnabled()
    dialog.close_button.click()


def test_a_pack_that_a_command_took_in_is_shown_when_the_person_comes_back(window, office, pack, qtbot):
    # Given a window, and a command that takes a pack in meanwhile
    office.packs().apply(pack, Consent(FINGERPRINT))
    # When the window looks
    window.bundled.look_for_other_library()
    # Then it shows those cases
    qtbot.waitUntil(lambda: NEW in ids(window), timeout=30_000)
    assert GONE not in ids(window)


def test_reload_shows_a_pack_that_a_command_took_in(window, office, pack, qtbot):
    # Given a window that the person stays in, and a command that takes a pack in meanwhile
    office.packs().apply(pack, Consent(FINGERPRINT))
    # When the person asks for what is there now (F5)
    window.findChild(QAction, "action_reload").trigger()
    # Then it is those cases
    qtbot.waitUntil(lambda: NEW in ids(window), timeout=30_000)
    assert GONE not in ids(window)


def test_the_files_of_a_pack_are_not_looked_at_where_the_window_is_drawn(window, office, pack, qtbot, monkeypatch):
    # Given a pack that a command took in, and a disk that lets everybody wait
    office.packs().apply(pack, Consent(FINGERPRINT))
    looked, library_moved = [], App.library_moved

    def noted(app):
        looked.append(threading.current_thread())
        return library_moved(app)

    monkeypatch.setattr(App, "library_moved", noted)
    # When the person comes back to the window
    window.bundled.look_for_other_library()
    # Then another thread looks, and its answer counts
    qtbot.waitUntil(lambda: NEW in ids(window), timeout=30_000)
    assert looked
    assert threading.main_thread() not in looked


def test_a_changed_case_that_is_opened_is_the_chosen_one_of_the_list(window, office, pack, qtbot):
    # Given a pack that was taken in, and a list in which the other case is open
    page = window.search_page
    office.packs().apply(pack, Consent(FINGERPRINT))
    window.bundled.look_for_other_library()
    qtbot.waitUntil(lambda: NEW in ids(window), timeout=30_000)
    page.list_documents(frozenset({NEW, CHANGED}))
    qtbot.waitUntil(lambda: ids(window) == {NEW, CHANGED})
    page.pane.list.setCurrentIndex(page.pane.list.model().index(page.pane.list.model().row_of(NEW)))
    qtbot.waitUntil(lambda: page.case.document_id == NEW)
    # When a case is opened from the list of what has changed
    window.bundled.show_changes()
    qtbot.waitUntil(lambda: listed(window) is not None)
    changes = listed(window)
    changes.list.setCurrentRow(next(row for row in range(3) if "Changed" in changes.list.item(row).text()))
    changes.open_case.click()
    qtbot.waitUntil(lambda: page.case.document_id == CHANGED)
    # Then it alone is the chosen one
    assert page.pane.list.chosen_id == CHANGED
    chosen = page.pane.list.selectionModel().selectedIndexes()
    assert [page.pane.list.model().hit(index.row()).id for index in chosen] == [CHANGED]


def test_a_case_that_is_opened_and_not_listed_leaves_none_chosen(window, qtbot):
    # Given a list without a case, in which another one is open
    page = window.search_page
    page.list_documents(frozenset({GONE}))
    qtbot.waitUntil(lambda: ids(window) == {GONE})
    page.pane.list.choose_first()
    qtbot.waitUntil(lambda: page.case.document_id == GONE)
    # When the case is opened from elsewhere
    window.bundled.document_wanted.emit(CHANGED)
    qtbot.waitUntil(lambda: page.case.document_id == CHANGED)
    # Then the list does not say that it is the other one
    assert page.pane.list.chosen_id == ""
    assert page.pane.list.selectionModel().selectedIndexes() == []


def test_what_was_seen_takes_only_its_own_news_away(window, office, pack, qtbot):
    # Given news of the cases, and an offer that came later
    office.packs().apply(pack, Consent(FINGERPRINT))
    window.bundled.look_for_other_library()
    bar = window.task_bar
    qtbot.waitUntil(lambda: bar.has_offer, timeout=30_000)
    bar.keep("A case is in the wastebasket.", lambda: None)
    # When everything was seen
    window.bundled._mark_seen(None)
    qtbot.waitUntil(lambda: len(bar._kept) == 1)
    # Then the offer is still there
    assert bar.message == "A case is in the wastebasket."


def test_files_that_are_opened_go_where_they_belong(window, pack, tmp_path, qtbot):
    # Given a pack and a text
    text = tmp_path / "資料.md"
    text.write_text("# ぺんぎん窓口\n\n豊中市の取組。\n", encoding="utf-8")
    # When both are opened with the program, one after the other
    window.open_files([text])
    window.open_files([pack])
    # Then the pack is shown, and the text in the preview of an import
    qtbot.waitUntil(lambda: window.bundled._dialog is not None and window._transfers._dialog is not None)
    imports = window._transfers._dialog
    qtbot.waitUntil(lambda: imports.step is imports.preview)
    qtbot.waitUntil(lambda: window.bundled._dialog.offer is not None)
    window.bundled._dialog.close_button.click()
    imports.reject()


def test_a_window_that_only_reads_says_that_it_opens_nothing(office, make_window, english, pack):
    window = make_window(office.for_reading())
    assert not window._actions["update_library"].isEnabled()
    for file in (pack, Path("x.md")):
        window.task_bar.finish("")
        window._opened.open([file])
        assert "only reads" in window.task_bar.message
    assert window.bundled._dialog is None


@pytest.mark.parametrize(("now", "is_said"), [("題名：一", True), ("題名：二", False)])
def test_a_change_that_changes_nothing_of_what_a_case_says_is_said(theme, english, qtbot, now, is_said):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = case_difference_dialog("題", differences("題名：一", now), theme, parent, read_only=True)
    said = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert ("only details of its file have changed" in said) == is_said
