"""A case as a form gives it, made such that its file reads back as the same: no white space around texts, and so on."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from kb_app.domain.characters import whole_characters
from kb_app.formats.field_reader import amount_of

if TYPE_CHECKING:
    from kb_app.domain.case import Case
    from kb_app.domain.outcome import Outcome
    from kb_app.domain.vocabulary import Vocabulary

_UNIQUE = ("steps", "priority_areas", "related_measures", "barriers")


def tidied(case: Case, vocabulary: Vocabulary) -> Case:
    """Return `case` as its file will tell it: texts trimmed, empty items left out, the municipality completed."""
    trimmed: Case = _trimmed(replace(case, body=""))
    unique: dict[str, Any] = {name: tuple(dict.fromkeys(getattr(trimmed, name))) for name in _UNIQUE}
    return replace(
        trimmed,
        body=whole_characters(case.body),
        municipality=vocabulary.completed(trimmed.municipality),
        outcomes=tuple(map(_with_amounts, trimmed.outcomes)),
        **unique,
    )


def _trimmed(value: Any) -> Any:
    if type(value) is str:
        return whole_characters(value).strip()
    if isinstance(value, tuple):
        return tuple(item for item in map(_trimmed, value) if item != "")
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{item.name: _trimmed(getattr(value, item.name)) for item in fields(value)})
    return value


def _with_amounts(outcome: Outcome) -> Outcome:
    """A number that was typed is a number; words stay words."""
    names = ("before", "after", "change")
    amounts = {name: getattr(outcome, name) for name in names}
    typed: dict[str, Any] = {name: amount_of(value) for name, value in amounts.items() if isinstance(value, str)}
    return replace(outcome, **typed)
