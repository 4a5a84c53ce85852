"""Opens what was chosen in the list, with its notes and marks, and hands on what the person puts on it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.annotation import Status
from kb_app.domain.library import NoSuchDocumentError
from kb_app.ui.attached_files import AttachedFiles
from kb_app.ui.widgets.case_acts import CaseAct

if TYPE_CHECKING:
    from kb_app.bootstrap import App
    from kb_app.domain.query import Query
    from kb_app.ui.models.desks import Desks
    from kb_app.ui.pages.search_page.desk import Opened, SearchDesk
    from kb_app.ui.widgets.case_place import CasePlace


class Reader(QObject):
    """Knows which document or note is open, and which one is on its way."""

    marked = Signal()
    turned = Signal(str)
    """Another document or note is on its way, by its id."""
    act_wanted = Signal(str, str)
    """The person wants something done (a `CaseAct`) with the file of a document."""
    brought = Signal()
    """What the person opened is shown: its pane is wanted."""
    difference_wanted = Signal(str, str)
    """What an update changed about a document (its id, its title) is to be shown."""
    export_wanted = Signal()
    """The open document is to be written out."""

    def __init__(self, app: App, place: CasePlace, desk: SearchDesk, desks: Desks, parent: QObject) -> None:
        super().__init__(parent)
        self._app = app
        self._place = place
        self._desk = desk
        self._desks = desks
        self._opening = ""
        self._opened_by_person = ""
        self._shown = ""
        self._reported = ""
        self._is_note = False
        self._query: Query | None = None
        desk.page_came.connect(self._on_page_came)
        desk.page_failed.connect(self._on_page_failed)
        desk.marks_came.connect(self._on_marks_came)
        desk.tags_came.connect(self._on_tags_came)
        place.marks_wanted.connect(self._ask_for_marks)
        place.made.connect(self._on_place_made)
        desks.events.annotations_changed.connect(self.reopen)
        desks.events.annotations_found.connect(self._ask_for_tags)

    @property
    def wanted(self) -> str:
        """The id of the hit that is open or on its way, "" for none."""
        return self._opening or self._open_hit

    @property
    def is_opening(self) -> bool:
        """Whether a document is on its way."""
        return bool(self._opening)

    def open(self, hit: str, *, is_note: bool, by_person: bool = False) -> None:
        """Show a document, or a note with its document."""
        if hit != self._open_hit:
            self._desks.drafts.keep()
        self._opening, self._is_note = hit, is_note
        self._reported = ""
        if by_person:
            self._opened_by_person = hit
        self.turned.emit(hit)
        self._desk.open(hit, is_note=is_note)

    def reopen(self) -> None:
        """Show the same anew: its file, or what was added to it, may have changed."""
        hit = self.wanted
        if hit:
            # Also where it is on its way: what comes may have been read before the change.
            self._opening = hit
            self._desk.open(hit, is_note=self._is_note)

    def forget(self) -> None:
        """Show what is open from its beginning: other data has taken the place of what was read."""
        if self._place.notes is not None:
            self._place.notes.forget()

    def leave(self) -> None:
        """Show nothing; a page that is still on its way must not come after all."""
        self._desks.drafts.keep()
        self._opening = self._opened_by_person = self._shown = ""
        self._place.leave()

    def report_error(self) -> None:
        """Put a report of an error in what is shown into the clipboard, and say so."""
        from kb_app.services.error_report import error_report

        view = self._place.view
        if view is None or view.page is None or not self._place.document_id:
            self._desks.events.message.emit(_("Open the case with the error first, and select the passage."))
            return
        try:
            text = error_report(view.page, view.passage)
        except KbError as error:
            self._desks.events.message.emit(str(error))
            return
        QGuiApplication.clipboard().setText(text)
        self._desks.events.message.emit(_("The report is in the clipboard; paste it into a mail. Nothing was sent."))

    def report_error_of(self, hit: str) -> None:
        """Report an error in a document of the list; one that is not open yet is opened for it."""
        if hit == self._open_hit and not self._opening:
            self.report_error()
            return
        if hit != self._opening:
            self.open(hit, is_note=False)
        self._reported = hit

    def mark(self, query: Query) -> None:
        """Mark the words of a query in what is shown, and in what will be."""
        self._query = replace(query, filters={}, limit=None)
        self._ask_for_marks()

    @property
    def _open_hit(self) -> str:
        return self._shown if self._place.currentIndex() > 0 else ""

    def _ask_for_marks(self) -> None:
        if self._query is not None and self._place.document_id:
            self._desk.find_marks(self._query, self._place.document_id, self._place.plain_text)

    def _on_page_came(self, opened: Opened) -> None:
        if opened.hit != self._opening:
            return
        self._opening, self._shown = "", opened.hit
        self._place.show_page(opened.page, opened.annotations, opened.notes, opened.looks)
        if self._place.notes is not None and self._is_note:
            self._place.notes.choose(opened.hit)
        if self._opened_by_person == opened.hit:
            self._opened_by_person = ""
            self.brought.emit()
            self._place.focus_text()
        self._ask_for_marks()
        if self._reported == opened.hit:
            self._reported = ""
            self.report_error()

    def _on_page_failed(self, hit: str, error: KbError) -> None:
        if hit == self._opening:
            by_person = self._opened_by_person == hit
            self._opening = self._opened_by_person = ""
            if isinstance(error, NoSuchDocumentError) and not by_person:
                self.leave()  # it was deleted, or its import was taken back: that is no failure
            else:
                self._desks.events.message.emit(str(error))

    def _on_marks_came(self, document_id: str, ranges: object) -> None:
        if document_id == self._place.document_id:
            self._place.set_marks(ranges)  # type: ignore[arg-type]
            self.marked.emit()

    def _ask_for_tags(self) -> None:
        if self._place.view is not None:
            self._desk.find_tags()

    def _on_tags_came(self, names: tuple[str, ...]) -> None:
        if self._place.view is not None:
            self._place.view.marks.tags.set_known(names)

    def _on_place_made(self) -> None:
        view, notes, desk = self._place.view, self._place.notes, self._desks.annotations
        assert view is not None
        assert notes is not None
        marks = view.marks
        view.family.document_wanted.connect(self._on_relative_wanted)
        view.family.change_wanted.connect(lambda: self.act_wanted.emit(CaseAct.ORIGINAL, view.document_id))
        view.changed.difference_wanted.connect(self.difference_wanted)
        view.report_wanted.connect(self.report_error)
        AttachedFiles(self._desks.tasks, view).said.connect(self._desks.events.message)
        self._ask_for_tags()
        marks.set_read_only(self._app.read_only)
        notes.set_read_only(self._app.read_only)
        marks.star_toggled.connect(lambda starred: desk.set_star([view.document_id], starred=starred))
        marks.status_chosen.connect(lambda status: desk.set_status([view.document_id], Status(status)))
        marks.tags_added.connect(lambda names: desk.add_tags([view.document_id], names))
        desk.tags_failed.connect(marks.tags.show_error)
        marks.tag_removed.connect(lambda name: desk.remove_tags([view.document_id], [name]))
        marks.classify_wanted.connect(self._on_classify_wanted)
        marks.export_wanted.connect(self.export_wanted)
        marks.acts.wanted.connect(lambda act: self.act_wanted.emit(act, view.document_id))
        notes.editor.delete_wanted.connect(self._desks.delete_note)
        notes.editor.versions_wanted.connect(self._on_versions_wanted)

    def _on_relative_wanted(self, document_id: str) -> None:
        self.open(document_id, is_note=False, by_person=True)

    def _on_classify_wanted(self) -> None:
        from kb_app.ui.dialogs.classify_dialog import ClassifyDialog
        from kb_app.ui.models.classify_model import ClassifyModel

        view = self._place.view
        if view is not None and view.page is not None:
            app, desks = self._app, self._desks
            model = ClassifyModel(view.page.document, view.annotations, app.taxonomy, app.settings.plan_version)
            ClassifyDialog(model, view.theme, desks.tasks, desks.events, view).open()

    def _on_versions_wanted(self, note_id: str) -> None:
        from kb_app.ui.dialogs.versions_dialog import open_versions

        open_versions(note_id, self._desks, self._place)
