"""Says on the search page what an answer was, and what can be done where there is nothing to list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.ui.pages.search_page import notices

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb_app.base.errors import KbError
    from kb_app.domain.query import SearchResult
    from kb_app.ui.pages.search_page.notices import Ways
    from kb_app.ui.widgets.result_pane import ResultPane


class SearchVoice:
    """Fills summary, hints and notice of the result pane."""

    def __init__(self, pane: ResultPane, ways: Ways, rebuild: Callable[[], None] | None) -> None:
        """Without `rebuild` the index is not offered to be made anew."""
        self._pane = pane
        self._ways = ways
        self._rebuild = rebuild

    def say_result(self, result: SearchResult, unfiltered: int) -> None:
        """Say how many documents were found; offer ways on where there are none, and samples at the start."""
        self._say_hints(result)
        self._pane.summary.show_result(result)
        if result.total == 0:
            self._pane.notice.show_offers(*notices.nothing_found(result, unfiltered, self._ways))
            self._pane.show_notice()
        else:
            self._pane.show_list()

    def say_building(self) -> None:
        """Say that the index is on its way."""
        self._pane.summary.say(_("The index is being made…"))
        self._pane.notice.show_offers(*notices.being_built())
        self._pane.show_notice()

    def say_failure(self, error: KbError) -> None:
        """Say why nothing can be searched."""
        self._pane.summary.say("")
        self._pane.notice.show_offers(*notices.failed(error, self._rebuild))
        self._pane.show_notice()

    def _say_hints(self, result: SearchResult) -> None:
        """Above a list: samples where nothing was asked for, other spellings where no document has all words."""
        asked = bool(result.query.text.strip() or result.query.filters)
        hints = notices.spellings(result.suggestions, self._ways) if asked else notices.samples(self._ways)
        if result.query.documents:
            hints = notices.bound(self._ways)
        self._pane.hints.setVisible(bool(hints) and result.total > 0)
        self._pane.hints.show_offers("", hints)
