"""Proves that the window works here: it searches, paints results and shows a document."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from kb_app.base.i18n import _
from kb_app.ui.application.fonts import japanese_family, missing_font_notice

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

    from kb_app.bootstrap import App

_WORD = "押印廃止"
_SIZE = (1366, 768)
_LONGEST_WAIT = 60.0


def check_window(app: App, application: QApplication) -> list[tuple[str, bool, str]]:
    """Return (what, ok, detail) of the window, the search, the document and the font."""
    from kb_app.ui.application import open_window

    window = open_window(app, application)
    window.resize(*_SIZE)  # also where the drawn screen is smaller: list and document side by side
    page = window.search_page
    paintings = _Paintings(page.pane.list.viewport())
    window.show()
    window.start_work()
    page.pane.box.search_for(_WORD)
    found = _wait(lambda: bool(page.result and page.result.query.text == _WORD and page.result.hits and paintings.seen))
    shown = found and _wait(lambda: bool(page.case.document_id and page.case.mark_count))
    hits = page.result.total if page.result is not None else 0
    family, listed = japanese_family(), page.pane.list.font().family()  # lists may have a font of the system's instead
    result = [
        (_("window"), window.isVisible(), application.platformName()),
        (_("results painted"), found, f"{_WORD}: {hits}"),
        (_("document shown"), bool(shown and page.case.plain_text.strip()), page.case.document_id),
        (_("Japanese font"), listed == family, listed if family else missing_font_notice()),
    ]
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return result


class _Paintings(QObject):
    """Notes whether a widget was painted."""

    def __init__(self, widget: QObject) -> None:
        super().__init__(widget)
        self.seen = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note a painting."""
        self.seen = self.seen or event.type() == QEvent.Type.Paint
        return super().eventFilter(watched, event)


def _wait(condition: Callable[[], bool]) -> bool:
    """Let the window work until the condition holds, or for as long as a slow PC may need."""
    until = time.monotonic() + _LONGEST_WAIT
    while not condition() and time.monotonic() < until:
        QCoreApplication.processEvents()
        time.sleep(0.005)
    return condition()
