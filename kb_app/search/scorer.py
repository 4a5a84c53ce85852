"""How high a document stands: BM25 over Whoosh's postings, term by term, and a bonus where a term stands as typed.

BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3.2.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from kb_app.domain.folding import contains
from kb_app.search import bits
from kb_app.search.schema import GRAMS, HEAD, SEPARATOR, WORDS, grams_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb_app.search.matching import Matches
    from kb_app.search.query_parser import Need, ParsedQuery
    from kb_app.search.view import IndexView

_K1, _B = 1.2, 0.75
_FIELD_WEIGHTS = {WORDS: 1.0, HEAD: 1.5, GRAMS: 0.5}
_SYNONYM_WEIGHT = 0.6
_NEAR_WEIGHT = 0.2
_AS_TYPED = 1.0
_IN_HEAD = 1.0
_IS_HEAD_FIELD = 2.0

WeightedTerms = dict[tuple[str, str], float]
"""What each (field, term) of the index is worth in a query."""


class Scorer:
    """Scores sets of documents on one view of the index."""

    def __init__(self, view: IndexView) -> None:
        self._view = view

    def scores(self, query: ParsedQuery, matches: Matches, wanted: int) -> dict[int, float]:
        """Return a score (0 or more) for every document of the set `wanted`."""
        found = dict.fromkeys(bits.numbers(wanted), 0.0)
        for (field, term), weight in weighted_terms(query).items():
            self.add_bm25(found, field, term, weight)
        for query_term in query.terms:
            self._add_as_typed(found, query_term.whole, matches)
        return found

    def add_bm25(self, found: dict[int, float], field: str, term: str, weight: float) -> None:
        """Add `weight` times the BM25 score of one posted term to every document in `found` that has it."""
        numbers, counts = self._view.postings(field, term)
        if not numbers:
            return
        idf = math.log(1 + (self._view.count - len(numbers) + 0.5) / (len(numbers) + 0.5))
        for number, count in zip(numbers, counts, strict=True):
            if number in found:
                found[number] += weight * idf * self._saturated(field, number, count)

    def _add_as_typed(self, found: dict[int, float], need: Need, matches: Matches) -> None:
        """A term and its synonyms are scored as one word, by how often they stand in the text as typed.

        What names the document counts more, most where a name is just the term.
        """
        held = matches.held.get(need, 0)
        idf = math.log(1 + (self._view.count - held.bit_count() + 0.5) / (held.bit_count() + 0.5))
        for number in bits.numbers(held):
            if number in found:
                fields = self._view.folded(number).split(SEPARATOR)
                count = _count(fields, need)
                head = _head_bonus(fields[: self._view.rows[number].head_fields], need)
                found[number] += idf * (_AS_TYPED * self._saturated(WORDS, number, count) + head)

    def _saturated(self, field: str, number: int, count: float) -> float:
        """BM25's share of a count: it grows ever more slowly, and a long document needs more."""
        length = self._view.length(field, number) / self._view.mean_lengths[field]
        return count * (_K1 + 1) / (count + _K1 * (1 - _B + _B * length))


def _weighed_forms(need: Need) -> list[tuple[str, float]]:
    return [(form, 1.0 if place == 0 else _SYNONYM_WEIGHT) for place, form in enumerate(need.forms)]


def _count(fields: list[str], need: Need) -> float:
    return sum(weight * sum(field.count(form) for field in fields) for form, weight in _weighed_forms(need))


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
