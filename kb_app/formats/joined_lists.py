r"""Several values in one cell: parted by a half-width semicolon, as the government's data model wants it (DS-451-3).

A semicolon inside a value is written `\;` and a backslash `\\`, so that every value comes back as it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_ESCAPED = re.compile(r"\\([;\\])")
_PART = re.compile(r"(?:\\.|[^;\\]|\\\Z)*", re.DOTALL)
_ALSO = re.compile(r"[、，,\n]")
WORDS = "、，,\n"
LINES = "\n"
"""What people put between words, and between sentences and addresses, where they know no semicolon."""


def joined(values: Iterable[str]) -> str:
    """Return one text of all values; white space around a value and empty values are left out.

    A single value that people would take for several gets a semicolon behind it.
    """
    kept = [value.strip() for value in values if value.strip()]
    text = ";".join(_escaped(value) for value in kept)
    return f"{text};" if len(kept) == 1 and _ALSO.search(kept[0]) else text


def parted(text: str, also: str = "") -> tuple[str, ...]:
    """Return the values of a text that `joined` made, or that a person wrote.

    A text without a semicolon is parted at the characters `also` (`WORDS`, `LINES`).
    """
    parts = split(text)
    if len(parts) == 1 and also:
        parts = re.split(f"[{re.escape(also)}]", parts[0])
    return tuple(part.strip() for part in parts if part.strip())


def aligned(values: Iterable[str]) -> str:
    """Return one text in which every value has its place, also an empty one; empty places at the end are left out."""
    places = [_escaped(value.strip()) for value in values]
    while places and not places[-1]:
        places.pop()
    return ";".join(places)


def split(text: str) -> list[str]:
    """Return every place between semicolons, also empty ones, with escapes undone."""
    places = []
    start = 0
    while True:
        found = _PART.match(text, start)
        end = found.end() if found else len(text)
        places.append(_ESCAPED.sub(r"\1", text[start:end]))
        if end >= len(text):
            return places
        start = end + 1


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(";", "\\;")
