"""「もしかして」: words of the library that differ from a word that was not found by one slip of the finger."""

from __future__ import annotations

import math
import re
from functools import reduce
from itertools import islice, pairwise
from operator import and_
from typing import TYPE_CHECKING

from kb_app.domain.folding import fold_with_origins
from kb_app.search import bits
from kb_app.search.matching import SENTENCE
from kb_app.search.schema import GRAMS, RAW_SEPARATOR, SEPARATOR, WORDS, grams_of

if TYPE_CHECKING:
    from kb_app.search.matching import Matches
    from kb_app.search.query_parser import ParsedQuery, Term
    from kb_app.search.view import IndexView

_SHORTEST = 3
_LONGEST = 20
_MOST_DOCUMENTS = 30
_MOST_SUGGESTIONS = 3
_MOST_COMPARED = 12
_MOST_PIECES = 4
_SCRIPTS = {
    "kanji": re.compile(r"[\u3400-\u9fff々]"),
    "hiragana": re.compile(r"[\u3041-\u309f]"),
    "katakana": re.compile(r"[\u30a1-\u30ff]"),
    "latin": re.compile(r"[0-9A-Za-z]"),
}


def suggest(view: IndexView, query: ParsedQuery, matches: Matches) -> tuple[str, ...]:
    """Return the query with each term that stands nowhere exchanged for what it was probably meant to be, as written.

    There is none where every term stands somewhere, or where no stretch of the library is near enough.
    """
    choices = [
        _likely(view, term, matches) if _is_unknown(term, matches) else [_as_typed(term)] for term in query.terms
    ]
    if all(not _is_unknown(term, matches) for term in query.terms) or not all(choices):
        return ()
    firsts = [found[0] for found in choices]
    corrected = [" ".join(firsts)]
    for place, found in enumerate(choices):
        corrected += [" ".join((*firsts[:place], other, *firsts[place + 1 :])) for other in found[1:]]
    return tuple(dict.fromkeys(corrected))[:_MOST_SUGGESTIONS]


def _likely(view: IndexView, term: Term, matches: Matches) -> list[str]:
    """What an unknown term was probably meant to be: words typed without a space, or a word with one slip."""
    slips = as_written(view, similar(view, term.whole.forms[0]))
    if term.quoted or _are_together(term, matches):
        return slips
    return [*words_apart(view, term.whole.shown), *slips][:_MOST_SUGGESTIONS]


def _are_together(term: Term, matches: Matches) -> bool:
    """Whether a document holds all the words that the dictionary makes of the term: no space is missing then."""
    held = [matches.held.get(word, 0) for word in term.words]
    return bool(held) and reduce(and_, held) != 0


def words_apart(view: IndexView, typed: str) -> list[str]:
    """Return `typed` with spaces between the words of it that stand in one document, if it is made of such words.

    Pieces of a word are no words: マイナンバ and カード stand in マイナンバーカード, but カード alone is a word.
    """
    folded = fold_with_origins(typed)
    form = folded.text
    for number in _closest(view, form):
        ends = _ends_of_pieces(view.folded(number), form)
        pieces = [form[start:end] for start, end in pairwise([0, *ends])]
        if ends and all(_is_word(view, number, piece) for piece in pieces):
            spans = [folded.span(start, end) for start, end in pairwise([0, *ends])]
            return [" ".join(typed[left:right] for left, right in spans)]
    return []


def _is_word(view: IndexView, number: int, piece: str) -> bool:
    """Whether the dictionary sees a piece in a document, or the script changes at both its ends."""
    return bits.holds(view.posted(WORDS, piece), number) or _original(view.raw(number), piece)[1]


def _ends_of_pieces(text: str, form: str) -> list[int]:
    """Where pieces of `form` end that stand in the text, each the longest; none where it is not made of words.

    Two characters of kana stand in any text; only one piece may be as short.
    """
    ends: list[int] = []
    start = 0
    while start < len(form):
        end = next((end for end in range(len(form), start + 1, -1) if form[start:end] in text), 0)
        if not end:
            return []
        ends.append(end)
        start = end
    pieces = [form[start:end] for start, end in pairwise([0, *ends])]
    short = sum(len(piece) < _SHORTEST and not _SCRIPTS["kanji"].match(piece) for piece in pieces)
    return ends if 1 < len(pieces) <= _MOST_PIECES and short <= 1 else []


def _is_unknown(term: Term, matches: Matches) -> bool:
    """Whether the term stands nowhere and is short enough to be a word that was mistyped, or a few of them."""
    is_short = _SHORTEST <= len(term.whole.forms[0]) <= _LONGEST and len(term.words) < SENTENCE
    return is_short and not matches.held.get(term.whole)


def _as_typed(term: Term) -> str:
    return f'"{term.whole.shown}"' if term.quoted else term.whole.shown


def as_written(view: IndexView, found: dict[str, int]) -> list[str]:
    """Return stretches (folded, with a document that holds each) as they stand in that document, likeliest first.

    A stretch that begins and ends where the script changes (システム in 情報システムの) is a word and stands first. Of
    two that hold one another only the likelier is offered.
    """
    written = [_original(view.raw(number), stretch) for stretch, number in found.items()]
    written.sort(key=lambda passage: not passage[1])
    texts = list(dict.fromkeys(text for text, _is_word in written))
    return [
        text
        for rank, text in enumerate(texts)
        if not any(text in likelier or likelier in text for likelier in texts[:rank])
    ][:_MOST_SUGGESTIONS]


def _original(raw: str, stretch: str) -> tuple[str, bool]:
    """The stretch as it is written, and whether it stands somewhere with both its ends where the script changes."""
    written = ""
    for field in raw.split(RAW_SEPARATOR):
        folded = fold_with_origins(field)
        start = folded.text.find(stretch)
        while start >= 0:
            left, right = folded.span(start, start + len(stretch))
            before, after = field[left - 1 : left], field[right : right + 1]
            if _script(before) != _script(field[left]) and _script(after) != _script(field[right - 1]):
                return field[left:right], True
            written = written or field[left:right]
            start = folded.text.find(stretch, start + 1)
    return written or stretch, False


def _script(character: str) -> str:
    return next((name for name, pattern in _SCRIPTS.items() if pattern.match(character)), "")


def similar(view: IndexView, form: str) -> dict[str, int]:
    """Return stretches of the library's folded text one insertion, deletion, exchange or swap away from `form`.

    The likeliest stands first, each with a document that holds it. Only the documents that share most grams with
    the form are read.
    """
    counted: dict[str, int] = {}
    places: dict[str, int] = {}
    for number in _closest(view, form):
        for stretch in _stretches(view.folded(number), form):
            if one_edit_apart(stretch, form):
                counted[stretch] = counted.get(stretch, 0) + 1
                places.setdefault(stretch, number)
    order = sorted(counted, key=lambda stretch: (-counted[stretch], abs(len(stretch) - len(form)), stretch))
    return {stretch: places[stretch] for stretch in order[:_MOST_COMPARED]}


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
    """The documents that share most grams with the form: at least half, and at most two fewer than all."""
    grams = grams_of(form)
    held = [(1, view.posted(GRAMS, gram)) for gram in grams]
    found: list[int] = []
    seen = 0
    for least in range(len(grams), max(len(grams) - 2, math.ceil(len(grams) / 2), 1) - 1, -1):
        shared = bits.reaching(held, least)
        found += islice(bits.numbers(shared & ~seen), _MOST_DOCUMENTS - len(found))
        seen = shared
    return found


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
