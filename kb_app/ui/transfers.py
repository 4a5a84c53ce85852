"""Imports and exports in the window: their dialogs, files that are dropped, and the way back from an import."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.transfer_wording import undo_lines
from kb_app.ui.models.annotation_desk import LongStep
from kb_app.ui.tasks import Handlers, Lane
from kb_app.ui.widgets.last_folder import LastFolder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session
    from kb_app.domain.transfer import ImportSummary, UndoSummary
    from kb_app.ui.dialogs.export_scope import ExportScope
    from kb_app.ui.dialogs.import_dialog import ImportDialog
    from kb_app.ui.events import AppEvents
    from kb_app.ui.tasks import Tasks
    from kb_app.ui.theme import Theme


class Transfers(QObject):
    """One for each window; a window that only reads exports and does not import."""

    files_changed = Signal()
    """Cases were written or taken back: the index is to be brought up to date."""

    cases_found = Signal(object)
    """The person wants to see the cases of an import: their ids."""

    def __init__(self, app: App, tasks: Tasks, events: AppEvents, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._app = app
        self._tasks = tasks
        self._events = events
        self._theme = theme
        self._window = window
        self._dialog: ImportDialog | None = None
        self._step: LongStep | None = None
        self._offer = ""

    def ask_for_import(self, places: Sequence[Path] = ()) -> None:
        """Show the dialog, with what was dropped being read already."""
        if self._app.read_only:
            self._events.message.emit(_("This window only reads: files are opened where the other one is open."))
            return
        if self._dialog is None:
            self._dialog = self._made()
            self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()
        self._dialog.read(places)

    def ask_for_export(self, scopes: Sequence[ExportScope]) -> None:
        """Show the dialog with what can be written out from where the person is."""
        from kb_app.ui.dialogs.export_dialog import ExportDialog

        folder = self._last_folder("export_folder")
        ExportDialog(self._tasks, scopes, self._window, folder=folder).show()

    def stand_still(self) -> None:
        """Other data comes: what was read for a preview is let go; what is being written comes to its end first."""
        if self._dialog is not None and not self._dialog.is_writing:
            self._dialog.forget()

    def forget(self) -> None:
        """Other data is there: nothing that was imported can be taken back any more."""
        if self._dialog is not None:
            self._dialog.forget()

    def _made(self) -> ImportDialog:
        from kb_app.ui.dialogs.import_dialog import ImportDialog
        from kb_app.ui.dialogs.import_dialog.desk import ImportDesk
        from kb_app.ui.models.import_model import ImportModel

        model = ImportModel(self._app.taxonomy, self._app.settings.plan_version)
        dialog = ImportDialog(
            ImportDesk(self._tasks), model, self._theme, self._window, folder=self._last_folder("import_folder")
        )
        dialog.imported.connect(self._on_imported)
        dialog.taken_back.connect(self._on_taken_back)
        dialog.ended.connect(self._on_ended)
        dialog.cases_wanted.connect(self._on_cases_wanted)
        return dialog

    def _last_folder(self, name: str) -> LastFolder:
        """The folder that a setting names; another one is kept there."""

        def keep(folder: str) -> None:
            changed: dict[str, Any] = {name: folder}
            try:
                self._app.save_settings(replace(self._app.settings, **changed))
            except KbError as error:
                self._events.message.emit(str(error))

        return LastFolder(getattr(self._app.settings, name), keep, self._tasks)

    def _on_imported(self, summary: ImportSummary) -> None:
        count = f"{sum(summary.counts.values()):,}"
        self._step = LongStep(partial(_undo, summary.id), self._on_undone)
        self._events.step_made.emit(_("Import of {count}").format(count=count), self._step)
        self._tell_change()

    def _on_cases_wanted(self, import_id: str) -> None:
        """Ask in the lane of the index: what was imported is found once the run is over that takes it over."""
        self._tasks.start(
            Lane.INDEX,
            lambda session, _report: session.importing.cases_of(import_id),
            self.cases_found.emit,
            Handlers(failed=lambda error: self._events.message.emit(str(error))),
        )

    def _on_taken_back(self, _undone: UndoSummary) -> None:
        """The dialog did it itself, and says so itself."""
        self._events.step_undone.emit(self._step)
        self._step = None
        self._tell_change()

    def _on_undone(self, undone: UndoSummary) -> None:
        self._events.withdrawn.emit(self._offer)
        self._events.message.emit(" ".join(undo_lines(undone)))
        self._tell_change()

    def _on_ended(self) -> None:
        summary = self._dialog.summary if self._dialog is not None else None
        self._dialog = None
        if summary is not None:
            count = f"{sum(summary.counts.values()):,}"
            words = _("{count} cases and notes are imported; Ctrl+Z takes the import back.")
            self._offer = words.format(count=count)
            self._events.offered.emit(self._offer, partial(self._take_back, summary.id, self._step), _("Undo"))

    def _take_back(self, import_id: str, step: LongStep | None) -> None:
        """Undo an import, whatever was done since; it can be wanted once more only where that does not succeed."""
        self._events.withdrawn.emit(self._offer)
        self._tasks.start(
            Lane.INDEX,
            lambda session, _report: _undo(import_id, session),
            partial(self._on_taken_back_later, step),
            Handlers(failed=lambda error: self._events.message.emit(str(error))),
        )

    def _on_taken_back_later(self, step: LongStep | None, undone: UndoSummary) -> None:
        self._events.step_undone.emit(step)
        self._on_undone(undone)

    def _tell_change(self) -> None:
        self.files_changed.emit()
        self._events.annotations_changed.emit()


def _undo(import_id: str, session: Session) -> UndoSummary:
    return session.importing.undo(import_id)
