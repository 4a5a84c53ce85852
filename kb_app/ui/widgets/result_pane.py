"""The middle pane: search box, summary, options, hints, and the list or what stands in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout

from kb_app.base.i18n import _
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.notice import Notice
from kb_app.ui.widgets.result_list import ResultList
from kb_app.ui.widgets.search_bar import SearchBar
from kb_app.ui.widgets.search_options import SearchOptions, SearchSummary

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from kb_app.domain.query import Hit
    from kb_app.ui.models.result_model import ResultModel
    from kb_app.ui.theme import Theme
    from kb_app.ui.widgets.bulk_bar import BulkBar


class ResultPane(QFrame):
    """Holds the parts of a search from top to bottom."""

    bulk_made = Signal(object)
    """The bar for several documents was made: from now on it tells what is wanted for them."""

    def __init__(self, model: ResultModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("result_pane")
        self.box = SearchBar()
        self.filters_button = named_button("show_filters", _("Filters"), spoken=_("Show the filters"))
        self.summary = SearchSummary()
        self.options = SearchOptions()
        self.options.hide()
        self.hints = Notice()
        self.hints.setObjectName("hints")
        self.hints.hide()
        self.list = ResultList(model, theme)
        self._theme = theme
        self._bulk: BulkBar | None = None
        self.notice = Notice()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.notice)
        self._arrange()
        self.summary.details_wanted.connect(self.options.setVisible)
        self.box.list_wanted.connect(self._on_list_wanted)
        self.list.several_chosen.connect(self._on_several_chosen)
        self.box.textChanged.connect(lambda text: self.summary.name_relevance(asked=bool(text.strip())))

    @property
    def shows_notice(self) -> bool:
        """Whether a notice stands in the place of the list."""
        return self._stack.currentWidget() is self.notice

    def show_list(self) -> None:
        """Show the list."""
        self._stack.setCurrentWidget(self.list)

    def show_notice(self) -> None:
        """Show the notice in the place of the list."""
        self._stack.setCurrentWidget(self.notice)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the options on Esc; the keyboard does not go with them."""
        if event.key() != Qt.Key.Key_Escape or self.options.isHidden() or self.box.is_composing:
            super().keyPressEvent(event)
            return
        if self.options.isAncestorOf(self.focusWidget()):
            self.summary.focus_details()
        self.summary.show_details(False)

    def _on_several_chosen(self, hits: list[Hit]) -> None:
        if self._bulk is None and len(hits) > 1:
            # Made when it is first wanted: the window comes up sooner without it.
            from kb_app.ui.widgets.bulk_bar import BulkBar

            self._bulk = BulkBar(self._theme)
            self._bulk.ended.connect(self.list.choose_one)
            self._column.addWidget(self._bulk)  # below: the cards must not move away under the pointer
            self.bulk_made.emit(self._bulk)
        if self._bulk is not None:
            self._bulk.show_hits(hits)

    def _on_list_wanted(self) -> None:
        if not self.shows_notice:
            self.list.setFocus()
            if not self.list.chosen_id:
                self.list.choose_first()

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.box, 1)
        row.addWidget(self.filters_button)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 8)
        column.setSpacing(8)
        column.addLayout(row)
        for widget in (self.summary, self.options, self.hints):
            column.addWidget(widget)
        column.addWidget(self._stack, 1)
