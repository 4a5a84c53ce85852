"""What a case is understood with: the axes and the list of municipalities."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from kb_app.domain.guessed_place import NamedPlaces
from kb_app.domain.place_names import PlaceNames

if TYPE_CHECKING:
    from kb_app.domain.case import CaseMunicipality
    from kb_app.domain.municipality import Municipality
    from kb_app.domain.taxonomy import Taxonomy


@dataclass(frozen=True)
class Vocabulary:
    """The taxonomy, and municipalities by six-digit code."""

    taxonomy: Taxonomy
    municipalities: Mapping[str, Municipality]

    @cached_property
    def place_names(self) -> PlaceNames:
        """The list asked by name."""
        return PlaceNames(self.municipalities)

    @cached_property
    def named_places(self) -> NamedPlaces:
        """The list looked for in texts."""
        return NamedPlaces(self.municipalities)

    def completed(self, stated: CaseMunicipality) -> CaseMunicipality:
        """Return `stated` with what the list and the axes know beside it; what a case states itself wins.

        A population gives the band; the band of a case counts only where it states no population.
        """
        listed = self.municipalities.get(stated.code)
        if listed is not None:
            stated = replace(
                stated,
                prefecture=stated.prefecture or listed.prefecture,
                kana=stated.kana or listed.kana,
                class_id=stated.class_id or listed.class_id,
            )
        if stated.population is not None:
            stated = replace(stated, population_band=self.taxonomy.band_of(stated.population))
        return stated
