"""A foreign file that cannot be read, and why, in words for a person."""

from __future__ import annotations


class UnreadableFileError(ValueError):
    """A file is not what its name says, is damaged, encrypted, too large, or holds nothing to read.

    `reason` is a part of a sentence in the interface language, as `cause` of `KbError` is.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EncodingUnknownError(UnreadableFileError):
    """The characters are in no encoding that can be told for sure; a person may know it."""
