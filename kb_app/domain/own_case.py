"""A case of the office's own as it was read from its file, and what can become of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError
from kb_app.base.i18n import _

if TYPE_CHECKING:
    from kb_app.domain.case import Case


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What a file was like when it was read: the SHA-256 of its bytes, its encoding, byte order mark and line ends."""

    digest: str
    encoding: str = "utf-8"
    has_mark: bool = False
    newline: str = "\n"


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case and the file it stands in.

    `case.id` is the id that the program knows it by, also where the file states none. `path` is relative to the
    folder of own cases, with forward slashes; `place` is the file; `text` is what stood in it.
    """

    case: Case
    path: str
    place: Path
    stamp: FileStamp
    text: str


class Deletion(StrEnum):
    """Why something lies in the wastebasket.

    A person deleted the case, saving it changed its encoding, an import replaced it, or the import of it was undone.
    """

    DELETED = "deleted"
    REWRITTEN = "rewritten"
    REPLACED = "replaced"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class DeletedCase:
    """A case in the wastebasket. `key` names it there, `deleted_at` is ISO 8601 (UTC), `path` where it was.

    `document_id` is the id it had, "" where that is not known any more. `import_id` and `import_label` tell the import
    that it is there for, "" for none.
    """

    key: str
    title: str
    path: str
    deleted_at: str
    document_id: str = ""
    why: Deletion = Deletion.DELETED
    import_id: str = ""
    import_label: str = ""


@dataclass(frozen=True, slots=True)
class UnfinishedCase:
    """A case that was being written when the program ended; `case.id` is that of its file, "" where it had none.

    `digest` is the SHA-256 of the file as it was when writing began.
    """

    key: str
    case: Case
    digest: str = ""


@dataclass(frozen=True, slots=True)
class OriginalChange:
    """The bundled case as it was when a local copy was made of it, and as it is now.

    `then` is None where it was not kept, `now` where the bundled case is no more.
    """

    then: Case | None
    now: Case | None


@dataclass(frozen=True, slots=True)
class Original:
    """The document that a copy was made from; `now` is None where the library has it no more.

    `change` tells what of a bundled case is another since the copy was made, None for nothing.
    """

    title: str
    is_bundled: bool
    now: Case | None
    change: OriginalChange | None = None


class ChangedElsewhereError(KbError):
    """The file is not as it was opened, and was left alone.

    `opened` is what was opened, `ours` what was to be saved, `theirs` what stands there now: None where the file is
    gone.
    """

    def __init__(self, opened: OwnCase, ours: Case, theirs: OwnCase | None) -> None:
        super().__init__(
            _("The case was not saved."),
            _("another program has deleted the file meanwhile")
            if theirs is None
            else _("another program has changed the file meanwhile"),
            _("Nothing was overwritten. Compare the two versions, or keep both."),
        )
        self.opened = opened
        self.ours = ours
        self.theirs = theirs
