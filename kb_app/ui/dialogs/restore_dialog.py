"""Chooses a backup, shows what going back to it would change, and only then offers to do it."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHeaderView,
    QLabel,
    QProgressBar,
    QTableView,
    QTextEdit,
    QVBoxLayout,
)

from kb_app.base.i18n import _
from kb_app.domain.backup_wording import preview_lines
from kb_app.ui.models.backup_model import BackupModel
from kb_app.ui.tasks import Handlers, Lane
from kb_app.ui.widgets.line_height import space_lines
from kb_app.ui.widgets.named_button import named_button

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from kb_app.base.errors import KbError
    from kb_app.base.progress import Progress, Report
    from kb_app.domain.backup import BackupInfo, RestorePreview
    from kb_app.ui.tasks import Task, Tasks

_LINE_HEIGHT = 140


def choose_backup_file(parent: QWidget) -> str:
    """Let the person choose a file; "" where none was chosen."""
    chosen, _filter = QFileDialog.getOpenFileName(parent, _("Choose a backup"), "", _("Backups (*.zip)"))
    return chosen


class RestoreDialog(QDialog):
    """Lists backups; nothing is restored here: who opened the dialog hears which backup is wanted."""

    restore_wanted = Signal(Path)

    def __init__(
        self,
        tasks: Tasks,
        list_backups: Callable[[], tuple[BackupInfo, ...]],
        preview: Callable[[Path, Report], RestorePreview],
        parent: QWidget | None = None,
        *,
        choose_file: Callable[[QWidget], str] = choose_backup_file,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._list_backups = list_backups
        self._preview = preview
        self._choose_file = choose_file
        self._task: Task | None = None
        self._turn = 0
        self._chosen: Path | None = None
        self.setObjectName("restore_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Restore a backup"))
        self._model = BackupModel(self)
        self._table = self._make_table()
        self._text = self._make_text()
        self._bar = QProgressBar()
        self._bar.setObjectName("restore_progress")
        self._bar.setAccessibleName(_("Verifying the backup"))
        self._bar.setTextVisible(False)
        self._go = named_button("restore_go", _("Go back to this backup"))
        self._arrange()
        self._load()

    def done(self, result: int) -> None:
        """Stop looking at a backup before the dialog goes."""
        self._stop()
        super().done(result)

    def _on_row(self, current: QModelIndex, _previous: QModelIndex) -> None:
        backup = self._model.backup(current.row())
        if backup is not None:
            self._look_at(backup.path)

    def _on_other_file(self) -> None:
        chosen = self._choose_file(self)
        if chosen:
            self._table.clearSelection()
            self._table.setCurrentIndex(QModelIndex())
            self._look_at(Path(chosen))

    def _on_listed(self, backups: tuple[BackupInfo, ...]) -> None:
        self._model.show(backups)
        self._table.setFocus()
        if backups:
            self._table.selectRow(0)
        else:
            self._show(_("No backups yet."))

    def _on_preview(self, preview: RestorePreview) -> None:
        self._chosen = preview.path
        self._show(str(preview.path), *preview_lines(preview))
        self._go.setEnabled(True)

    def _on_failed(self, error: KbError) -> None:
        self._show(str(error))

    def _on_progress(self, progress: Progress) -> None:
        self._bar.setRange(0, 1000)
        self._bar.setValue(1000 * progress.done // max(progress.total, 1))

    def _on_ended(self) -> None:
        self._task = None
        self._bar.hide()

    def _on_go(self) -> None:
        if self._chosen is not None:
            self.restore_wanted.emit(self._chosen)
            self.accept()

    def _load(self) -> None:
        self._show(_("Looking for backups"))
        self._start(lambda _report: self._list_backups(), self._on_listed)

    def _look_at(self, file: Path) -> None:
        self._stop()
        self._chosen = None
        self._go.setEnabled(False)
        self._show(_("Verifying the backup"))
        self._start(lambda report: self._preview(file, report), self._on_preview)

    def _start(self, work: Callable[[Report], Any], done: Callable[[Any], None]) -> None:
        """Do something in the background; what it says after it was stopped is not heard."""
        self._turn += 1
        turn = self._turn

        def in_turn(hear: Callable[..., None]) -> Callable[..., None]:
            return lambda *words: hear(*words) if self._turn == turn else None

        self._bar.setRange(0, 0)
        self._bar.show()
        handlers = Handlers(in_turn(self._on_failed), in_turn(self._on_progress), in_turn(self._on_ended))
        self._task = self._tasks.start(
            Lane.EXPORT, lambda _session, report: work(report), in_turn(done), handlers, needs_session=False
        )

    def _stop(self) -> None:
        self._turn += 1
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _show(self, *lines: str) -> None:
        self._text.setHtml("".join(f"<p>{html.escape(line)}</p>" for line in lines))
        space_lines(self._text.document(), _LINE_HEIGHT)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        heading = QLabel(_("Backups"))
        heading.setProperty("look", "setting_name")
        heading.setBuddy(self._table)
        other = named_button("restore_other_file", _("Choose another file…"))
        other.clicked.connect(self._on_other_file)
        assurance = QLabel(_("What is there now is backed up first, so that you can go back to it."))
        assurance.setObjectName("restore_assurance")
        assurance.setProperty("look", "setting_note")
        assurance.setWordWrap(True)
        layout.addWidget(heading)
        layout.addWidget(self._table)
        layout.addWidget(other, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._bar)
        layout.addWidget(self._text)
        layout.addWidget(assurance)
        layout.addWidget(self._make_buttons())
        layout.setStretchFactor(self._table, 2)
        layout.setStretchFactor(self._text, 3)
        self.resize(720, 620)

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("restore_list")
        table.setAccessibleName(_("Backups"))
        table.setModel(self._model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        table.selectionModel().currentChanged.connect(self._on_row)
        return table

    def _make_text(self) -> QTextEdit:
        text = QTextEdit()
        text.setObjectName("restore_preview")
        text.setAccessibleName(_("What would change"))
        text.setReadOnly(True)
        text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        return text

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self._go.setEnabled(False)
        self._go.clicked.connect(self._on_go)
        buttons.addButton(self._go, QDialogButtonBox.ButtonRole.ActionRole)
        close = named_button("restore_close", _("Close"))
        close.setDefault(True)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        return buttons
