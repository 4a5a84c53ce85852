"""The body of a case from the texts of a row, and the facts that stand inside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb_app.formats.joined_lists import LINES, parted
from kb_app.formats.labelled_lines import read_outcome
from kb_app.formats.sections import NAMED, Sections, body_of, read_facts, read_sections

if TYPE_CHECKING:
    from kb_app.domain.outcome import Outcome

LESSONS, CONDITIONS, FIGURES, METHODS = "要点", "条件", "数値", "数値の種類"
"""Markers inside a section, below which facts stand as a list."""

FACTS_IN = {"教訓": (LESSONS,), "制約": (CONDITIONS,), "効果": (FIGURES,), "評価の方法": (METHODS,)}
"""Which sections hold facts when they are written out."""


@dataclass(frozen=True, slots=True)
class RowTexts:
    """The body in its canonical form, and the facts."""

    body: str
    lessons: tuple[str, ...]
    conditions: tuple[str, ...]
    outcomes: tuple[Outcome, ...]


def read_texts(values: Mapping[str, str]) -> RowTexts:
    """Return the body and the facts of a row; facts stand in columns of their own or inside sections."""
    facts: dict[str, tuple[str, ...]] = {}
    cells = [values.get("body", "")]
    for name in NAMED:
        text = values.get(f"body.{name}", "")
        if name in FACTS_IN:
            text, found = read_facts(text)
            facts |= {marker: found.get(marker, ()) for marker in FACTS_IN[name]}
        cells.append(f"## {name}\n\n{text}" if text.strip() else "")
    figures = (*parted_lines(values.get("outcomes", "")), *facts[FIGURES])
    return RowTexts(
        body=body_of(_together(read_sections(cell) for cell in cells)),
        lessons=(*parted(values.get("lessons", ""), LINES), *facts[LESSONS]),
        conditions=(*parted(values.get("conditions", ""), LINES), *facts[CONDITIONS]),
        outcomes=tuple(read_outcome(line) for line in figures),
    )


def parted_lines(text: str) -> tuple[str, ...]:
    """Return the lines of a cell that holds a fact a line; a ・ in front is no part of it."""
    lines = (line.strip().removeprefix("・").strip() for line in text.split("\n"))
    return tuple(line for line in lines if line)


def _together(parts: Iterable[Sections]) -> Sections:
    texts: dict[str, str] = {}
    others: list[str] = []
    for part in parts:
        for name, text in part.texts.items():
            texts[name] = f"{texts[name]}\n\n{text}" if name in texts else text
        others.extend(part.others)
    return Sections(texts, tuple(others))
