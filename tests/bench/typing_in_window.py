"""From committed text (after the debounce) to painted results, in the real window, and where the time goes."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, Qt, QTimer

from kb_app.base.paths import AppPaths
from kb_app.base.settings import Settings
from kb_app.bootstrap import open_app
from kb_app.ui.application import make_application, open_window
from tests.questions import read_questions

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb_app.bootstrap import App
    from kb_app.ui.main_window import MainWindow

SEED = 20261123
THREE_FRAMES = 50.1
"""Milliseconds: 3 x 16.7."""
_LONGEST_WAIT = 60.0
_REST_MS = 50
"""Between a query and the next, for marks and whatever else is put off."""

Stages = dict[str, float]
"""Milliseconds of each part of the way, `in all` among them."""


class Stopwatch(QObject):
    """Notes when the window with the list of results was last painted, and how long the page took for its parts."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._answered = self._paints = self._painted = 0.0
        self._spans: dict[str, tuple[float, float]] = {}
        self._page = window.search_page
        self._page.pane.list.viewport().installEventFilter(self)
        self._page.answered.connect(self._note_answer)
        self._note(self._page._facets, "show", "filters")
        self._note(self._page._results, "show", "list")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note when the first painting of an answer begins, and ask to be told first when the whole window is painted.

        Further paintings follow while the rows below the visible ones are laid out; they show nothing new.
        """
        if event.type() == QEvent.Type.Paint and self._answered > self._paints:
            self._paints = time.perf_counter()
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), Qt.EventPriority.HighEventPriority.value)
        return super().eventFilter(watched, event)

    def customEvent(self, _event: QEvent) -> None:
        """Note the end of the painting."""
        self._painted = time.perf_counter()

    def time_of(self, text: str) -> Stages:
        """Search for `text`; return the milliseconds until its results were painted, and of the parts of the way."""
        started = time.perf_counter()
        self._page.pane.box.search_for(text)
        wait_until(lambda: self._page.result is not None and self._page.result.query.text == text)
        result = self._page.result
        assert result is not None
        self._page.pane.list.viewport().update()
        if result.hits:
            wait_until(lambda: self._painted > self._paints > self._answered)
        stages = self._stages(started, result.elapsed_ms)
        # The document of the best result comes behind it, and is not to fall into the next query's time.
        wait_until(lambda: not self._page.reader.is_opening)
        rest = time.monotonic() + _REST_MS / 1000
        wait_until(lambda: time.monotonic() > rest)
        return stages

    def _stages(self, started: float, search: float) -> Stages:
        filters, listed = self._spans["filters"], self._spans["list"]
        paints, painted = max(self._paints, self._answered), max(self._painted, self._answered)
        return {
            "in all": (painted - started) * 1000,
            "search": search,
            "to its thread and back": (filters[0] - started) * 1000 - search,
            "filters and counts": (filters[1] - filters[0]) * 1000,
            "list": (listed[1] - listed[0]) * 1000,
            "what is said, best chosen": (self._answered - listed[1]) * 1000,
            "until painting begins": (paints - self._answered) * 1000,
            "painting": (painted - paints) * 1000,
        }

    def _note(self, owner: Any, name: str, stage: str) -> None:
        """Time a method of one object from outside."""
        method = getattr(owner, name)

        def timed(*arguments: Any) -> Any:
            started = time.perf_counter()
            answer = method(*arguments)
            self._spans[stage] = (started, time.perf_counter())
            return answer

        setattr(owner, name, timed)

    def _note_answer(self) -> None:
        self._answered = time.perf_counter()


def wait_until(condition: Callable[[], bool]) -> None:
    """Let the window work until something holds, asleep between events as it is when a person waits.

    Raises:
        TimeoutError: it does not come to hold.
    """
    until = time.monotonic() + _LONGEST_WAIT
    alarm = QTimer()
    alarm.start(_REST_MS)  # so that time is looked at even when nothing happens
    while not condition():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        if time.monotonic() > until:
            raise TimeoutError("the window did not do what was waited for")


def type_in_window(app: App, texts: list[str], at_the_end: Callable[[], None] | None = None) -> list[Stages]:
    """Open the window on an index that is up to date and type each text into it; `at_the_end` it is still open."""
    window = open_window(app, make_application())
    watch = Stopwatch(window)
    looked: list[bool] = []
    window.index_looked_at.connect(lambda: looked.append(True))
    window.show()
    window.start_work()
    wait_until(lambda: bool(looked))
    watch.time_of("窓口")
    rows = [watch.time_of(text) for text in texts]
    if at_the_end:
        at_the_end()
    window.close()
    return rows


def main(_options: list[str]) -> list[str]:
    """Ask questions and words that were not asked before, and return lines of a table."""
    with tempfile.TemporaryDirectory() as folder:
        app = open_app(AppPaths.under(Path(folder)), Settings())
        with app.session() as session:
            session.indexing.update()
            titles = [document.case.title for document in session.library.documents()]
        asked = [question.text for name in ("open", "further") for question in read_questions(f"queries_{name}.yaml")]
        rows = type_in_window(app, typed_texts(asked, titles))
    return table(rows, "bundled library")


def typed_texts(asked: list[str], titles: list[str]) -> list[str]:
    """What is asked, and a hundred stretches of titles of one to eight characters."""
    rng = random.Random(SEED)
    found = list(asked)
    while len(found) < len(asked) + 100:
        title = rng.choice(titles)
        start = rng.randrange(len(title))
        found.append(title[start : start + rng.randint(1, 8)])
    return [text for text in dict.fromkeys(map(str.strip, found)) if text]


def table(rows: list[Stages], library: str) -> list[str]:
    """Return lines that say how long each part of the way took."""
    lines = [f"committed text to painted results, after the debounce, {library}, {len(rows)} queries (ms)"]
    for stage in rows[0]:
        times = [row[stage] for row in rows]
        figures = f"median {median(times):6.1f}   p95 {_p95(times):6.1f}   worst {max(times):6.1f}"
        lines.append(f"  {stage:26} {figures}")
    return [*lines, f"  target: p95 in all at most {THREE_FRAMES} (three frames)"]


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]
