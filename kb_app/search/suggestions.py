"""「もしかして」: words of the library that differ from a word that was not found by one slip of the finger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb_app.search import bits
from kb_app.search.schema import GRAMS, SEPARATOR, grams_of

if TYPE_CHECKING:
    from kb_app.search.matching import Matches
    from kb_app.search.query_parser import ParsedQuery, Term
    from kb_app.search.view import IndexView

_SHORTEST = 3
_LONGEST = 40
_MOST_DOCUMENTS = 30
_MOST_SUGGESTIONS = 3


def suggest(view: IndexView, query: ParsedQuery, matches: Matches) -> tuple[str, ...]:
    """Return the query with each term that stands nowhere exchanged for what it was probably meant to be.

    There is none where every term stands somewhere, or where no stretch of the library is near enough.
    """
    choices = [
        similar(view, term.whole.forms[0]) if _is_unknown(term, matches) else [term.whole.shown] for term in query.terms
    ]
    if all(not _is_unknown(term, matches) for term in query.terms) or not all(choices):
        return ()
    firsts = [found[0] for found in choices]
    corrected = [" ".join(firsts)]
    for place, found in enumerate(choices):
        corrected += [" ".join((*firsts[:place], other, *firsts[place + 1 :])) for other in found[1:]]
    return tuple(dict.fromkeys(corrected))[:_MOST_SUGGESTIONS]


def _is_unknown(term: Term, matches: Matches) -> bool:
    """Whether neither the term nor all of its words stand anywhere."""
    words_known = term.words and all(matches.held.get(word) for word in term.words)
    return not matches.held.get(term.whole) and not words_known and _SHORTEST <= len(term.whole.forms[0]) <= _LONGEST


def similar(view: IndexView, form: str) -> list[str]:
    """Return stretches of the library's folded text one insertion, deletion, exchange or swap away from `form`.

    Only the documents that share most grams with it are read. Of two that differ by a character at the end, the
    longer one is meant: it holds the other.
    """
    counted: dict[str, int] = {}
    for number in _closest(view, form):
        for stretch in _stretches(view.folded(number), form):
            if one_edit_apart(stretch, form):
                counted[stretch] = counted.get(stretch, 0) + 1
    return sorted(counted, key=lambda stretch: (-counted[stretch], abs(len(stretch) - len(form)), stretch))


def one_edit_apart(first: str, second: str) -> bool:
    """Return whether one insertion, deletion, exchange or swap of neighbours makes `second` of `first`."""
    if first == second or abs(len(first) - len(second)) > 1:
        return False
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    left, right = first[start:], second[start:]
    if len(left) == len(right):
        return left[1:] == right[1:] or (left[:2] == right[1::-1] and left[2:] == right[2:])
    return left[1:] == right if len(left) > len(right) else left == right[1:]


def _closest(view: IndexView, form: str) -> list[int]:
    grams = grams_of(form)
    shared: dict[int, int] = {}
    for gram in grams:
        for number in bits.numbers(view.posted(GRAMS, gram)):
            shared[number] = shared.get(number, 0) + 1
    near = [number for number, count in shared.items() if count >= len(grams) - 2 and count * 2 >= len(grams)]
    return sorted(near, key=lambda number: (-shared[number], number))[:_MOST_DOCUMENTS]


def _stretches(text: str, form: str) -> set[str]:
    """Stretches of about the form's length around every place where its first or last half stands."""
    half = max(1, len(form) // 2)
    found: set[str] = set()
    for part, offset in ((form[:half], 0), (form[half:], half)):
        start = text.find(part)
        while start >= 0:
            for shift in (-1, 0, 1):
                begin = start - offset + (shift if offset else 0)
                for length in (len(form) - 1, len(form), len(form) + 1):
                    stretch = text[max(0, begin) : max(0, begin) + length]
                    if SEPARATOR not in stretch and len(stretch) == length and stretch.strip() == stretch:
                        found.add(stretch)
            start = text.find(part, start + 1)
    return found
