"""The real window over the real program, drawn into memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from kb_app.base import i18n
from kb_app.base.settings import Settings
from kb_app.bootstrap import App, open_app
from kb_app.ui import application
from kb_app.ui.application.fonts import window_font
from kb_app.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from kb_app.ui.main_window import MainWindow
    from kb_app.ui.pages.search_page import SearchPage

MakeWindow = "Callable[[App], MainWindow]"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform says of every window that it passes no size hints on and raises none; that is no finding."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", r"raise\(\)"))


@pytest.fixture
def qt(qapp: QApplication) -> QApplication:
    """The application as the program sets it up."""
    qapp.setStyle("Fusion")
    qapp.setFont(window_font())
    return qapp


@pytest.fixture
def theme(qt: QApplication, library_app: App) -> Iterator[Theme]:
    made = Theme(qt, library_app.paths.resources_dir / "style" / "app.qss", "light", 100)
    made.apply()
    yield made
    made.deleteLater()


@pytest.fixture
def japanese(library_app: App) -> Iterator[None]:
    """The program speaks Japanese, whatever the test before spoke."""
    before = i18n.language()
    i18n.install("ja", library_app.paths.locales_dir)
    yield
    i18n.install(before, library_app.paths.locales_dir)


@pytest.fixture
def indexed_app(library_app: App, japanese: None) -> App:
    """The program over the bundled library, already indexed, with settings of its own."""
    return open_app(library_app.paths, Settings(theme="light"))


@pytest.fixture
def make_window(qt: QApplication, qtbot: QtBot) -> Iterator[Callable[[App], MainWindow]]:
    """Opens the window of a program; all of them are closed at the end, and with them their threads."""
    opened: list[MainWindow] = []

    def make(app: App) -> MainWindow:
        window = application.open_window(app, qt)
        window.resize(1366, 768)
        opened.append(window)
        window.show()
        return window

    yield make
    for window in opened:
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def window(indexed_app: App, make_window: Callable[[App], MainWindow], qtbot: QtBot) -> MainWindow:
    """The window, with the whole library listed."""
    made = make_window(indexed_app)
    with qtbot.waitSignal(made.index_looked_at):
        made.start_work()
    return made


@pytest.fixture
def page(window: MainWindow) -> SearchPage:
    return window.search_page


@pytest.fixture
def ask(page: SearchPage, qtbot: QtBot) -> Callable[[str], None]:
    """Searches as a person does who types and presses Enter, and waits for the answer."""

    def search_for(words: str) -> None:
        with qtbot.waitSignal(page.answered):
            page.pane.box.search_for(words)

    return search_for


@pytest.fixture
def read(page: SearchPage, qtbot: QtBot) -> Callable[[str], None]:
    """Opens a document and waits until its hits are marked."""

    def open_document(document_id: str) -> None:
        with qtbot.waitSignal(page.marked):
            page.open_document(document_id)

    return open_document
