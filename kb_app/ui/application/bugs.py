"""Bugs from any thread are logged and shown on the main thread; Qt's own messages go into the log."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from types import TracebackType

    from kb_app.ui.error_dialog import ErrorDialog

logger = logging.getLogger(__name__)

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class BugReporter(QObject):
    """Takes the place of `sys.excepthook` while the window is open."""

    _happened = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._before = sys.excepthook
        self._dialog: ErrorDialog | None = None
        self._happened.connect(self._on_happened, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Hear of every bug from now on."""
        self._before = sys.excepthook
        sys.excepthook = self._hook

    def remove(self) -> None:
        """Put the former hook back."""
        sys.excepthook = self._before

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Called in whichever thread the bug happened."""
        if not issubclass(kind, Exception):
            self._before(kind, error, trace)
            return
        logger.error("bug", exc_info=(kind, error, trace))
        from kb_app.ui.error_dialog import report_of

        self._happened.emit(report_of(kind, error, trace))

    def _on_happened(self, report: str) -> None:
        """One dialog at a time: a bug in a loop must not bury the window."""
        if self._dialog is not None:
            return
        from kb_app.ui.error_dialog import ErrorDialog

        self._dialog = ErrorDialog(report, QApplication.activeWindow())
        self._dialog.finished.connect(self._on_closed)
        self._dialog.open()

    def _on_closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None


def send_qt_messages_to_log() -> None:
    """Write what Qt says into the log instead of the terminal."""
    qInstallMessageHandler(_log_qt_message)


def _log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s (%s)", message, context.category)
