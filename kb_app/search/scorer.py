"""How high a document stands: BM25 over Whoosh's postings, term by term, and a bonus where a term stands as typed.

BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3.2.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import TYPE_CHECKING

from kb_app.domain.folding import contains
from kb_app.search import bits
from kb_app.search.schema import GRAMS, HEAD, SEPARATOR, WORDS, grams_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb_app.search.matching import Matches
    from kb_app.search.query_parser import Need, ParsedQuery
    from kb_app.search.view import IndexView, Posting

_FIELD_WEIGHTS = {WORDS: 1.0, HEAD: 1.5, GRAMS: 0.5}
_SYNONYM_WEIGHT = 0.6
_NEAR_WEIGHT = 0.2
_AS_TYPED = 1.0
_IN_HEAD = 1.0
_IS_HEAD_FIELD = 2.0
_LOOKUP = 10
"""Finding one document in a list takes as long as adding this many."""

WeightedTerms = dict[tuple[str, str], float]
"""What each (field, term) of the index is worth in a query."""


class Scorer:
    """Scores sets of documents on one view of the index."""

    def __init__(self, view: IndexView) -> None:
        self._view = view

    def scores(self, query: ParsedQuery, matches: Matches, wanted: int) -> dict[int, float]:
        """Return a score (0 or more) for every document of the set `wanted`."""
        found = [0.0] * self._view.size
        wanted_count = wanted.bit_count()
        for (field, term), weight in weighted_terms(query).items():
            posting = self._view.posting(field, term)
            worth = weight * self._rarity(posting.frequency)
            if wanted_count * _LOOKUP < posting.frequency:
                _look_up(found, posting, worth, wanted)
            else:
                for number, impact in zip(posting.numbers, posting.impacts, strict=True):
                    found[number] += worth * impact
        for query_term in query.terms:
            self._add_as_typed(found, query_term.whole, matches, wanted)
        return {number: found[number] for number in bits.numbers(wanted)}

    def _rarity(self, frequency: int) -> float:
        """BM25's inverse document frequency, which is never negative here."""
        # Postings of deleted documents stay until Whoosh merges, so that a term can have more than there are documents.
        return math.log(1 + (max(self._view.count - frequency, 0) + 0.5) / (frequency + 0.5))

    def _add_as_typed(self, found: list[float], need: Need, matches: Matches, wanted: int) -> None:
        """A term and its synonyms are scored as one word, by how often they stand in the text as typed.

        What names the document counts more, most where a name is just the term.
        """
        view = self._view
        held = matches.held.get(need, 0)
        rarity = self._rarity(held.bit_count())
        forms = [(form.encode("utf-8"), weight) for form, weight in _weighed_forms(need)]
        for number in bits.numbers(held & wanted):
            text = view.folded_bytes(number)
            count = sum(weight * text.count(form) for form, weight in forms)
            found[number] += rarity * _AS_TYPED * view.saturated(WORDS, number, count)
            names = view.rows[number].head_fields
            if names and count:
                head = text.decode("utf-8").split(SEPARATOR, names)[:names]
                found[number] += rarity * _head_bonus(head, need)


def _look_up(found: list[float], posting: Posting, worth: float, wanted: int) -> None:
    """Add the term to the few documents that are wanted, and leave the long list alone."""
    numbers, impacts = posting.numbers, posting.impacts
    for number in bits.numbers(wanted & posting.members):
        found[number] += worth * impacts[bisect_left(numbers, number)]


def _weighed_forms(need: Need) -> list[tuple[str, float]]:
    return [(form, 1.0 if place == 0 else _SYNONYM_WEIGHT) for place, form in enumerate(need.forms)]


def _head_bonus(head: list[str], need: Need) -> float:
    best = 0.0
    for form, weight in _weighed_forms(need):
        if form in head:
            best = max(best, weight * (_IN_HEAD + _IS_HEAD_FIELD))
        elif any(contains(field, form) for field in head):
            best = max(best, weight * _IN_HEAD)
    return best


def weighted_terms(query: ParsedQuery) -> WeightedTerms:
    """Return the posted terms that a query is scored by; a term that is named twice keeps its higher weight."""
    found: WeightedTerms = {}
    for term in query.terms:
        for need in term.words or (term.whole,):
            _add(found, _terms_of(need))
        _add(found, {(GRAMS, gram): _FIELD_WEIGHTS[GRAMS] for gram in grams_of(term.whole.forms[0])})
    return found


def _terms_of(need: Need) -> WeightedTerms:
    found: WeightedTerms = {}
    if need.key:
        _add(found, _in_word_fields(need.key, 1.0))
    for form in need.forms[1:]:
        _add(found, _in_word_fields(form, _SYNONYM_WEIGHT))
    for form in need.near:
        grams = grams_of(form)
        _add(found, {(GRAMS, gram): _NEAR_WEIGHT / len(grams) for gram in grams})
    return found


def _in_word_fields(term: str, weight: float) -> WeightedTerms:
    return {(field, term): _FIELD_WEIGHTS[field] * weight for field in (WORDS, HEAD)}


def _add(found: WeightedTerms, more: Mapping[tuple[str, str], float]) -> None:
    for key, weight in more.items():
        found[key] = max(found.get(key, 0.0), weight)
