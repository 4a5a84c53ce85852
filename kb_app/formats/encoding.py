"""Bytes to text the way Japanese offices need it: BOM, strict UTF-8, strict CP932. Nothing is guessed by statistics."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The text without its byte order mark, the codec that read it, and whether the mark was there."""

    text: str
    encoding: str
    has_mark: bool = False


def decode(data: bytes) -> DecodedText | None:
    """Return the text of `data`, or None where no codec of the list reads all of it."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _strict(data[len(mark) :], encoding)
            return None if text is None else DecodedText(text, encoding, has_mark=True)
    for encoding in ("utf-8", "cp932"):
        text = _strict(data, encoding)
        if text is not None and "\0" not in text:
            return DecodedText(text, encoding)
    return None


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None
