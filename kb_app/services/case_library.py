"""The library as a person reads it: a document, its text as HTML, and what is wrong with which file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.library import Document, FileReport
from kb_app.formats.html import to_html
from kb_app.storage.intake import Intake

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from kb_app.storage.case_repository import CaseRepository


@dataclass(frozen=True, slots=True)
class CasePage:
    """A document ready to be shown; `html` is its body, safe and without a page around it."""

    document: Document
    html: str


class CaseLibrary:
    """Reads documents from the shelves."""

    def __init__(self, repository: CaseRepository, locate: Callable[[str], str | None]) -> None:
        """`locate` knows the file (`shelf/path`) of a document's id, or None; it saves reading every file."""
        self._repository = repository
        self._locate = locate

    def page(self, document_id: str) -> CasePage:
        """Return a document with its text.

        Raises:
            KbError: no document has this id.
        """
        document = self.document(document_id)
        return CasePage(document, to_html(document.case.body))

    def document(self, document_id: str) -> Document:
        """Return the document with this id, as its file is now.

        Raises:
            KbError: no document has this id.
        """
        found = self._located(document_id)
        if found is not None:
            return found
        for document in self.documents():
            if document.case.id == document_id:
                return document
        raise KbError(
            _("The document could not be shown."),
            _("no document has the id “{id}”").format(id=document_id),
            _("Reload (F5) or search for its title."),
        )

    def documents(self) -> tuple[Document, ...]:
        """Return every document, bundled ones first, by place."""
        intake = Intake(self._repository, {})
        return tuple(loaded.document for _file, loaded in intake.read() if loaded.document is not None)

    def reports(self) -> tuple[FileReport, ...]:
        """Read the whole library and return what is wrong with which file."""
        intake = Intake(self._repository, {})
        found = [FileReport(file.key, loaded.problems) for file, loaded in intake.read() if loaded.problems]
        return (*intake.listing.reports, *found)

    def checked(self) -> tuple[FileReport, ...]:
        """Read the whole library and return a report for every file, also for those without findings."""
        intake = Intake(self._repository, {})
        return (*(FileReport(file.key, loaded.problems) for file, loaded in intake.read()), *intake.listing.reports)

    def check_files(self, places: Iterable[Path]) -> tuple[FileReport, ...]:
        """Check files anywhere on the disk without taking them into the library."""
        return tuple(FileReport(str(place), self._repository.inspect(place)) for place in places)

    def _located(self, document_id: str) -> Document | None:
        """The document where the index says it is; None where the file has changed its mind since."""
        key = self._locate(document_id)
        file = self._repository.file_at(key) if key is not None else None
        document = self._repository.load(file).document if file is not None else None
        return document if document is not None and document.case.id == document_id else None
