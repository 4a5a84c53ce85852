from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading

import pytest
from PySide6.QtCore import QMessageLogContext, QtMsgType
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from kb_app.base.settings import Settings
from kb_app.bootstrap import open_app
from kb_app.ui import application
from kb_app.ui.application import bugs, fonts
from kb_app.ui.error_dialog import ErrorDialog


@pytest.fixture
def reporter(qt, japanese):
    made = bugs.BugReporter(qt)
    before = sys.excepthook
    made.install()
    yield made
    made.remove()
    assert sys.excepthook is before
    for dialog in error_dialogs():
        dialog.close()


def error_dialogs():
    return [
        widget for widget in QApplication.topLevelWidgets() if isinstance(widget, ErrorDialog) and widget.isVisible()
    ]


def raise_bug():
    try:
        raise ZeroDivisionError("for the test")
    except ZeroDivisionError:
        sys.excepthook(*sys.exc_info())


def test_a_bug_in_a_thread_is_logged_and_shown_on_the_main_thread(reporter, qtbot, caplog):
    # When a thread has a bug
    with caplog.at_level(logging.ERROR):
        thread = threading.Thread(target=raise_bug)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: len(error_dialogs()) == 1)
    # Then it is in the log, and a dialog has a report that can be copied
    assert "ZeroDivisionError" in caplog.text
    dialog = error_dialogs()[0]
    copy = dialog.findChild(QPushButton, "error_copy")
    assert copy is not None
    copy.click()
    assert "ZeroDivisionError: for the test" in QGuiApplication.clipboard().text()


def test_a_bug_in_a_loop_does_not_bury_the_window(reporter, qtbot):
    for _number in range(5):
        raise_bug()
    qtbot.waitUntil(lambda: bool(error_dialogs()))
    QApplication.processEvents()
    assert len(error_dialogs()) == 1


def test_what_qt_says_goes_into_the_log(caplog):
    with caplog.at_level(logging.WARNING, logger="qt"):
        bugs._log_qt_message(QtMsgType.QtWarningMsg, QMessageLogContext(), "something about a widget")
    assert "something about a widget" in caplog.text


def test_fonts_are_chosen_in_the_order_of_the_design(monkeypatch):
    monkeypatch.setattr(QFontDatabase, "hasFamily", lambda family: family in ("Noto Sans CJK JP", "Meiryo", "Arial"))
    assert fonts.japanese_family() == "Meiryo"
    assert fonts.window_font().families()[0] == "Meiryo"
    assert fonts.missing_font_notice() == ""


def test_a_japanese_font_is_found_where_the_system_lists_it_under_its_japanese_name():
    # Given a Japanese system: its fonts go by names such as BIZ UDPゴシック
    environment = {**os.environ, "FC_LANG": "ja", "QT_QPA_PLATFORM": "offscreen"}
    program = (
        "from PySide6.QtWidgets import QApplication; from kb_app.ui.application import fonts; app = QApplication([]); "
        "assert fonts.japanese_family(); assert not fonts.missing_font_notice()"
    )
    # When a program asks there, Then the font that is installed is found
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, timeout=60)


def test_without_a_japanese_font_the_window_says_what_to_install(monkeypatch, indexed_app, make_window):
    # Given a system without any of the fonts
    monkeypatch.setattr(QFontDatabase, "hasFamily", lambda family: family == "DejaVu Sans")
    monkeypatch.setattr("platform.system", lambda: "Linux")
    # When the window opens
    window = make_window(indexed_app)
    # Then it works, and one sentence says what to do
    notice = window.findChild(QLabel, "window_notice")
    assert notice.isVisible()
    assert "fonts-morisawa-bizud-gothic" in notice.text()
    assert "見つかりません" in notice.text()
    assert "No Japanese font was found." in notice.text()
    assert application.font_check() == (False, notice.text())


def test_the_check_of_an_installation_proves_the_window(qt, library_app, japanese):
    # When the window is checked over an indexed library
    checks = application.window_check(open_app(library_app.paths, Settings(theme="light")))
    # Then everything it looks at is well
    assert [name for name, ok, _detail in checks if not ok] == []
    assert len(checks) == 4


def test_the_program_starts_and_ends_by_itself_and_says_how_long_it_took(tmp_path):
    # Given a new data folder and no screen
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment.pop("QT_QPA_PLATFORM", None)
    environment["QT_QPA_PLATFORM"] = "offscreen"
    command = [sys.executable, "-m", "kb_app", "--data-dir", str(tmp_path), "gui", "--quit-after-start"]
    # When it is started as a person would, and told to quit when it can be used
    done = subprocess.run(
        [*command, "--result", str(tmp_path / "result.json")],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
    )
    # Then it ends well and without a word of complaint
    assert (done.returncode, done.stderr) == (0, "")
    times = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert 0 < times["ms_to_window"] <= times["ms_to_usable"]
