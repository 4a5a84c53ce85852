"""Backups in the window: one a day by itself, one by hand, and back to one of them while the window stays open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from kb_app.domain.query import FilterAxis

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from kb_app.bootstrap import App
    from kb_app.ui.main_window import MainWindow

CASE = "kosai-line-chatbot"


@pytest.fixture
def window(office: App, make_window: Callable[[App], MainWindow], qtbot: QtBot) -> MainWindow:
    made = make_window(office)
    with qtbot.waitSignal(made.index_looked_at):
        made.start_work()
    return made


def backups(app: App) -> list[str]:
    return sorted(info.stamp.kind for info in app.backup().list())


def test_the_backup_of_today_is_made_by_itself_once(window: MainWindow, office: App, qtbot: QtBot):
    qtbot.waitUntil(lambda: backups(office) == ["daily"])
    with qtbot.waitSignal(window._events.message, timeout=300, raising=False):
        window._keeping.back_up_today()
    assert backups(office) == ["daily"]


def test_a_place_that_is_away_is_said_and_the_backup_is_made_here(
    office: App, make_window: Callable[[App], MainWindow], qtbot: QtBot, tmp_path: Path
):
    office.save_settings(office.settings.__class__(theme="light", backup_dir=str(tmp_path / "away" / "share")))
    window = make_window(office)
    with qtbot.waitSignal(window.index_looked_at):
        window.start_work()
    qtbot.waitUntil(lambda: "2つ目の保存先" in window.task_bar.message)
    assert backups(office) == ["daily"]


def test_everything_goes_into_one_file_by_hand(
    window: MainWindow, office: App, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with office.session() as session:
        session.notes.add(CASE, "控えに入るメモ")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_words: (str(tmp_path / "控え"), ""))
    window._actions["backup"].trigger()
    qtbot.waitUntil(lambda: "控え.zip" in window.task_bar.message)
    assert office.backup().preview(tmp_path / "控え.zip").counts.notes == 1


def test_going_back_shows_what_was_there_and_can_itself_be_taken_back(
    window: MainWindow, office: App, qtbot: QtBot, tmp_path: Path
):
    # Given a backup with a note and a tag, and other words since
    with office.session() as session:
        note = session.notes.add(CASE, "前の文")
        session.annotations.add_tags([CASE], ["前のタグ"])
    file = tmp_path / "b.zip"
    office.backup().write(file)
    page = window.search_page
    page.open_document(CASE)
    qtbot.waitUntil(lambda: page.case.notes is not None and page.case.notes.editor.text.plain_text == "前の文")
    assert page.case.notes is not None
    editor = page.case.notes.editor
    editor.text.textCursor().insertText("後の文 ")
    # When the window goes back, with words that were not saved yet
    with qtbot.waitSignal(window._keeping.restored, timeout=20000):
        window._keeping.restore(file)
    # Then the note is as it was, in the editor and on the disk, and search knows
    qtbot.waitUntil(lambda: editor.text.plain_text == "前の文")
    with office.session() as session:
        assert session.notes.note(note.id).text == "前の文"
    qtbot.waitUntil(lambda: count_of(window, "前のタグ") == 1, timeout=20000)
    qtbot.waitUntil(lambda: "に戻しました" in window.task_bar.message, timeout=20000)
    # and what was written before is not lost: it can be gone back to in turn
    before = next(info for info in office.backup().list() if info.stamp.kind == "before-restore")
    with qtbot.waitSignal(window._keeping.restored, timeout=20000):
        window._keeping.restore(before.path)
    qtbot.waitUntil(lambda: editor.text.plain_text == "後の文 前の文")


def count_of(window: MainWindow, tag: str) -> int:
    result = window.search_page.result
    return result.choices[FilterAxis.TAG].get(tag, 0) if result is not None else -1


def test_a_backup_that_is_none_is_refused_in_words_and_nothing_changes(
    window: MainWindow, office: App, qtbot: QtBot, tmp_path: Path
):
    with office.session() as session:
        session.notes.add(CASE, "残るメモ")
    (tmp_path / "b.zip").write_bytes(b"PK no zip")
    window._keeping.restore(tmp_path / "b.zip")
    qtbot.waitUntil(lambda: bool(window.task_bar.message) and not window.task_bar.is_working)
    assert "控え" in window.task_bar.message
    with office.session() as session:
        assert [note.text for note in session.notes.every()] == ["残るメモ"]
    # and the window goes on: a note can be written
    page = window.search_page
    page.open_document(CASE)
    qtbot.waitUntil(lambda: page.case.document_id == CASE)


def test_the_backups_are_offered_in_a_dialog(window: MainWindow, office: App, qtbot: QtBot):
    qtbot.waitUntil(lambda: backups(office) == ["daily"])
    window._actions["restore"].trigger()
    qtbot.waitUntil(lambda: any(one.objectName() == "restore_dialog" for one in QApplication.topLevelWidgets()))
    dialog = next(one for one in QApplication.topLevelWidgets() if one.objectName() == "restore_dialog")
    dialog.close()


def test_nothing_can_be_written_while_the_data_is_replaced(
    window: MainWindow, office: App, qtbot: QtBot, tmp_path: Path
):
    office.backup().write(tmp_path / "b.zip")
    undo_before = window._actions["undo"].isEnabled()
    window._keeping.restore(tmp_path / "b.zip")
    assert not window._pages.isEnabled()
    assert not window._actions["new_note"].isEnabled()
    qtbot.waitSignal(window._keeping.restore_ended, timeout=20000).wait()
    assert window._pages.isEnabled()
    assert window._actions["new_note"].isEnabled()
    assert window._actions["undo"].isEnabled() == undo_before


def test_nothing_is_restored_while_a_note_cannot_be_saved(
    window: MainWindow, office: App, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    office.backup().write(tmp_path / "b.zip")
    monkeypatch.setattr(window._added, "save_all", lambda: False)
    window._keeping.restore(tmp_path / "b.zip")
    assert window._pages.isEnabled()
    assert "保存できていないメモ" in window.task_bar.message
    monkeypatch.undo()
