"""How high a document stands: BM25 over Whoosh's postings, term by term, and a bonus where a term stands as typed.

BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3.2. Only
the best documents of a query are wanted, mostly; what cannot become one of them is not scored to the end.
"""

from __future__ import annotations

import math
from heapq import nlargest
from typing import TYPE_CHECKING

from kb_app.domain.folding import contains
from kb_app.search import bits
from kb_app.search.schema import GRAMS, HEAD, WORDS, grams_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kb_app.search.matching import Matches
    from kb_app.search.query_parser import Need, ParsedQuery, Term
    from kb_app.search.view import IndexView

_FIELD_WEIGHTS = {WORDS: 1.0, HEAD: 1.5, GRAMS: 0.5}
_SYNONYM_WEIGHT = 0.6
_NEAR_WEIGHT = 0.2
_AS_TYPED = 1.0
_ITSELF = 2.0
"""What the word itself is worth where synonyms of it are found too: who types 押印廃止 means that before 押印見直し."""
_IN_HEAD = 1.0
_IS_HEAD_FIELD = 2.0
_MOST_SATURATED = 2.2
"""What a saturated count comes to at most: k1 + 1."""
_SENTENCE = 4
"""Content words that make a term a sentence."""
_LOOKUP = 6
"""Finding one document in a list takes as long as adding this many."""

WeightedTerms = dict[tuple[str, str], float]
"""What each (field, term) of the index is worth in a query."""
Scores = dict[int, float]


class Scorer:
    """Scores documents for one query on one view of the index."""

    def __init__(self, view: IndexView, query: ParsedQuery, matches: Matches) -> None:
        self._view = view
        self._terms = weighted_terms(query)
        self._typed = [_Typed(view, term.whole, matches.held.get(term.whole, 0), self._rarity) for term in query.terms]

    def best(self, wanted: int, most: int | None) -> Scores:
        """Return scores of documents of a set: of all (`most` None), or of the `most` best and some behind them."""
        scores = self._by_postings(wanted)
        if most is None or most >= len(scores):
            return self._with_bonus(scores)
        if most <= 0:
            return {}
        # A bonus can lift a document only so far: those that reach the last place with it are looked into.
        last = nlargest(most, scores.values())[-1]
        reach = sum(typed.most for typed in self._typed)
        near = {number: score for number, score in scores.items() if score + reach >= last}
        return self._best_of(near, most)

    def _best_of(self, scores: Scores, most: int) -> Scores:
        """The best with their bonus, looked into in the order of what they could reach."""
        bounds = {
            number: score + sum(typed.most for typed in self._typed if bits.holds(typed.held, number))
            for number, score in scores.items()
        }
        found: Scores = {}
        last = -1.0
        order = sorted(scores, key=lambda number: -bounds[number])
        for first in range(0, len(order), most):
            if len(found) >= most and bounds[order[first]] < last:
                break
            found |= self._with_bonus({number: scores[number] for number in order[first : first + most]})
            last = nlargest(most, found.values())[-1]
        return found

    def _by_postings(self, wanted: int) -> Scores:
        """BM25 of every document of a set."""
        count = wanted.bit_count()
        lists = [(self._view.posting(*key), weight) for key, weight in self._terms.items()]
        numbers = list(bits.numbers(wanted))
        found = [0.0] * self._view.size
        for posting, weight in lists:
            worth = weight * self._rarity(posting.frequency)
            if count * _LOOKUP < posting.frequency:
                for number in numbers:
                    found[number] += worth * posting.impact(number)
            else:
                for number, impact in zip(posting.numbers, posting.impacts, strict=True):
                    found[number] += worth * impact
        return {number: found[number] for number in numbers}

    def _with_bonus(self, scores: Scores) -> Scores:
        return {number: score + sum(typed.bonus(number) for typed in self._typed) for number, score in scores.items()}

    def _rarity(self, frequency: int) -> float:
        """BM25's inverse document frequency, which is never negative here."""
        # Postings of deleted documents stay until Whoosh merges, so that a term can have more than there are documents.
        return math.log(1 + (max(self._view.count - frequency, 0) + 0.5) / (frequency + 0.5))


class _Typed:
    """The bonus of one term: it and its synonyms are scored as one word, by how often they stand as typed.

    What names the document counts more, most where a name is just the term.
    """

    def __init__(self, view: IndexView, need: Need, held: int, rarity: Callable[[int], float]) -> None:
        self.held = held
        self._view = view
        self._forms = [(form, form.encode("utf-8"), weight) for form, weight in _weighed_forms(need)]
        self._rarity = rarity(held.bit_count())
        self._has_synonyms = len(need.forms) > need.own
        highest = _AS_TYPED * _MOST_SATURATED + _ITSELF + _IN_HEAD + _IS_HEAD_FIELD
        self.most = self._rarity * highest if held else 0.0

    def bonus(self, number: int) -> float:
        """Return what is added to the score of a document."""
        if not bits.holds(self.held, number):
            return 0.0
        text = self._view.folded_bytes(number)
        count = sum(weight * text.count(encoded) for _form, encoded, weight in self._forms)
        if not count:
            return 0.0
        typed = _AS_TYPED * self._view.norms(WORDS).saturated(number, count)
        if self._has_synonyms and any(encoded in text for _form, encoded, weight in self._forms if weight == 1):
            typed += _ITSELF
        return self._rarity * (typed + self._in_head(self._view.head(number)))

    def _in_head(self, head: list[str]) -> float:
        best = 0.0
        for form, _encoded, weight in self._forms:
            if form in head:
                best = max(best, weight * (_IN_HEAD + _IS_HEAD_FIELD))
            elif any(contains(field, form) for field in head):
                best = max(best, weight * _IN_HEAD)
        return best


def _weighed_forms(need: Need) -> list[tuple[str, float]]:
    return [(form, 1.0 if place < need.own else _SYNONYM_WEIGHT) for place, form in enumerate(need.forms)]


def weighted_terms(query: ParsedQuery) -> WeightedTerms:
    """Return the posted terms that a query is scored by; a term that is named twice keeps its higher weight."""
    found: WeightedTerms = {}
    for term in query.terms:
        for need in term.words or (term.whole,):
            _add(found, _terms_of(need))
        _add(found, {(GRAMS, gram): _FIELD_WEIGHTS[GRAMS] for gram in _grams_of(term)})
    return found


def _grams_of(term: Term) -> list[str]:
    """The pairs of characters of a term; of a sentence those inside words that say something.

    Endings and particles (のですか) stand in nearly every document: they take time and tell nothing apart.
    """
    whole = term.whole.forms[0]
    if len(term.words) < _SENTENCE:
        return grams_of(whole)
    covered = bytearray(len(whole))
    for word in term.words:
        form = word.forms[0]
        start = whole.find(form) if form else -1
        while start >= 0:
            covered[start : start + len(form)] = b"\1" * len(form)
            start = whole.find(form, start + 1)
    pairs = (whole[at : at + 2] for at in range(len(whole) - 1) if covered[at] and covered[at + 1])
    return list(dict.fromkeys(pair for pair in pairs if " " not in pair))


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
