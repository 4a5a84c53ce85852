"""Starts the window, in this order: platform, application, font, theme, window, first painting, background work.

Nothing before the first painting reads a case or opens the index; that begins when the window stands.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from kb_app.base import i18n
from kb_app.ui.application.bugs import BugReporter, send_qt_messages_to_log
from kb_app.ui.application.fonts import japanese_family, missing_font_notice, window_font
from kb_app.ui.application.start_watch import StartWatch
from kb_app.ui.events import AppEvents
from kb_app.ui.main_window import MainWindow
from kb_app.ui.tasks import Tasks
from kb_app.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb_app.bootstrap import App

_WORK_BEGINS_AFTER_MS = 30
"""Time for the first keys of the person, before other threads want the interpreter too."""


def run(
    app: App,
    *,
    started: float | None = None,
    quit_after_start: bool = False,
    on_usable: Callable[[int, int], None] | None = None,
) -> int:
    """Open the window and return the exit code when it is closed.

    `started` is the `time.perf_counter()` of the start of the process. With `quit_after_start` a key is typed into the
    search box, `on_usable(ms_to_window, ms_to_usable)` is told when it was painted, and the window closes.
    """
    application = make_application()
    send_qt_messages_to_log()
    bugs = BugReporter(application)
    bugs.install()
    try:
        window = open_window(app, application)
        begun = time.perf_counter() if started is None else started
        watch = StartWatch(window, window.search_page.pane.box, begun, press_key=quit_after_start)
        watch.painted.connect(lambda _ms: QTimer.singleShot(_WORK_BEGINS_AFTER_MS, window.start_work))
        watch.painted.connect(lambda _ms: _show_icon(app, application))
        if quit_after_start:
            watch.usable.connect(lambda to_window, usable: _on_usable(window, on_usable, to_window, usable))
        window.show()
        return application.exec()
    finally:
        bugs.remove()


def make_application() -> QApplication:
    """Return the one QApplication of the process, in Qt's own style, with the window's font and Qt's own texts."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    _choose_platform()
    application = QApplication(sys.argv[:1])
    application.setApplicationName("DX Casebook")
    application.setStyle("Fusion")
    application.setFont(window_font())
    if i18n.language() == "ja":
        translator = QTranslator(application)
        if translator.load("qtbase_ja", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            application.installTranslator(translator)
    return application


def open_window(app: App, application: QApplication) -> MainWindow:
    """Make the window with everything it needs; it is not shown yet."""
    theme = Theme(
        application, app.paths.resources_dir / "style" / "app.qss", app.settings.theme, app.settings.text_scale
    )
    theme.apply()
    tasks = Tasks(app.session, application)
    return MainWindow(app, tasks, AppEvents(application), theme, missing_font_notice())


def font_check() -> tuple[bool, str]:
    """Return whether a Japanese font is installed, and its name or what to do."""
    make_application()
    family = japanese_family()
    return bool(family), family or missing_font_notice()


def window_check(app: App) -> list[tuple[str, bool, str]]:
    """Open the window without a screen, search, read a document, and return (what, ok, detail)."""
    from kb_app.ui.application.window_check import check_window

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    send_qt_messages_to_log()
    return check_window(app, make_application())


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


def _choose_platform() -> None:
    """Without a screen on Linux the window is drawn into memory instead of failing."""
    has_screen = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    if sys.platform == "linux" and not has_screen:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
