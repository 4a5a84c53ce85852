"""From committed text (after the debounce) to painted results, in the real window."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from kb_app.base.paths import AppPaths
from kb_app.base.settings import Settings
from kb_app.bootstrap import open_app
from kb_app.ui.application import make_application, open_window
from tests.questions import read_questions

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb_app.ui.main_window import MainWindow

SEED = 20261123
_LONGEST_WAIT = 30.0


class Stopwatch(QObject):
    """Notes when the list of results was last painted."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.painted = 0.0
        self._page = window.search_page
        self._page.pane.list.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note a painting when it begins; what comes behind it in the queue runs when it is over."""
        if event.type() == QEvent.Type.Paint:
            self.painted = time.perf_counter()
        return super().eventFilter(watched, event)

    def time_of(self, text: str) -> tuple[float, float]:
        """Search for `text`; return the milliseconds until its results were painted, and the engine's share of them."""
        started = time.perf_counter()
        self._page.pane.box.search_for(text)
        self._wait(lambda: self._page.result is not None and self._page.result.query.text == text)
        answered = time.perf_counter()
        result = self._page.result
        assert result is not None
        if result.hits:
            self._page.pane.list.viewport().update()
            self._wait(lambda: self.painted > answered)
        # What was put off until now, the end of the painting included, runs here.
        QCoreApplication.processEvents()
        return (time.perf_counter() - started) * 1000, result.elapsed_ms

    def _wait(self, condition: Callable[[], bool]) -> None:
        until = time.monotonic() + _LONGEST_WAIT
        while not condition():
            QCoreApplication.processEvents()
            if time.monotonic() > until:
                raise TimeoutError("the window did not paint its results")


def main(_options: list[str]) -> list[str]:
    """Ask questions and words that were not asked before, and return lines of a table."""
    with tempfile.TemporaryDirectory() as folder:
        application = make_application()
        app = open_app(AppPaths.under(Path(folder)), Settings())
        with app.session() as session:
            session.indexing.update()
            titles = [document.case.title for document in session.library.documents()]
        window = open_window(app, application)
        watch = Stopwatch(window)
        window.show()
        window.start_work()
        watch.time_of("窓口")
        rows = [watch.time_of(text) for text in _texts(titles)]
        window.close()
    return _table(rows)


def _texts(titles: list[str]) -> list[str]:
    """The fifty written-down questions, and a hundred stretches of titles of one to eight characters."""
    rng = random.Random(SEED)
    found = [question.text for name in ("open", "further") for question in read_questions(f"queries_{name}.yaml")]
    while len(found) < 150:
        title = rng.choice(titles)
        start = rng.randrange(len(title))
        found.append(title[start : start + rng.randint(1, 8)])
    return [text for text in dict.fromkeys(map(str.strip, found)) if text]


def _table(rows: list[tuple[float, float]]) -> list[str]:
    whole, engine = [row[0] for row in rows], [row[1] for row in rows]
    return [
        f"committed text to painted results, after the debounce, bundled library, {len(rows)} queries",
        f"  in all (ms)            median {median(whole):6.1f}   p95 {_p95(whole):6.1f}   worst {max(whole):6.1f}",
        f"  of which the search    median {median(engine):6.1f}   p95 {_p95(engine):6.1f}   worst {max(engine):6.1f}",
    ]


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]
