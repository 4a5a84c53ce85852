"""What a person types into a form, as the fields of a case hold it, and back."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.plain_values import partial_date, whole_number

if TYPE_CHECKING:
    from kb_app.domain.outcome import Amount

UNKNOWN_DATE = "不明"
_DATE = re.compile(r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01]))?)?")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,9})?")
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_SEPARATORS = re.compile(r"[、,，､;；\n]")


class NotReadableError(ValueError):
    """What was typed cannot be read; `args[0]` says so in a sentence for the person."""


def read_words(text: str) -> str:
    """Return a text without white space around it."""
    return text.strip()


def read_list(text: str) -> tuple[str, ...]:
    """Return what stands between 、 or commas, each once."""
    parts = (part.strip() for part in _SEPARATORS.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))


def read_lines(text: str) -> tuple[str, ...]:
    """Return the lines that say something; a dash or dot before one is the mark of a list, and no part of it."""
    lines = (line.strip().lstrip("・-*").strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def read_date(text: str) -> str:
    """Return a year, a month or a day as 2020, 2020-08 or 2020-08-07; Japanese years are understood.

    Raises:
        NotReadableError: it is no date.
    """
    words = text.strip()
    if not words or words == UNKNOWN_DATE:
        return words
    date = partial_date(words)
    if not _DATE.fullmatch(date):
        raise NotReadableError(_("Write a date such as 2020, 2020-08, 2020/8/7 or 令和2年8月7日."))
    return date


def read_count(text: str) -> int | None:
    """Return a whole number, as it is or as 3万 or 1,200千円; None where nothing was typed.

    Raises:
        NotReadableError: it is no whole number.
    """
    if not text.strip():
        return None
    number = whole_number(text)
    if number is None:
        raise NotReadableError(_("Write a whole number such as 1200000, 1,200,000 or 120万."))
    return number


def read_amount(text: str) -> Amount | None:
    """Return a number, or the words where it is none; None where nothing was typed."""
    words = text.strip()
    plain = unicodedata.normalize("NFKC", words).replace(",", "").replace("\u2212", "-")
    if not _NUMBER.fullmatch(plain):
        return words or None
    return float(plain) if "." in plain else int(plain)


def read_address(text: str) -> str:
    """Return a web address.

    Raises:
        NotReadableError: it begins neither with http:// nor with https://, or has a space in it.
    """
    words = text.strip()
    if words and not _ADDRESS.fullmatch(words):
        raise NotReadableError(_("An address begins with https:// or http:// and has no spaces in it."))
    return words


def list_text(values: tuple[str, ...]) -> str:
    """Return a list as it is typed into one line."""
    return "、".join(values)


def lines_text(values: tuple[str, ...]) -> str:
    """Return a list as it is typed, one item a line."""
    return "\n".join(values)


def number_text(amount: Amount | None) -> str:
    """Return a number with its thousands separated, words as they are, "" for nothing."""
    if amount is None:
        return ""
    return amount if isinstance(amount, str) else f"{amount:,}"
