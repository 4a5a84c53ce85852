"""Changing some fields of a YAML mapping and leaving everything else as it was written (ruamel.yaml keeps comments)."""

from __future__ import annotations

import io
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import YAMLError
from ruamel.yaml.representer import RoundTripRepresenter

from kb_app.formats.yaml_nodes import YamlError, parse

_READ_BY_VALUE = ("int", "float", "timestamp", "bool", "null")


class NotRevisableError(ValueError):
    """The text is no YAML mapping, or one that cannot be written again without losing something."""


class _AsWritten(str):
    """A scalar that YAML has another type for; nothing becomes of 2020-8-7 or 1_000 that was not written."""

    __slots__ = ("tag",)

    tag: str


class _Constructor(RoundTripConstructor):
    def construct_as_written(self, node: Any) -> _AsWritten:
        text = _AsWritten(node.value)
        text.tag = str(node.tag)
        return text


class _Representer(RoundTripRepresenter):
    def represent_as_written(self, text: _AsWritten) -> Any:
        return self.represent_scalar(text.tag, str(text))


for _kind in _READ_BY_VALUE:
    _Constructor.add_constructor(f"tag:yaml.org,2002:{_kind}", _Constructor.construct_as_written)
_Representer.add_representer(_AsWritten, _Representer.represent_as_written)


def dumped(fields: CommentedMap) -> str:
    """Return fields as YAML, lines ended by LF."""
    buffer = io.StringIO()
    _yaml().dump(fields, buffer)
    return buffer.getvalue()


def revised(text: str, before: CommentedMap, after: CommentedMap) -> str:
    """Return the mapping `text` with what differs between `before` and `after`, two states of the fields we know.

    Line ends are those of `text`.

    Raises:
        NotRevisableError: `text` is no mapping, is built to exhaust its reader, or names a key twice.
    """
    newline = next((end for end in ("\r\n", "\r") if end in text), "\n")
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        parse(text)  # refuses what unfolds to millions of values
        stored = _yaml().load(lines)
        if stored is None:  # nothing, or comments alone
            return text + dumped(after).replace("\n", newline)
        if not isinstance(stored, CommentedMap):
            raise NotRevisableError(text)
        _update(stored, before, after)
        return dumped(stored).replace("\n", newline)
    except (YamlError, YAMLError) as error:
        raise NotRevisableError(str(error)) from error


def _update(stored: CommentedMap, before: CommentedMap, after: CommentedMap) -> None:
    """Write what differs into the stored mapping; a mapping in it is updated, not replaced."""
    for key in [key for key in before if key not in after]:
        stored.pop(key, None)
    for key, value in after.items():
        if key in before and before[key] == value:
            continue
        held, was = stored.get(key), before.get(key)
        if isinstance(held, CommentedMap) and isinstance(value, CommentedMap):
            _update(held, was if isinstance(was, CommentedMap) else CommentedMap(), value)
        elif _are_rows(held) and _are_rows(value) and _are_rows(was) and len(held) == len(was):
            _update_rows(held, was, value)
        else:
            stored[key] = value


def _are_rows(value: Any) -> bool:
    """Whether a value is a list of mappings, as outcomes and sources are."""
    return isinstance(value, CommentedSeq) and all(isinstance(row, CommentedMap) for row in value)


def _update_rows(stored: CommentedSeq, before: CommentedSeq, after: CommentedSeq) -> None:
    """Rows that stay keep what we do not know in them; which one is which is told by `_match`."""
    matched = [_match(row, number, before) for number, row in enumerate(after)]
    taken: set[int] = set()
    rows = []
    for row, origin in zip(after, matched, strict=True):
        if origin is None or origin in taken:
            rows.append(row)
            continue
        taken.add(origin)
        _update(stored[origin], before[origin], row)
        rows.append(stored[origin])
    if matched[: len(before)] == list(range(len(before))):
        stored.extend(rows[len(before) :])  # comments between rows stay where they are
        return
    del stored[:]
    stored.extend(rows)


def _match(row: CommentedMap, number: int, before: CommentedSeq) -> int | None:
    """The old row that a new one was made of: the same one, or one of the same name; None for a new one."""
    if row in before:
        return number if number < len(before) and before[number] == row else before.index(row)
    for key in ("id", "metric", "file", "url"):
        same = [place for place, old in enumerate(before) if key in row and old.get(key) == row[key]]
        if same:
            return number if number in same else same[0]
    return None


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.Constructor = _Constructor
    yaml.Representer = _Representer
    yaml.allow_unicode = True
    yaml.preserve_quotes = True
    yaml.width = 1_000_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
