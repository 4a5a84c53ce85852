"""The window keeps the index in step with the files, and says so."""

from __future__ import annotations

import shutil
import threading

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from kb_app.base.paths import AppPaths
from kb_app.base.settings import Settings
from kb_app.bootstrap import open_app
from kb_app.services.indexing import Indexing


def action(window, name):
    found = window.findChild(QAction, f"action_{name}")
    assert found is not None
    return found


def test_f5_picks_up_a_changed_file(small_app, make_window, qtbot):
    # Given a library whose document is open
    window = make_window(small_app)
    with qtbot.waitSignal(window.index_looked_at):
        window.start_work()
    page = window.search_page
    if page.result is None or not page.result.total:
        with qtbot.waitSignal(page.answered):
            pass
    before = page.result.total
    # When a file goes and the person presses F5
    next(iter(small_app.paths.library_dir.glob("*.md"))).unlink()
    with qtbot.waitSignal(window.index_looked_at):
        action(window, "reload").trigger()
    with qtbot.waitSignal(page.answered):
        pass
    # Then it is gone from the list too
    assert page.result.total == before - 1


def test_the_first_start_fills_the_list_by_itself_when_the_index_is_made(small_app, make_window, qtbot):
    # Given no index
    assert not small_app.paths.index_dir.exists()
    window = make_window(small_app)
    page = window.search_page
    heard = []
    page.answered.connect(lambda: heard.append(page.pane.shows_notice))
    # When the window begins its work
    window.start_work()
    qtbot.waitUntil(lambda: page.result is not None and page.result.total == 6)
    # Then it first said that the index is being made, and then listed the documents
    assert heard[0] is True
    assert not page.pane.shows_notice


def test_a_first_index_is_searched_while_it_is_made(small_app, make_window, qtbot, monkeypatch):
    # Given no index, and a run that has committed two documents and takes its time for the others
    monkeypatch.setattr("kb_app.search.index.FIRST_BATCH", 2)
    monkeypatch.setattr("kb_app.ui.main_window._SECONDS_BETWEEN_TRIES", 0.0)
    update, go_on = Indexing.update, threading.Event()

    def slowly(self, report, **options):
        def wait(progress):
            if progress.done > 3:
                go_on.wait(0.1)
            report(progress)
            if progress.done > 4:
                go_on.wait(20)

        return update(self, wait, **options)

    monkeypatch.setattr(Indexing, "update", slowly)
    window = make_window(small_app)
    page = window.search_page
    # When the window begins its work, then those two are listed before the run is over
    window.start_work()
    qtbot.waitUntil(lambda: page.result is not None and page.result.total == 2)
    assert window.task_bar.is_working
    go_on.set()
    qtbot.waitUntil(lambda: page.result.total == 6)


def test_pressing_f5_compares_contents_and_says_what_it_does(window, qtbot, monkeypatch):
    asked = []
    update = Indexing.update

    def note(self, report, **options):
        asked.append(options)
        return update(self, report, **options)

    monkeypatch.setattr(Indexing, "update", note)
    said = []
    monkeypatch.setattr(window.task_bar, "show_progress", lambda label, _progress: said.append(label))
    with qtbot.waitSignal(window.index_looked_at):
        action(window, "reload").trigger()
    assert asked == [{"rebuild": False, "thorough": True}]
    assert set(said) == {"変わったファイルを探しています"}


def test_coming_back_to_the_window_looks_for_changed_files(window, qtbot, monkeypatch):
    # Given a window that looked a while ago
    monkeypatch.setattr("kb_app.ui.main_window._SECONDS_BETWEEN_LOOKS", -1.0)
    # When it becomes active
    program = QApplication.instance()
    assert isinstance(program, QApplication)
    with qtbot.waitSignal(window.index_looked_at):
        program.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)


def test_rebuilding_can_be_stopped_and_says_so(window, qtbot, monkeypatch):
    # Given an index that is being made anew, in a library that reports its progress
    action(window, "rebuild").trigger()
    # When the person stops it
    window.task_bar.cancelled.emit()
    with qtbot.waitSignal(window.index_looked_at):
        pass
    # Then the window says how it ended: stopped, or already done
    assert window.task_bar.isVisible()
    assert window.task_bar.message
    # And the index can be made again
    with qtbot.waitSignal(window.index_looked_at):
        action(window, "rebuild").trigger()
    qtbot.waitUntil(lambda: window.search_page.result is not None and window.search_page.result.total > 40)


def test_trouble_with_the_index_is_said_with_a_way_on(indexed_app, make_window, qtbot, tmp_path):
    # Given a data folder that is no folder
    (tmp_path / "file").write_text("", encoding="utf-8")
    paths = AppPaths(indexed_app.paths.library_dir, indexed_app.paths.resources_dir, tmp_path / "file")
    window = make_window(open_app(paths, Settings(theme="light")))
    # When the window begins its work
    with qtbot.waitSignal(window.index_looked_at):
        window.start_work()
    # Then it says what is wrong and what to do, and goes on living
    page = window.search_page
    qtbot.waitUntil(lambda: page.pane.shows_notice and "原因" in window.task_bar.message)
    assert page.pane.notice.isVisible()


def test_a_damaged_index_is_made_anew_by_itself(small_app, make_window, qtbot):
    # Given a window over a library, whose index is then destroyed
    window = make_window(small_app)
    page = window.search_page
    window.start_work()
    qtbot.waitUntil(lambda: page.result is not None and page.result.total == 6)
    shutil.rmtree(small_app.paths.index_dir)
    # When the person searches
    with qtbot.waitSignal(page.answered):
        page.pane.box.search_for("窓口")
    assert page.failed
    # Then it is made again, and the answer comes without another word
    qtbot.waitUntil(lambda: not page.failed and page.result.query.text == "窓口" and page.result.searched == 6)
