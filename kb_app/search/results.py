"""From sets of documents to what a person sees: counts, order, snippets with marks, suggestions."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain, groupby
from typing import TYPE_CHECKING

from kb_app.domain.query import FilterAxis, Filters, Hit, Match, Snippet, Sort
from kb_app.search import bits
from kb_app.search.marker import Marker, Passage
from kb_app.search.rows import NOTE_KIND

if TYPE_CHECKING:
    from kb_app.search.matching import Matches
    from kb_app.search.query_parser import Need, ParsedQuery
    from kb_app.search.view import IndexView

Counts = Mapping[FilterAxis, Mapping[str, int]]

SNIPPET_LENGTH = 110
"""Characters: two lines of a result card."""
_LEAD = 24
_DOCUMENTS_FOR_A_TAG = 8
"""Counting the tags of so many documents takes as long as counting the documents of one tag."""


def narrowed(view: IndexView, filters: Filters, *, without: FilterAxis | None = None) -> int:
    """Return the documents that pass every filter: OR inside an axis, AND between axes."""
    passed = view.every
    for axis, wanted in filters.items():
        if axis is not without and wanted:
            passed &= _union(view.values[axis].get(value, 0) for value in wanted)
    return passed


def those(view: IndexView, documents: frozenset[str]) -> int:
    """Return the documents with these ids; an id that the index does not know is left out."""
    numbers = (number for number, row in view.rows.items() if row.id in documents)
    return bits.from_numbers(numbers, max(view.rows, default=0) + 1)


def counts(view: IndexView, listed: int) -> Counts:
    """Return for every axis how many of the documents `listed` have each value; values of none are left out."""
    return {axis: _axis_counts(view, axis, listed) for axis in FilterAxis}


def choices(view: IndexView, found: int, filters: Filters, left_out: int, listed: Counts) -> Counts:
    """Return for every axis what ticking a value would list: the axis's own filter does not count.

    What is `left_out` of the list comes back when its kind is ticked. `listed` is how many of the documents listed have
    each value: the same wherever an axis has no filter of its own.
    """
    own = {axis for axis, values in filters.items() if values} | ({FilterAxis.KIND} if left_out else set())
    among = {axis: found if axis is FilterAxis.KIND else found & ~left_out for axis in own}
    anew = {axis: _axis_counts(view, axis, among[axis] & narrowed(view, filters, without=axis)) for axis in own}
    return {**listed, **anew}


def sorted_by(view: IndexView, listed: int, sort: Sort) -> list[int]:
    """Return a set of documents in an order that does not depend on the words; ties as in `IndexView.standing`."""
    numbers = sorted(bits.numbers(listed), key=view.standing.__getitem__)
    orders = {number: view.order(number) for number in numbers} if sort is not Sort.RELEVANCE else {}
    match sort:
        case Sort.DATE:
            numbers.sort(key=lambda number: orders[number].date, reverse=True)
        case Sort.MUNICIPALITY:
            numbers.sort(key=lambda number: (not orders[number].place, orders[number].place))
        case Sort.POPULATION:
            numbers.sort(key=lambda number: -orders[number].population)
        case Sort.RELEVANCE:
            pass
    return numbers


def by_relevance(view: IndexView, scores: Mapping[int, float]) -> list[int]:
    """Return scored documents, the best first; ties as in `IndexView.standing`, which takes reading every document."""
    ordered: list[int] = []
    for _score, equal in groupby(sorted(scores, key=lambda number: -scores[number]), key=scores.__getitem__):
        alike = list(equal)
        ordered += alike if len(alike) == 1 else sorted(alike, key=lambda number: view.order(number).standing)
    return ordered


class HitMaker:
    """Makes hits of documents for one query: what is shown, with the found words marked."""

    def __init__(self, view: IndexView, query: ParsedQuery, matches: Matches) -> None:
        self._view = view
        self._matches = matches
        self._marker = Marker(query, self._worth)

    def hit(self, number: int, score: float, match: Match) -> Hit:
        """Return the hit of one document."""
        shown = self._view.shown(number)
        title, prose = self._view.quoted(number)
        return Hit(
            id=shown.id,
            kind=shown.kind,
            title=shown.title,
            municipality=shown.municipality,
            prefecture=shown.prefecture,
            score=round(score, 4),
            match=match,
            snippet=self._snippet(number, prose),
            steps=tuple(shown.steps),
            areas=tuple(shown.areas),
            tags=tuple(shown.tags),
            confidence=shown.confidence,
            path=shown.path,
            code=shown.code,
            municipality_class=shown.municipality_class,
            population_band=shown.population_band,
            status=shown.status,
            starred=shown.starred,
            document=shown.document,
            document_title=shown.document_title,
            derived_from=shown.derived_from,
            has_sources=shown.has_sources,
            notes=self._view.notes_about(shown.id) if shown.kind != NOTE_KIND else 0,
            title_marks=self._marker.marks(shown.title, title) if shown.title.strip() else (),
        )

    def _snippet(self, number: int, prose: list[tuple[str, str]]) -> Snippet:
        """The passage that holds most of what was asked for; where none does, the beginning."""
        best = Passage(0.0, ())
        quoted = prose[0][0] if prose else ""
        simple = bits.holds(self._view.simple, number)
        for field, folded in prose:
            passage = self._marker.best_passage(field, folded, SNIPPET_LENGTH, simple=simple)
            if passage.worth > best.worth:
                best, quoted = passage, field
        return _cut(quoted, best.marks)

    def _worth(self, need: Need) -> float:
        """Rare words say more about where the answer stands; what is found nowhere else is worth most."""
        held = self._matches.held.get(need, 0).bit_count()
        return need.weight * math.log(1 + (self._view.count + 1) / (held + 0.5))


def _cut(text: str, marks: tuple[tuple[int, int], ...]) -> Snippet:
    """Cut a passage of a snippet's length that begins a little before the first mark."""
    first = marks[0][0] if marks else 0
    start = max(0, first - _LEAD)
    end = min(len(text), start + SNIPPET_LENGTH)
    start = max(0, min(start, end - SNIPPET_LENGTH))
    before, after = "…" if start else "", "…" if end < len(text) else ""
    shift = len(before) - start
    inside = tuple((left + shift, min(right, end) + shift) for left, right in marks if left < end and left >= start)
    return Snippet(f"{before}{text[start:end]}{after}", inside)


def _axis_counts(view: IndexView, axis: FilterAxis, listed: int) -> dict[str, int]:
    """Count the values of an axis: each as a set; tags, which can be thousands, over the documents if these are few."""
    if axis is FilterAxis.TAG and listed.bit_count() < len(view.values[axis]) * _DOCUMENTS_FOR_A_TAG:
        tags = Counter(chain.from_iterable(map(view.tags.__getitem__, bits.numbers(listed))))
        return dict(sorted(tags.items()))
    found = ((value, (members & listed).bit_count()) for value, members in view.values[axis].items())
    return {value: count for value, count in sorted(found) if count}


def _union(sets: Iterable[int]) -> int:
    joined = 0
    for members in sets:
        joined |= members
    return joined
