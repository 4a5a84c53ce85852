"""Writes a case file strictly: what is written reads back as the same case, without a finding.

A new file has its fields in the order of the schema. In an existing file only the fields that changed
are written; comments, order, unknown fields and line ends stay (ruamel.yaml keeps them).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from kb_app.domain.case import Case, CaseMunicipality, Medium
from kb_app.formats.front_matter import ParsedCase, read_case, split
from kb_app.formats.yaml_revising import NotRevisableError, dumped, revised

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
# Inside brackets readers of YAML 1.1 take these for signs of YAML, where those of 1.2 do not.
_MARKED = re.compile(r"[:#\[\]{},&*!|>'\"%@`?]|^-")
_ID_LISTS = {"steps", "priority_areas", "related_measures", "barriers", "tags", "supports", "related"}
# Other readers of YAML 1.1 take these for numbers, dates or truth values.
_FENCE_LINE = re.compile(r"---[ \t]*(?:\r\n|\n|\r|$)")
_AMBIGUOUS = re.compile(r"[-+.0-9][-+._:,0-9eExXaA-fF]*|y|n|yes|no|on|off|true|false|null|~", re.IGNORECASE)


class NotWritableError(ValueError):
    """The case would not read back as it is; `args[0]` names the fields that differ or are not valid.

    They stand between ", " and are named as problems name them: `title, outcomes[2].unit`; rows are counted from 1.
    """


def render(case: Case, vocabulary: Vocabulary, *, unfinished: bool = False) -> str:
    """Return the text of a new file for `case`, lines ended by LF.

    An `unfinished` case may lack what a case needs, as its municipality, as long as nothing of it is lost.

    Raises:
        NotWritableError: the case holds something that a case file may not hold.
    """
    text = f"---\n{dumped(_front(case, vocabulary))}---\n{case.body}"
    _assert_same(case, text, vocabulary, unfinished=unfinished)
    return text


def revise(text: str, case: Case, vocabulary: Vocabulary, *, fallback_title: str = "", unfinished: bool = False) -> str:
    """Return the existing file `text` with the fields and the body of `case`; everything else stays as it was.

    Where no field was changed, the front matter stays as it is to the byte; a text without one gets it only for a
    field that was changed. A title that the file does not state (it is its heading, or `fallback_title`) is not
    written unless it was changed. For `unfinished` see `render`.

    Raises:
        NotWritableError: the case holds what a case file may not hold, or the front matter cannot be read.
    """
    parsed = read_case(text, vocabulary, fallback_title)
    implied = set() if parsed.has_title or case.title != parsed.case.title else {"title"}
    before, after = _front(parsed.case, vocabulary), _front(case, vocabulary)
    for front in (before, after):
        for name in implied:
            front.pop(name, None)
    revised_text = text[: len(text) - len(parsed.case.body)] + case.body
    if before != after:
        revised_text = _with_fields(text, parsed, before, after) + case.body
    elif not _is_same_cut(text, revised_text, parsed):
        revised_text = _new_front(after) + case.body  # a body that begins with a line “---” would be taken for fields
    _assert_same(case, revised_text, vocabulary, implied, unfinished=unfinished)
    return revised_text


def _with_fields(text: str, parsed: ParsedCase, before: CommentedMap, after: CommentedMap) -> str:
    """The front matter with what was changed, down to the line that closes it."""
    halves = split(text)
    if halves.unclosed:
        raise NotWritableError("front matter")
    if halves.front is None or parsed.case.body != halves.body:
        return _new_front(after)
    opening = text[: _FENCE_LINE.match(text).end()]  # type: ignore[union-attr] # there is a front matter
    closing = text[len(opening) + len(halves.front) : len(text) - len(halves.body)]
    try:
        return f"{opening}{revised(halves.front, before, after)}{closing}"
    except NotRevisableError as error:
        raise NotWritableError("front matter") from error


def _new_front(fields: CommentedMap) -> str:
    return f"---\n{dumped(fields)}---\n"


def _is_same_cut(text: str, revised_text: str, parsed: ParsedCase) -> bool:
    """Whether what stands before the body is still read as the same."""
    front = split(text).front if len(parsed.case.body) < len(text) else None
    halves = split(revised_text)
    return halves.front == front and halves.unclosed == split(text).unclosed


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
    if isinstance(value, str) and (_AMBIGUOUS.fullmatch(value) or (name in _ID_LISTS and _MARKED.search(value))):
        return DoubleQuotedScalarString(value)
    return value


def _is_empty(value: object) -> bool:
    return value is None or value is False or (isinstance(value, str | Mapping | list) and not value)


def _assert_same(
    case: Case, text: str, vocabulary: Vocabulary, implied: Collection[str] = (), *, unfinished: bool
) -> None:
    parsed = read_case(text, vocabulary, "")
    names = [item.name for item in fields(Case) if item.name not in implied]
    wrong = [place for name in names for place in _differing(name, getattr(case, name), getattr(parsed.case, name))]
    if wrong or not (unfinished or parsed.is_valid):
        raise NotWritableError(", ".join(wrong or [problem.field for problem in parsed.problems]))


def _differing(name: str, ours: object, read: object) -> Iterator[str]:
    """The places below a field that were not read back as they are."""
    if ours == read:
        return
    if is_dataclass(ours) and is_dataclass(read):
        for item in fields(ours):
            place = f"{name}.{_RENAMED.get(item.name, item.name)}"
            yield from _differing(place, getattr(ours, item.name), getattr(read, item.name))
    elif isinstance(ours, tuple) and isinstance(read, tuple) and all(is_dataclass(row) for row in ours):
        yield from _differing_rows(name, ours, read)
    else:
        yield name


def _differing_rows(name: str, ours: tuple[object, ...], read: tuple[object, ...]) -> Iterator[str]:
    if len(ours) == len(read):
        for number, (row, row_read) in enumerate(zip(ours, read, strict=True), 1):
            yield from _differing(f"{name}[{number}]", row, row_read)
        return
    lost = [f"{name}[{number}]" for number, row in enumerate(ours, 1) if row not in read]
    yield from lost or [name]
