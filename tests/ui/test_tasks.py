from __future__ import annotations

import gc
import sys
import threading
import weakref

import pytest

from kb_app.base.errors import CancelledError, KbError
from kb_app.base.progress import Progress
from kb_app.ui.tasks import Handlers, Lane, Tasks


class FakeSession:
    """Knows which thread opened and closed it."""

    def __init__(self) -> None:
        self.opened_in = threading.current_thread()
        self.closed_in: threading.Thread | None = None

    def close(self):
        self.closed_in = threading.current_thread()


@pytest.fixture
def sessions():
    return []


@pytest.fixture
def tasks(qapp, sessions):
    def open_session():
        sessions.append(FakeSession())
        return sessions[-1]

    made = Tasks(open_session)
    yield made
    made.close()


def test_an_answer_arrives_on_the_main_thread(tasks, qtbot):
    # Given a task that says which thread it runs in
    heard: list[tuple[threading.Thread, threading.Thread]] = []

    def done(answer):
        heard.append((answer, threading.current_thread()))

    # When it is started
    tasks.start(Lane.SEARCH, lambda _session, _report: threading.current_thread(), done)
    qtbot.waitUntil(lambda: bool(heard))
    # Then it ran elsewhere, and its answer came here
    worked_in, told_in = heard[0]
    assert worked_in is not threading.main_thread()
    assert told_in is threading.main_thread()


def test_a_lane_opens_one_session_in_its_thread_and_closes_it_there(tasks, sessions, qtbot):
    # Given two tasks of one lane
    heard: list[object] = []
    for _number in range(2):
        tasks.start(Lane.INDEX, lambda session, _report: session, heard.append)
    qtbot.waitUntil(lambda: len(heard) == 2)
    # When the work is over
    tasks.close()
    # Then both had the same session, opened and closed in the lane's own thread
    assert heard[0] is heard[1]
    assert len(sessions) == 1
    assert sessions[0].opened_in is sessions[0].closed_in is not threading.main_thread()


def test_a_newer_task_replaces_an_older_one_and_its_late_answer_is_dropped(tasks, qtbot):
    # Given a slow search
    begun, go_on = threading.Event(), threading.Event()
    heard: list[object] = []

    def slow(_session, _report):
        begun.set()
        go_on.wait(10)
        return "stale"

    tasks.start(Lane.SEARCH, slow, heard.append, replaces="search")
    assert begun.wait(10)
    # When newer ones come before it has answered
    tasks.start(Lane.SEARCH, lambda _session, _report: "between", heard.append, replaces="search")
    tasks.start(Lane.SEARCH, lambda _session, _report: "newest", heard.append, replaces="search")
    go_on.set()
    qtbot.waitUntil(lambda: bool(heard))
    # Then only the newest is heard
    assert heard == ["newest"]


def test_expected_trouble_goes_to_its_handler(tasks, qtbot):
    # Given a task with trouble that a person can be told
    heard: list[object] = []

    def work(_session, _report):
        raise KbError("It could not be read.", "the disk is gone")

    # When it runs
    tasks.start(Lane.DATABASE, work, heard.append, Handlers(failed=heard.append))
    qtbot.waitUntil(lambda: bool(heard))
    # Then the handler has it, in words
    assert str(heard[0]).endswith("the disk is gone")


def test_a_bug_goes_to_the_hook(tasks, qtbot, monkeypatch):
    # Given a hook for bugs
    caught = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: caught.append(error))

    def work(_session, _report):
        raise ZeroDivisionError

    # When a task has a bug
    heard: list[object] = []
    tasks.start(Lane.DATABASE, work, heard.append, Handlers(failed=heard.append))
    # Then the hook hears of it, its handlers do not, and the lane goes on
    tasks.start(Lane.DATABASE, lambda _session, _report: "next", heard.append)
    qtbot.waitUntil(lambda: heard == ["next"])
    assert [type(error) for error in caught] == [ZeroDivisionError]


def test_a_session_that_cannot_be_opened_is_expected_trouble(qapp, qtbot):
    # Given a database that refuses
    def refuse():
        raise KbError("The database could not be opened.")

    tasks = Tasks(refuse)
    heard: list[object] = []
    # When a task wants a session
    tasks.start(Lane.SEARCH, lambda _session, _report: 1, heard.append, Handlers(failed=heard.append))
    qtbot.waitUntil(lambda: bool(heard))
    tasks.close()
    # Then its handler is told
    assert isinstance(heard[0], KbError)


