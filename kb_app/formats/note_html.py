"""A note as HTML: lines end where its writer ended them, and boxes to tick can be clicked."""

from __future__ import annotations

import html
import re

from kb_app.domain.characters import whole_characters
from kb_app.domain.note import check_items
from kb_app.formats.html import to_html

CHECK_SCHEME = "check:"
"""An address that names a box: the scheme and the line it stands in (from 0)."""

# Not of the private use area, where offices keep the characters of names that no standard has (外字).
_OPEN, _MIDDLE, _CLOSE = "\ufdd0", "\ufdd1", "\ufdd2"

_LONGEST_MARKDOWN = 100_000
_MOST_BRACKETS = 500
"""Characters; the time that Markdown takes grows with the square of brackets that nothing closes."""

_LIST_ITEM = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])\s+\S")
_DOT_ITEM = re.compile(r"^(\s*)・\s*(?=\S)")
_BRACKETS = re.compile(r"[\[［][ 　xX][\]］]\s*")
_UNUSABLE = re.compile(f"[{_OPEN}-{_CLOSE}\x00]")
_BOX = re.compile(f"{_OPEN}(\\d+){_MIDDLE}([01]){_CLOSE}")
_FENCE = re.compile(r"^\s{0,3}(?:```|~~~)")


def note_html(text: str) -> str:
    """Return a note as safe HTML without a page around it; a box is a link to `check:LINE`."""
    return _BOX.sub(_box, _rendered(text))


def note_source(text: str) -> str:
    """Return a note as HTML for what is searched: the same text without links for its boxes."""
    return _BOX.sub("", _rendered(text))


def _rendered(text: str) -> str:
    """The HTML with a mark for every box; where Markdown has no place for one, the text as it stands."""
    prepared = _prepared(text)
    if len(text) > _LONGEST_MARKDOWN or text.count("[") > _MOST_BRACKETS:
        return f"<pre>{html.escape(prepared)}</pre>"
    page = to_html(prepared, as_typed=True)
    if sorted(_BOX.findall(page)) != sorted(_BOX.findall(prepared)):
        return f"<pre>{html.escape(prepared)}</pre>"
    return page


def _prepared(text: str) -> str:
    """Write a note so that Markdown understands what people mean.

    A list may follow a line at once, ・ begins an item, and boxes become marks that no cleaning takes away.
    """
    boxes = {item.line: item for item in check_items(text)}
    lines: list[str] = []
    is_code = was_item = False
    for number, line in enumerate(_UNUSABLE.sub("", whole_characters(text)).split("\n")):
        if _FENCE.match(line):
            is_code = not is_code
        shown = line if is_code else _DOT_ITEM.sub(r"\1- ", line)
        is_item = not is_code and bool(_LIST_ITEM.match(shown))
        if is_item and not was_item and lines and lines[-1].strip():
            lines.append("")
        if number in boxes:
            mark = f"{_OPEN}{number}{_MIDDLE}{int(boxes[number].is_done)}{_CLOSE}"
            shown = _BRACKETS.sub(f"{mark} ", shown, count=1)
        lines.append(shown)
        was_item = is_item or (was_item and line.startswith((" ", "\t", "\u3000")))
    return "\n".join(lines)


def _box(found: re.Match[str]) -> str:
    return f'<a href="{CHECK_SCHEME}{found[1]}">{"☑" if found[2] == "1" else "☐"}</a>'
