"""Finds the words of a query in any text, to mark them and to choose what to quote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb_app.domain.folding import find_all, fold, fold_with_origins, keeps_places, merge_ranges

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb_app.search.query_parser import Need, ParsedQuery

Ranges = tuple[tuple[int, int], ...]

_MOST_MARKS = 500
_AS_GOOD = 1e-9
"""Sums of the same worths in another order differ by less."""
_PARTICLES = "にのをはがでともへや"
_KANA = re.compile(r"[\u3041-\u3096]")
_KANJI = re.compile(r"[\u3400-\u9fff々]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text: what it is worth for the query (0: nothing of it), and the marks in it."""

    worth: float
    marks: Ranges


class Marker:
    """Marks terms as typed, their synonyms, and other forms of their words."""

    def __init__(self, query: ParsedQuery, worth: Callable[[Need], float] = lambda _need: 1.0) -> None:
        """`worth` says how much the passage gains that holds a need."""
        self._exact = query.exact
        needs = list(dict.fromkeys(need for term in query.terms for need in (term.whole, *term.words)))
        self._seekers = [_Seeker(need, exact=query.exact) for need in needs]
        self._worths = [worth(need) for need in needs]

    def marks(self, text: str, folded: str | None = None) -> Ranges:
        """Return the ranges (start, end) of `text` that are marked, in order, not overlapping; at most 500.

        `folded` is its folded form, where it is at hand.
        """
        folded = text if self._exact else fold(text) if folded is None else folded
        found = merge_ranges([place for seeker in self._seekers for place in seeker.places(folded)])[:_MOST_MARKS]
        return found if self._exact else _in_original(found, text, folded)

    def best_passage(self, text: str, folded: str, length: int, *, simple: bool = False) -> Passage:
        """Return the best stretch of at most `length` characters of `text`, whose folded form is `folded`.

        A need counts once however often it is met, so that a stretch with different words wins. In a `simple` text
        every place is between whole characters.
        """
        searched, simple = (text, False) if self._exact else (folded, simple)
        events = sorted(
            (place, need)
            for need, seeker in enumerate(self._seekers)
            for place in seeker.places(searched, simple=simple)[:_MOST_MARKS]
        )[:_MOST_MARKS]
        worth, first, last = self._best_window(events, length)
        marks = merge_ranges([place for place, _need in events[first:last]])
        return Passage(worth, marks if self._exact else _in_original(marks, text, folded))

    def _best_window(self, events: list[tuple[tuple[int, int], int]], length: int) -> tuple[float, int, int]:
        """Worth, first and last + 1 of the events within `length` that are worth most; the earliest of equals."""
        best = (0.0, 0, 0)
        met = [0] * len(self._seekers)
        worth, last = 0.0, 0
        for first, ((start, _end), need) in enumerate(events):
            while last < len(events) and events[last][0][0] <= start + length:
                worth += 0.0 if met[events[last][1]] else self._worths[events[last][1]]
                met[events[last][1]] += 1
                last += 1
            if worth > best[0] + _AS_GOOD:
                best = (worth, first, last)
            met[need] -= 1
            worth -= 0.0 if met[need] else self._worths[need]
        return best


class _Seeker:
    """Finds one need in texts that are compared as they are."""

    def __init__(self, need: Need, *, exact: bool) -> None:
        # A mark alone can fold to nothing.
        self._forms = tuple(form for form in need.forms if form)
        self._inflected = None
        if not exact and need.key and need.key not in need.forms:
            self._inflected = _inflections(need)
            if self._inflected is None:
                self._forms = (*self._forms, need.key)

    def places(self, text: str, *, simple: bool = False) -> list[tuple[int, int]]:
        """Return the ranges of `text` at which the need is met; in a `simple` one no place is inside a character."""
        found = [
            place for form in self._forms if form in text for place in (_all_of if simple else find_all)(text, form)
        ]
        if self._inflected is not None:
            found += [match.span() for match in self._inflected.finditer(text)]
        return found


def _all_of(text: str, form: str) -> list[tuple[int, int]]:
    size = len(form)
    found = []
    start = text.find(form)
    while start >= 0:
        found.append((start, start + size))
        start = text.find(form, start + size)
    return found


def _inflections(need: Need) -> re.Pattern[str] | None:
    """Other forms of a verb or adjective: its kanji and the kana behind it (減らす also marks 減った, not 減に)."""
    kanji = _KANJI.match(need.key)
    form = need.forms[0]
    if kanji and kanji.end() < len(form) and form.startswith(kanji.group()) and _KANA.match(form, kanji.end()):
        own = re.escape(form[kanji.end()])
        return re.compile(f"{re.escape(kanji.group())}(?:{own}|(?![{_PARTICLES}])[\u3041-\u3096])")
    return None


def _in_original(marks: Ranges, text: str, folded: str) -> Ranges:
    """Take ranges of the folded text back to the original; mostly nothing moves, which is quickly seen."""
    if not marks:
        return marks
    begin = text[: marks[-1][1]]
    if keeps_places(begin) or fold(begin) == folded[: marks[-1][1]]:
        return marks
    mapped = fold_with_origins(text)
    return tuple(mapped.span(*mark) for mark in marks)
