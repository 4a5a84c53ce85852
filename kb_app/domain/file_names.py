"""Names for files that every system takes, made from what a person typed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

import regex

from kb_app.domain.characters import whole_characters

LONGEST_NAME = 255
"""Bytes of UTF-8 on Linux; on Windows as many UTF-16 units, which are never more."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])", re.IGNORECASE)
_ENDING = re.compile(r"(.*[^. ].*?)(\.[0-9A-Za-z]{1,10})", re.DOTALL)
_UNSEEN = ("Cc", "Cf", "Cs", "Cn", "Zl", "Zp")
_JOINERS = "\u200c\u200d"
"""Parts of what is seen as one character; all other signs of that kind are unseen."""


def safe_stem(text: str, *, fallback: str, most_bytes: int) -> str:
    """Return a name without ending, of at most `most_bytes` bytes of UTF-8, that Windows and Linux both take.

    It is NFC, in one line, and does not begin or end with a point or a space. Signs that Windows forbids become their
    wide forms; `fallback` stands in where nothing is left.
    """
    text = unicodedata.normalize("NFC", whole_characters(text))
    text = _FORBIDDEN.sub(lambda match: chr(ord(match.group()) + 0xFEE0), " ".join(text.split()))
    text = "".join(sign for sign in text if sign in _JOINERS or unicodedata.category(sign) not in _UNSEEN)
    stem = _cut(text.strip(". "), most_bytes).strip(". ").strip(_JOINERS)
    if _DEVICE.fullmatch(stem.partition(".")[0].rstrip()):
        stem = _cut(f"_{stem}", most_bytes).rstrip(". ")
    return stem or fallback


def safe_file_name(name: str, *, fallback: str, most_bytes: int) -> str:
    """Return a file name as `safe_stem` makes it, with its ending kept; folders before it are left out."""
    name = re.split(r"[/\\]", name)[-1]
    found = _ENDING.fullmatch(name)
    if found is None:
        return safe_stem(name, fallback=fallback, most_bytes=most_bytes)
    stem, ending = found.group(1), found.group(2).lower()
    return f"{safe_stem(stem, fallback=fallback, most_bytes=most_bytes - len(ending))}{ending}"


def free_stem(stem: str, taken: Collection[str], *, most_bytes: int) -> str:
    """Return `stem`, or `stem (2)` and so on, that is not among `taken`, whose members are `same_name` keys."""
    number, candidate = 1, stem
    while same_name(candidate) in taken:
        number += 1
        ending = f" ({number})"
        candidate = _cut(stem, most_bytes - len(ending)).rstrip(". ") + ending
    return candidate


def same_name(name: str) -> str:
    """Return a key that is equal for names which some system takes for the same."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _cut(text: str, most_bytes: int) -> str:
    """As many whole characters, as a person sees them, as have room."""
    if len(text.encode("utf-8")) <= most_bytes:
        return text
    length, kept = 0, []
    for character in regex.findall(r"\X", text[:most_bytes]):
        length += len(character.encode("utf-8"))
        if length > most_bytes:
            break
        kept.append(character)
    return "".join(kept)
