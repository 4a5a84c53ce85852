"""The bundled cases in one window: packs that are opened, and what an update changed about the cases."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from kb_app.base import i18n
from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.pack_wording import edition_words, news_words
from kb_app.ui.tasks import Handlers, Lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from kb_app.base.progress import Report
    from kb_app.bootstrap import App
    from kb_app.domain.content_pack import PackOffer
    from kb_app.domain.differences import DifferenceRow
    from kb_app.domain.library_changes import CaseChange, LibraryChanges
    from kb_app.domain.taxonomy import Axis
    from kb_app.ui.dialogs.library_changes_dialog import LibraryChangesDialog
    from kb_app.ui.dialogs.pack_dialog import PackDialog
    from kb_app.ui.events import AppEvents
    from kb_app.ui.tasks import Tasks
    from kb_app.ui.theme import Theme
    from kb_app.ui.widgets.task_bar import TaskBar

_TOLD = "library.told"
"""Where it is kept which change was told already: it is news once."""


def choose_file(parent: QWidget) -> str:
    """Let the person choose a pack."""
    from kb_app.ui.dialogs.pack_dialog import choose_pack

    return choose_pack(parent)


class LibraryDesk(QObject):
    """One for each window."""

    moving = Signal()
    """Sessions are opened anew in a moment: what takes long is to be stopped, for searches wait for it."""
    files_changed = Signal()
    """Other cases are shown from now on: the index is to be brought up to date."""
    document_wanted = Signal(str)

    def __init__(self, app: App, tasks: Tasks, events: AppEvents, theme: Theme, bar: TaskBar) -> None:
        super().__init__(bar)
        self._app = app
        self._tasks = tasks
        self._events = events
        self._theme = theme
        self._bar = bar
        self._dialog: PackDialog | None = None
        self._list: LibraryChangesDialog | None = None
        self._is_moving = False
        self._told = ""
        self.choose_file: Callable[[QWidget], str] = choose_file

    def ask_for_pack(self) -> None:
        """Let the person choose a pack, and show it."""
        chosen = self.choose_file(self._bar.window())
        if chosen:
            self.open_pack(Path(chosen))

    def open_pack(self, file: Path) -> None:
        """Show a pack; one that is being shown makes room, unless it is just taken in."""
        from kb_app.ui.dialogs.pack_dialog import PackDialog, PackWays

        if self._app.read_only:
            self._events.message.emit(_("This window only reads: files are opened where the other one is open."))
            return
        if self._dialog is not None:
            self._dialog.reject()
        if self._dialog is not None:
            self._dialog.raise_()
            return
        # Before the pack, in the same lane: what is there now is known, so that what it changes can be told.
        self._look(lambda _changes: None)
        packs = self._app.packs()
        self._dialog = PackDialog(self._tasks, PackWays(packs.look, packs.apply), file, self._bar.window())
        self._dialog.applied.connect(self._on_applied)
        self._dialog.finished.connect(self._on_pack_closed)
        self._dialog.show()

    def look_for_news(self) -> None:
        """Tell, once, that an update has changed the bundled cases; in the background."""
        self._look(self._tell)

    def show_changes(self) -> None:
        """Show what an update changed, until the person has seen it."""
        self._look(self._show_list)

    def show_difference(self, document_id: str, title: str) -> None:
        """Show one case as it was seen, beside the one that is there now."""
        self._tasks.start(
            Lane.EXPORT,
            lambda session, _report: session.news.difference(document_id, self._value_name),
            lambda rows: self._on_difference(document_id, title, rows),
            Handlers(failed=self._on_failed),
        )

    def look_for_other_library(self) -> None:
        """Use the pack that another program has taken in meanwhile; every file of it is looked at."""
        self._tasks.start(
            Lane.EXPORT,
            lambda _session, _report: self._app.library_moved(),
            self._on_other_library,
            replaces="other library",
            needs_session=False,
        )

    def _on_other_library(self, is_other: bool) -> None:
        # A pack that is just being moved to in this window is the other one too, until that is done.
        if is_other and not self._is_moving:
            self._move("")

    def _on_applied(self, offer: PackOffer) -> None:
        words = _("The bundled cases are edition {edition} now.")
        self._move(words.format(edition=edition_words(offer.edition)))

    def _on_pack_closed(self) -> None:
        self._dialog = None

    def _move(self, said: str) -> None:
        """Open every session anew, over the other cases; what is not read by anybody any more is removed."""
        self._is_moving = True
        self.moving.emit()

        def moved(_report: Report) -> bool:
            is_other = self._app.reread_library()
            if not self._app.read_only:
                self._app.packs().sweep()
            return is_other

        def ended() -> None:
            self._is_moving = False

        self._tasks.alone(moved, lambda _is_other: self._on_moved(said), Handlers(self._on_failed, ended=ended))

    def _on_moved(self, said: str) -> None:
        if said:
            self._events.message.emit(said)
        self.files_changed.emit()
        self._events.settings_changed.emit()
        self.look_for_news()

    def _tell(self, changes: LibraryChanges) -> None:
        """Not over an offer that stands there already; then the next start tells."""
        mark = f"{changes.now} {news_words(changes)}"
        if not changes or self._bar.has_offer or self._app.settings.layout.get(_TOLD) == mark:
            return
        self._told = news_words(changes)
        self._bar.keep(self._told, self.show_changes)
        try:
            self._app.save_settings(self._app.settings.with_layout({_TOLD: mark}))
        except KbError as error:
            self._events.message.emit(str(error))

    def _show_list(self, changes: LibraryChanges) -> None:
        from kb_app.ui.dialogs.library_changes_dialog import LibraryChangesDialog

        if self._list is not None:
            self._list.show_changes(changes)
            return
        self._list = LibraryChangesDialog(changes, read_only=self._app.read_only, parent=self._bar.window())
        self._list.difference_wanted.connect(self._on_change_chosen)
        self._list.document_wanted.connect(self.document_wanted)
        self._list.seen.connect(lambda: self._mark_seen(None))
        self._list.finished.connect(self._on_list_closed)
        self._list.open()

    def _on_change_chosen(self, change: CaseChange) -> None:
        self.show_difference(change.id, change.title)

    def _on_list_closed(self) -> None:
        self._list = None

    def _on_difference(self, document_id: str, title: str, rows: tuple[DifferenceRow, ...]) -> None:
        from kb_app.ui.dialogs.library_changes_dialog import SEEN, case_difference_dialog

        parent = self._list if self._list is not None else self._bar.window()
        dialog = case_difference_dialog(title, rows, self._theme, parent, read_only=self._app.read_only)
        dialog.chosen.connect(lambda way: self._mark_seen(document_id) if way == SEEN else None)
        dialog.open()

    def _value_name(self, axis: Axis, value: str) -> str:
        return self._app.taxonomy.name(axis, value, self._app.settings.plan_version, i18n.language())

    def _mark_seen(self, document_id: str | None) -> None:
        self._tasks.start(
            Lane.DATABASE,
            lambda session, _report: session.news.mark_seen(None if document_id is None else [document_id]),
            lambda _nothing: self._on_seen(),
            Handlers(failed=self._on_failed),
        )

    def _on_seen(self) -> None:
        """What is shown says it no more; the line at the bottom goes when nothing is left."""
        self._events.annotations_changed.emit()
        self._look(self._on_left)

    def _on_left(self, changes: LibraryChanges) -> None:
        if self._list is not None:
            self._list.show_changes(changes)
        if not changes:
            self._bar.withdraw(self._told)

    def _on_failed(self, error: KbError) -> None:
        self._events.message.emit(str(error))

    def _look(self, done: Callable[[LibraryChanges], None]) -> None:
        self._tasks.start(
            Lane.EXPORT,
            lambda session, report: session.news.look(report),
            done,
            Handlers(failed=self._on_failed),
        )
