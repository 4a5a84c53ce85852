"""What a reader of foreign files hands on: cases that are not on a shelf yet, and how much of them was guessed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from kb_app.domain.case import Case


@dataclass(frozen=True, slots=True)
class StoredBytes:
    """Where bytes lie until they are wanted: in a file, or in the `member` of that zip file.

    A temporary file is there as long as its `keeper` is referred to.
    """

    file: Path
    member: str = ""
    keeper: object = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to a case.

    `name` is what the case refers to it by: mostly its path relative to the case file, with forward slashes.
    `size` (bytes) and `digest` (SHA-256) tell what was seen; `content` is that, or where it lay then.
    `file_name` is what it was called where it lay, "" where that is the end of `name`.
    """

    name: str
    size: int
    digest: str
    content: bytes | StoredBytes
    file_name: str = ""

    @classmethod
    def of(cls, name: str, data: bytes) -> Self:
        """Return a file whose bytes are at hand."""
        return cls(name, len(data), hashlib.sha256(data).hexdigest(), data)


@dataclass(frozen=True, slots=True)
class ImportedCase:
    """A case as a file of any kind tells it.

    `case.id` is empty where the file states none. `guessed` names the fields of `Case` that no field of the file
    states and that were worked out from its text, name or place. `remarks` are sentences for the person in the
    interface language: what could not be taken over. `is_partial` says that it comes from a list or a collection, which
    has no place for some of the fields of a case.
    """

    case: Case
    guessed: frozenset[str] = frozenset()
    attachments: tuple[Attachment, ...] = ()
    remarks: tuple[str, ...] = ()
    is_partial: bool = False
