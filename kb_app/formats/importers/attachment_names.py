"""Names for pictures that are taken out of a document."""

from __future__ import annotations

import re
import unicodedata

_UNSAFE = re.compile(r"[^\w\u3000-\u9fff\uff00-\uffef-]+")
_LONGEST = 40


def picture_name(path: str, number: int, ending: str) -> str:
    """Return where the picture lies beside its case: "images/", the name of the document, and a number.

    No character of it needs a mark in Markdown or is refused by a file system.
    """
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", path)[-1].rsplit(".", 1)[0])
    stem = _UNSAFE.sub("-", name)[:_LONGEST].strip("-_") or "document"
    return f"images/{stem}-{number}.{ending}"
