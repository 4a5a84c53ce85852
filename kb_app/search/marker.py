"""Finds the words of a query in any text, to mark them and to choose what to quote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb_app.domain.folding import find_all, fold, fold_with_origins, merge_ranges

if TYPE_CHECKING:
    from kb_app.search.query_parser import Need, ParsedQuery

Ranges = tuple[tuple[int, int], ...]

_MOST_MARKS = 500
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

    def __init__(self, query: ParsedQuery) -> None:
        self._exact = query.exact
        self._needs = list(dict.fromkeys(need for term in query.terms for need in (term.whole, *term.words)))

    def marks(self, text: str) -> Ranges:
        """Return the ranges (start, end) of `text` that are marked, in order, not overlapping; at most 500."""
        places = self._places(text)
        return merge_ranges([place for found in places for place in found])[:_MOST_MARKS]

    def best_passage(self, text: str, folded: str, length: int) -> Passage:
        """Return the best stretch of at most `length` characters of `text`, whose folded form is `folded`.

        A need counts once however often it is met, a longer one for more, so that a stretch with different words wins.
        """
        searched = text if self._exact else folded
        events = sorted((place, need) for need, found in enumerate(self._found_in(searched)) for place in found)
        worths = [max(map(len, need.forms)) for need in self._needs]
        best = Passage(0.0, ())
        for first, ((start, _end), _need) in enumerate(events[:_MOST_MARKS]):
            inside = [event for event in events[first : first + _MOST_MARKS] if event[0][1] <= start + length]
            worth = float(sum(worths[need] for need in {need for _place, need in inside}))
            if worth > best.worth:
                best = Passage(worth, merge_ranges([place for place, _which in inside]))
        return best if self._exact else Passage(best.worth, _in_original(best.marks, text, folded))

    def _places(self, text: str) -> list[list[tuple[int, int]]]:
        if self._exact:
            return self._found_in(text)
        folded = fold_with_origins(text)
        return [[folded.span(*place) for place in found] for found in self._found_in(folded.text)]

    def _found_in(self, text: str) -> list[list[tuple[int, int]]]:
        """The ranges of each need in a text that is compared as it is."""
        return [_found(text, need, exact=self._exact) for need in self._needs]


def _found(text: str, need: Need, *, exact: bool) -> list[tuple[int, int]]:
    found = [place for form in need.forms for place in find_all(text, form)]
    if not exact and need.key and need.key not in need.forms:
        found += _inflected(text, need)
    return found


def _in_original(marks: Ranges, text: str, folded: str) -> Ranges:
    """Take ranges of the folded text back to the original; mostly nothing moves, which is quickly seen."""
    if not marks or fold(text[: marks[-1][1]]) == folded[: marks[-1][1]]:
        return marks
    mapped = fold_with_origins(text)
    return tuple(mapped.span(*mark) for mark in marks)


def _inflected(text: str, need: Need) -> list[tuple[int, int]]:
    """Other forms of a verb or adjective: its kanji and the kana behind it (減らす also marks 減った, not 減に)."""
    kanji = _KANJI.match(need.key)
    form = need.forms[0]
    if kanji and kanji.end() < len(form) and form.startswith(kanji.group()) and _KANA.match(form, kanji.end()):
        own = re.escape(form[kanji.end()])
        inflected = re.compile(f"{re.escape(kanji.group())}(?:{own}|(?![{_PARTICLES}])[\u3041-\u3096])")
        return [match.span() for match in inflected.finditer(text)]
    return find_all(text, need.key)
