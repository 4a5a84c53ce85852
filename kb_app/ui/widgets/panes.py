"""Filters, list and document side by side; where there is no room for that, one of them at a time."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from kb_app.ui.theme import Theme

_NARROW = 910
"""Logical pixels at 100 % text size; with the rail this is a window of about 1,000."""
_FIRST_SIZES = (264, 430, 780)


class Pane(StrEnum):
    """The three panes."""

    FILTERS = "filters"
    RESULTS = "results"
    CASE = "case"


class Panes(QSplitter):
    """Decides which panes are seen, and remembers their widths."""

    changed = Signal()

    def __init__(self, filters: QWidget, results: QWidget, case: QWidget, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setObjectName("panes")
        self._theme = theme
        self._widgets = {Pane.FILTERS: filters, Pane.RESULTS: results, Pane.CASE: case}
        self._narrow = False
        self._filters_wanted = True
        self._front = Pane.RESULTS
        self._sizes = [theme.px(size) for size in _FIRST_SIZES]
        for widget in self._widgets.values():
            self.addWidget(widget)
        self.setStretchFactor(2, 1)
        self.setSizes(self._sizes)
        self.setChildrenCollapsible(False)
        self.splitterMoved.connect(self._on_moved)
        theme.changed.connect(self._measure)

    @property
    def is_narrow(self) -> bool:
        """Whether there is room for one pane only."""
        return self._narrow

    @property
    def filters_shown(self) -> bool:
        """Whether the filters are seen."""
        return self._front is Pane.FILTERS if self._narrow else self._filters_wanted

    @property
    def front(self) -> Pane:
        """The pane that is seen where there is room for one only."""
        return self._front

    def show_filters(self, shown: bool) -> None:
        """Show the filters or fold them away."""
        if self._narrow:
            self._front = Pane.FILTERS if shown else Pane.RESULTS
        else:
            self._filters_wanted = shown
        self._arrange()

    def bring(self, pane: Pane) -> None:
        """Make this the pane that is seen where there is room for one only."""
        self._front = pane
        self._arrange()

    def remembered(self) -> dict[str, str]:
        """Return widths and folds as text."""
        return {
            "search.pane_widths": " ".join(map(str, self._sizes)),
            "search.filters_shown": str(int(self._filters_wanted)),
        }

    def restore(self, places: dict[str, str]) -> None:
        """Take over what `remembered` gave."""
        self._filters_wanted = places.get("search.filters_shown", "1") != "0"
        sizes = [int(part) for part in places.get("search.pane_widths", "").split() if part.isdecimal()]
        if len(sizes) == len(self._sizes) and all(sizes):
            self._sizes = sizes
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Go over to one pane, or back to three."""
        super().resizeEvent(event)
        self._measure()
        self._put_sizes()

    def _measure(self) -> None:
        narrow = self.width() < self._theme.px(_NARROW)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        if self._front is Pane.FILTERS:
            self._front = Pane.RESULTS
        self._arrange()

    def _on_moved(self) -> None:
        """Only what the person drags is remembered: a pane that is folded away keeps its width."""
        if not self._narrow:
            self._sizes = [now or before for now, before in zip(self.sizes(), self._sizes, strict=True)]

    def _put_sizes(self) -> None:
        """Give filters and list their widths, and the document all the rest."""
        if self._narrow:
            return
        shown = [
            size for size, widget in zip(self._sizes, self._widgets.values(), strict=True) if widget.isVisibleTo(self)
        ]
        rest = self.width() - sum(shown[:-1]) - self.handleWidth() * (len(shown) - 1)
        self.setSizes([*self._sizes[:-1], max(rest, 1)])

    def _arrange(self) -> None:
        for pane, widget in self._widgets.items():
            if self._narrow:
                widget.setVisible(pane is self._front)
            else:
                widget.setVisible(pane is not Pane.FILTERS or self._filters_wanted)
        self._put_sizes()
        self.changed.emit()
