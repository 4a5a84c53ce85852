"""Writes a case file strictly: what is written reads back as the same case, without a finding.

A new file has its fields in the order of the schema. In an existing file only the fields that changed
are written; comments, order, unknown fields and line ends stay (ruamel.yaml keeps them).
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from kb_app.domain.case import Case, CaseMunicipality, Medium
from kb_app.formats.front_matter import read_case, split

if TYPE_CHECKING:
    from kb_app.domain.vocabulary import Vocabulary

_ORDER = (
    *("schema", "kind", "id", "title", "subtitle", "summary", "service_category", "municipality"),
    *("taxonomy_version", "steps", "priority_areas", "related_measures", "barriers", "tags"),
    *("period", "organization", "cost", "tools", "outcomes", "lessons", "conditions", "sources"),
    *("confidence", "checked", "warnings", "rights", "published", "updated", "author", "related"),
    *("images", "videos", "derived_from"),
)
_ALWAYS = {"outcomes"}
_RENAMED = {"class_id": "class"}
_ID_LISTS = {"steps", "priority_areas", "related_measures", "barriers", "tags", "supports", "related"}
# Other readers of YAML 1.1 take these for numbers, dates or truth values.
_AMBIGUOUS = re.compile(r"[-+.0-9][-+._:,0-9eExXaA-fF]*|y|n|yes|no|on|off|true|false|null|~", re.IGNORECASE)


class NotWritableError(ValueError):
    """The case would not read back as it is; `args[0]` names the fields that differ or are not valid."""


def render(case: Case, vocabulary: Vocabulary, *, draft: bool = False) -> str:
    """Return the text of a new file for `case`, lines ended by LF.

    A `draft` may lack what a finished case needs (a municipality, say): it only has to read back as it is.

    Raises:
        NotWritableError: the case holds something that a case file may not hold.
    """
    front = _front(case, vocabulary)
    text = f"---\n{_dumped(front)}---\n{case.body}"
    _assert_same(case, text, vocabulary, draft=draft)
    return text


def revise(text: str, case: Case, vocabulary: Vocabulary, *, draft: bool = False) -> str:
    """Return the existing file `text` with the fields and the body of `case`; everything else stays as it was.

    `draft` is as in `render`.

    Raises:
        NotWritableError: the case holds what a case file may not hold, or `text` has no readable front matter.
    """
    halves = split(text)
    if halves.front is None:
        raise NotWritableError("front matter")
    newline = "\r\n" if "\r\n" in halves.front else "\n"
    stored = _yaml().load(halves.front.replace("\r\n", "\n"))
    if not isinstance(stored, CommentedMap):
        raise NotWritableError("front matter")
    before = read_case(text, vocabulary, "").case
    _update(stored, _front(before, vocabulary), _front(case, vocabulary))
    opening = text[: text.index(halves.front)] if halves.front else f"---{newline}"
    closing = text[len(opening) + len(halves.front) : len(text) - len(halves.body)]
    revised = f"{opening}{_dumped(stored).replace(chr(10), newline)}{closing}{case.body}"
    _assert_same(case, revised, vocabulary, draft=draft)
    return revised


def _front(case: Case, vocabulary: Vocabulary) -> CommentedMap:
    """The fields of a case as YAML values, empty ones left out."""
    values = {name: getattr(case, name) for name in _ORDER}
    values["municipality"] = _stated(case.municipality, vocabulary)
    values["images"] = [_medium(medium, "file") for medium in case.images]
    values["videos"] = [_medium(medium, "url") for medium in case.videos]
    found = CommentedMap()
    for name, value in values.items():
        written = _value(value, name)
        if name in _ALWAYS or not _is_empty(written):
            found[name] = written
    return found


def _stated(place: CaseMunicipality, vocabulary: Vocabulary) -> dict[str, Any]:
    """What the file must say of the municipality: a band that follows from the population is not repeated."""
    values = {item.name: getattr(place, item.name) for item in fields(place)}
    if place.population is not None and place.population_band == vocabulary.taxonomy.band_of(place.population):
        values["population_band"] = ""
    return values


def _medium(medium: Medium, place: str) -> dict[str, str]:
    return {"title": medium.title, place: medium.location, "licence": medium.licence}


def _value(value: object, name: str) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        value = {item.name: getattr(value, item.name) for item in fields(value)}
    if isinstance(value, Mapping):
        written = {_RENAMED.get(key, key): _value(item, key) for key, item in value.items()}
        return CommentedMap({key: item for key, item in written.items() if not _is_empty(item)})
    if isinstance(value, tuple | list):
        listed = CommentedSeq([_value(item, name) for item in value])
        if name in _ID_LISTS:
            listed.fa.set_flow_style()
        return listed
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, str) and _AMBIGUOUS.fullmatch(value):
        return DoubleQuotedScalarString(value)
    return value


def _is_empty(value: object) -> bool:
    return value is None or value is False or (isinstance(value, str | Mapping | list) and not value)


def _update(stored: CommentedMap, before: CommentedMap, after: CommentedMap) -> None:
    """Write what differs between two states into the stored mapping; a mapping in it is updated, not replaced."""
    for key in [key for key in before if key not in after]:
        stored.pop(key, None)
    for key, value in after.items():
        if key in before and before[key] == value:
            continue
        if isinstance(stored.get(key), CommentedMap) and isinstance(value, CommentedMap):
            _update(stored[key], before.get(key, CommentedMap()), value)
        else:
            stored[key] = value


def _dumped(front: CommentedMap) -> str:
    buffer = io.StringIO()
    _yaml().dump(front, buffer)
    return buffer.getvalue()


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.allow_unicode = True
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def _assert_same(case: Case, text: str, vocabulary: Vocabulary, *, draft: bool) -> None:
    parsed = read_case(text, vocabulary, "")
    wrong = [item.name for item in fields(Case) if getattr(parsed.case, item.name) != getattr(case, item.name)]
    if wrong or not (draft or parsed.is_valid):
        raise NotWritableError(", ".join(wrong or [problem.field for problem in parsed.problems]))
