"""The only place that starts threads.

A task is a plain function of a session and a report. It runs in the thread of its lane, which opens a session of its
own when the first task comes and closes it at the end. Answers, errors and progress arrive on the main thread.
"""

from __future__ import annotations

import logging
import queue
import sys
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar, cast

from PySide6.QtCore import QObject, Qt, Signal, Slot

from kb_app.base.errors import CancelledError, KbError
from kb_app.base.progress import Progress

if TYPE_CHECKING:
    from kb_app.base.progress import Report
    from kb_app.bootstrap.session import Session

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")
_SECONDS_BETWEEN_REPORTS = 0.05


class Lane(StrEnum):
    """The threads: short changes in order, long writes, searches (a newer one replaces an older one), exports.

    Pictures are decoded in one of their own, which never has a session.
    """

    DATABASE = "database"
    INDEX = "index"
    SEARCH = "search"
    EXPORT = "export"
    PICTURES = "pictures"


@dataclass(frozen=True, slots=True)
class Handlers:
    """Who hears, on the main thread, that a task failed in an expected way, how far it is, and that it is over.

    `ended` comes last, and also after a bug, of which nobody else but the hook is told.
    """

    failed: Callable[[KbError], None] | None = None
    progressed: Callable[[Progress], None] | None = None
    ended: Callable[[], None] | None = None


class _Need(StrEnum):
    """What a task wants of its lane."""

    SESSION = "session"
    NOTHING = "nothing"
    NO_SESSION_OPEN = "no session open"


@dataclass(eq=False, slots=True, weakref_slot=True)
class Task:
    """A task on its way; `cancel` stops it at its next report."""

    work: Callable[[Session, Report], Any]
    done: Callable[[Any], None]
    handlers: Handlers
    need: _Need = _Need.SESSION
    _cancelled: threading.Event = field(default_factory=threading.Event)
    superseded: bool = False
    is_over: threading.Event = field(default_factory=threading.Event)
    """Set when its thread is done with it, also where it never began."""

    def cancel(self) -> None:
        """Stop it; its `failed` hears a `CancelledError`."""
        self._cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether it was told to stop."""
        return self._cancelled.is_set()


class Tasks(QObject):
    """Runs tasks in lanes and brings their answers to the main thread."""

    _delivered = Signal(object, object)

    def __init__(self, open_session: Callable[[], Session], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_session = open_session
        self._lanes: dict[Lane, _LaneThread] = {}
        # Weak, because the work of a task that is over may refer to much, as to all that an import has read.
        self._newest: weakref.WeakValueDictionary[str, Task] = weakref.WeakValueDictionary()
        self._closed = False
        self._delivered.connect(self._on_delivered, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        lane: Lane,
        work: Callable[[Session, Report], Answer],
        done: Callable[[Answer], None],
        handlers: Handlers | None = None,
        *,
        replaces: str = "",
        needs_session: bool = True,
    ) -> Task:
        """Run `work` in `lane` and give its answer to `done`.

        Without `needs_session` it is given None, which it must not touch: so backups can be looked at and restored
        where the database does not open, or where nobody may use it.

        Tasks with the same `replaces` stand for one another: the newest makes the older ones stop, and an answer that
        comes too late is dropped. After `close` a task is cancelled before it begins, and nobody hears of it.
        """
        task = Task(work, done, handlers or Handlers(), _Need.SESSION if needs_session else _Need.NOTHING)
        if self._closed:
            task.cancel()
            return task
        if replaces:
            older = self._newest.get(replaces)
            if older is not None:
                older.superseded = True
                older.cancel()
            self._newest[replaces] = task
        self._lane(lane).put(task)
        return task

    def alone(
        self, work: Callable[[Report], Answer], done: Callable[[Answer], None], handlers: Handlers | None = None
    ) -> Task:
        """Run `work` while no lane has a session: it may put other data in the place of what is there.

        What was begun before comes to its end first, what is begun meanwhile waits; then sessions are opened anew.
        """
        ready, others = threading.Semaphore(0), set(self._lanes) - {Lane.EXPORT}

        def stand_back(_session: Session, _report: Report) -> None:
            ready.release()
            while not task.is_over.wait(_SECONDS_BETWEEN_REPORTS) and not self._closed:
                pass

        def replace(_session: Session, report: Report) -> Answer:
            for _lane in others:
                while not ready.acquire(timeout=_SECONDS_BETWEEN_REPORTS):
                    report(Progress(0, 0))
            return work(report)

        task = Task(replace, done, handlers or Handlers(), _Need.NO_SESSION_OPEN)
        for lane in others:
            self._lane(lane).put(Task(stand_back, lambda _nothing: None, Handlers(), _Need.NO_SESSION_OPEN))
        if self._closed:
            task.cancel()
        else:
            self._lane(Lane.EXPORT).put(task)
        return task

    def close(self) -> None:
        """Stop everything and wait until no thread is left; answers on their way are dropped.

        Changes to the database that were asked for are made all the same: the person has seen them already.
        """
        self._closed = True
        for name, lane in self._lanes.items():
            lane.stop(finishing=name is Lane.DATABASE)
        for lane in self._lanes.values():
            lane.join()
        self._lanes.clear()

    @Slot(object, object)
    def _on_delivered(self, task: Task, call: Callable[[], None]) -> None:
        if not self._closed and not task.superseded:
            call()

    def _lane(self, lane: Lane) -> _LaneThread:
        if lane not in self._lanes:
            self._lanes[lane] = _LaneThread(lane, self._open_session, self._deliver)
        return self._lanes[lane]

    def _deliver(self, task: Task, call: Callable[[], None]) -> None:
        """Called in a lane's thread."""
        with suppress(RuntimeError):  # the window is gone
            self._delivered.emit(task, call)


