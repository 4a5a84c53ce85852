"""What an update of the program or a pack has changed about the bundled cases, until the person has seen it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError, not_written
from kb_app.base.i18n import _
from kb_app.base.progress import Progress, silent
from kb_app.domain.case_lines import case_lines
from kb_app.domain.differences import DifferenceRow, differences
from kb_app.domain.library import Shelf
from kb_app.domain.library_changes import LibraryChanges, SeenCase, SeenLibrary, compared
from kb_app.storage.own_cases.originals import version_of

if TYPE_CHECKING:
    from kb_app.base.progress import Report
    from kb_app.domain.library import Document
    from kb_app.domain.taxonomy import Axis
    from kb_app.storage.case_repository import CaseFile, CaseRepository
    from kb_app.storage.seen_library import SeenLibraryFile

Added = Callable[[str], tuple[int, bool]]
"""Gives how many notes there are on a document, and whether staff put anything else on it."""


class LibraryNews:
    """Compares the bundled cases with what the person has seen of them. Nothing that staff added is touched."""

    def __init__(
        self, repository: CaseRepository, seen: SeenLibraryFile, edition: str, added: Added, *, read_only: bool = False
    ) -> None:
        self._repository = repository
        self._seen = seen
        self.edition = edition
        self._added = added
        self._read_only = read_only

    def look(self, report: Report = silent) -> LibraryChanges:
        """Return what is not as it was seen. What is there at the very first look counts as seen.

        Raises:
            KbError: what was seen cannot be written.
        """
        files = self._files()
        stamp = self._stamp(files)
        seen = self._seen.read()
        if seen is not None and seen.settled == stamp:
            return LibraryChanges(seen.edition, self.edition)
        documents = self._documents(files, report)
        now = {id_: SeenCase(document.case.title, version_of(text)) for id_, (document, text) in documents.items()}
        changed = compared(seen.cases, now) if seen is not None else ()
        if not changed and not self._read_only:
            self._write(SeenLibrary(self.edition, now, stamp), documents)
        cases = tuple(
            replace(change, notes=notes, is_marked=marked)
            for change in changed
            for notes, marked in (self._added(change.id),)
        )
        return LibraryChanges(seen.edition if seen is not None else "", self.edition, cases)

    def is_changed(self, document: Document) -> bool:
        """Return whether a bundled case is another one than was seen; a new one is not."""
        seen = self._seen.read() if document.shelf is Shelf.BUNDLED else None
        before = seen.cases.get(document.case.id) if seen is not None else None
        return before is not None and before.version != version_of(self._repository.text(document))

    def difference(
        self, document_id: str, value_name: Callable[[Axis, str], str] = lambda _axis, value: value
    ) -> tuple[DifferenceRow, ...]:
        """Return what a case said as it was seen beside what it says now, as `case_lines`; one of them may be empty.

        `value_name` gives the words for a value of an axis.

        Raises:
            KbError: the text that was seen, or the file, cannot be read.
        """
        seen = self._seen.read()
        before = seen.cases.get(document_id) if seen is not None else None
        then = self._seen.text(before.version) if before is not None else ""
        if then is None:
            raise KbError(_("The difference could not be shown."), _("the earlier text is not there any more"))
        now = self._documents(self._files(), silent).get(document_id)
        return differences(
            case_lines(self._repository.parsed(then), value_name) if then else "",
            case_lines(now[0].case, value_name) if now is not None else "",
        )

    def mark_seen(self, ids: Iterable[str] | None = None) -> None:
        """Take what is there now for seen: that of some ids, or (None) everything.

        Raises:
            KbError: that cannot be written.
        """
        if self._read_only:
            return
        files = self._files()
        documents = self._documents(files, silent)
        seen = self._seen.read() or SeenLibrary()
        now = {id_: SeenCase(document.case.title, version_of(text)) for id_, (document, text) in documents.items()}
        cases = dict(seen.cases)
        for id_ in {*now, *cases} if ids is None else ids:
            if id_ in now:
                cases[id_] = now[id_]
            else:
                cases.pop(id_, None)
        is_all = not compared(cases, now)
        edition, settled = (self.edition, self._stamp(files)) if is_all else (seen.edition, "")
        self._write(SeenLibrary(edition, cases, settled), documents)

    def _write(self, seen: SeenLibrary, documents: Mapping[str, tuple[Document, str]]) -> None:
        def text_of(id_: str) -> str | None:
            """The text now, if that is the one that was seen."""
            text = documents[id_][1] if id_ in documents else None
            return text if text is not None and version_of(text) == seen.cases[id_].version else None

        try:
            self._seen.write(seen, text_of)
        except OSError as error:
            what = _("What you have seen of the bundled cases could not be kept.")
            raise not_written(self._seen.data_dir, error, what, _("Nothing was changed.")) from error

    def _files(self) -> list[CaseFile]:
        return [file for file in self._repository.listing().files if file.shelf is Shelf.BUNDLED]

    def _documents(self, files: list[CaseFile], report: Report) -> dict[str, tuple[Document, str]]:
        found: dict[str, tuple[Document, str]] = {}
        for step, file in enumerate(files, 1):
            report(Progress(step, len(files), file.path))
            document = self._repository.load(file).document
            if document is not None:
                found.setdefault(document.case.id, (document, self._repository.text(document)))
        return found

    def _stamp(self, files: list[CaseFile]) -> str:
        """What changes with the edition, and with the name, size or time of any file."""
        digest = hashlib.sha256(self.edition.encode("utf-8", "surrogatepass"))
        for file in files:
            digest.update(f"\n{file.path}\t{file.size}\t{file.modified}".encode("utf-8", "surrogatepass"))
        return digest.hexdigest()
