"""YAML as a tree that still knows its lines, with every scalar as the text that was written.

YAML 1.1 reads 070000 as an octal number and 2020-08-07 as a date. Here the reader of a field decides
what a text means, so that a forgotten quotation mark loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_NODES = 20_000
_MAX_DEPTH = 20
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlError(Exception):
    """The text is no YAML, or is built to exhaust its reader. `line` counts from 1 within the YAML text."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value: the text as written, and whether it is the YAML null (empty, `~`, `null`, unquoted)."""

    line: int
    text: str
    is_null: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    line: int
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping by key text. `repeated` holds keys that came again, with their lines; the first value counts."""

    line: int
    entries: dict[str, Node]
    key_lines: dict[str, int]
    repeated: tuple[tuple[str, int], ...] = ()


Node = Scalar | Sequence | Mapping


def parse(text: str) -> Node | None:
    """Return the tree of one YAML document, or None where it is empty.

    Raises:
        YamlError: the text is no YAML, nests deeper than 20 levels, or has (aliases unfolded) over 20,000 values.
    """
    try:
        _refuse_monster(text)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(error.problem or str(error), mark.line + 1 if mark else 1) from error
    except yaml.YAMLError as error:
        raise YamlError(str(error).splitlines()[0], 1) from error
    return None if root is None else _Converter().node(root, 0)


def _refuse_monster(text: str) -> None:
    """Look at the text event by event first: libyaml composes by recursion, and too deep a text ends the process."""
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_Loader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if count > 2 * _MAX_NODES or depth > _MAX_DEPTH:
            raise _too_much(event.start_mark.line + 1 if event.start_mark else 1)


def _too_much(line: int) -> YamlError:
    return YamlError("too many or too deeply nested values", line)


class _Converter:
    """Turns composed nodes into our tree and counts, because an alias may stand for a tree of any size."""

    def __init__(self) -> None:
        self._count = 0

    def node(self, source: yaml.Node, depth: int) -> Node:
        line = source.start_mark.line + 1
        self._count += 1
        if self._count > _MAX_NODES or depth > _MAX_DEPTH:
            raise _too_much(line)
        if isinstance(source, yaml.ScalarNode):
            return Scalar(line, source.value, is_null=source.tag == "tag:yaml.org,2002:null")
        if isinstance(source, yaml.SequenceNode):
            return Sequence(line, tuple(self.node(item, depth + 1) for item in source.value))
        return self._mapping(source, line, depth)

    def _mapping(self, source: yaml.Node, line: int, depth: int) -> Mapping:
        entries: dict[str, Node] = {}
        key_lines: dict[str, int] = {}
        repeated: list[tuple[str, int]] = []
        for key, value in _pairs(source):
            if key.value in entries:
                repeated.append((str(key.value), key.start_mark.line + 1))
                continue
            name = str(key.value)
            key_lines[name] = key.start_mark.line + 1
            entries[name] = self.node(value, depth + 1)
        return Mapping(line, entries, key_lines, tuple(repeated))


def _pairs(source: yaml.Node) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    for key, value in source.value:
        if not isinstance(key, yaml.ScalarNode):
            raise YamlError("a key must be a word", key.start_mark.line + 1)
        yield key, value
