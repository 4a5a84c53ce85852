"""The one text folding: what a query and a text must share to be called the same.

Folding is NFKC, case folding, katakana to hiragana, one dash for all dashes and the long-vowel mark,
one wave for all waves, and one space for a run of white space. It never decides about words; it
only makes characters comparable that a person types for one another.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import regex

FOLDING_VERSION = "1"
"""Changes with every change of the folding, so that an index made with another one is rebuilt."""

_KATAKANA = {code: chr(code - 0x60) for code in (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)}
# Four katakana have no hiragana of one character: they become a base and the voiced sound mark.
_KATAKANA |= {0x30F7: "わ\u3099", 0x30F8: "ゐ\u3099", 0x30F9: "ゑ\u3099", 0x30FA: "を\u3099"}
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u02d7\u30fc\ufe58\ufe63\uff0d"), "-")
_WAVES = dict.fromkeys(map(ord, "\u301c\u3030\u223c\u223e\u02dc\uff5e"), "~")


class _Exchange(dict[int, int | str]):
    """A table for `str.translate` that learns which characters stay: a miss costs four times a hit."""

    def __missing__(self, code: int) -> int:
        self[code] = code
        return code


_MARKS = _Exchange(_DASHES | _WAVES)
_TABLE = _Exchange(_KATAKANA | _DASHES | _WAVES)

_WHITE = regex.compile(r"\s+")
_GRAPHEME = regex.compile(r"\X")
# Characters that always begin a cluster of their own, which decides nearly every place of a Japanese text.
_PLAIN = regex.compile("[ -~\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff]")
_SIMPLE = regex.compile("[\n -~、。「」・（）\u3041-\u3096\u30a1-\u30fa\u3400-\u9fff]*")
# Characters that join no neighbour, by their Unicode property (UAX #29, rule GB999).
_ALONE = regex.compile(r"(?V1)[\p{GCB=XX}--\p{Extended_Pictographic}]")
# Characters that fold to one, whatever stands beside them.
_EVEN = regex.compile("[ -~\u3041-\u3096\u30a1-\u30f6\u30fc\u3001\u3002\u300c-\u300f\u4e00-\u9fff（）・〜％]*+")
_LONGEST_CLUSTER = 100
# A new piece begins at every character that can neither be composed with the one before it nor
# belongs to it on the screen; the half-width voiced marks compose although they are no marks.
_JOINING = r"[\p{M}\uff9e\uff9f\u1160-\u11ff\u3131-\u318e\uffa0-\uffdc\u200d]"
# Runs of characters that fold one to one are taken in one step: nearly all of a Japanese text.
_STEADY = r"[!-~\u3041-\u3096\u30a1-\u30f6\u30fc\u3001\u3002\u300c-\u300f\u4e00-\u9fff]"
_PIECE = regex.compile(rf"\s+|(?P<steady>{_STEADY}+)(?!{_JOINING})|[^\s]{_JOINING}*")


@dataclass(frozen=True, slots=True)
class FoldedText:
    """Folded text with the way back: `origins[i]` is the offset in the original of folded character i.

    `origins` has one entry more than `text` has characters; the last is the length of the original.
    """

    text: str
    origins: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of the original that the folded range `start`..`end` came from."""
        stop = next((origin for origin in self.origins[end:] if origin > self.origins[end - 1]), self.origins[-1])
        return self.origins[start], stop


def fold(text: str) -> str:
    """Return `text` folded; folding twice gives the same as folding once."""
    # Marks go first too: NFKC takes the small tilde apart into a space and an accent.
    composed = unicodedata.normalize("NFKC", text.translate(_MARKS))
    lowered = unicodedata.normalize("NFKC", composed.casefold())
    return _WHITE.sub(" ", lowered.translate(_TABLE))


def fold_with_origins(text: str) -> FoldedText:
    """Fold `text` piece by piece and remember where every folded character came from."""
    folded = ""
    parts: list[str] = []
    origins: list[int] = []
    for piece in _PIECE.finditer(text):
        part = fold(piece.group())
        if part.startswith(" ") and folded.endswith(" "):
            # NFKC can make white space of what is none (a spacing accent): the run stays one space.
            part = part[1:]
        folded = part or folded
        parts.append(part)
        origins.extend(range(*piece.span()) if piece["steady"] else [piece.start()] * len(part))
    return FoldedText("".join(parts), (*origins, len(text)))


def keeps_places(text: str) -> bool:
    """Return whether it is plain that folding exchanges each character of `text` for one; False says nothing."""
    return bool(_EVEN.fullmatch(text)) and "  " not in text


def is_boundary(text: str, position: int) -> bool:
    """Return whether a character as a person sees it (a grapheme cluster, UAX #29) begins, or the text ends, there."""
    if position <= 0 or position >= len(text):
        return True
    if _PLAIN.match(text, position - 1) and _PLAIN.match(text, position):
        return True
    if _ALONE.match(text, position - 1) and _ALONE.match(text, position):
        return True
    start = position - 1
    while start > max(0, position - _LONGEST_CLUSTER) and not _ALONE.match(text, start):
        start -= 1
    return any(cluster.start() == position for cluster in _GRAPHEME.finditer(text, start, position + 1))


def is_simple(text: str) -> bool:
    """Return whether each character of `text` as a person sees it is a single one: every place is a boundary then."""
    return bool(_SIMPLE.fullmatch(text)) or len(_GRAPHEME.findall(text)) == len(text)


def is_plain(text: str) -> bool:
    """Return whether `text` holds only characters that fold each by itself, whatever stands beside them."""
    return all(_PLAIN.match(character) for character in text)


def find_all(text: str, term: str) -> list[tuple[int, int]]:
    """Return every range of `text` that equals `term` and begins and ends between whole characters.

    Both are compared as they are: fold them first where folding is wanted. Ranges do not overlap.
    """
    found: list[tuple[int, int]] = []
    if not term:
        return found
    start = text.find(term)
    while start >= 0:
        end = start + len(term)
        if is_boundary(text, start) and is_boundary(text, end):
            found.append((start, end))
            start = text.find(term, end)
        else:
            start = text.find(term, start + 1)
    return found


def contains(text: str, term: str) -> bool:
    """Return whether `term` stands in `text` between whole characters (see `find_all`)."""
    start = text.find(term) if term else -1
    while start >= 0:
        if is_boundary(text, start) and is_boundary(text, start + len(term)):
            return True
        start = text.find(term, start + 1)
    return False


def merge_ranges(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Sort ranges and join those that touch or overlap."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
