"""Names of files that every system takes: Windows and Linux, local and on a network drive."""

from __future__ import annotations

import unicodedata

import regex

from kb_app.base.i18n import _

LONGEST_STEM = 180
"""Bytes of UTF-8. A name has at most 255; what is being written has " (12)", an ending and a temporary one behind."""
_FORBIDDEN = str.maketrans(
    {'"': "”", "*": "＊", "/": "／", ":": "：", "<": "＜", ">": "＞", "?": "？", "\\": "＼", "|": "｜"}
)
"""What Windows forbids, and the characters of the same look that it takes."""
_RESERVED = regex.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?", regex.IGNORECASE)
_UNSEEN = regex.compile(r"[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}--[\u200d\ufe0f]]", regex.V1)


def safe_stem(title: str) -> str:
    """Return a name without an ending that looks like `title`, on one line, at most 180 bytes long, never empty."""
    plain = _UNSEEN.sub(" ", unicodedata.normalize("NFC", title)).translate(_FORBIDDEN)
    stem = _cut(" ".join(plain.split()).lstrip(".~").strip(". "))
    if not stem:
        return _("untitled")
    return f"_{stem}" if _RESERVED.fullmatch(stem) else stem


def safe_file_name(name: str) -> str:
    """Return a name with its ending kept, for a file that belongs to a case."""
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem:
        return safe_stem(name)
    return f"{safe_stem(stem)}.{safe_stem(ending)[:20]}"


def _cut(text: str) -> str:
    """As many whole characters as fit, as a person sees them."""
    if len(text.encode("utf-8")) <= LONGEST_STEM:
        return text
    kept, room = "", LONGEST_STEM
    for character in regex.findall(r"\X", text):
        room -= len(character.encode("utf-8"))
        if room < 0:
            break
        kept += character
    return kept.rstrip(". ")
