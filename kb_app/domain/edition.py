"""The edition of a library of cases, such as 2026.11.28: which of two is the newer one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

_FORM = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,3}")


@dataclass(frozen=True, slots=True, order=True)
class Edition:
    """Numbers, compared from the left; one without any number is older than every other."""

    numbers: tuple[int, ...] = ()
    text: str = ""

    @classmethod
    def of(cls, text: object) -> Self:
        """Return the edition that a text names (`2026.11.28`); one without numbers for anything else."""
        if not isinstance(text, str) or not _FORM.fullmatch(text):
            return cls()
        numbers = [int(part) for part in text.split(".")]
        while numbers and numbers[-1] == 0:  # 2026.11 and 2026.11.0 are one
            numbers.pop()
        return cls(tuple(numbers), text)

    def __bool__(self) -> bool:
        return bool(self.numbers)

    def __str__(self) -> str:
        return self.text

    def is_newer(self, other: Edition) -> bool:
        """Return whether this is a later edition than the other, however they are written."""
        return self.numbers > other.numbers


def version_numbers(text: str) -> tuple[int, ...]:
    """Return the numbers of a version of the program (`0.1.0`), to be compared; none for what is no version."""
    return Edition.of(text).numbers
