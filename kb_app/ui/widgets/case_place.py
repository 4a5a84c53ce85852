"""The place of the document: a hint until the first one is opened, then its view with the notes on it below.

View and notes are made only when they are wanted, so that the window comes up sooner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget

from kb_app.base.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtGui import QResizeEvent

    from kb_app.domain.annotation import Annotations
    from kb_app.domain.note import Note
    from kb_app.domain.taxonomy import Taxonomy
    from kb_app.services.case_library import CasePage
    from kb_app.ui.theme import Theme
    from kb_app.ui.widgets.case_view import CaseView
    from kb_app.ui.widgets.marks import Ranges
    from kb_app.ui.widgets.note_pane import NotePane
    from kb_app.ui.widgets.pictures import Looks

_NOTE_HEIGHT = 230
_LEAST_NOTE_HEIGHT = 120
_USUAL_SHARE = 0.4
"""Of all the height, at most, until the person gives the notes another one: large letters need it for the text."""


class CasePlace(QStackedWidget):
    """Holds the view of a document and the pane of its notes, once there is one."""

    link_clicked = Signal(str)
    back_wanted = Signal()
    marks_wanted = Signal()
    made = Signal()
    """View and notes were made: `view` and `notes` are there from now on."""

    def __init__(
        self, taxonomy: Taxonomy, plan: Callable[[], str], theme: Theme, make_notes: Callable[[], NotePane]
    ) -> None:
        super().__init__()
        self.setObjectName("case_place")
        self._taxonomy = taxonomy
        self._plan = plan
        self._theme = theme
        self._make_notes = make_notes
        self._view: CaseView | None = None
        self._notes: NotePane | None = None
        self._split = QSplitter(Qt.Orientation.Vertical)
        theme.changed.connect(self._put_sizes)
        self._has_page = True
        self._narrow = False
        self._notes_open = True
        self._note_height = 0
        hint = QLabel(_("Choose a document in the list to read it here."))
        hint.setObjectName("case_hint")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.setWordWrap(True)
        self.addWidget(hint)
        self.addWidget(self._split)

    @property
    def view(self) -> CaseView | None:
        """The view; None before the first document."""
        return self._view

    @property
    def notes(self) -> NotePane | None:
        """The notes; None before the first document."""
        return self._notes

    @property
    def document_id(self) -> str:
        """The id of the document that is shown, or ""."""
        return self._view.document_id if self._view is not None and self._view.isVisibleTo(self) else ""

    @property
    def plain_text(self) -> str:
        """The text that marks count in."""
        return self._view.plain_text if self._view is not None else ""

    @property
    def mark_count(self) -> int:
        """How many hits are marked."""
        return self._view.mark_count if self._view is not None else 0

    def show_page(
        self, page: CasePage | None, added: Annotations, notes: Sequence[Note], looks: Looks | None = None
    ) -> None:
        """Show a document with its notes; without a page the notes alone."""
        view, pane = self._made()
        view.setVisible(page is not None)
        if page is not None:
            view.show_page(page, added, looks)
        pane.show_notes(added.document, notes)
        pane.set_open(self._notes_open or page is None)
        self._has_page = page is not None
        self.setCurrentWidget(self._split)
        self._put_sizes()

    def leave(self) -> None:
        """Show no document any more; the keyboard stays where it is."""
        self.setCurrentIndex(0)

    def set_marks(self, ranges: Ranges) -> None:
        """Mark the hits in the text."""
        if self._view is not None:
            self._view.set_marks(ranges)

    def step(self, by: int) -> None:
        """Go to the next or previous hit."""
        if self._view is not None:
            self._view.step(by)

    def set_narrow(self, narrow: bool) -> None:
        """Offer the way back to the list where there is room for one pane only."""
        self._narrow = narrow
        if self._view is not None:
            self._view.set_narrow(narrow)

    def refresh(self) -> None:
        """Show the same document anew: names have changed."""
        if self._view is not None:
            self._view.refresh()

    def focus_text(self) -> None:
        """Take the keyboard to the text."""
        if self._view is not None and self._view.isVisibleTo(self):
            self._view.focus_text()
        elif self._notes is not None:
            self._notes.editor.focus_text()

    def remembered(self) -> dict[str, str]:
        """Return height and fold of the notes as text."""
        return {"search.notes_open": str(int(self._notes_open)), "search.note_height": str(self._note_height)}

    def restore(self, places: dict[str, str]) -> None:
        """Take over what `remembered` gave."""
        self._notes_open = places.get("search.notes_open", "1") != "0"
        height = places.get("search.note_height", "0")
        self._note_height = int(height) if height.isdecimal() else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give both their heights in the new one."""
        super().resizeEvent(event)
        if event.size().height() != event.oldSize().height():
            self._put_sizes()

    def _on_split(self) -> None:
        if self._notes_open:
            self._note_height = self._split.sizes()[1]

    def _on_fold_changed(self, is_open: bool) -> None:
        if self._view is not None and self._view.isVisibleTo(self):
            self._notes_open = is_open
        self._put_sizes()

    def _put_sizes(self) -> None:
        """Give the notes their height, but never more than half of all, or only that of their heading."""
        if self._notes is None or self._view is None:
            return
        heading = self._notes.heading_height
        most = max(heading, self.height() // 2) if self._has_page else self.height()
        least = min(self._theme.px(_LEAST_NOTE_HEIGHT), most)
        self._notes.setMinimumHeight(least if self._notes.is_open else heading)
        self._notes.setMaximumHeight(16_777_215 if self._notes.is_open else heading)
        usual = min(self._theme.px(_NOTE_HEIGHT), int(self.height() * _USUAL_SHARE))
        height = min(self._note_height or usual, most)
        wanted = height if self._notes.is_open else heading
        self._split.setSizes([max(1, self.height() - wanted), wanted])

    def _made(self) -> tuple[CaseView, NotePane]:
        if self._view is None or self._notes is None:
            from kb_app.ui.widgets.case_view import CaseView

            self._view, self._notes = CaseView(self._taxonomy, self._plan, self._theme), self._make_notes()
            self._view.set_narrow(self._narrow)
            self._view.link_clicked.connect(self.link_clicked)
            self._view.back_wanted.connect(self.back_wanted)
            self._view.marks_wanted.connect(self.marks_wanted)
            self._notes.editor.link_clicked.connect(self.link_clicked)
            self._notes.fold_changed.connect(self._on_fold_changed)
            self._split.addWidget(self._view)
            self._split.addWidget(self._notes)
            self._split.setStretchFactor(0, 1)
            self._split.setChildrenCollapsible(False)
            self._split.splitterMoved.connect(self._on_split)
            self._notes.set_open(self._notes_open)
            self._put_sizes()
            self.made.emit()
        return self._view, self._notes
