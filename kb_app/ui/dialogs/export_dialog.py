"""Writes documents out: which ones, in which form, and where to."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout

from kb_app.base.errors import CancelledError, KbError
from kb_app.base.i18n import _
from kb_app.domain.export import ExportCount, ExportRequest
from kb_app.ui.dialogs.dialog_parts import fit
from kb_app.ui.dialogs.export_steps import ExportChoice, ExportResult
from kb_app.ui.tasks import Handlers, Lane
from kb_app.ui.widgets.last_folder import LastFolder
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.said_line import SaidLine
from kb_app.ui.widgets.work_step import WorkStep

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from kb_app.base.progress import Progress, Report
    from kb_app.bootstrap.session import Session
    from kb_app.domain.export import ExportSummary
    from kb_app.ui.dialogs.export_forms import ExportForm
    from kb_app.ui.dialogs.export_scope import ExportScope
    from kb_app.ui.tasks import Task, Tasks


def export_of(session: Session, request: ExportRequest, report: Report) -> ExportSummary:
    """Let the service of a session write."""
    return session.exporting.export(request, report)


def suggested_place(folder: Path, form: ExportForm, today: datetime) -> Path:
    """Return a name with the date that nothing has yet."""
    stem = _("DX-Casebook-{date}").format(date=f"{today:%Y%m%d}")
    if form.id.startswith("gif"):
        stem = _("DX-Casebook-data-model-{date}").format(date=f"{today:%Y%m%d}")
    place, number = folder / f"{stem}{form.ending}", 1
    while place.exists():
        number += 1
        place = folder / f"{stem} ({number}){form.ending}"
    return place


class ExportDialog(QDialog):
    """Three steps: what and how, writing, and what was written; the window below stays usable."""

    def __init__(
        self,
        tasks: Tasks,
        scopes: Sequence[ExportScope],
        parent: QWidget | None = None,
        *,
        export: Callable[[Session, ExportRequest, Report], ExportSummary] = export_of,
        folder: LastFolder | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("export_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Export"))
        self._tasks = tasks
        self._export = export
        self._last = folder or LastFolder()
        self._task: Task | None = None
        self._is_over = False
        self.choice = ExportChoice(scopes)
        self.work = WorkStep("export")
        self.outcome = ExportResult()
        self._steps = QStackedWidget()
        self.said = SaidLine("export_said")
        self._go = named_button("export_go", _("Choose the place and export…"))
        self._open = named_button("export_open", _("Open the folder"))
        self._again = named_button("export_again", _("← Export something else"))
        self._close = named_button("export_close", _("Close"))
        self._arrange()
        self._connect()
        fit(self, 54, 44)
        self._turn(self.choice)
        self._begin_counting()

    @property
    def step(self) -> QWidget | None:
        """The step that is shown."""
        return self._steps.currentWidget()

    def write(self, place: Path) -> None:
        """Write what is chosen to a place."""
        form, scope, private = self.choice.form, self.choice.scope, self.choice.with_private_notes

        def work(session: Session, report: Report) -> ExportSummary:
            documents = scope.documents(session)
            if not documents and not scope.is_everything:
                raise KbError(_("Nothing was exported."), _("there is no document among what you chose"))
            return self._export(session, ExportRequest(documents, form.format, place, private), report)

        self.work.begin(_("Exporting"), _("You can go on working in the window."))
        self._turn(self.work)
        self._task = self._tasks.start(
            Lane.EXPORT, work, self._on_written, Handlers(self._on_failed, self._on_progress, self._on_ended)
        )

    def _begin_counting(self) -> None:
        scopes = self.choice.scopes

        def counted(session: Session, _report: Report) -> list[ExportCount]:
            # Only what is everything may name no document.
            found = [(scope, scope.documents(session)) for scope in scopes]
            return [
                session.library.counted(documents) if documents or scope.is_everything else ExportCount(0, 0)
                for scope, documents in found
            ]

        self._tasks.start(Lane.EXPORT, counted, self._on_counted, Handlers(failed=self._on_not_counted))

    def _on_counted(self, counts: list[ExportCount]) -> None:
        if not self._is_over:
            self.choice.show_counts(counts)

    def _on_not_counted(self, error: KbError) -> None:
        if not self._is_over:
            self.choice.say_count(str(error))

    def done(self, result: int) -> None:
        """Stop before the dialog goes: an export that was not finished leaves nothing."""
        self._is_over = True
        if self._task is not None:
            self._task.cancel()
        super().done(result)

    def _on_go(self) -> None:
        place = self._ask_for_place(self.choice.form)
        if place is not None:
            self.write(place)

    def _on_written(self, summary: ExportSummary) -> None:
        if not self._is_over:
            self.outcome.show_summary(summary)
            self._turn(self.outcome)
            self._close.setFocus()

    def _on_progress(self, progress: Progress) -> None:
        if not self._is_over:
            self.work.show_progress(progress)

    def _on_failed(self, error: KbError) -> None:
        if self._is_over:
            return
        self._turn(self.choice)
        if isinstance(error, CancelledError):
            self.said.say(_("Stopped. Nothing was exported."))
        else:
            self.said.warn(str(error))
        self._go.setFocus()

    def _on_ended(self) -> None:
        """Come last, also after a bug."""
        self._task = None
        if not self._is_over and self.step is self.work:
            self._turn(self.choice)

    def _on_stop(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _on_open(self) -> None:
        place = self.outcome.place
        folder = place if place.is_dir() else place.parent
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self.said.warn(_("The folder could not be opened. It is here: {place}").format(place=folder))

    def _ask_for_place(self, form: ExportForm) -> Path | None:
        """Let the person choose; a folder for Markdown is made inside the one that they choose."""
        now, start = datetime.now().astimezone(), self._last.start
        if not form.ending:
            words = _("Choose a folder; the export gets a new folder in it")
            folder = QFileDialog.getExistingDirectory(self, words, str(start))
            if not folder:
                return None
            self._last.use(Path(folder))
            return suggested_place(Path(folder), form, now)
        suggested = suggested_place(start, form, now)
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Export to"), str(suggested), f"{form.name} (*{form.ending})"
        )
        if not chosen:
            return None
        self._last.use(Path(chosen).parent)
        return Path(chosen if chosen.lower().endswith(form.ending) else f"{chosen}{form.ending}")

    def _turn(self, step: QWidget) -> None:
        self._steps.setCurrentWidget(step)
        self.said.say("")
        self._go.setVisible(step is self.choice)
        self._again.setVisible(step is self.outcome)
        self._open.setVisible(step is self.outcome)

    def _connect(self) -> None:
        self.work.stop_wanted.connect(self._on_stop)
        self._go.clicked.connect(self._on_go)
        self._open.clicked.connect(self._on_open)
        self._again.clicked.connect(lambda: self._turn(self.choice))
        self._close.clicked.connect(self.reject)

    def _arrange(self) -> None:
        for step in (self.choice, self.work, self.outcome):
            self._steps.addWidget(step)
        self._go.setProperty("look", "main")
        foot = QHBoxLayout()
        foot.setSpacing(8)
        bottom = Qt.AlignmentFlag.AlignBottom
        foot.addWidget(self._again, 0, bottom)
        foot.addWidget(self.said, 1)
        for button in (self._open, self._go, self._close):
            foot.addWidget(button, 0, bottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(12)
        column.addWidget(self._steps, 1)
        column.addLayout(foot)
