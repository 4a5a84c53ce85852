"""Starts the window, in this order: platform, application, font, theme, window, first painting, background work.

Nothing before the first painting reads a case or opens the index; that begins when the window stands. Before all
of it `SingleWindow` says whether this process may write to the data folder.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QMessageBox

from kb_app.base import i18n
from kb_app.base.i18n import _
from kb_app.ui.application.bugs import BugReporter, send_qt_messages_to_log
from kb_app.ui.application.fonts import japanese_family, missing_font_notice, window_font
from kb_app.ui.application.qt_words import QtWords
from kb_app.ui.application.screen import choose_platform
from kb_app.ui.application.single_window import SingleWindow, Standing
from kb_app.ui.application.start_watch import StartWatch
from kb_app.ui.events import AppEvents
from kb_app.ui.main_window import MainWindow
from kb_app.ui.tasks import Tasks
from kb_app.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from kb_app.bootstrap import App

_WORK_BEGINS_AFTER_MS = 30
"""Time for the first keys of the person, before other threads want the interpreter too."""


def run(
    app: App,
    *,
    started: float | None = None,
    quit_after_start: bool = False,
    on_usable: Callable[[int, int], None] | None = None,
    files: Sequence[Path] = (),
) -> int:
    """Open the window and return the exit code when it is closed; where one is open already, bring that forward.

    `files` (absolute) are opened in it: packs of cases, and files to be imported.

    `started` is the `time.perf_counter()` of the start of the process. With `quit_after_start` a key is typed into the
    search box, `on_usable(ms_to_window, ms_to_usable)` is told when it was painted, and the window closes.
    """
    application = make_application(needs_screen=not quit_after_start)
    send_qt_messages_to_log()
    bugs = BugReporter(application)
    bugs.install()
    single = SingleWindow(app.paths, files)
    try:
        standing = single.enter()
        if standing is Standing.SECOND:
            _say(_("DX Casebook is open already; its window was brought to the front."))
            return 0
        opened = app.for_reading() if standing is Standing.READER else app
        window = open_window(opened, application, single.notice)
        _say(missing_font_notice())  # the window may not be able to show a single letter of it
        begun = time.perf_counter() if started is None else started
        watch = StartWatch(window, window.search_page.pane.box, begun, press_key=quit_after_start)
        watch.painted.connect(lambda _ms: QTimer.singleShot(_WORK_BEGINS_AFTER_MS, window.start_work))
        watch.painted.connect(lambda _ms: _show_icon(app, application))
        watch.painted.connect(
            lambda _ms: QTimer.singleShot(_WORK_BEGINS_AFTER_MS, lambda: _begin(single, window, files))
        )
        if quit_after_start:
            watch.usable.connect(lambda to_window, usable: _on_usable(window, on_usable, to_window, usable))
        window.open()
        return application.exec()
    finally:
        single.close()
        bugs.remove()


def make_application(*, needs_screen: bool = False) -> QApplication:
    """Return the one QApplication of the process, in Qt's own style, with the window's font and Qt's own texts.

    Raises:
        KbError: `needs_screen`, or one is asked for with QT_QPA_PLATFORM, and there is none for a window.
    """
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    let_go_of_screen = choose_platform(needs_screen=needs_screen)
    application = QApplication(sys.argv[:1])
    let_go_of_screen()
    application.setApplicationName("DX Casebook")
    application.setDesktopFileName("dx-casebook")  # by which a Linux desktop knows the window's icon and name
    application.setStyle("Fusion")
    application.setFont(window_font())
    if i18n.language() == "ja":
        translator = QTranslator(application)
        if translator.load("qtbase_ja", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            application.installTranslator(translator)
        application.installTranslator(QtWords(application))
    return application


def open_window(app: App, application: QApplication, notice: str = "") -> MainWindow:
    """Make the window with everything it needs; it is not shown yet. `notice` is a sentence to stay at its top."""
    theme = Theme(
        application, app.paths.resources_dir / "style" / "app.qss", app.settings.theme, app.settings.text_scale
    )
    theme.apply()
    tasks = Tasks(app.session, application)
    notices = "\n".join(said for said in (notice, app.library.trouble, missing_font_notice()) if said)
    return MainWindow(app, tasks, AppEvents(application), theme, notices)


def show_trouble(text: str) -> None:
    """Say why the program cannot go on, where there is no console to say it on; wait until it was read."""
    make_application()
    QMessageBox.warning(None, _("DX Casebook"), text)


def font_check() -> tuple[bool, str]:
    """Return whether a Japanese font is installed, and its name or what to do.

    Raises:
        KbError: QT_QPA_PLATFORM asks for a screen, and there is none.
    """
    make_application()
    family = japanese_family()
    return bool(family), family or missing_font_notice()


def window_check(app: App) -> list[tuple[str, bool, str]]:
    """Open the window (on Linux without a screen), search, read a document, and return (what, ok, detail).

    Raises:
        KbError: QT_QPA_PLATFORM asks for a screen, and there is none.
    """
    from kb_app.ui.application.window_check import check_window

    if sys.platform == "linux":  # Windows has a screen always, and Qt finds its fonts on it only
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    send_qt_messages_to_log()
    return check_window(app, make_application())


def _begin(single: SingleWindow, window: MainWindow, files: Sequence[Path]) -> None:
    """Open what the person opened the program with, and what comes from later starts."""
    single.listen(window, window.open_files)
    window.open_files(files)


def _show_icon(app: App, application: QApplication) -> None:
    # After the first painting: reading a picture takes a while, and the window is there without it.
    from PySide6.QtGui import QIcon

    application.setWindowIcon(QIcon(str(app.paths.resources_dir / "icons" / "dx-casebook.png")))


def _on_usable(
    window: MainWindow, on_usable: Callable[[int, int], None] | None, to_window: int, to_usable: int
) -> None:
    if on_usable is not None:
        on_usable(to_window, to_usable)
    window.close()


def _say(sentence: str) -> None:
    if sentence and sys.stderr is not None:  # Windows' program without a console has none
        sys.stderr.write(f"{sentence}\n")
