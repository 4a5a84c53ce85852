"""Imports cases and notes: chosen, read in the background, looked at and corrected, and only then written."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kb_app.base.errors import CancelledError
from kb_app.base.i18n import _
from kb_app.domain.table_columns import ReadAs
from kb_app.ui.dialogs.dialog_parts import fit
from kb_app.ui.dialogs.import_dialog.choose_step import ChooseStep
from kb_app.ui.dialogs.import_dialog.columns_dialog import ColumnsDialog
from kb_app.ui.dialogs.import_dialog.preview_step import PreviewStep
from kb_app.ui.dialogs.import_dialog.result_step import ResultStep
from kb_app.ui.widgets.dropped_files import DroppedFiles
from kb_app.ui.widgets.last_folder import LastFolder
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.said_line import SaidLine
from kb_app.ui.widgets.work_step import WorkStep

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from kb_app.base.errors import KbError
    from kb_app.domain.table_columns import ColumnsLook, TableKey
    from kb_app.domain.transfer import ImportSummary, UndoSummary
    from kb_app.ui.dialogs.import_dialog.desk import ImportDesk, Looked
    from kb_app.ui.models.import_model import ImportModel
    from kb_app.ui.theme import Theme


class ImportDialog(QDialog):
    """Goes from step to step; the window below stays usable all the time."""

    imported = Signal(object)
    """Something was written: the `ImportSummary`."""
    taken_back = Signal(object)
    """The import was undone here: the `UndoSummary`."""
    cases_wanted = Signal(str)
    """The person wants to see the cases of the import with this id, and the dialog is closing."""
    ended = Signal()

    def __init__(
        self,
        desk: ImportDesk,
        model: ImportModel,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        folder: LastFolder | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("import_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Import"))
        desk.setParent(self)
        model.setParent(self)
        self._desk = desk
        self._model = model
        self._places: tuple[Path, ...] = ()
        self._shown_places: tuple[Path, ...] = ()
        self._added: tuple[Path, ...] = ()
        self._waiting: tuple[Path, ...] = ()
        self._said: dict[str, ReadAs] = {}
        self._asked = ""
        self._summary: ImportSummary | None = None
        self._is_writing = False
        self._was_warned = False
        self.choose = ChooseStep(folder or LastFolder())
        self.work = WorkStep("import")
        self.preview = PreviewStep(model, desk, theme)
        self.outcome = ResultStep()
        self._steps = QStackedWidget()
        self.said = SaidLine("import_said")
        self._again = named_button("import_again", _("← Choose again"))
        self._go = named_button("import_go", _("Import"))
        self._close = named_button("import_close", _("Close"))
        self._arrange()
        self._connect()
        fit(self, 84, 50)
        self._turn(self.choose)

    @property
    def step(self) -> QWidget | None:
        """The step that is shown."""
        return self._steps.currentWidget()

    @property
    def is_writing(self) -> bool:
        """Whether something is being written or taken back."""
        return self._is_writing

    @property
    def summary(self) -> ImportSummary | None:
        """What was imported and not taken back."""
        return self._summary

    def read(self, places: Sequence[Path]) -> None:
        """Read files and folders; beside what is in the table already, and once nothing is being written any more."""
        if not places:
            return
        if self._is_writing:
            self._waiting = _joined(self._waiting, places)
            self.said.say(_waiting_words(self._waiting))
            return
        if self.step in (self.preview, self.work):
            self._added = _joined(self._added, places)
            self._places = _joined(self._places, places)
        else:
            self._places, self._said, self._added = tuple(places), {}, ()
            self._model.forget()
        self._look()

    def reject(self) -> None:
        """Close, and stop reading; what is being written is stopped by its button only."""
        if self._is_writing:
            self.said.say(_("Importing now. “Stop” takes back what was written so far."))
            return
        if self._may_leave():
            super().reject()

    def forget(self) -> None:
        """Go: other data has taken the place of what was imported to or looked at."""
        self._is_writing = False
        self._summary = None
        self._waiting = ()
        self._model.forget()
        self.reject()

    def done(self, result: int) -> None:
        """Tell that it is over."""
        self._desk.close()
        super().done(result)
        self.ended.emit()

    def _on_looked(self, looked: Looked) -> None:
        self.preview.show_looked(looked, {name: one.encoding for name, one in self._said.items() if one.encoding})
        self._turn(self.preview)
        self.preview.focus_table()
        self._shown_places = self._places
        added, self._added = self._added, ()
        if added:
            names = _(", ").join(place.name for place in added)
            self.said.say(_("Added to the table: {names}").format(names=names))

    def _on_encoding(self, files: list[str], encoding: str) -> None:
        self._said |= {name: replace(self._said_of(name), encoding=encoding) for name in files}
        self._look()

    def _on_columns(self, file: str) -> None:
        if self._desk.is_busy:
            return
        self._asked = file
        self.work.begin(_("Reading the columns of {file}").format(file=file))
        self._turn(self.work)
        self._desk.look_at_columns(self._places, file, self._said_of(file))

    def _on_columns_looked(self, look: ColumnsLook) -> None:
        self._turn(self.preview)
        self.preview.focus_table()
        file = self._asked
        dialog = ColumnsDialog(file, look, self._model.corrected_of(file), self)
        dialog.applied.connect(lambda columns: self._on_columns_said(file, columns))
        dialog.open()

    def _on_columns_said(self, file: str, columns: Mapping[TableKey, Mapping[int, str]]) -> None:
        self._said[file] = replace(self._said_of(file), columns=columns)
        self._look()

    def _on_go(self) -> None:
        count = self._model.wanted
        if count and not self._desk.is_busy:
            self._is_writing = True
            self.work.begin(
                _("Importing {count} cases and notes").format(count=f"{count:,}"),
                _("“Stop” takes back what was written so far. You can go on working in the window."),
            )
            self._turn(self.work)
            self._desk.apply(self._model.preview, self._model.conflicts, self._label())

    def _on_applied(self, summary: ImportSummary) -> None:
        self._is_writing = False
        self._summary = summary if summary.id else None
        self.outcome.show_summary(summary, has_cases=bool(self._model.preview.cases))
        self._turn(self.outcome)
        self._close.setFocus()
        if summary.id:
            self.imported.emit(summary)
        if not summary.failed:
            self._read_waiting()
        elif self._waiting:  # the person sees first what could not be written
            self.said.say(_waiting_words(self._waiting))

    def _on_cases(self) -> None:
        if self._summary is not None and not self._is_writing:
            wanted = self._summary.id
            self.reject()
            self.cases_wanted.emit(wanted)

    def _on_undo(self) -> None:
        if self._summary is not None and not self._desk.is_busy:
            self._is_writing = True
            self.outcome.undo.setEnabled(False)
            self._desk.undo(self._summary.id)

    def _on_undone(self, undone: UndoSummary) -> None:
        self._is_writing = False
        self._summary = None
        self.outcome.show_undone(undone)
        self._turn(self.outcome)
        self._close.setFocus()
        self.taken_back.emit(undone)
        self._read_waiting()

    def _on_failed(self, error: KbError) -> None:
        """Back to the step from which it was begun, with the reason."""
        was_writing, self._is_writing = self._is_writing, False
        if self.step is self.outcome:
            self.outcome.undo.setEnabled(True)
            self.outcome.warn(str(error))
            return
        goes_on = was_writing or bool(self._model.rowCount())
        self._places, self._added = self._shown_places if goes_on else (), ()
        self._turn(self.preview if goes_on else self.choose)
        words = _("Stopped. Nothing was imported.") if isinstance(error, CancelledError) else str(error)
        (self.said.say if isinstance(error, CancelledError) else self.said.warn)(words)
        (self.preview.table if goes_on else self.choose.files).setFocus()
        self._read_waiting()

    def _read_waiting(self) -> None:
        """Read what was opened while something was being written."""
        waiting, self._waiting = self._waiting, ()
        self.read(waiting)

    def _may_leave(self) -> bool:
        """Whether nothing that a person corrected would be lost, or they say so a second time."""
        count = 0 if self.step is not self.preview else self._model.corrected
        if not count or self._was_warned:
            return True
        self._was_warned = True
        self.said.warn(
            _("What you corrected in {count} rows would be lost. To leave all the same, do it once more.").format(
                count=f"{count:,}"
            )
        )
        return False

    def _on_again(self) -> None:
        if not self._may_leave():
            return
        self._desk.leave()
        self._model.forget()
        self._turn(self.choose)
        self.choose.files.setFocus()
        self._read_waiting()

    def _look(self) -> None:
        self.work.begin(_("Reading the files"), _("Nothing is written yet. You can go on working in the window."))
        self._turn(self.work)
        self._desk.look(self._places, self._said)

    def _said_of(self, file: str) -> ReadAs:
        return self._said.get(file, ReadAs())

    def _label(self) -> str:
        """What the import is called in a list of imports: where it came from."""
        first = self._places[0].name if self._places else ""
        more = len(self._places) - 1
        return _("{name} and {count} more").format(name=first, count=more) if more > 0 else first

    def _turn(self, step: QWidget) -> None:
        self._steps.setCurrentWidget(step)
        self.said.say("")
        self._was_warned = False
        self._again.setVisible(step in (self.preview, self.outcome))
        self._again.setText(_("← Choose again") if step is self.preview else _("← Import something else"))
        self._go.setVisible(step is self.preview)
        self._close.setText(_("Close") if step is not self.preview else _("Do not import"))
        self._close.setVisible(step is not self.work or not self._is_writing)
        self._show_count()

    def _show_count(self) -> None:
        count = self._model.wanted
        self._go.setText(_("Import ({count})").format(count=f"{count:,}"))
        self._go.setAccessibleName(self._go.text())
        self._go.setEnabled(count > 0)

    def _connect(self) -> None:
        self.choose.chosen.connect(self.read)
        DroppedFiles(self).dropped.connect(self.read)
        self.work.stop_wanted.connect(self._desk.stop)
        self.preview.encoding_wanted.connect(self._on_encoding)
        self.preview.columns_wanted.connect(self._on_columns)
        self.preview.failed.connect(self.said.warn)
        self._desk.columns_looked.connect(self._on_columns_looked)
        self.outcome.undo_wanted.connect(self._on_undo)
        self.outcome.cases_wanted.connect(self._on_cases)
        self._again.clicked.connect(self._on_again)
        self._go.clicked.connect(self._on_go)
        self._close.clicked.connect(self.reject)
        self._model.ticks_changed.connect(self._show_count)
        self._desk.looked.connect(self._on_looked)
        self._desk.applied.connect(self._on_applied)
        self._desk.undone.connect(self._on_undone)
        self._desk.progressed.connect(self.work.show_progress)
        self._desk.failed.connect(self._on_failed)

    def _arrange(self) -> None:
        for step in (self.choose, self.work, self.preview, self.outcome):
            self._steps.addWidget(step)
        self._go.setProperty("look", "main")
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._again, 0, Qt.AlignmentFlag.AlignBottom)
        foot.addWidget(self.said, 1)
        foot.addWidget(self._go, 0, Qt.AlignmentFlag.AlignBottom)
        foot.addWidget(self._close, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(12)
        column.addWidget(self._steps, 1)
        column.addLayout(foot)


def _joined(before: Sequence[Path], more: Sequence[Path]) -> tuple[Path, ...]:
    """Each place once, in the order in which they came."""
    return tuple(dict.fromkeys((*before, *more)))


def _waiting_words(waiting: Sequence[Path]) -> str:
    names = _(", ").join(place.name for place in waiting)
    return _("These are read next: {names}").format(names=names)
