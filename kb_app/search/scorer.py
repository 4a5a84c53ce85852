"""How high a document stands: BM25 over Whoosh's postings, term by term, and a bonus where a term stands as typed.

BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), section 3.2. Only
the best documents of a query are wanted, mostly; what cannot become one of them is not scored to the end.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from typing import TYPE_CHECKING

from kb_app.domain.folding import contains
from kb_app.search import bits
from kb_app.search.matching import READ, SENTENCE
from kb_app.search.schema import GRAMS, HEAD, HEAD_GRAMS, WORDS, gram_count, grams_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kb_app.search.matching import Matches
    from kb_app.search.query_parser import Need, ParsedQuery, Term
    from kb_app.search.view import IndexView, Posting

_FIELD_WEIGHTS = {WORDS: 1.0, HEAD: 0.5, GRAMS: 0.5}
_SYNONYM_WEIGHT = 0.6
_NEAR_WEIGHT = 0.2
_AS_TYPED = 1.0
_ITSELF = 2.0
"""What the word itself is worth where synonyms of it are found too: who types 押印廃止 means that before 押印見直し."""
_IN_HEAD = 1.0
_IS_HEAD_FIELD = 2.0
_MOST_SATURATED = 2.2
"""What a saturated count comes to at most: k1 + 1."""
_LOOKUP = 6
"""Finding one document in a list takes as long as adding this many."""
_ROUNDED = 1e-9
"""Sums of the same numbers in another order differ by less."""
_MANY = 4
"""Times as many documents as are wanted: fewer are not worth a search for those that can be let go."""

WeightedTerms = dict[tuple[str, str], float]
"""What each (field, term) of the index is worth in a query."""
Scores = dict[int, float]


class Scorer:
    """Scores documents for one query on one view of the index."""

    def __init__(self, view: IndexView, query: ParsedQuery, matches: Matches) -> None:
        self._view = view
        self._terms = weighted_terms(query)
        self._typed = [_Typed(view, term.whole, matches.held.get(term.whole, 0), self._rarity) for term in query.terms]
        self._reach = sum(typed.most for typed in self._typed)

    def best(self, wanted: int, most: int | None) -> Scores:
        """Return scores of documents of a set: of all (`most` None), or of the `most` best and some behind them."""
        if not wanted or (most is not None and most <= 0):
            return {}
        scores = self._by_postings(wanted, most)
        if most is None or most >= len(scores):
            return self._with_bonus(scores)
        # A bonus can lift a document only so far: those that reach the last place with it are looked into.
        last = nlargest(most, scores.values())[-1]
        near = {number: score for number, score in scores.items() if score + self._reach >= last}
        return self._best_of(near, most)

    def _best_of(self, scores: Scores, most: int) -> Scores:
        """The best with their bonus, looked into in the order of what they could reach."""
        bounds = dict(scores)
        for typed in self._typed:
            for number, bonus in typed.at_most(list(scores)).items():
                bounds[number] += bonus
        found: Scores = {}
        last = -1.0
        order = sorted(scores, key=lambda number: -bounds[number])
        for first in range(0, len(order), most):
            if len(found) >= most and bounds[order[first]] < last:
                break
            found |= self._with_bonus({number: scores[number] for number in order[first : first + most]})
            last = nlargest(most, found.values())[-1]
        return found

    def _by_postings(self, wanted: int, most: int | None) -> Scores:
        """BM25 of every document of a set, or of those that can become one of the `most` best of it.

        The lists that can add most come first. As soon as all that are left, and the bonus, cannot lift a document to
        the last place, it is let go (MaxScore: Turtle and Flood, "Query evaluation: strategies and optimizations",
        1995); what is left is mostly a few documents and the longest lists, which are then looked up and not added up.
        """
        numbers = list(bits.numbers(wanted))
        sums = [0.0] * self._view.size
        rest = self._reach + _MOST_SATURATED * sum(each.worth for each in self._lists)
        due = rest / 2  # a look sorts all sums: the next one comes when half of what was left has been added
        for each in self._lists:
            if most is not None and len(numbers) > _MANY * most and rest <= due:
                last = nlargest(most, [sums[number] for number in numbers])[-1]
                numbers = [number for number in numbers if sums[number] + rest >= last - _ROUNDED]
                due = rest / 2
            each.add_to(sums, numbers)
            rest -= _MOST_SATURATED * each.worth
        return {number: sums[number] for number in numbers}

    @cached_property
    def _lists(self) -> list[_Weighted]:
        """The posting lists that count, those first that can add most."""
        texts = _Texts(self._view)
        lists = []
        for (field, term), weight in self._terms.items():
            posting = self._view.posting(field, term)
            worth = weight * self._rarity(posting.frequency)
            lists.append(_Weighted(posting, worth, term if field == GRAMS else "", texts))
        return sorted(lists, key=lambda each: -each.worth)

    def _with_bonus(self, scores: Scores) -> Scores:
        return {number: score + sum(typed.bonus(number) for typed in self._typed) for number, score in scores.items()}

    def _rarity(self, frequency: int) -> float:
        """BM25's inverse document frequency, which is never negative here."""
        # Postings of deleted documents stay until Whoosh merges, so that a term can have more than there are documents.
        return math.log(1 + (max(self._view.count - frequency, 0) + 0.5) / (frequency + 0.5))


