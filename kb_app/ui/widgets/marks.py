"""Places in a text: Python counts characters, Qt counts UTF-16 units; beyond the first plane they differ."""

from __future__ import annotations

from collections.abc import Iterable

Ranges = Iterable[tuple[int, int]]


def utf16_ranges(text: str, ranges: Ranges) -> list[tuple[int, int]]:
    """Return ranges of characters of `text` as ranges of UTF-16 units."""
    wide = [place for place, character in enumerate(text) if ord(character) > 0xFFFF]
    if not wide:
        return list(ranges)
    return [(_units(wide, start), _units(wide, end)) for start, end in ranges]


def first_units(text: str, count: int) -> str:
    """Return the characters that fit into the first `count` UTF-16 units."""
    return text.encode("utf-16-le", "surrogatepass")[: count * 2].decode("utf-16-le", "ignore")


def _units(wide: list[int], place: int) -> int:
    return place + sum(other < place for other in wide)
