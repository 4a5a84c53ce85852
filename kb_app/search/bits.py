"""Sets of documents as the bits of one integer: filters and counts over a whole library in microseconds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def from_numbers(numbers: Iterable[int], size: int) -> int:
    """Return the set of `numbers`, each below `size`."""
    octets = bytearray(size // 8 + 1)
    for number in numbers:
        octets[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(octets, "little")


def numbers(bits: int) -> Iterator[int]:
    """Yield the members of a set in ascending order."""
    digits = bin(bits)[:1:-1]
    position = digits.find("1")
    while position >= 0:
        yield position
        position = digits.find("1", position + 1)


def holds(bits: int, number: int) -> bool:
    """Return whether `number` is a member."""
    return bool(bits >> number & 1)
