"""The library as a person reads it: a document, its text as HTML, and what is wrong with which file."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from kb_app.base.progress import Progress, Report, silent
from kb_app.domain.case_sections import without_empty
from kb_app.domain.export import ExportCount
from kb_app.domain.library import Document, FileReport, NoSuchDocumentError, Shelf
from kb_app.formats.html import to_html
from kb_app.storage.files_beside import attached_files, files_beside
from kb_app.storage.intake import Intake, Known

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from kb_app.domain.case import Case
    from kb_app.domain.family import Family, FamilyOf
    from kb_app.domain.local_file import LocalFile
    from kb_app.storage.case_repository import CaseFile, CaseRepository, LoadedFile

_TARGET = re.compile(r'<(?:img|a)\b(?:[^>"]|"[^"]*")*?\b(?:src|href)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class CasePage:
    """A document ready to be shown; `html` is its body, safe and without a page around it.

    `family` tells what it is a copy of, and its copies; None where nobody asked. `beside` are the files below its
    folder that `html` or its `images` name, by what they say there (unescaped); `attached` is all that is attached.
    `is_changed` says that an update has changed a bundled case since the person saw it, `is_original_changed` that the
    bundled case that an own one was copied from has changed since; `edition` is that of the library.
    """

    document: Document
    html: str
    family: Family | None = None
    beside: Mapping[str, LocalFile] = field(default_factory=dict)
    attached: tuple[LocalFile, ...] = ()
    is_changed: bool = False
    edition: str = ""
    is_original_changed: bool = False


def drafted_page(case: Case, place: Path | None = None) -> CasePage:
    """Return a case that is being written as it will be shown; `place` is the file that it is written to."""
    document = Document(case, Shelf.OWN, "")
    return _with_files(CasePage(document, _html(document)), place)


def _html(document: Document) -> str:
    """The text without headings of the template that an own case says nothing below."""
    body = document.case.body
    return to_html(without_empty(body) if document.shelf is Shelf.OWN else body)


def _with_files(page: CasePage, place: Path | None) -> CasePage:
    """The page with what lies beside the file of its case."""
    if place is None:
        return page
    named = [html.unescape(found[1]) for found in _TARGET.finditer(page.html)]
    named += [image.location for image in page.document.case.images]
    return replace(page, beside=files_beside(place, named), attached=attached_files(place))


class News(Protocol):
    """What is known of the library as a whole: its edition, such as "2026.11.28", and what it changed."""

    edition: str

    def is_changed(self, document: Document) -> bool:
        """Return whether an update has changed a bundled case since the person saw it."""


class Owners(Protocol):
    """Which file (`shelf/path`) has which id."""

    def all(self) -> Mapping[str, str]:
        """Return the file of every id that is known."""

    def references(self) -> Collection[str]:
        """Return the ids of the reference pages."""

    def of(self, document_id: str) -> str | None:
        """Return the file of one id, None where it is not known."""


class CaseLibrary:
    """Reads documents from the shelves."""

    def __init__(
        self,
        repository: CaseRepository,
        owners: Owners,
        family: FamilyOf,
        news: News,
        is_original_changed: Callable[[Document], bool],
    ) -> None:
        """`owners` tells the files of ids that are known, so that an id keeps its document.

        `is_original_changed` says whether what an own case was copied from has changed since.
        """
        self._repository = repository
        self._owners = owners
        self._family = family
        self._news = news
        self._is_original_changed = is_original_changed

    def page(self, document_id: str) -> CasePage:
        """Return a document with its text.

        Raises:
            KbError: no document has this id.
        """
        document = self.document(document_id)
        page = CasePage(
            document,
            _html(document),
            self.family(document_id),
            is_changed=self._news.is_changed(document),
            edition=self._news.edition,
            is_original_changed=self._is_original_changed(document),
        )
        file = self._repository.file_at(f"{document.shelf}/{document.path}")
        return _with_files(page, None if file is None else file.place)

    def family(self, document_id: str) -> Family:
        """Return what a document is a copy of, and its copies, as the index knows them."""
        return self._family(document_id)

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
        raise NoSuchDocumentError(document_id)

    def counted(self, documents: Sequence[str]) -> ExportCount:
        """Return how many documents these are (none named: all), and how many reference pages among them.

        The index tells, so that nothing has to be read.
        """
        wanted = set(documents) or set(self._owners.all())
        return ExportCount(len(wanted), len(wanted.intersection(self._owners.references())))

    def documents(self, report: Report = silent) -> tuple[Document, ...]:
        """Return every document, bundled ones first, by place."""
        read = self._read(self._intake(), report)
        return tuple(loaded.document for _file, loaded in read if loaded.document is not None)

    def reports(self, report: Report = silent) -> tuple[FileReport, ...]:
        """Read the whole library and return what is wrong with which file."""
        return tuple(found for found in self.checked(report) if found.problems)

    def checked(self, report: Report = silent) -> tuple[FileReport, ...]:
        """Read the whole library and return a report for every file, also for those without findings."""
        intake = self._intake()
        found = [FileReport(file.key, loaded.problems) for file, loaded in self._read(intake, report)]
        return (*found, *intake.listing.reports)

    def check_files(self, places: Iterable[Path]) -> tuple[FileReport, ...]:
        """Check files anywhere on the disk without taking them into the library."""
        return tuple(FileReport(str(place), self._repository.inspect(place)) for place in places)

    def _located(self, document_id: str) -> Document | None:
        """The document in the file that the id is known for; None where the file has taken another id since.

        A file that states the id of another one is known under an id of its own, and is shown under that.
        """
        key = self._owners.of(document_id)
        file = self._repository.file_at(key) if key is not None else None
        document = self._repository.load(file).document if file is not None else None
        if document is None:
            return None
        if document.case.id != document_id and (self._owners.of(document.case.id) or key) == key:
            return None
        return replace(document, case=replace(document.case, id=document_id))

    def _intake(self) -> Intake:
        """A pass that reads everything (no file has the size -1), in which known ids keep their files."""
        return Intake(self._repository, {key: Known(id_, -1, -1) for id_, key in self._owners.all().items()})

    def _read(self, intake: Intake, report: Report) -> Iterator[tuple[CaseFile, LoadedFile]]:
        total = intake.pending
        for step, found in enumerate(intake.read(), 1):
            report(Progress(step, total, found[0].path))
            yield found
