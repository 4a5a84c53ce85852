"""The window notices what a command changed beside it."""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from kb_app.base.errors import KbError
from kb_app.ui import outside_changes
from kb_app.ui.events import AppEvents
from kb_app.ui.outside_changes import OutsideChanges
from kb_app.ui.tasks import Tasks

if TYPE_CHECKING:
    from kb_app.bootstrap.session import Session


class Counter:
    """Stands for the database: a number, or trouble; it counts how often it was asked, and by whom."""

    def __init__(self):
        self.number = 0
        self.trouble = False
        self.asked = []
        self.go_on = threading.Event()
        self.go_on.set()

    def __call__(self, _session):
        self.asked.append(threading.current_thread().name)
        self.go_on.wait(20)
        if self.trouble:
            raise KbError("The database could not be used.", "it is locked")
        return self.number


class NoSession:
    def close(self):
        pass


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(outside_changes, "_ACTIVE_MS", 1)
    monkeypatch.setattr(outside_changes, "_IDLE_MS", 1)


@pytest.fixture
def seldom(monkeypatch):
    """So seldom that nothing but a person who comes back makes it ask."""
    monkeypatch.setattr(outside_changes, "_ACTIVE_MS", 3_600_000)
    monkeypatch.setattr(outside_changes, "_IDLE_MS", 3_600_000)


@pytest.fixture
def counter():
    return Counter()


@pytest.fixture
def tasks(qt):
    made = Tasks(lambda: cast("Session", NoSession()))
    yield made
    made.close()


@pytest.fixture
def events(qt):
    return AppEvents()


@pytest.fixture
def watch(tasks, events, counter, qtbot):
    made = OutsideChanges(tasks, events, counter)
    yield made
    counter.go_on.set()
    tasks.close()
    made.deleteLater()


def start(watch, counter, qtbot):
    """Starts it and waits until it is told the first number."""
    watch.start()
    qtbot.waitUntil(lambda: watch._seen is not None and not watch._is_asking)


@pytest.fixture
def come_back(qt, monkeypatch):
    """A person who comes back to the window."""
    active = Qt.ApplicationState.ApplicationActive
    monkeypatch.setattr(QGuiApplication, "applicationState", lambda: active)
    return lambda: qt.applicationStateChanged.emit(active)


def test_a_larger_number_is_told_and_the_same_is_not(watch, counter, events, quick, qtbot):
    # Given a window that stands, and changes of before
    counter.number = 7
    heard = []
    events.annotations_changed.connect(lambda: heard.append(counter.number))
    start(watch, counter, qtbot)
    # When nothing changes, then nothing is told
    qtbot.waitUntil(lambda: len(counter.asked) >= 3)
    assert heard == []
    # When a command changes something, then the window hears it, once
    counter.number = 8
    qtbot.waitUntil(lambda: bool(heard))
    asked = len(counter.asked)
    qtbot.waitUntil(lambda: len(counter.asked) >= asked + 2)
    assert heard == [8]


def test_restored_data_with_a_smaller_number_is_told_too(watch, counter, events, quick, qtbot):
    counter.number = 7
    start(watch, counter, qtbot)
    with qtbot.waitSignal(events.annotations_changed):
        counter.number = 3


def test_the_first_number_is_asked_for_before_the_first_search_and_the_others_beside_it(watch, counter, quick, qtbot):
    start(watch, counter, qtbot)
    qtbot.waitUntil(lambda: len(counter.asked) >= 2)
    assert counter.asked[:2] == ["lane-search", "lane-database"]


def test_it_does_not_ask_while_it_waits_for_an_answer(watch, counter, seldom, come_back, qtbot):
    # Given a question that is not answered yet
    start(watch, counter, qtbot)
    counter.go_on.clear()
    come_back()
    qtbot.waitUntil(lambda: len(counter.asked) == 2)
    # When there are more reasons to ask, then it waits
    come_back()
    come_back()
    counter.go_on.set()
    qtbot.waitUntil(lambda: not watch._is_asking)
    assert len(counter.asked) == 2


def test_it_asks_at_once_when_the_person_comes_back(watch, counter, events, seldom, come_back, qtbot):
    start(watch, counter, qtbot)
    counter.number = 1
    with qtbot.waitSignal(events.annotations_changed):
        come_back()


def test_it_asks_seldom_while_the_person_works_elsewhere(watch, counter, monkeypatch, qtbot):
    states = [Qt.ApplicationState.ApplicationActive]
    monkeypatch.setattr(QGuiApplication, "applicationState", lambda: states[-1])
    start(watch, counter, qtbot)
    assert watch._timer.interval() == 2_000
    states.append(Qt.ApplicationState.ApplicationInactive)
    watch._ask()
    qtbot.waitUntil(lambda: not watch._is_asking)
    assert watch._timer.interval() == 10_000
    assert watch._timer.timerType() is Qt.TimerType.VeryCoarseTimer


def test_trouble_is_logged_once_and_its_end_is_told(watch, counter, events, quick, qtbot, caplog):
    # Given a database that cannot be used from the start
    counter.trouble = True
    start(watch, counter, qtbot)
    qtbot.waitUntil(lambda: len(counter.asked) >= 3)
    assert len([line for line in caplog.messages if "it is locked" in line]) == 1
    # When it can be used again, then the pages are told to ask
    with qtbot.waitSignal(events.annotations_changed):
        counter.trouble = False


def test_it_ends_with_the_window(watch, counter, tasks, quick, qtbot):
    # Given a question on its way
    start(watch, counter, qtbot)
    counter.go_on.clear()
    asked = len(counter.asked)
    qtbot.waitUntil(lambda: len(counter.asked) > asked)
    # When the window goes
    threading.Timer(0.1, counter.go_on.set).start()
    tasks.close()
    # Then nothing is asked any more, also not by a person who comes back
    QApplication.processEvents()
    watch._ask()
    assert not watch._timer.isActive()
    assert len(counter.asked) == asked + 1


def test_the_window_hears_of_a_change_that_another_program_wrote(small_app, make_window, monkeypatch, quick, qtbot):
    # Given a window
    window = make_window(small_app)
    with qtbot.waitSignal(window.index_looked_at):
        window.start_work()
    # When another program writes into its database, then the pages are told
    with qtbot.waitSignal(window._events.annotations_changed):
        other = sqlite3.connect(small_app.paths.database)
        with other:
            other.execute("insert into changes (subject) values ('document/a')")
        other.close()
