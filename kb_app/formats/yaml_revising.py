"""Changing some fields of a YAML mapping and leaving everything else as it was written (ruamel.yaml keeps comments)."""

from __future__ import annotations

import io
import itertools
import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import RoundTripConstructor
from ruamel.yaml.error import YAMLError
from ruamel.yaml.representer import RoundTripRepresenter

from kb_app.formats.yaml_nodes import Mapping, YamlError, parse

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
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

    The lines of all other fields, comments and blank lines stay as they are to the byte.

    Raises:
        NotRevisableError: `text` is no mapping, is built to exhaust its reader, or names a key twice.
    """
    newline = next((end for end in ("\r\n", "\r") if end in text), "\n")
    changed = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    try:
        root = parse(text)  # refuses what unfolds to millions of values
        if root is None:  # nothing, or comments alone
            return text + dumped(after).replace("\n", newline)
        if not isinstance(root, Mapping) or root.repeated:
            raise NotRevisableError(text)
        pieces = _pieces(text, root)
        if pieces is None:
            return _revised_piece(text, changed, before, after).replace("\n", newline)
        for key in changed:
            piece = pieces.get(key, "")
            pieces[key] = _revised_piece(piece, [key], before, after).replace("\n", newline)
        return "".join(pieces.values())
    except (YamlError, YAMLError) as error:
        raise NotRevisableError(str(error)) from error


def _pieces(text: str, root: Mapping) -> dict[object, str] | None:
    """The lines of each field, and under other keys what stands between them; None where a line holds several fields.

    Comments at the beginning of a line and blank lines belong to no field.
    """
    lines = _LINE.findall(text)
    starts = {line - 1: key for key, line in root.key_lines.items()}
    if len(starts) < len(root.key_lines) or any(lines[start][:1] in " \t{" for start in starts):
        return None
    pieces: dict[object, str] = {}
    ends = [*sorted(starts), len(lines)]
    pieces[0] = "".join(lines[: ends[0]])
    for number, (start, end) in enumerate(itertools.pairwise(ends), 1):
        stop = end
        while stop > start + 1 and (lines[stop - 1].startswith("#") or not lines[stop - 1].strip()):
            stop -= 1
        pieces[starts[start]] = "".join(lines[start:stop])
        pieces[number] = "".join(lines[stop:end])
    return pieces


def _revised_piece(piece: str, keys: list[str], before: CommentedMap, after: CommentedMap) -> str:
    stored = _yaml().load(piece.replace("\r\n", "\n").replace("\r", "\n")) if piece else CommentedMap()
    if not isinstance(stored, CommentedMap):
        raise NotRevisableError(piece)
    states = (CommentedMap({key: state[key] for key in keys if key in state}) for state in (before, after))
    _update(stored, *states)
    return dumped(stored) if stored else ""


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
        elif _are_texts(held) and _are_texts(value):
            _update_texts(held, value)
        else:
            stored[key] = value


def _are_rows(value: Any) -> bool:
    """Whether a value is a list of mappings, as outcomes and sources are."""
    return isinstance(value, CommentedSeq) and all(isinstance(row, CommentedMap) for row in value)


def _are_texts(value: Any) -> bool:
    """Whether a value is a list of texts, as tags are."""
    return isinstance(value, CommentedSeq) and all(isinstance(item, str) for item in value)


def _update_texts(stored: CommentedSeq, after: CommentedSeq) -> None:
    """Take out what is no more and put in what is new, so that comments between the others stay."""
    for place in reversed(range(len(stored))):
        if stored[place] not in after:
            del stored[place]
    if list(stored) != [item for item in after if item in stored]:
        del stored[:]
        stored.extend(after)
        return
    for place, item in enumerate(after):
        if place >= len(stored) or stored[place] != item:
            stored.insert(place, item)


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
