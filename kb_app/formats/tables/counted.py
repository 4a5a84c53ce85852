"""Counts rows while they are gone through, so that a huge table can be stopped."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

RowsHeard = Callable[[int], None]
"""Called now and then with the number of rows gone through; what it raises ends the reading."""

_TOGETHER = 500
T = TypeVar("T")


def unheard(_rows: int) -> None:
    """Nobody listens."""


def counted(items: Iterable[T], heard: RowsHeard) -> Iterator[T]:
    """Yield the items, and tell their number every few hundred of them."""
    for number, item in enumerate(items):
        if number % _TOGETHER == 0:
            heard(number)
        yield item


class HeardBytes(io.BytesIO):
    """A file in memory whose readers can be stopped: `heard` is called (with 0) whenever some of it is read."""

    def __init__(self, data: bytes, heard: RowsHeard) -> None:
        super().__init__(data)
        self._heard = heard

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes."""
        self._heard(0)
        return super().read(size)
