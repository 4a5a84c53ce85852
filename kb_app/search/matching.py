"""Which documents hold what a query needs. Grams make it fast, the text decides; a sentence counts by its words."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kb_app.domain.folding import contains, fold, is_plain
from kb_app.domain.query import MatchMode
from kb_app.search import bits
from kb_app.search.schema import GRAMS, WORDS, grams_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kb_app.search.query_parser import Need, ParsedQuery, Term
    from kb_app.search.view import IndexView


READ = 10
"""Reading one text takes as long as reading this many postings."""
SENTENCE = 4
"""Content words that make one term a sentence. Its words count where the dictionary sees them, those of a shorter term
also inside other words."""


@dataclass(slots=True)
class Matches:
    """Sets of documents: those with `all` the words, those with `some`; who holds which need, and which form of it."""

    all: int
    some: int
    held: dict[Need, int] = field(default_factory=dict)
    met: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A term judged on its own: who satisfies it, and (weight, set) for every part of it that counts."""

    satisfied: int
    weight: float
    parts: tuple[tuple[float, int], ...]


class Matcher:
    """Answers which documents hold what, on one view of the index."""

    def __init__(self, view: IndexView) -> None:
        self._view = view
        self._known: dict[tuple[Need, bool], int] = {}

    def match(self, query: ParsedQuery, mode: MatchMode) -> Matches:
        """Return the documents that hold all and some of the words; without terms, every document holds all."""
        matches = Matches(self._view.every, 0)
        self._known.clear()
        terms = [self._weigh(term, query.exact, matches) for term in query.terms]
        for term in terms:
            matches.all &= term.satisfied
        if mode in (MatchMode.BEST, MatchMode.ANY) and terms:
            wanted = self._any(terms) if mode is MatchMode.ANY else self._some(terms)
            matches.some = wanted & ~matches.all
        return matches

    def holding(self, form: str, *, exact: bool = False) -> int:
        """Return the documents in one field of which `form` stands; it must be folded unless `exact`."""
        if not exact:
            return self._folded_holding(form, self._candidates(form, self._view.every))
        candidates = bits.numbers(self._exact_candidates(form))
        held = [number for number in candidates if contains(self._view.raw(number), form)]
        return bits.from_numbers(held, self._view.size)

    def _folded_holding(self, form: str, candidates: int) -> int:
        """Those of the candidates that hold `form`. In a simple document every place is between whole characters."""
        view = self._view
        simple = candidates & view.simple
        if len(form) > 2 or " " in form or not form:
            encoded = form.encode("utf-8")
            found = [number for number in bits.numbers(simple) if encoded in view.folded_bytes(number)]
            simple = bits.from_numbers(found, view.size) if form else 0
        others = bits.numbers(candidates & ~view.simple)
        held = [number for number in others if contains(view.folded(number), form)]
        return simple | bits.from_numbers(held, view.size)

    def _weigh(self, term: Term, exact: bool, matches: Matches) -> _Weighed:
        whole = self._held(term.whole, exact, matches)
        if not term.words:
            return _Weighed(whole, term.whole.weight, ((term.whole.weight, whole),))
        is_sentence = len(term.words) >= SENTENCE
        parts = tuple((word.weight, self._held(word, exact, matches, by_key=is_sentence)) for word in term.words)
        weight = sum(weight for weight, _held in parts)
        together = self._view.every
        for _weight, held in parts:
            together &= held
        if not whole:
            return _Weighed(together, weight, parts)
        # The term stands somewhere: elsewhere its words count only where more than half of them stand, so that 村 is
        # no part of 昭和村.
        enough = _reaching(parts, int(weight) + 1)
        return _Weighed(whole, weight, tuple((share, held & enough | whole) for share, held in parts))

    def _held(self, need: Need, exact: bool, matches: Matches, *, by_key: bool = False) -> int:
        """Who holds a need; `by_key` a word of a sentence, whose own spelling is not looked for in the texts."""
        known = self._known.get((need, by_key))
        if known is not None:
            return known
        held = self._view.posted(WORDS, need.key) if need.key else 0
        for form in need.forms[need.own if by_key else 1 :]:
            matches.met[form] = self.holding(form, exact=exact)
            held |= matches.met[form]
        if not by_key:
            held |= self._itself(need.forms[0], exact, self._view.every & ~held)
        self._known[need, by_key] = held
        matches.held[need] = matches.held.get(need, 0) | held
        return held

    def _itself(self, form: str, exact: bool, others: int) -> int:
        """Who holds a form as it is, among those that nothing else has found: reading texts is what takes time."""
        if exact:
            return self.holding(form, exact=True)
        return self._folded_holding(form, self._candidates(form, others))

    def _candidates(self, folded: str, among: int) -> int:
        """Those of `among` that hold every gram of the text; a form without any (nothing but marks) may be in all."""
        view = self._view
        candidates = among
        grams = []
        for gram in grams_of(folded):
            frequency = view.posting(GRAMS, gram).frequency
            if not frequency:
                return 0
            grams.append((frequency, gram))
        grams.sort()
        for place, (frequency, gram) in enumerate(grams):
            if (place or among != view.every) and len(folded) > 2 and candidates.bit_count() * READ < frequency:
                # Only grams that are more frequent still are left: reading these few texts is less work.
                break
            candidates &= view.posted(GRAMS, gram)
            if not candidates:
                break
        return candidates

    def _exact_candidates(self, form: str) -> int:
        """Grams are of folded text; where folding could join the ends of `form` with what is beside it, read all."""
        return self._candidates(fold(form).strip(), self._view.every) if is_plain(form) else self._view.every

    def _any(self, terms: list[_Weighed]) -> int:
        """Documents with one of the terms, or with one of the words that a term counts through."""
        found = 0
        for term in terms:
            found |= term.satisfied
            for _weight, held in term.parts:
                found |= held
        return found

    def _some(self, terms: list[_Weighed]) -> int:
        """Documents in which at least half of the query's weight is found: of its words, or of what they tell apart.

        By the first measure all nouns weigh the same. By the second a word weighs what it tells (see `_telling`), most
        where it stands nowhere: who asks where コメウツボ is a name is answered by the one document about it.
        """
        parts = [part for term in terms for part in term.parts]
        telling = [(self._telling(weight, held), held) for weight, held in parts]
        half = math.ceil(sum(told for told, _held in telling) / 2)
        return _reaching(parts, math.ceil(sum(term.weight for term in terms))) | (
            bits.reaching(telling, half) if half else 0
        )

    def _telling(self, weight: float, held: int) -> int:
        """What a word tells: the logarithm of how rare it is, in quarters.

        Of N documents, a word that the square root of N or more have tells nothing: among 16,000 that is 126.
        """
        count = max(self._view.count, 1)
        return max(0, round(4 * weight * (math.log(1 + count / (held.bit_count() + 0.5)) - math.log(count) / 2)))


def _reaching(parts: Iterable[tuple[float, int]], least: int) -> int:
    """Documents whose parts come to at least `least` halves; weights are halves or wholes (see `Word.weight`)."""
    return bits.reaching(((int(weight * 2), held) for weight, held in parts), least)
