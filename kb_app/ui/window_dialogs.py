"""The dialogs that the menus open; each is loaded when it is first wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb_app.base import i18n
from kb_app.base.i18n import _
from kb_app.domain.pack_wording import library_words
from kb_app.ui.tasks import Handlers, Lane

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from kb_app.bootstrap import App
    from kb_app.domain.library import FileReport
    from kb_app.ui.events import AppEvents
    from kb_app.ui.tasks import Tasks
    from kb_app.ui.widgets.task_bar import TaskBar


class WindowDialogs:
    """Opens them over one window."""

    def __init__(self, app: App, tasks: Tasks, events: AppEvents, bar: TaskBar, window: QWidget) -> None:
        self._app = app
        self._tasks = tasks
        self._events = events
        self._bar = bar
        self._window = window
        self._told: frozenset[FileReport] = frozenset()
        self._kept = ""

    def tell_findings(self, wrong: frozenset[FileReport], *, is_asked: bool) -> None:
        """Say that files cannot be read: they come up in every run, and are told once, and when the person asks.

        What was said of files that are gone or mended since does not stay.
        """
        if wrong != self._told:
            self._bar.withdraw(self._kept)
        if wrong and (is_asked or wrong != self._told):
            self._kept = _("{count} files have something to be mended.").format(count=len(wrong))
            self._bar.keep(self._kept, self.reports, waits=not is_asked)
        self._told = wrong

    def reports(self) -> None:
        """Show which files have findings."""
        from kb_app.ui.dialogs.reports_dialog import findings, reports_dialog

        paths = self._app.paths
        self._tasks.start(
            Lane.EXPORT,
            lambda session, _report: findings(session.library, paths),
            lambda found: reports_dialog(found, self._window).open(),
            Handlers(failed=lambda error: self._bar.finish(str(error))),
            replaces="reports",
        )

    def manual(self) -> None:
        """Show the manual."""
        from kb_app.ui.dialogs.text_dialog import TextDialog

        self._tasks.start(
            Lane.EXPORT,
            lambda session, _report: session.manual.html(i18n.language()),
            lambda html: TextDialog("manual", _("Manual"), html, self._window).open(),
            Handlers(failed=lambda error: self._bar.finish(str(error))),
            replaces="manual",
        )

    def keys(self) -> None:
        """Show the list of keys."""
        from kb_app.ui.dialogs.about_dialog import keys_dialog

        keys_dialog(self._window).open()

    def about(self) -> None:
        """Show versions and places."""
        from kb_app.ui.dialogs.about_dialog import about_dialog

        about_dialog(str(self._app.paths.data_dir), library_words(self._app.library), self._window).open()

    def tags(self) -> None:
        """Show the staff's own tags."""
        from kb_app.ui.dialogs.tag_manager import TagManager

        TagManager(self._tasks, self._events, self._window).open()
