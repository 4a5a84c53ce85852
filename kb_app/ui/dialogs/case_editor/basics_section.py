"""The first part of the form: what, where, and in a sentence or two."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from kb_app.base.i18n import _
from kb_app.ui.dialogs.case_editor.bound import COUNT, DATE, WORDS
from kb_app.ui.dialogs.case_editor.place_field import PlaceField
from kb_app.ui.dialogs.case_editor.section import Section

if TYPE_CHECKING:
    from kb_app.domain.case import Case
    from kb_app.domain.place_search import PlaceSearch
    from kb_app.domain.taxonomy import Taxonomy


class BasicsSection(Section):
    """Title, municipality, summary."""

    def __init__(self, places: PlaceSearch, taxonomy: Taxonomy) -> None:
        super().__init__("basics", _("Basics"))
        self._taxonomy = taxonomy
        self._title = self.line("title", _("Title (required)"), WORDS, placeholder=_("What was done, in a few words"))
        self._subtitle = self.line("subtitle", _("Subtitle (if any)"), WORDS)
        self.place = PlaceField(places)
        self.place.changed.connect(self.changed)
        self.questions["municipality"] = self.place
        self._population = self.line("municipality.population", _("Population (persons)"), COUNT, placeholder="58,000")
        self._counted = self.line(
            "municipality.population_as_of", _("Population as of"), DATE, placeholder=_("such as 2024-04-01")
        )
        self._summary = self.text("summary", _("Summary"), WORDS, lines=3, hint=_("One or two sentences for the list"))
        self.below(self._title.field, self._subtitle.field, self.place)
        self.beside(self._population.field, self._counted.field)
        self.below(self._summary.field)

    def begin(self) -> None:
        """Take the keyboard to the title, before its first letter."""
        answer = self._title.field.answer
        answer.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(answer, QLineEdit):
            answer.deselect()

    def show_case(self, case: Case) -> None:
        """Show what a case says."""
        self._title.show(case.title)
        self._subtitle.show(case.subtitle)
        self.place.show_municipality(case.municipality)
        self._population.show(case.municipality.population)
        self._counted.show(case.municipality.population_as_of)
        self._summary.show(case.summary)

    def applied_to(self, case: Case) -> Case:
        """Return the case with what the answers say; a population gives the band."""
        people = self._population.value
        place = replace(self.place.municipality, population=people, population_as_of=self._counted.value)
        if people is not None:
            place = replace(place, population_band=self._taxonomy.band_of(people))
        return replace(
            case,
            title=self._title.value,
            subtitle=self._subtitle.value,
            municipality=place,
            summary=self._summary.value,
        )
