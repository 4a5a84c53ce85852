"""The headings of a case's text, and what stands below each."""

from __future__ import annotations

import re

SECTIONS = ("課題", "取組", "体制", "費用", "効果", "教訓", "出典")
"""The headings (`##`) that every case has, in the order of the schema."""

_HEADING = re.compile(r"^(#{1,2})[ \t]+(.+?)[ \t]*#*[ \t]*\r?$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)


def template() -> str:
    """Return the text of a new case: the headings, with room below each."""
    return "".join(f"## {heading}\n\n" for heading in SECTIONS)


def section_text(body: str, heading: str) -> str:
    """Return what stands below a heading, without comments; "" where nothing does or the heading is missing.

    Where the heading stands several times, what stands below all of them.
    """
    text = _COMMENT.sub("", body)
    found = list(_HEADING.finditer(text))
    ends = [match.start() for match in found[1:]] + [len(text)]
    parts = [
        text[match.end() : end].strip()
        for match, end in zip(found, ends, strict=True)
        if match.group(2).strip() == heading
    ]
    return "\n\n".join(part for part in parts if part)