class _Texts(dict[int, str]):
    """The folded texts of documents, each read once."""

    def __init__(self, view: IndexView) -> None:
        self._view = view

    def __missing__(self, number: int) -> str:
        text = self[number] = self._view.folded(number)
        return text


@dataclass(frozen=True, slots=True)
class _Weighted:
    """The posting list of one term of a query, and what an impact in it is worth; `gram` is the term if it is one."""

    posting: Posting
    worth: float
    gram: str
    texts: _Texts

    def add_to(self, sums: list[float], numbers: list[int]) -> None:
        """Add what the term is worth to the sums of at least these documents."""
        posting, worth = self.posting, self.worth
        if len(numbers) * _LOOKUP >= posting.frequency:
            for number, impact in zip(posting.numbers, posting.impacts, strict=True):
                sums[number] += worth * impact
        elif self.gram and not posting.is_read and len(numbers) * READ < posting.frequency:
            # A long list is not read for a few documents: their texts tell as much.
            for number in numbers:
                sums[number] += worth * posting.saturated(number, gram_count(self.texts[number], self.gram))
        else:
            for number in numbers:
                sums[number] += worth * posting.impact(number)


class _Typed:
    """The bonus of one term: it and its synonyms are scored as one word, by how often they stand as typed.

    What names the document counts more, most where a name is just the term.
    """

    def __init__(self, view: IndexView, need: Need, held: int, rarity: Callable[[int], float]) -> None:
        self.held = held
        self._view = view
        self._forms = [
            _Form(view, form, 1.0 if place < need.own else _SYNONYM_WEIGHT) for place, form in enumerate(need.forms)
        ]
        self._rarity = rarity(held.bit_count())
        self._itself = _ITSELF if len(need.forms) > need.own else 0.0
        highest = _AS_TYPED * _MOST_SATURATED + self._itself + _IN_HEAD + _IS_HEAD_FIELD
        self.most = self._rarity * highest if held else 0.0

    @cached_property
    def _named(self) -> int:
        """The documents that can have a form in what names them."""
        named = 0
        for form in self._forms:
            with_all = self.held
            for gram in form.grams:
                with_all &= self._view.posted(HEAD_GRAMS, gram)
            named |= with_all
        return named

    def at_most(self, numbers: list[int]) -> Scores:
        """Return what is added at most to the scores of documents; those to which nothing is added can be missing."""
        counts = [0.0] * self._view.size
        for form in self._forms:
            form.add_counts(counts, numbers)
        named = set(bits.numbers(self._named))
        saturated = self._view.norms(WORDS).saturated
        plain, in_head = self._itself, self._itself + _IN_HEAD + _IS_HEAD_FIELD
        return {
            number: self._rarity
            * (_AS_TYPED * saturated(number, counts[number]) + (in_head if number in named else plain))
            for number in numbers
            if counts[number]
        }

    def bonus(self, number: int) -> float:
        """Return what is added to the score of a document."""
        if not bits.holds(self.held, number):
            return 0.0
        counts = [form.count(number) for form in self._forms]
        weighed = sum(form.weight * count for form, count in zip(self._forms, counts, strict=True))
        if not weighed:
            return 0.0
        typed = _AS_TYPED * self._view.norms(WORDS).saturated(number, weighed)
        if any(count for form, count in zip(self._forms, counts, strict=True) if form.weight == 1):
            typed += self._itself
        return self._rarity * (typed + (self._in_head(number) if bits.holds(self._named, number) else 0.0))

    def _in_head(self, number: int) -> float:
        head = self._view.head(number)
        best = 0.0
        for form in self._forms:
            if form.text in head:
                best = max(best, form.weight * (_IN_HEAD + _IS_HEAD_FIELD))
            elif any(contains(field, form.text) for field in head):
                best = max(best, form.weight * _IN_HEAD)
        return best


class _Form:
    """One form of a term. A gram is counted by its postings; only of a longer form the texts must be read."""

    def __init__(self, view: IndexView, text: str, weight: float) -> None:
        self.text = text
        self.weight = weight
        self.grams = grams_of(text)
        self._view = view
        self._encoded = text.encode("utf-8")
        self._is_gram = self.grams == [text]

    @cached_property
    def _rarest(self) -> Posting:
        return min((self._view.posting(GRAMS, gram) for gram in self.grams), key=lambda posting: posting.frequency)

    def count(self, number: int) -> float:
        """Return how often it stands in a document."""
        return self._rarest.count(number) if self._is_gram else self._view.folded_bytes(number).count(self._encoded)

    def add_counts(self, counts: list[float], numbers: list[int]) -> None:
        """Add to `counts` how often it stands at most in each document: no more often than the rarest of its grams."""
        if not self.grams:
            return
        posting, weight = self._rarest, self.weight
        if len(numbers) * _LOOKUP < posting.frequency:
            for number in numbers:
                counts[number] += weight * posting.count(number)
        else:
            for number, count in zip(posting.numbers, posting.counts, strict=True):
                counts[number] += weight * count


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
    if len(term.words) < SENTENCE:
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
