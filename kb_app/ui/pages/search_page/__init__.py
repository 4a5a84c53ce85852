"""さがす: filters, results, and the document, side by side."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.domain.annotation import Status
from kb_app.domain.query import FilterAxis, Query, Sort
from kb_app.ui.models.facet_model import FacetModel
from kb_app.ui.models.result_model import ResultModel
from kb_app.ui.pages.search_page.desk import SearchDesk
from kb_app.ui.pages.search_page.reader import Reader
from kb_app.ui.widgets.case_place import CasePlace
from kb_app.ui.widgets.facet_panel import FacetPanel
from kb_app.ui.widgets.panes import Pane, Panes
from kb_app.ui.widgets.result_pane import ResultPane

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from kb_app.base.errors import KbError
    from kb_app.bootstrap import App
    from kb_app.domain.query import Filters, SearchResult
    from kb_app.ui.dialogs.export_scope import ExportScope
    from kb_app.ui.models.desks import Desks
    from kb_app.ui.pages.search_page.voice import SearchVoice
    from kb_app.ui.theme import Theme
    from kb_app.ui.widgets.bulk_bar import BulkBar
    from kb_app.ui.widgets.note_pane import NotePane

_PAGE_OF_RESULTS = 20
"""Laying a card out is what takes the time of a keystroke; a window shows five to ten, and more come with scrolling."""


class SearchPage(QWidget):
    """The home page."""

    answered = Signal()
    marked = Signal()
    rebuild_wanted = Signal()
    repair_wanted = Signal()
    filters_shown_changed = Signal(bool)
    export_wanted = Signal(list)
    """The person wants to write out one of these `ExportScope`s."""

    def __init__(self, app: App, desks: Desks, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search_page")
        self._app = app
        self._events = desks.events
        self._desks = desks
        self._theme = theme
        self._result: SearchResult | None = None
        self._limit = _PAGE_OF_RESULTS
        self._documents: frozenset[str] = frozenset()
        self._building = False
        self._bulk: BulkBar | None = None
        self._failed = False
        self._followed = ""
        self._question: Query | None = None
        self._desk = SearchDesk(desks.tasks, self)
        self._results = ResultModel(app.taxonomy, self._plan, self)
        self._facets = FacetModel(app.taxonomy, self._plan, self)
        self.pane = ResultPane(self._results, theme)
        self._filters = FacetPanel(self._facets, theme)
        self.case = CasePlace(app.taxonomy, self._plan, theme, self._made_notes)
        self.reader = Reader(app, self.case, self._desk, desks, self)
        self.panes = Panes(self._filters, self.pane, self.case, theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.panes)
        self._connect()
        self._on_panes_changed()

    @property
    def query(self) -> Query:
        """What is asked for now."""
        options = self.pane.options
        return Query(
            text=self.pane.box.text(),
            filters=self._facets.filters,
            mode=options.mode,
            synonyms=options.synonyms,
            unticked=options.unticked,
            sort=self.pane.summary.sort,
            limit=self._limit,
            documents=self._documents,
        )

    @property
    def failed(self) -> bool:
        """Whether the last search could not be answered."""
        return self._failed

    @property
    def result(self) -> SearchResult | None:
        """The last answer."""
        return self._result

    def export_scopes(self, *, only_open: bool = False) -> list[ExportScope]:
        """Return what can be written out from here; `only_open` leaves out what is chosen beside the open document."""
        from kb_app.ui.dialogs.export_scope import export_scopes

        view = self.case.view
        page = view.page if view is not None and self.case.document_id else None
        chosen = self._bulk.documents if self._bulk is not None and not only_open else ()
        return export_scopes(page.document.case if page is not None else None, chosen, self._result)

    def search(self) -> None:
        """Ask anew."""
        self._desk.search(self.query)

    def set_building(self, building: bool) -> None:
        """Know whether the index is being brought up to date now."""
        self._building = building

    def show_failure(self, error: KbError) -> None:
        """Say why there is no index to search in, if there is none."""
        if self._failed or self._result is None:
            self._voice.say_failure(error)

    def set_filters(self, filters: Filters) -> None:
        """Narrow by exactly these values."""
        self._facets.set_filters(filters)

    def list_documents(self, documents: frozenset[str]) -> None:
        """List these documents alone, until the person asks for something else."""
        self.pane.box.search_for("")
        self.set_filters({})
        self._limit, self._documents = _PAGE_OF_RESULTS, documents
        self.panes.bring(Pane.RESULTS)
        self.pane.list.setFocus()
        self.search()

    def focus_search(self) -> None:
        """Go to the search box."""
        self.panes.bring(Pane.RESULTS)
        self.pane.box.setFocus()
        self.pane.box.selectAll()

    def step(self, by: int) -> None:
        """Go to the next or previous hit in the text."""
        if self.panes.is_narrow and self.case.mark_count:
            self.panes.bring(Pane.CASE)
            self.case.focus_text()
        self.case.step(by)

    def open_document(self, document_id: str) -> None:
        """Show a document or a note that is listed."""
        self.reader.open(document_id, is_note=self._results.is_note(document_id))

    def remembered(self) -> dict[str, str]:
        """Return what the next start should find again."""
        return {
            **self.panes.remembered(),
            **self.case.remembered(),
            "search.sort": str(self.pane.summary.sort),
            "search.folded": " ".join(sorted(self._facets.folded)),
        }

    def restore(self, places: dict[str, str]) -> None:
        """Take over what `remembered` gave."""
        self.panes.restore(places)
        self.case.restore(places)
        if places.get("search.sort") in set(Sort):
            self.pane.summary.set_sort(Sort(places["search.sort"]))
        if "search.folded" in places:
            known = set(FilterAxis)
            self._facets.set_folded(FilterAxis(axis) for axis in places["search.folded"].split() if axis in known)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the list on Esc, where there is room for one pane only."""
        if event.key() == Qt.Key.Key_Escape and self.panes.is_narrow and self.panes.front is not Pane.RESULTS:
            self._on_back()
            return
        super().keyPressEvent(event)

    def _connect(self) -> None:
        pane, desk = self.pane, self._desk
        for changed in (
            pane.box.search_wanted,
            pane.options.changed,
            pane.summary.sort_changed,
            self._facets.filters_changed,
        ):
            changed.connect(self._on_query_changed)
        self._desks.annotations.undo_changed.connect(lambda _words: pane.box.forget_act())
        self._desks.annotations.acted.connect(pane.box.note_act)
        self._results.more_wanted.connect(self._on_more_wanted)
        desk.found.connect(self._on_found)
        desk.search_failed.connect(self._on_search_failed)
        pane.list.chosen.connect(self.open_document)
        pane.list.opened.connect(self._on_opened)
        pane.list.report_wanted.connect(self.reader.report_error_of)
        pane.bulk_made.connect(self._on_bulk_made)
        pane.filters_button.clicked.connect(lambda: self.panes.show_filters(not self.panes.filters_shown))
        self._filters.hide_wanted.connect(lambda: self.panes.show_filters(False))
        self.panes.changed.connect(self._on_panes_changed)
        self.case.back_wanted.connect(self._on_back)
        self.case.link_clicked.connect(self._on_link_clicked)
        self.reader.marked.connect(self.marked)
        self.reader.turned.connect(pane.list.follow)
        self.reader.export_wanted.connect(lambda: self.export_wanted.emit(self.export_scopes(only_open=True)))
        self.reader.brought.connect(lambda: self.panes.bring(Pane.CASE))
        self._events.annotations_found.connect(self.search)
        self._events.library_changed.connect(self._on_library_changed)
        self._events.settings_changed.connect(self._on_settings_changed)

    def _on_query_changed(self) -> None:
        self._limit, self._documents = _PAGE_OF_RESULTS, frozenset()
        self.search()

    def _on_more_wanted(self) -> None:
        self._limit += _PAGE_OF_RESULTS
        self.search()

    def _on_found(self, result: SearchResult, unfiltered: int) -> None:
        self._result = result
        self._failed = False
        self._facets.show(result)
        self._name_known_tags()
        self.pane.options.show_result(result)
        self._results.show(result)
        if result.searched == 0 and self._building:
            self._voice.say_building()
        else:
            self._voice.say_result(result, unfiltered)
        self._follow_result(result)
        self.answered.emit()

    def _follow_result(self, result: SearchResult) -> None:
        """Begin at the top for new words; else keep the open document if it is still listed.

        The same question again, because something was changed, moves nobody away: they may be writing.
        """
        question = replace(result.query, limit=None)
        is_same, self._question = question == self._question, question
        words = result.query.text.strip()
        has_new_words = words not in ("", self._followed)
        opens_best = bool(words and result.hits) and not self.panes.is_narrow
        self._followed = words
        wanted = self.reader.wanted
        is_listed = bool(wanted) and self.pane.list.choose(wanted)
        if is_same and wanted:
            pass
        elif opens_best and (has_new_words or not is_listed):
            self.pane.list.choose_first()
            self.pane.list.scrollToTop()
        elif has_new_words or (wanted and not is_listed):
            self._leave_document()
        self.reader.mark(result.query)

    def _leave_document(self) -> None:
        """The open document is not listed now, and none takes its place."""
        self.pane.list.choose_none()
        if self.panes.front is Pane.CASE and self.panes.is_narrow:
            return
        self.reader.leave()

    def _on_search_failed(self, error: KbError) -> None:
        if not self._app.read_only and (self._building or not self._failed):
            # No index yet, or a damaged one: it is made anew by itself, once.
            self._voice.say_building()
            self.repair_wanted.emit()
        else:
            self._voice.say_failure(error)
        self._failed = True
        self.answered.emit()

    def _on_opened(self, document_id: str) -> None:
        """Enter and a click go to the document itself; in a narrow window they turn to its pane."""
        self.pane.list.choose(document_id)
        self.reader.open(document_id, is_note=self._results.is_note(document_id), by_person=True)

    def _on_bulk_made(self, bar: BulkBar) -> None:
        desk = self._desks.annotations
        bar.set_read_only(self._app.read_only)
        self._bulk = bar
        self._name_known_tags()
        bar.star_wanted.connect(lambda ids, starred: desk.set_star(ids, starred=starred))
        bar.status_wanted.connect(lambda ids, status: desk.set_status(ids, Status(status)))
        bar.tags_added.connect(desk.add_tags)
        bar.export_wanted.connect(lambda: self.export_wanted.emit(self.export_scopes()))
        bar.tag_removed.connect(lambda ids, name: desk.remove_tags(ids, [name]))

    def _name_known_tags(self) -> None:
        """What can be completed for several documents: the tags of what was found, the most frequent first."""
        if self._bulk is not None and self._result is not None:
            counts = self._result.choices[FilterAxis.TAG]
            self._bulk.tags.set_known(sorted(counts, key=lambda name: -counts[name]))

    def _on_back(self) -> None:
        self.panes.bring(Pane.RESULTS)
        self.pane.list.setFocus()

    def _on_library_changed(self) -> None:
        self.search()
        self.reader.reopen()

    def _on_settings_changed(self) -> None:
        """Names of the axes may belong to another plan version now."""
        if self._result is not None:
            self._facets.show(self._result)
            self._results.show(self._result)
            self.pane.list.viewport().update()
        self.case.refresh()

    def _on_panes_changed(self) -> None:
        narrow, shown = self.panes.is_narrow, self.panes.filters_shown
        self.pane.filters_button.setVisible(narrow or not shown)
        self._filters.say_back(_("← Back to the list") if narrow else _("Fold away"))
        self.case.set_narrow(narrow)
        self.filters_shown_changed.emit(shown)

    def _on_link_clicked(self, address: str) -> None:
        from kb_app.ui.dialogs.link_dialog import LinkDialog

        LinkDialog(address, self).open()

    @cached_property
    def _voice(self) -> SearchVoice:
        # Nothing is said before the first answer, and the window comes up sooner without it.
        from kb_app.ui.pages.search_page.notices import Ways
        from kb_app.ui.pages.search_page.voice import SearchVoice

        pane = self.pane
        ways = Ways(
            pane.box.search_for,
            self._facets.set_filters,
            pane.options.set_mode,
            self._name_filters,
            self._on_query_changed,
        )
        return SearchVoice(pane, ways, None if self._app.read_only else self.rebuild_wanted.emit)

    def _name_filters(self, filters: Filters) -> str:
        return _(", ").join(
            self._facets.label(axis, value) for axis, values in filters.items() for value in sorted(values)
        )

    def _made_notes(self) -> NotePane:
        from kb_app.services.notes import rendered
        from kb_app.ui.widgets.note_pane import NotePane

        return NotePane(self._desks.drafts, rendered, self._theme)

    def _plan(self) -> str:
        return self._app.settings.plan_version
