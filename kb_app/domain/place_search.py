"""Finds municipalities while their name or reading is typed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kb_app.domain.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kb_app.domain.municipality import Municipality


class PlaceSearch:
    """The list of municipalities, prepared for being asked at every key."""

    def __init__(self, municipalities: Iterable[Municipality]) -> None:
        self._places = tuple(
            (fold(place.name), fold(place.kana), fold(place.prefecture), place) for place in municipalities
        )
        self._names = Counter(name for name, _kana, _prefecture, _place in self._places)

    def find(self, words: str, most: int = 8) -> tuple[Municipality, ...]:
        """Return what has all the words in its name, reading or prefecture.

        What is called exactly so comes first, then what begins so.
        """
        terms = fold(words).split()
        if not terms:
            return ()
        whole = "".join(terms)
        found = [
            (_rank(whole, terms[-1], name, kana), place)
            for name, kana, prefecture, place in self._places
            if _fits(terms, name, kana, prefecture)
        ]
        found.sort(key=lambda pair: (pair[0], pair[1].code))
        return tuple(place for _place, place in found[:most])

    def named(self, name: str) -> tuple[Municipality, ...]:
        """Return all that are called exactly so; the prefecture may stand before the name."""
        wanted = fold(name).replace(" ", "")
        return tuple(place for own, _kana, before, place in self._places if wanted in (own, before + own))

    def is_shared(self, place: Municipality) -> bool:
        """Return whether another one has the same name."""
        return self._names[fold(place.name)] > 1


def place_label(place: Municipality) -> str:
    """Return a municipality so that nobody takes it for another one of the same name."""
    return place.name if place.name == place.prefecture else f"{place.name}（{place.prefecture}）"


def _fits(terms: list[str], name: str, kana: str, prefecture: str) -> bool:
    return all(term in name or term in kana or term in prefecture + name for term in terms)


def _rank(whole: str, last: str, name: str, kana: str) -> int:
    if whole in (name, kana):
        return 0
    if name.startswith(last) or kana.startswith(last):
        return 1
    return 2
