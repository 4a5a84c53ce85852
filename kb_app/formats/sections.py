"""The body of a case as sections under `## ` headings, and back; and lists of facts inside the text of a section.

A `## ` line inside a fenced block (CommonMark 0.31, 4.5) is no heading. A fence that is never closed is closed where
its section ends, so that sections can change places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kb_app.domain.characters import kept_text

NAMED = (
    *("課題", "目的", "挑戦", "取組", "教訓", "効果"),
    *("工夫", "制約", "横展開", "継続", "評価の方法"),
)
"""Headings that have a field of their own in the government's data model."""

ACTION = "取組"
"""Where everything stands that has no field of its own."""

_ORDER = {name: place for place, name in enumerate((*NAMED[:4], "", *NAMED[4:]))}
_ALIASES = {
    "取り組み理由": "課題",
    "挑戦したこと": "挑戦",
    "取り組み": "取組",
    "取組み": "取組",
    "取り組み内容": "取組",
    "取組内容": "取組",
    "学んだこと": "教訓",
    "成果": "効果",
    "導入での工夫": "工夫",
    "制約条件": "制約",
    "普及": "横展開",
    "持続させる仕組み": "継続",
}
_HEADING = re.compile(r" {0,3}##(?:[ \t](.*))?")
_HASHES_BEHIND = re.compile(r"(?:^|[ \t])#+$")
_OPENING = re.compile(r" {0,3}(?P<mark>`{3,}(?=[^`]*$)|~{3,}).*")
_MARKER = re.compile(r"\\*【(?:要点|条件|数値|数値の種類)】")
_ITEM = "・"
_INDENT = "\u3000"


@dataclass(frozen=True, slots=True)
class Sections:
    """The text of each named section, and the rest: whole sections with their heading lines, in their order."""

    texts: Mapping[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()


def heading_name(heading: str) -> str:
    """Return which of the named sections a heading begins, "" for none of them."""
    plain = "".join(_HASHES_BEHIND.sub("", heading.rstrip()).split())
    name = _ALIASES.get(plain, plain)
    return name if name in NAMED else ""


def read_sections(body: str) -> Sections:
    """Take a body apart. What stands before the first heading belongs to 取組; two sections of a name become one."""
    texts: dict[str, str] = {}
    others: list[str] = []
    for name, heading, text in _pieces(body):
        if name:
            texts[name] = _together(texts.get(name, ""), text)
        else:
            others.append(_together(heading, text))
    return Sections({name: text for name, text in texts.items() if text}, tuple(others))


def body_of(sections: Sections) -> str:
    """Return the body of all sections in the order of the model, the others behind 取組; "" where there is none."""
    parts = [(_ORDER[name], f"## {name}\n\n{text}\n") for name, text in sections.texts.items() if text]
    parts += [(_ORDER[""], f"{text}\n") for text in sections.others]
    return "\n".join(text for _place, text in sorted(parts, key=lambda part: part[0]))


def with_facts(text: str, facts: Mapping[str, Iterable[str]]) -> str:
    """Return the text of a section and below it, under a marker such as 【要点】, the facts of the case as a list.

    A line of the text that looks like a marker gets a backslash in front.
    """
    guarded = "\n".join(f"\\{line}" if _MARKER.fullmatch(line) else line for line in text.split("\n"))
    blocks = [_block(marker, tuple(items)) for marker, items in facts.items()]
    return "\n\n".join(part for part in (guarded, *blocks) if part)


def read_facts(text: str) -> tuple[str, dict[str, tuple[str, ...]]]:
    """Take apart what `with_facts` made: the text, and the facts by marker."""
    plain: list[str] = []
    facts: dict[str, list[str]] = {}
    items: list[str] | None = None
    for line in text.split("\n"):
        if _MARKER.fullmatch(line) and not line.startswith("\\"):
            items = facts.setdefault(line[1:-1], [])
        elif items is None:
            plain.append(line[1:] if _MARKER.fullmatch(line) else line)
        elif line.startswith(_ITEM) or (not items and line.strip()):
            items.append(line.removeprefix(_ITEM))
        elif items:
            items[-1] += "\n" + line.removeprefix(_INDENT)
    return stripped("\n".join(plain)), {name: _filled(listed) for name, listed in facts.items()}


def stripped(text: str) -> str:
    """Return a text without empty lines around it and white space at its end; fences in it are closed."""
    lines = text.split("\n")
    while lines and not lines[0].strip():
        lines.pop(0)
    return _closed("\n".join(lines).rstrip())


def _filled(items: list[str]) -> tuple[str, ...]:
    return tuple(item.strip() for item in items if item.strip())


def _block(marker: str, items: tuple[str, ...]) -> str:
    kept = [item.strip().replace("\n", f"\n{_INDENT}") for item in items if item.strip()]
    return "\n".join((f"【{marker}】", *(f"{_ITEM}{item}" for item in kept))) if kept else ""


def _pieces(body: str) -> Iterator[tuple[str, str, str]]:
    """Every section: its name, its heading line, its text."""
    name, heading, lines = ACTION, "", list[str]()
    fence = ""
    for line in kept_text(body).split("\n"):
        found = None if fence else _HEADING.fullmatch(line)
        if found:
            yield name, heading, stripped("\n".join(lines))
            name, heading, lines = heading_name(found[1] or ""), line, []
        else:
            fence = _fence_after(fence, line)
            lines.append(line)
    yield name, heading, stripped("\n".join(lines))


def _fence_after(fence: str, line: str) -> str:
    """The fence that is open behind a line, "" for none."""
    if fence:
        mark = line.strip(" \t")
        closes = len(mark) >= len(fence) and set(mark) == {fence[0]} and len(line) - len(line.lstrip(" ")) < 4
        return "" if closes else fence
    found = _OPENING.fullmatch(line)
    return found["mark"] if found else ""


def _closed(text: str) -> str:
    fence = ""
    for line in text.split("\n"):
        fence = _fence_after(fence, line)
    return f"{text}\n{fence}" if fence else text


def _together(first: str, second: str) -> str:
    return "\n\n".join(part for part in (first, second) if part)
