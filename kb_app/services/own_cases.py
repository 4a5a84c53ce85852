"""The office's own cases: written, kept beside another version, copied from bundled ones, deleted and taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kb_app.domain.case import Case
from kb_app.domain.case_sections import template

if TYPE_CHECKING:
    from kb_app.domain.library import Document
    from kb_app.domain.own_case import DeletedCase, OriginalChange, OwnCase


class OwnCases:
    """What can be done with own cases, for one thread."""

    def __init__(self, find: Callable[[str], Document]) -> None:
        """`find` gives the document of an id."""
        self._find = find

    def blank(self) -> Case:
        """Return a case to begin with; it has no id and no file yet."""
        return Case(id="", title="", rights="own", body=template())

    def open(self, document_id: str) -> OwnCase:
        """Return an own case as its file is now.

        Raises:
            KbError: there is no such case, it is a bundled one, or its file cannot be read.
        """
        raise NotImplementedError

    def create(self, case: Case) -> OwnCase:
        """Write a new file, named after the title, and return what stands in it, with the id it was given.

        Raises:
            KbError: the folder cannot be written, or the case holds what no file may hold; nothing was written.
        """
        raise NotImplementedError

    def save(self, own: OwnCase, case: Case) -> OwnCase:
        """Write what was changed into the file that `own` was read from; everything else in it stays as it was.

        The id stays that of the file.

        Raises:
            ChangedElsewhereError: the file is not as it was read; nothing was overwritten.
            KbError: the file cannot be written, or its front matter cannot be read; nothing was changed.
        """
        raise NotImplementedError

    def keep_both(self, own: OwnCase, case: Case) -> OwnCase:
        """Write `case` beside the file of `own` as a file with an id of its own; into its place where that is gone.

        Raises:
            KbError: the folder cannot be written; nothing was written.
        """
        raise NotImplementedError

    def copy_of(self, document_id: str) -> OwnCase:
        """Make a local copy of a bundled case, which says what it was made from, and return it.

        Raises:
            KbError: there is no such bundled case, or the folder cannot be written.
        """
        raise NotImplementedError

    def original_changed(self, own: OwnCase) -> OriginalChange | None:
        """Return how the original of a local copy has changed since; None where it has not, or `own` is no copy.

        Raises:
            KbError: the original cannot be read now.
        """
        raise NotImplementedError

    def accept_original(self, own: OwnCase) -> OwnCase:
        """Say that the change of the original was seen: from now on later changes are told.

        Raises:
            KbError: as of `save`.
        """
        raise NotImplementedError

    def attach(self, own: OwnCase, name: str, data: bytes) -> OwnCase:
        """Copy a file beside the case; a picture is listed in its `images`.

        Raises:
            KbError: it is too large, or cannot be written; or as of `save`.
        """
        raise NotImplementedError

    def delete(self, document_id: str) -> DeletedCase:
        """Move a case with what is attached to it into the wastebasket.

        Raises:
            KbError: there is no such own case, or its file cannot be moved; nothing was changed.
        """
        raise NotImplementedError

    def deleted(self) -> tuple[DeletedCase, ...]:
        """Return what lies in the wastebasket, the newest first.

        Raises:
            KbError: the folder cannot be read.
        """
        raise NotImplementedError

    def take_back(self, deleted: DeletedCase) -> OwnCase:
        """Move a case out of the wastebasket to its old place, or beside what stands there now.

        Raises:
            KbError: it is not there any more, or cannot be moved; nothing was changed.
        """
        raise NotImplementedError
