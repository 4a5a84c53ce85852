"""The line of a cell in which a municipality is found by its name or reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Signal

from kb_app.base.i18n import _
from kb_app.ui.models.import_row import place_line
from kb_app.ui.widgets.suggestion_list import SuggestionList
from kb_app.ui.widgets.word_line import WordLine

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from kb_app.domain.municipality import Municipality
    from kb_app.domain.place_search import PlaceSearch


class PlaceLine(WordLine):
    """Offers municipalities with their prefecture and reading; not while an input method composes."""

    picked = Signal()
    """One of the offered was chosen: the cell is done."""

    def __init__(self, places: PlaceSearch, now: str, parent: QWidget | None = None) -> None:
        super().__init__("import_place_line", _("Municipality: type its name or reading"), parent)
        self._places = places
        self._offered: tuple[Municipality, ...] = ()
        self._chosen: Municipality | None = None
        self._model = QStringListModel()
        self.suggestions = SuggestionList(self, self._model, _("Municipalities to choose from"))
        self._model.setParent(self.suggestions)  # which outlives the line for a moment
        self.setText(now)
        self.selectAll()
        self.textChanged.connect(lambda _text: self._on_typed())
        self.composition_changed.connect(self._on_composition)
        self.focus_left.connect(self.suggestions.close_list)
        self.suggestions.picked.connect(self._on_picked)

    @property
    def answer(self) -> Municipality | str:
        """The municipality that was chosen or is the only one of that name; else what was typed."""
        if self._chosen is not None:
            return self._chosen
        named = self._places.named(self.text().strip())
        return named[0] if len(named) == 1 else self.text().strip()

    def step(self, by: int) -> None:
        """Go through what is offered."""
        if not self.suggestions.is_open:
            self._suggest()
        if self.suggestions.is_open:
            self.suggestions.move_mark(by)

    def take_marked(self) -> None:
        """Choose what the keyboard has marked, or the one thing that is offered."""
        if self.suggestions.marked:
            self._choose(self.suggestions.marked)
        elif self.suggestions.is_open and len(self._offered) == 1:
            self._choose(place_line(self._offered[0]))

    def _on_typed(self) -> None:
        self._chosen = None
        self._suggest()

    def _on_composition(self, composing: bool) -> None:
        """While a composition goes on, its own candidates lie there."""
        if composing:
            self.suggestions.close_list()
        else:
            self._suggest()

    def _on_picked(self, line: str) -> None:
        self._choose(line)
        self.picked.emit()

    def _choose(self, line: str) -> None:
        self._chosen = next((place for place in self._offered if place_line(place) == line), None)
        self.suggestions.close_list()

    def _suggest(self) -> None:
        self._offered = () if self.is_composing else self._places.find(self.text())
        if not self._offered:
            self.suggestions.close_list()
            return
        self._model.setStringList([place_line(place) for place in self._offered])
        self.suggestions.open()
