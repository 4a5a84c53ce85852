"""One field out of two columns of a row."""

from __future__ import annotations

from kb_app.formats.joined_lists import WORDS, joined, parted
from kb_app.formats.tables.field_names import JOINED_WORDS


def together(field: str, before: str, more: str) -> str:
    """Return the texts of two columns as one: words as a list, anything else a line each."""
    if field in JOINED_WORDS:
        return joined((*parted(before, WORDS), *parted(more, WORDS)))
    return f"{before}\n{more}"
