"""Which characters a text may hold."""

from __future__ import annotations


def whole_characters(text: str) -> str:
    """Return a text of characters that every file and database can hold.

    The two halves of a character (surrogates) are joined; a half alone becomes U+FFFD, which is seen as �.
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def kept_text(text: str) -> str:
    """Return a text as it is kept: of whole characters, without NUL; lines end with LF."""
    return whole_characters(text).replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
