"""A note of the staff: its text, whom it is for, its earlier versions, and the boxes to tick in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST_NOTE = 1_000_000
"""Characters. Longer texts are documents, not notes, and would hold up every save."""
_LONGEST_TITLE = 60

_BULLET = r"(?:(?:[-*+]|\d{1,3}[.)])\s+|・\s*)"
_BRACKETS = r"[\[［](?P<mark>[ 　xX])[\]］](?!\()"  # [x](...) is a link that is called x
_MARKS = re.compile(rf"^(?:#{{1,6}}(?:\s+|$)|>\s*|{_BULLET})*(?:{_BRACKETS}\s*)?")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
# As in Markdown, an underscore inside a word is a part of its name.
_INLINE = re.compile(r"[*`]{1,3}(?=\S)|(?<=\S)[*`]{1,3}|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)")
_ITEM = re.compile(rf"^(?P<before>\s*{_BULLET})(?P<box>{_BRACKETS})(?P<text>.*)$")
_FENCE = re.compile(r"^\s{0,3}(?:```|~~~)")


class Visibility(StrEnum):
    """公開区分: for oneself, for the office, or for anybody."""

    PRIVATE = "private"
    INTERNAL = "internal"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Note:
    """A note on a document, or on its own (`document` empty). `text` is Markdown; times are ISO 8601 in UTC.

    `revision` grows with every change; `deleted_at` says when it went to the wastebasket.
    """

    id: str
    document: str
    text: str
    visibility: Visibility
    author: str
    section: str
    created_at: str
    updated_at: str
    revision: int
    deleted_at: str = ""

    @property
    def title(self) -> str:
        """The first line with anything in it, without marks."""
        return title_of(self.text)

    @property
    def is_deleted(self) -> bool:
        """Whether it lies in the wastebasket."""
        return bool(self.deleted_at)


@dataclass(frozen=True, slots=True)
class NoteVersion:
    """An earlier text of a note, with the revision that it was, who wrote it, and when (ISO 8601 in UTC)."""

    id: str
    note: str
    text: str
    revision: int
    author: str
    written_at: str


@dataclass(frozen=True, slots=True)
class CheckItem:
    """A box to tick: the line it stands in (from 0), what it says, and whether it is ticked."""

    line: int
    text: str
    is_done: bool


def title_of(text: str) -> str:
    """Return the first line of a text that says something, without its Markdown marks, cut at sixty characters."""
    for line in text.splitlines():
        words = _INLINE.sub("", _LINK.sub(r"\1", _MARKS.sub("", line.strip()))).strip()
        if words:
            return words if len(words) <= _LONGEST_TITLE else f"{words[:_LONGEST_TITLE]}…"
    return ""


def check_items(text: str) -> tuple[CheckItem, ...]:
    """Return the boxes of a text, top to bottom: `- [ ] 確認する`, also ・［　］; none inside code blocks."""
    found: list[CheckItem] = []
    is_code = False
    for number, line in enumerate(text.split("\n")):
        if _FENCE.match(line):
            is_code = not is_code
        item = None if is_code else _ITEM.match(line)
        if item is not None:
            found.append(CheckItem(number, item["text"].strip(), item["mark"] in "xX"))
    return tuple(found)


def ticked(text: str, item: CheckItem, *, done: bool) -> str:
    """Return the text with one box ticked or not; as it is where that line holds no such box any more."""
    lines = text.split("\n")
    if item not in check_items(text):
        return text
    mark = "x" if done else " "
    lines[item.line] = _ITEM.sub(
        lambda found: f"{found['before']}{found['box'][0]}{mark}{found['box'][-1]}{found['text']}", lines[item.line]
    )
    return "\n".join(lines)
