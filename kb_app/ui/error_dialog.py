"""What a person sees of a bug: a sentence, and a report to copy for whoever looks after the program."""

from __future__ import annotations

import platform
import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout

from kb_app import __version__
from kb_app.base.i18n import _

if TYPE_CHECKING:
    from types import TracebackType

    from PySide6.QtWidgets import QWidget


def report_of(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """Return the report of a bug: versions and the places in the program it came through."""
    places = "".join(traceback.format_exception(kind, error, trace))
    versions = f"DX Casebook {__version__}, Python {platform.python_version()}, Qt {qVersion()}"
    return f"{versions}\n{platform.platform()}\n\n{places}"


class ErrorDialog(QDialog):
    """Says that something went wrong inside the program and shows the report."""

    def __init__(self, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report = report
        self.setObjectName("error_dialog")
        self.setWindowTitle(_("Something went wrong"))
        sentence = QLabel(
            _(
                "Something went wrong inside the program. Your files were not changed by this. "
                "You can go on working; if it happens again, please pass this report on."
            )
        )
        sentence.setWordWrap(True)
        text = QPlainTextEdit(report)
        text.setReadOnly(True)
        text.setObjectName("error_report")
        text.setAccessibleName(_("Report"))
        buttons = QDialogButtonBox()
        copy = QPushButton(_("Copy the report"))
        copy.setObjectName("error_copy")
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        close = QPushButton(_("Close"))
        close.setObjectName("error_close")
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        copy.clicked.connect(self._on_copy)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(sentence)
        layout.addWidget(text)
        layout.addWidget(buttons)
        self.resize(720, 420)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
