"""Municipalities and their six-digit codes."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WEIGHTS = (6, 5, 4, 3, 2)
_DIGITS = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class Municipality:
    """One row of the list: a municipality, an administrative ward or a prefecture.

    `code` is the six-digit local government code (全国地方公共団体コード) as text: leading zeros count.
    """

    code: str
    prefecture: str
    name: str
    kana: str
    class_id: str


def check_digit(five_digits: str) -> str:
    """Return the sixth digit of a code: weights 6, 5, 4, 3, 2, modulo 11 (総務省 全国地方公共団体コード仕様).

    Raises:
        ValueError: `five_digits` is not five ASCII digits.
    """
    if len(five_digits) != len(_WEIGHTS) or not _DIGITS.fullmatch(five_digits):
        raise ValueError(five_digits)
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, five_digits, strict=True))
    return str((11 - total % 11) % 10)


def complete_code(code: str) -> str | None:
    """Return the six digits of a five- or six-digit code, or None where it has another form or a wrong check digit."""
    if not _DIGITS.fullmatch(code):
        return None
    if len(code) == len(_WEIGHTS):
        return code + check_digit(code)
    if len(code) == len(_WEIGHTS) + 1 and check_digit(code[:-1]) == code[-1]:
        return code
    return None
