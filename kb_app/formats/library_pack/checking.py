"""Cases that are to be a library: what of them no reader would see, with the findings that a check of the shelf has."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kb_app.domain.library import FileReport
from kb_app.formats.case_bytes import LARGEST_CASE, id_taken, no_id, read_case_bytes, too_large

if TYPE_CHECKING:
    from kb_app.domain.vocabulary import Vocabulary


class LibraryCheck:
    """Looks at one file after the other, in the order of the library; the first one of an id has it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._owners: dict[str, str] = {}
        self._reports: list[FileReport] = []
        self._repeated: list[tuple[str, str]] = []

    @property
    def reports(self) -> tuple[FileReport, ...]:
        """The files with findings."""
        return tuple(self._reports)

    @property
    def repeated(self) -> tuple[tuple[str, str], ...]:
        """The files whose cases have the id of an earlier one, each behind the file of that."""
        return tuple(self._repeated)

    def look_at(self, path: str, data: bytes) -> None:
        """Check the case in the file `path` (below the library)."""
        if len(data) > LARGEST_CASE:
            self._reports.append(FileReport(path, (too_large(len(data)),)))
            return
        stem = PurePosixPath(path).stem
        parsed, problems = read_case_bytes(data, self._vocabulary, stem)
        if parsed is not None:
            if not parsed.has_id:
                problems = (*problems, no_id())
            document_id = parsed.case.id if parsed.has_id else stem
            owner = self._owners.setdefault(document_id, path)
            if owner != path:
                problems = (*problems, id_taken(document_id, owner))
                self._repeated.append((owner, path))
        if problems:
            self._reports.append(FileReport(path, problems))
