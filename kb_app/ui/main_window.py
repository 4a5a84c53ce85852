"""The window: it arranges rail, pages, menus and the line at the bottom, and keeps the index in step."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget

from kb_app.base.errors import CancelledError, KbError
from kb_app.base.i18n import _
from kb_app.ui.actions import WRITING, make_actions
from kb_app.ui.added_knowledge import AddedKnowledge
from kb_app.ui.case_desk import CaseDesk
from kb_app.ui.library_desk import LibraryDesk
from kb_app.ui.models.desks import Desks
from kb_app.ui.pages.search_page import SearchPage
from kb_app.ui.safe_keeping import SafeKeeping
from kb_app.ui.tasks import Handlers, Lane
from kb_app.ui.transfers import Transfers
from kb_app.ui.widgets.dropped_files import DroppedFiles
from kb_app.ui.widgets.navigation_rail import NavigationRail
from kb_app.ui.widgets.opened_files import OpenedFiles
from kb_app.ui.widgets.panes import Pane
from kb_app.ui.widgets.task_bar import TaskBar
from kb_app.ui.widgets.undo_key import UndoKey
from kb_app.ui.widgets.window_frame import window_frame
from kb_app.ui.widgets.window_place import GEOMETRY, place_of, put_in_place
from kb_app.ui.window_dialogs import WindowDialogs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtGui import QAction, QCloseEvent

    from kb_app.base.progress import Progress
    from kb_app.bootstrap import App
    from kb_app.services.indexing import IndexSummary
    from kb_app.ui.events import AppEvents
    from kb_app.ui.pages.notes_page import NotesPage
    from kb_app.ui.pages.settings_page import SettingsPage
    from kb_app.ui.tasks import Task, Tasks
    from kb_app.ui.theme import Theme

_SECONDS_BETWEEN_LOOKS = 5.0
_SECONDS_BETWEEN_TRIES = 2.0
"""A first index answers after its first batch; so often the search that is waiting for it is tried again."""


class MainWindow(QMainWindow):
    """One window, a few pages."""

    index_looked_at = Signal()

    def __init__(self, app: App, tasks: Tasks, events: AppEvents, theme: Theme, notice: str = "") -> None:
        """`notice` is a sentence that stays at the top, such as that a Japanese font is missing."""
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle(_("DX Casebook"))
        self._app = app
        self._tasks = tasks
        self._events = events
        self._theme = theme
        self._indexing: Task | None = None
        self._looked_at = 0.0
        self._tried_at = 0.0
        self._is_comparing = False
        self._asked_by_person = False
        self._look_again = False
        self._wanted = ""
        self._settings: SettingsPage | None = None
        self._fills_screen = False
        self._notes: NotesPage | None = None
        self._paused: list[QAction] = []
        self._desks = Desks.of(tasks, events)
        self._added = AddedKnowledge(self._desks, read_only=app.read_only, parent=self)
        self.search_page = SearchPage(app, self._desks, theme)
        self.task_bar = TaskBar()
        self._dialogs = WindowDialogs(app, tasks, events, self.task_bar, self)
        self._keeping = SafeKeeping(app, tasks, self.task_bar, self._stand_still, self)
        self._transfers = Transfers(app, tasks, events, theme, self)
        self.bundled = LibraryDesk(app, tasks, events, theme, self.task_bar)
        self._opened = OpenedFiles(self)
        self.cases = CaseDesk(app, self._desks, theme, self.task_bar, self)
        self._rail = NavigationRail([("search", _("Search")), ("notes", _("Notes"))], [("settings", _("Settings"))])
        self._pages = QStackedWidget()
        self._pages.addWidget(self.search_page)
        self.setCentralWidget(window_frame(self._rail, self._pages, self.task_bar, notice))
        self._actions = make_actions(self, self._handlers())
        UndoKey(self)
        self._connect()
        self._restore()
        self.show_page("search")
        self.search_page.pane.box.setFocus()

    def start_work(self) -> None:
        """Search, and then look for changed files; to be called when the window can be used."""
        # Loaded now: the window comes up sooner without it.
        from kb_app.ui.outside_changes import OutsideChanges

        OutsideChanges(self._tasks, self._events, lambda session: session.latest_change(), self).start()
        self.search_page.answered.connect(self.update_index, Qt.ConnectionType.SingleShotConnection)
        self.index_looked_at.connect(self.bundled.look_for_news, Qt.ConnectionType.SingleShotConnection)
        self.index_looked_at.connect(self._keeping.start, Qt.ConnectionType.SingleShotConnection)
        if not self._app.read_only:
            self.index_looked_at.connect(self.cases.look_for_left, Qt.ConnectionType.SingleShotConnection)
        self.search_page.search()

    def open(self) -> None:
        """Show the window; where the screen has no room to spare, it takes all of it."""
        if self._fills_screen:
            self.showMaximized()
        else:
            self.show()

    def show_page(self, name: str) -> None:
        """Turn to a page: search, notes or settings; what is being written is saved."""
        self._desks.drafts.keep()
        pages = {"notes": self._notes_page, "settings": self._settings_page}
        self._pages.setCurrentWidget(pages[name]() if name in pages else self.search_page)
        self._rail.select(name)

    def open_files(self, files: Sequence[Path]) -> None:
        """Open what the person opened the program with: a pack of cases, or files to be imported."""
        self._opened.gather(files)

    def update_index(self, *, rebuild: bool = False, thorough: bool = False) -> None:
        """Bring the index up to date in the background; one run at a time. `thorough` compares contents too.

        A window that only reads leaves that to the one that writes.
        """
        if self._app.read_only or self._indexing is not None:
            return
        self._is_comparing = thorough
        self.search_page.set_building(True)
        self._indexing = self._tasks.start(
            Lane.INDEX,
            lambda session, report: session.indexing.update(report, rebuild=rebuild, thorough=thorough),
            self._on_indexed,
            Handlers(self._on_index_failed, self._on_index_progress, self._on_index_ended),
        )

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save notes, remember places, and end all work before the window goes."""
        if not self.cases.close_all():
            event.ignore()
            return
        if not self._added.save_all() and not self._may_close():
            event.ignore()
            return
        self._remember()
        self._tasks.close()
        super().closeEvent(event)

    def _on_indexed(self, summary: IndexSummary) -> None:
        changed = summary.added + summary.updated + summary.removed
        text = _("The index is up to date: {added} new, {updated} changed, {removed} removed.")
        words = text.format(added=summary.added, updated=summary.updated, removed=summary.removed)
        wrong = frozenset(report for report in summary.reports if report.has_error)
        self._dialogs.tell_findings(wrong, is_asked=self._asked_by_person)
        if self._asked_by_person:
            self.task_bar.finish(words if changed else _("No file has changed."), passing=True)
        else:
            self.task_bar.tell(words if changed else "")
        if changed or self.search_page.failed:
            self._events.library_changed.emit()
        if self._wanted and not self._look_again:
            self.search_page.reader.open(self._wanted, is_note=False)
            self._wanted = ""

    def _on_index_failed(self, error: KbError) -> None:
        self.task_bar.tell(str(error), urgent=True)
        if not isinstance(error, CancelledError):
            self.search_page.show_failure(error)
        else:
            self.search_page.search()

    def _on_index_progress(self, progress: Progress) -> None:
        label = _("Looking for changed files") if self._is_comparing else _("Making the search index")
        is_waiting = progress.total == 0
        self.task_bar.show_progress(progress.label if is_waiting else label, progress)
        if self.search_page.failed and time.monotonic() - self._tried_at > _SECONDS_BETWEEN_TRIES:
            self._tried_at = time.monotonic()
            self.search_page.search()

    def _on_index_ended(self) -> None:
        """Come last, also after a bug: the next run must be possible, and nobody may go on waiting."""
        self._indexing = None
        self._asked_by_person = False
        self._looked_at = time.monotonic()
        self.search_page.set_building(False)
        if self.task_bar.is_working:
            self.task_bar.tell("")
        if self.search_page.failed or self.search_page.result is None:
            self.search_page.search()
        self.index_looked_at.emit()
        if self._look_again:
            self._look_again = False
            self.update_index()

    def _on_file_changed(self, document_id: str) -> None:
        """Take a case file over at once, and show it; a run that is on its way may have passed it already."""
        self._wanted = document_id or self._wanted
        self._look_again = self._indexing is not None
        self.update_index()

    def _on_application_state(self, state: Qt.ApplicationState) -> None:
        """Look for changed files when the person comes back to the program."""
        came_back = state is Qt.ApplicationState.ApplicationActive
        if came_back and self._looked_at and time.monotonic() - self._looked_at > _SECONDS_BETWEEN_LOOKS:
            self.bundled.look_for_other_library()
            self.update_index()

    def _on_settings_changed(self) -> None:
        settings = self._app.settings
        self._theme.use(settings.theme, settings.text_scale)

    def _on_reload(self) -> None:
        self._asked_by_person = True
        self.bundled.look_for_other_library()
        self.search_page.search()
        self.update_index(thorough=True)

    def _on_rebuild(self) -> None:
        self._asked_by_person = True
        self.update_index(rebuild=True)

    def _may_close(self) -> bool:
        from kb_app.ui.dialogs.unsaved_dialog import may_close

        return may_close(self._added.unsaved_text, self)

    def _stand_still(self) -> bool:
        """Get ready for other data: nothing may be written until it is there. Not where a note cannot be saved."""
        if not self.cases.close_all() or not self._added.save_all():
            return False
        self._set_usable(False)
        self._transfers.stand_still()
        if self._indexing is not None:
            self._indexing.cancel()
        return True

    def _set_usable(self, usable: bool) -> None:
        """Let the person work, or only look; keys of the menus are menus too."""
        for part in (self._pages, self._rail, self.menuBar()):
            part.setEnabled(usable)
        if not usable:
            self._paused = [action for action in self._actions.values() if action.isEnabled()]
        for action in self._paused:
            action.setEnabled(usable)
        self._on_undo_changed(self._desks.annotations.undoable if usable else "")

    def _on_restored(self) -> None:
        """Nothing that is shown is true any more."""
        self._transfers.forget()
        self._desks.annotations.forget()
        self._desks.drafts.forget()
        self.search_page.reader.forget()
        if self._notes is not None:
            self._notes.forget()
        self._on_settings_changed()
        if self._settings is not None:
            self._pages.removeWidget(self._settings)
            self._settings.deleteLater()
            self._settings = None
            self.show_page("search")
        self._events.annotations_changed.emit()
        self.update_index()

    def _on_save(self) -> None:
        self._desks.drafts.keep()

    def _on_new_note(self) -> None:
        if self._pages.currentWidget() is self._notes:
            self._notes_page().begin()
        elif self.search_page.case.notes is not None:
            self.search_page.panes.bring(Pane.CASE)
            self.search_page.case.notes.begin()

    def _on_undo_changed(self, words: str) -> None:
        action = self._actions["undo"]
        action.setEnabled(bool(words))
        action.setText(_("&Undo: {what}").format(what=words) if words else _("&Undo"))

    def _on_note_followed(self, document: str) -> None:
        """Go from the list of notes to the document of one."""
        self.show_page("search")
        self.search_page.reader.open(document, is_note=False, by_person=True)

    def _on_cases_found(self, documents: frozenset[str]) -> None:
        self.show_page("search")
        self.search_page.list_documents(documents)

    def _on_focus_search(self) -> None:
        self.show_page("search")
        self.search_page.focus_search()

    def _on_toggle_filters(self) -> None:
        self.show_page("search")
        self.search_page.panes.show_filters(not self.search_page.panes.filters_shown)

    def _settings_page(self) -> SettingsPage:
        if self._settings is None:
            # Made when it is first wanted: the window comes up sooner without it.
            from kb_app.ui.pages.settings_page import SettingsPage

            self._settings = SettingsPage(self._app, self._events)
            self._pages.addWidget(self._settings)
        return self._settings

    def _notes_page(self) -> NotesPage:
        if self._notes is None:
            from kb_app.ui.pages.notes_page import NotesPage

            self._notes = NotesPage(self._desks, self._theme, read_only=self._app.read_only)
            self._notes.document_wanted.connect(self._on_note_followed)
            self._pages.addWidget(self._notes)
        return self._notes

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "reload": self._on_reload,
            "quit": self.close,
            "focus_search": self._on_focus_search,
            "next_mark": lambda: self.search_page.step(1),
            "previous_mark": lambda: self.search_page.step(-1),
            "save": self._on_save,
            "undo": self._desks.annotations.undo,
            "new_case": self.cases.write_new,
            "deleted_cases": self.cases.deleted,
            "new_note": self._on_new_note,
            "tags": self._dialogs.tags,
            "import": self._transfers.ask_for_import,
            "update_library": self.bundled.ask_for_pack,
            "library_changes": self.bundled.show_changes,
            "export": lambda: self._transfers.ask_for_export(self.search_page.export_scopes()),
            "backup": self._keeping.save_as,
            "restore": self._keeping.ask_for_restore,
            "page_notes": lambda: self.show_page("notes"),
            "page_search": lambda: self.show_page("search"),
            "page_settings": lambda: self.show_page("settings"),
            "filters": self._on_toggle_filters,
            "rebuild": self._on_rebuild,
            "reports": self._dialogs.reports,
            "manual": self._dialogs.manual,
            "keys": self._dialogs.keys,
            "report_error": self.search_page.reader.report_error,
            "about": self._dialogs.about,
        }

    def _connect(self) -> None:
        self._rail.page_wanted.connect(self.show_page)
        for stops in (self.task_bar.cancelled, self.bundled.moving):
            stops.connect(lambda: self._indexing.cancel() if self._indexing else None)
        self._keeping.restored.connect(self._on_restored)
        self._keeping.restore_ended.connect(lambda: self._set_usable(True))
        self._transfers.files_changed.connect(self.update_index)
        self._transfers.cases_found.connect(self._on_cases_found)
        self.bundled.files_changed.connect(lambda: self._on_file_changed(""))
        self.bundled.document_wanted.connect(self._on_note_followed)
        self.search_page.reader.difference_wanted.connect(self.bundled.show_difference)
        self.search_page.export_wanted.connect(self._transfers.ask_for_export)
        if not self._app.read_only:
            DroppedFiles(self).dropped.connect(self._opened.open)
        self._opened.pack_opened.connect(self.bundled.open_pack)
        self._opened.files_opened.connect(self._transfers.ask_for_import)
        self._desks.annotations.undo_changed.connect(self._on_undo_changed)
        self._on_undo_changed("")
        self._events.settings_changed.connect(self._on_settings_changed)
        self._events.file_changed.connect(self._on_file_changed)
        self.search_page.reader.act_wanted.connect(self.cases.act)
        self._events.message.connect(self.task_bar.finish)
        self._events.offered.connect(self.task_bar.keep)
        self._events.withdrawn.connect(self.task_bar.withdraw)
        program = QApplication.instance()
        if isinstance(program, QApplication):
            program.applicationStateChanged.connect(self._on_application_state)
        self.search_page.rebuild_wanted.connect(self._on_rebuild)
        self.search_page.repair_wanted.connect(self.update_index)
        self.search_page.filters_shown_changed.connect(self._actions["filters"].setChecked)
        self._actions["filters"].setChecked(self.search_page.panes.filters_shown)
        for writes in WRITING:
            self._actions[writes].setDisabled(self._app.read_only)

    def _restore(self) -> None:
        places = self._app.settings.layout
        self._fills_screen = put_in_place(self, places.get(GEOMETRY, ""))
        self.search_page.restore(places)

    def _remember(self) -> None:
        places = {GEOMETRY: place_of(self), **self.search_page.remembered()}
        if places.items() <= self._app.settings.layout.items():
            return
        try:
            self._app.save_settings(self._app.settings.with_layout(places))
        except KbError as error:
            self._events.message.emit(str(error))
