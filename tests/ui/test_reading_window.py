"""A window that only reads: it searches and shows, and whatever would write is left out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QPushButton

from kb_app.base.settings import Settings
from kb_app.bootstrap import open_app
from tests.case_files import GOOD, write


def content(folder):
    """Every file with its bytes; SQLite's list of readers changes with every reader."""
    return {
        str(place.relative_to(folder)): place.read_bytes()
        for place in sorted(folder.rglob("*"))
        if place.is_file() and not place.name.endswith("-shm")
    }


@pytest.fixture
def indexed_before(small_app):
    with small_app.session() as session:
        session.indexing.update()
    return small_app


def test_it_searches_and_writes_nothing(indexed_before, make_window, qtbot):
    # Given a library that another program indexed and has open, and a new file that is not in the index yet
    app = indexed_before.for_reading()
    assert (app.read_only, indexed_before.read_only) == (True, False)
    write(app.paths.library_dir / "new.md", GOOD)
    with indexed_before.session():
        before = content(app.paths.data_dir)
        # When a window is opened that only reads, and the person searches, reads, presses F5 and changes a setting
        window = make_window(app)
        window.start_work()
        page = window.search_page
        qtbot.waitUntil(lambda: page.result is not None and page.result.total == 6)
        with qtbot.waitSignal(page.answered):
            page.pane.box.search_for("窓口")
        qtbot.waitUntil(lambda: bool(page.case.document_id))
        with qtbot.waitSignal(page.answered):
            window.findChild(QAction, "action_reload").trigger()
        app.save_settings(replace(app.settings, theme="dark"))
        assert app.settings.theme == "dark"
        window.close()
        # Then nothing was written
        assert content(app.paths.data_dir) == before
    assert not window.task_bar.is_working
    assert not window.findChild(QAction, "action_rebuild").isEnabled()


def test_without_an_index_it_says_so_and_offers_no_way_to_make_one(small_app, make_window, qtbot):
    # Given a data folder with a database and no index
    with small_app.session():
        pass
    window = make_window(small_app.for_reading())
    page = window.search_page
    # When the window begins its work, then it says why there is nothing
    with qtbot.waitSignal(page.answered):
        window.start_work()
    assert page.failed
    assert page.pane.shows_notice
    assert not [button for button in page.pane.notice.findChildren(QPushButton) if "Rebuild" in button.text()]
    assert not small_app.paths.index_dir.exists()


def test_without_a_database_it_says_so_in_words(small_app, make_window, qtbot):
    app = open_app(small_app.paths, Settings(language="en")).for_reading()
    window = make_window(app)
    with qtbot.waitSignal(window.search_page.answered):
        window.start_work()
    said = [label.text() for label in window.search_page.pane.notice.findChildren(QLabel) if label.isVisible()]
    assert "The database could not be opened." in said
    assert "there is none yet" in said
    assert not app.paths.data_dir.exists()


def test_a_window_that_reads_leaves_the_index_to_the_one_that_writes(small_app, make_window, qtbot):
    # Given a window that only reads
    with small_app.session() as session:
        session.indexing.update()
        document = session.library.documents()[0].case.id
    window = make_window(small_app.for_reading())
    with qtbot.waitSignal(window.search_page.answered):
        window.start_work()
    before = content_of(small_app.paths.index_dir)
    # When another program adds a note and the window hears of it
    with small_app.session() as session:
        session.notes.add(document, "beside it")
    with qtbot.waitSignal(window._events.annotations_found):
        window._events.annotations_changed.emit()
    qtbot.wait(500)
    # Then the index is as it was
    assert content_of(small_app.paths.index_dir) == before


def content_of(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
