"""Backups in the window: one a day by itself, one by hand, and the way back to one of them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from kb_app.base.errors import CancelledError, KbError
from kb_app.base.i18n import _
from kb_app.ui.tasks import Handlers, Lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from kb_app.base.progress import Progress, Report
    from kb_app.bootstrap import App
    from kb_app.domain.backup import AutomaticBackup, BackupSummary, RestoreSummary
    from kb_app.ui.tasks import Task, Tasks
    from kb_app.ui.widgets.task_bar import TaskBar

_HOUR_MS = 3_600_000


class SafeKeeping(QObject):
    """One for each window that writes."""

    restored = Signal()
    restore_ended = Signal()
    """It is over, well or not: the person can go on."""

    def __init__(self, app: App, tasks: Tasks, bar: TaskBar, stand_still: Callable[[], bool], window: QWidget) -> None:
        """`stand_still` saves what is being written and lets nothing be written from then on; False: it cannot."""
        super().__init__(window)
        self._stand_still = stand_still
        self._app = app
        self._tasks = tasks
        self._bar = bar
        self._window = window
        self._task: Task | None = None
        self._hourly = QTimer(self)
        self._hourly.setInterval(_HOUR_MS)  # a window may stay open for weeks
        self._hourly.timeout.connect(self.back_up_today)
        bar.cancelled.connect(lambda: self._task.cancel() if self._task else None)

    def start(self) -> None:
        """See to today's backup now, and to every next day's."""
        if not self._app.read_only:
            self._hourly.start()
            self.back_up_today()

    def back_up_today(self) -> None:
        """Make the backup of today, if there is none yet."""
        self._tasks.start(
            Lane.EXPORT,
            lambda _session, report: self._app.backup().daily(report),
            self._on_daily,
            Handlers(failed=self._on_failed),
            replaces="daily",
            needs_session=False,
        )

    def save_as(self) -> None:
        """Ask for a file, and copy everything into it."""
        from PySide6.QtWidgets import QFileDialog

        name = _("DX-Casebook-backup-{date}.zip").format(date=f"{datetime.now().astimezone():%Y%m%d}")
        chosen, _filter = QFileDialog.getSaveFileName(
            self._window, _("Save a backup"), str(Path.home() / name), _("Backups (*.zip)")
        )
        if chosen:
            self.write(Path(chosen if chosen.lower().endswith(".zip") else f"{chosen}.zip"))

    def write(self, file: Path) -> None:
        """Copy everything into a file."""
        if self._task is None:
            self._task = self._tasks.start(
                Lane.EXPORT,
                lambda _session, report: self._app.backup().write(file, report),
                self._on_written,
                Handlers(self._on_failed, self._on_progress, self._on_ended),
                needs_session=False,
            )

    def ask_for_restore(self) -> None:
        """Show the backups, and what going back to one would change."""
        from kb_app.ui.dialogs.restore_dialog import RestoreDialog

        backup = self._app.backup()
        dialog = RestoreDialog(self._tasks, backup.list, backup.preview, self._window)
        dialog.restore_wanted.connect(self.restore)
        dialog.open()

    def restore(self, file: Path) -> None:
        """Go back to a backup; nobody reads or writes the data meanwhile."""
        if self._task is not None:
            return
        if not self._stand_still():
            self._bar.finish(_("A note is not saved yet, so nothing was restored. See why above the note."))
            return
        self._task = self._tasks.alone(
            lambda report: self._restored(file, report),
            self._on_restored,
            Handlers(self._on_failed, self._on_progress, self._on_restore_ended),
        )

    def _restored(self, file: Path, report: Report) -> RestoreSummary:
        summary = self._app.backup().restore(file, report)
        self._app.reread_settings()
        return summary

    def _on_daily(self, made: AutomaticBackup) -> None:
        if made.troubles:
            self._bar.keep(made.troubles[0], self.ask_for_restore)

    def _on_written(self, summary: BackupSummary) -> None:
        from kb_app.domain.backup_wording import size_words

        words = _("The backup is written and verified: {file} ({size})")
        missing = _("{count} files could not be read and are not in it.")
        said = [words.format(file=summary.path, size=size_words(summary.size))]
        if summary.unreadable:
            said.append(missing.format(count=len(summary.unreadable)))
        self._bar.finish(" ".join(said))

    def _on_restored(self, summary: RestoreSummary) -> None:
        made = f"{summary.stamp.made.astimezone():%Y-%m-%d %H:%M}"
        words = _("Everything is as it was on {time}. What was there before is kept as a backup too.")
        said = [words.format(time=made)]
        if summary.beside is not None:
            from kb_app.domain.backup_wording import beside_words

            said.append(beside_words(summary.beside))
        self._bar.keep(" ".join(said), self.ask_for_restore)
        self.restored.emit()

    def _on_progress(self, progress: Progress) -> None:
        self._bar.show_progress(progress.label, progress)

    def _on_failed(self, error: KbError) -> None:
        self._bar.finish(str(error), passing=isinstance(error, CancelledError))

    def _on_restore_ended(self) -> None:
        self._on_ended()
        self.restore_ended.emit()

    def _on_ended(self) -> None:
        self._task = None
        if self._bar.is_working:
            self._bar.finish("")
