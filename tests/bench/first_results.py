"""A start of the program that ends when the first results have been painted; prints the milliseconds it took."""

import time

STARTED = time.perf_counter()

import sys  # noqa: E402 (the clock starts before anything is loaded)
from pathlib import Path  # noqa: E402

from PySide6.QtCore import QEvent, QObject, QTimer  # noqa: E402

from kb_app.base.paths import AppPaths  # noqa: E402
from kb_app.base.settings import Settings  # noqa: E402
from kb_app.bootstrap import open_app  # noqa: E402
from kb_app.ui.application import make_application, open_window  # noqa: E402


class ResultsPaint(QObject):
    """Says when the list of results was painted with something in it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the list's paint events."""
        if event.type() == QEvent.Type.Paint and window.search_page.result is not None:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, finish)
        return False


def finish() -> None:
    """Say how long it took and leave as a person would."""
    sys.stdout.write(f"{(time.perf_counter() - STARTED) * 1000:.0f}\n")
    window.close()


application = make_application()
window = open_window(open_app(AppPaths.under(Path(sys.argv[1])), Settings()), application)
watcher = ResultsPaint()
window.search_page.pane.list.viewport().installEventFilter(watcher)
window.show()
QTimer.singleShot(30, window.start_work)
application.exec()
