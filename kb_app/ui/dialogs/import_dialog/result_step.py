"""The last step: what was imported, what was not and why, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QListView, QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.domain.transfer_wording import skipped_line, summary_lines, summary_report, undo_lines
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.said_line import SaidLine

if TYPE_CHECKING:
    from kb_app.domain.transfer import ImportSummary, UndoSummary


class ResultStep(QWidget):
    """Counts, files with reasons, and two buttons."""

    undo_wanted = Signal()
    cases_wanted = Signal()
    """The person wants to see the cases that were imported."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report = ""
        self.heading = QLabel()
        self.heading.setObjectName("import_result")
        self.heading.setProperty("look", "step_heading")
        self.said = SaidLine("import_result_said")
        self._model = QStringListModel(self)
        self.list = QListView()
        self._copy = named_button("import_copy_report", _("Copy the report"))
        self.undo = named_button("import_undo", _("Take this import back"))
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self._report))
        self.cases = named_button("import_cases", _("Show the imported cases"))
        self.undo.clicked.connect(self.undo_wanted)
        self.cases.clicked.connect(self.cases_wanted)
        self._arrange()

    def show_summary(self, summary: ImportSummary, *, has_cases: bool) -> None:
        """Say what was done; without cases, as where only notes came, there are none to be shown."""
        heading, *lines = summary_lines(summary)
        self.heading.setText(heading)
        self.said.say(" ".join(lines))
        self.said.setVisible(bool(lines))
        not_written = _("Not written")
        failed = [f"{not_written}　{skipped_line(one)}" for one in summary.failed]
        self._show_list(failed + [f"{_('Not read')}　{skipped_line(one)}" for one in summary.skipped])
        self._report = summary_report(summary)
        self.undo.setVisible(bool(summary.id))
        self.cases.setVisible(has_cases and bool(summary.id))
        self.undo.setEnabled(True)

    def show_undone(self, undone: UndoSummary) -> None:
        """Say what was taken back."""
        heading, *lines = undo_lines(undone)
        self.heading.setText(heading)
        self.said.say(" ".join(lines))
        self.said.setVisible(bool(lines))
        self._show_list(list(undone.left))
        self._report = "\n".join([heading, *(f"- {name}" for name in undone.left)])
        self.undo.hide()
        self.cases.hide()

    def warn(self, sentence: str) -> None:
        """Say why it could not be taken back."""
        self.said.show()
        self.said.warn(sentence)

    def _show_list(self, lines: list[str]) -> None:
        self._model.setStringList(lines)
        self.list.setVisible(bool(lines))

    def _arrange(self) -> None:
        self.heading.setWordWrap(True)
        self.list.setObjectName("import_result_list")
        self.list.setAccessibleName(_("Files that are not imported"))
        self.list.setProperty("look", "lines")
        self.list.setModel(self._model)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.cases)
        row.addWidget(self._copy)
        row.addWidget(self.undo)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.heading)
        column.addWidget(self.said)
        body = QWidget()  # stays where there is no list, and keeps the rest at the top
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.list)
        column.addWidget(body, 1)
        column.addLayout(row)