class _LaneThread:
    """One thread with a queue of tasks and a session of its own."""

    def __init__(
        self, lane: Lane, open_session: Callable[[], Session], deliver: Callable[[Task, Callable[[], None]], None]
    ) -> None:
        self._open_session = open_session
        self._deliver = deliver
        self._queue: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._waiting: list[Task] = []
        self._waiting_lock = threading.Lock()
        self._session: Session | None = None
        # A window that could not be closed must not keep the process; `close` waits for every thread all the same.
        self._thread = threading.Thread(target=self._run, name=f"lane-{lane}", daemon=True)
        self._thread.start()

    def put(self, task: Task) -> None:
        with self._waiting_lock:
            self._waiting.append(task)
        self._queue.put(task)

    def stop(self, *, finishing: bool) -> None:
        """End behind what waits, and do not do that either unless it is `finishing`."""
        with self._waiting_lock:
            for task in () if finishing else self._waiting:
                task.cancel()
        self._queue.put(None)

    def join(self) -> None:
        self._thread.join()

    def _run(self) -> None:
        while (task := self._queue.get()) is not None:
            if not task.superseded:
                self._run_task(task)
            task.is_over.set()
            with self._waiting_lock:
                self._waiting.remove(task)
            del task  # else the thread would keep the last one until the next comes
        self._let_go()

    def _let_go(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def _run_task(self, task: Task) -> None:
        try:
            if task.is_cancelled:
                raise CancelledError
            if task.need is _Need.NO_SESSION_OPEN:
                self._let_go()
            session = self._opened() if task.need is _Need.SESSION else cast("Session", None)
            answer = task.work(session, self._report_of(task))
        except KbError as error:
            self._tell_failure(task, error)
        except Exception:  # noqa: BLE001 (a bug: the hook takes it to the main thread)
            sys.excepthook(*sys.exc_info())
        else:
            self._deliver(task, lambda: task.done(answer))
        finally:
            if task.handlers.ended is not None:
                self._deliver(task, task.handlers.ended)

    def _opened(self) -> Session:
        if self._session is None:
            self._session = self._open_session()
        return self._session

    def _tell_failure(self, task: Task, error: KbError) -> None:
        failed = task.handlers.failed
        if failed is not None:
            self._deliver(task, lambda: failed(error))
        elif not isinstance(error, CancelledError):
            logger.warning("task failed: %s", error)

    def _report_of(self, task: Task) -> Report:
        last = 0.0

        def report(progress: Progress) -> None:
            nonlocal last
            if task.is_cancelled:
                raise CancelledError
            progressed, now = task.handlers.progressed, time.monotonic()
            if progressed is None or (progress.done < progress.total and now - last < _SECONDS_BETWEEN_REPORTS):
                return
            last = now
            self._deliver(task, lambda: progressed(progress))

        return report