def test_progress_arrives_and_cancelling_stops_the_task_at_its_next_report(tasks, qtbot):
    # Given a long task
    reported: list[Progress] = []
    stopped: list[object] = []
    first = threading.Event()

    def long(_session, report):
        step = 0
        while True:
            step += 1
            report(Progress(step, 0, "file"))
            first.set()

    task = tasks.start(Lane.INDEX, long, stopped.append, Handlers(stopped.append, reported.append))
    assert first.wait(10)
    # When the person stops it
    task.cancel()
    qtbot.waitUntil(lambda: bool(stopped))
    # Then it says so, and had said how far it was
    assert isinstance(stopped[0], CancelledError)
    assert reported


def test_closing_waits_for_every_thread_and_tells_nothing_more(qapp, sessions):
    # Given work under way, and more waiting behind it
    begun = threading.Event()
    heard: list[object] = []
    tasks = Tasks(FakeSession)  # type: ignore[arg-type]

    def endless(_session, report):
        while True:
            begun.set()
            report(Progress(1, 0))

    for _number in range(3):
        tasks.start(Lane.INDEX, endless, heard.append, Handlers(failed=heard.append))
    assert begun.wait(10)
    # When the window closes
    tasks.close()
    qapp.processEvents()
    # Then no thread is left, and nobody hears of it
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("lane-")] == []
    assert heard == []


@pytest.mark.parametrize("trouble", [None, KbError("It could not be read."), ZeroDivisionError()])
def test_every_task_tells_its_end_last_also_after_a_bug(tasks, qtbot, monkeypatch, trouble):
    # Given a hook for bugs, and a task that goes well, has trouble, or has a bug
    monkeypatch.setattr(sys, "excepthook", lambda *_error: None)
    heard: list[object] = []

    def work(_session, _report):
        if trouble is not None:
            raise trouble
        return "done"

    # When it runs
    tasks.start(Lane.INDEX, work, heard.append, Handlers(failed=heard.append, ended=lambda: heard.append("ended")))
    qtbot.waitUntil(lambda: "ended" in heard)
    # Then its end is told on the main thread, after everything else
    assert heard == {None: ["done", "ended"]}.get(trouble, [trouble, "ended"][isinstance(trouble, ArithmeticError) :])


def test_a_task_that_is_over_is_not_kept(tasks, qtbot):
    # Given a task with an answer of some size
    class Big:
        """Can be watched."""

    heard: list[int] = []
    big = Big()
    watched = weakref.ref(big)
    tasks.start(Lane.DATABASE, lambda _session, _report, big=big: id(big), heard.append)
    del big
    # When it is over
    qtbot.waitUntil(lambda: len(heard) == 1)
    # Then nothing holds it any more
    qtbot.waitUntil(lambda: gc.collect() >= 0 and watched() is None)


def test_after_closing_a_task_is_cancelled_before_it_begins(qapp):
    # Given tasks that were closed
    tasks = Tasks(FakeSession)  # type: ignore[arg-type]
    tasks.close()
    # When one more is started
    heard: list[object] = []
    task = tasks.start(Lane.SEARCH, lambda _session, _report: 1, heard.append)
    # Then it is cancelled, and no thread was started for it
    assert task.is_cancelled
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("lane-")] == []


def test_the_lanes_go_on_when_what_wanted_to_be_alone_was_stopped_before_it_began(tasks, qtbot):
    # Given lanes in use, one of them busy
    go_on = threading.Event()
    for lane in (Lane.DATABASE, Lane.SEARCH):
        with qtbot.waitCallback() as answered:
            tasks.start(lane, lambda _session, _report: 1, answered)
    tasks.start(Lane.EXPORT, lambda _session, _report: go_on.wait(20), lambda _nothing: None)
    # When something that needs to be alone is stopped while it waits
    alone = tasks.alone(lambda _report: 1, lambda _answer: None)
    alone.cancel()
    go_on.set()
    # Then the others work again
    with qtbot.waitCallback(timeout=5000) as answered:
        tasks.start(Lane.DATABASE, lambda _session, _report: 2, answered)
    answered.assert_called_with(2)


def test_nobody_has_a_session_while_something_is_alone(tasks, qtbot):
    for lane in (Lane.DATABASE, Lane.SEARCH):
        with qtbot.waitCallback() as answered:
            tasks.start(lane, lambda _session, _report: 1, answered)
    with qtbot.waitCallback(timeout=5000) as answered:
        tasks.alone(lambda _report: [lane._session for lane in tasks._lanes.values()], answered)
    assert answered.args[0] == [None, None, None]


def test_changes_of_the_database_that_wait_are_made_when_the_tasks_are_closed(tasks):
    made: list[int] = []
    for number in range(5):
        tasks.start(Lane.DATABASE, lambda _session, _report, number=number: made.append(number), lambda _nothing: None)
    tasks.close()
    assert made == [0, 1, 2, 3, 4]
