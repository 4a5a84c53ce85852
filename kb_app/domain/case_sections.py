"""The headings of a case's text, and what stands below each."""

from __future__ import annotations

import re
from collections.abc import Iterator

SECTIONS = ("課題", "取組", "体制", "費用", "効果", "教訓", "出典")
"""The headings (`##`) that every case has, in the order of the schema."""

_HEADING = re.compile(r"^(#{1,2})[ \t]+(.+?)[ \t]*#*[ \t]*\r?$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def template() -> str:
    """Return the text of a new case: the headings, with room below each."""
    return "".join(f"## {heading}\n\n" for heading in SECTIONS)


def without_empty(body: str) -> str:
    """Return a text without the headings of the template below which nothing stands yet; comments are nothing."""
    parts = list(_parts(body))
    kept = [body[: parts[0][0].start()] if parts else body]
    for heading, below in parts:
        is_ours = heading.group(1) == "##" and heading.group(2).strip() in SECTIONS
        if not is_ours or _COMMENT.sub("", below).strip():
            kept.append(heading.group() + below)
    return "".join(kept)


def section_text(body: str, heading: str) -> str:
    """Return what stands below a heading, without comments; "" where nothing does or the heading is missing.

    Where the heading stands several times, what stands below all of them.
    """
    parts = [below.strip() for found, below in _parts(_COMMENT.sub("", body)) if found.group(2).strip() == heading]
    return "\n\n".join(part for part in parts if part)


def _parts(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Every heading with what stands behind it."""
    found = list(_HEADING.finditer(text))
    for place, heading in enumerate(found):
        end = found[place + 1].start() if place + 1 < len(found) else len(text)
        yield heading, text[heading.end() : end]
