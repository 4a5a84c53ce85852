"""The place of the document: a hint until the first one is opened, then its view.

The view is made only when it is wanted, so that the window comes up sooner.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QStackedWidget

from kb_app.base.i18n import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from kb_app.domain.taxonomy import Taxonomy
    from kb_app.services.case_library import CasePage
    from kb_app.ui.theme import Theme
    from kb_app.ui.widgets.case_view import CaseView
    from kb_app.ui.widgets.marks import Ranges


class CasePlace(QStackedWidget):
    """Holds the view of a document, once there is one."""

    link_clicked = Signal(str)
    back_wanted = Signal()
    marks_wanted = Signal()

    def __init__(
        self, taxonomy: Taxonomy, plan: Callable[[], str], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("case_place")
        self._taxonomy = taxonomy
        self._plan = plan
        self._theme = theme
        self._view: CaseView | None = None
        self._narrow = False
        hint = QLabel(_("Choose a document in the list to read it here."))
        hint.setObjectName("case_hint")
        hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        hint.setWordWrap(True)
        self.addWidget(hint)

    @property
    def view(self) -> CaseView | None:
        """The view; None before the first document."""
        return self._view

    @property
    def document_id(self) -> str:
        """The id of the document that is shown, or ""."""
        return self._view.document_id if self._view is not None and self.currentWidget() is self._view else ""

    @property
    def plain_text(self) -> str:
        """The text that marks count in."""
        return self._view.plain_text if self._view is not None else ""

    @property
    def mark_count(self) -> int:
        """How many hits are marked."""
        return self._view.mark_count if self._view is not None else 0

    def show_page(self, page: CasePage) -> None:
        """Show a document."""
        view = self._made_view()
        view.show_page(page)
        self.setCurrentWidget(view)

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
        if self._view is not None:
            self._view.focus_text()

    def _made_view(self) -> CaseView:
        if self._view is None:
            from kb_app.ui.widgets.case_view import CaseView

            self._view = CaseView(self._taxonomy, self._plan, self._theme)
            self._view.set_narrow(self._narrow)
            self._view.link_clicked.connect(self.link_clicked)
            self._view.back_wanted.connect(self.back_wanted)
            self._view.marks_wanted.connect(self.marks_wanted)
            self.addWidget(self._view)
        return self._view
