"""Two texts side by side, line by line: what stands in both, what in one only, what was changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import zip_longest

_MOST_PAIRS = 4_000_000
"""Lines of the one times lines of the other; beyond, what differs is one block, because comparing would take long."""


class RowKind(StrEnum):
    """How a row differs."""

    SAME = "same"
    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A row of the two columns; None where one side has no such line (`REMOVED`: right, `ADDED`: left)."""

    left: str | None
    right: str | None
    kind: RowKind


def differences(left: str, right: str) -> tuple[DifferenceRow, ...]:
    """Return both texts as rows, in order. Line ends do not count as a difference.

    All lines of `left` stand in the left column, all of `right` in the right one.
    """
    ours, theirs = left.splitlines(), right.splitlines()
    head = _shared(ours, theirs)
    tail = _shared(ours[head:][::-1], theirs[head:][::-1])
    middle = _compared(ours[head : len(ours) - tail], theirs[head : len(theirs) - tail])
    ending = ours[len(ours) - tail :]
    return (*_same(ours[:head]), *middle, *_same(ending))


def _shared(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """How many lines are alike from the beginning."""
    count = 0
    for mine, other in zip(ours, theirs, strict=False):
        if mine != other:
            break
        count += 1
    return count


def _same(lines: Sequence[str]) -> Iterator[DifferenceRow]:
    return (DifferenceRow(line, line, RowKind.SAME) for line in lines)


def _compared(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[DifferenceRow]:
    if len(ours) * len(theirs) > _MOST_PAIRS:
        yield from _beside(ours, theirs)
        return
    for tag, first, last, start, stop in SequenceMatcher(None, ours, theirs).get_opcodes():
        if tag == "equal":
            yield from _same(ours[first:last])
        else:
            yield from _beside(ours[first:last], theirs[start:stop])


def _beside(ours: Sequence[str], theirs: Sequence[str]) -> Iterator[DifferenceRow]:
    for mine, other in zip_longest(ours, theirs):
        if mine == other:
            kind = RowKind.SAME
        elif other is None:
            kind = RowKind.REMOVED
        else:
            kind = RowKind.ADDED if mine is None else RowKind.CHANGED
        yield DifferenceRow(mine, other, kind)
