"""Documents as the files that leave: a case as it stands in its file, with what belongs to it beside it."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.file_names import safe_stem
from kb_app.domain.library import Document, Shelf
from kb_app.formats.case_writer import NotWritableError, render, revise
from kb_app.formats.encoding import decode
from kb_app.formats.front_matter import read_case
from kb_app.formats.importers import linked_files
from kb_app.storage.export_target import not_exported

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from kb_app.domain.case import Case
    from kb_app.domain.vocabulary import Vocabulary
    from kb_app.storage.annotation_store import AnnotationStore
    from kb_app.storage.case_repository import CaseRepository


_MOST_BYTES = 200
"""Of a case's name: an archive is unpacked into folders with names of their own."""


@dataclass(frozen=True, slots=True)
class ExportedCase:
    """A document as files: its name, its bytes, and those of the files beside it by their paths relative to it.

    `missing` names what the case refers to and that is not there.
    """

    document: Document
    name: str
    data: bytes
    beside: Mapping[str, bytes]
    missing: tuple[str, ...]


class ExportFiles:
    """Makes files of documents, for one thread and one export."""

    def __init__(
        self,
        repository: CaseRepository,
        annotations: AnnotationStore,
        vocabulary: Vocabulary,
        kept_out_of: Sequence[Path],
    ) -> None:
        """`kept_out_of` are folders of the program's own, which nothing is exported into."""
        self._kept_out_of = kept_out_of
        self._repository = repository
        self._annotations = annotations
        self._vocabulary = vocabulary

    def refuse(self, place: Path) -> None:
        """See to it that an export does not go among the program's own files.

        Raises:
            KbError: it would.
        """
        there = place.absolute().resolve()
        if any(there.is_relative_to(folder.resolve()) for folder in self._kept_out_of):
            raise not_exported(
                _("{place} lies among the files of the program").format(place=place), _("Choose another place.")
            )

    def of(self, documents: Iterable[Document]) -> Iterator[ExportedCase]:
        """Yield the files of each document, no two with one name.

        An own case has what staff put on it (tags, attributes) in its file, and its id, so that notes find it again.
        Bundled cases leave as they are.

        Raises:
            OSError: a file cannot be read now.
        """
        taken: set[str] = set()
        for document in documents:
            yield self._files(document, taken)

    def beside(self, document: Document, target: str) -> bytes | None:
        """Return what a document refers to, if it lies below its shelf; a link that leads out of it does not leave."""
        file = self._repository.file_at(f"{document.shelf}/{document.path}")
        path = posixpath.normpath(posixpath.join(posixpath.dirname(document.path), target))
        if file is None or path.startswith(("..", "/")):
            return None
        if any(part.startswith(".") and part != ".." for part in target.split("/")):
            return None  # hidden: the wastebasket, say
        place = file.place.parent.joinpath(*target.split("/"))
        depth = len(document.path.split("/"))
        shelf = file.place.parents[depth - 1]
        try:
            is_inside = place.resolve().is_relative_to(shelf.resolve())
            return place.read_bytes() if is_inside and place.is_file() else None
        except (OSError, ValueError):  # ValueError: no file can have that name
            return None  # told as missing

    def _files(self, document: Document, taken: set[str]) -> ExportedCase:
        stem = document.path.rpartition("/")[2].rpartition(".")[0]
        stem = _free(safe_stem(stem, fallback=document.case.id, most_bytes=_MOST_BYTES), taken)
        data = self._bytes(document)
        targets = dict.fromkeys(posixpath.normpath(target) for target in linked_files(document.case))
        found = {target: self.beside(document, target) for target in targets}
        beside = {target: content for target, content in found.items() if content is not None}
        return ExportedCase(
            document, f"{stem}.md", data, beside, tuple(target for target in found if target not in beside)
        )

    def _bytes(self, document: Document) -> bytes:
        file = self._repository.file_at(f"{document.shelf}/{document.path}")
        data = b"" if file is None else file.place.read_bytes()
        if document.shelf is Shelf.BUNDLED:
            return data
        decoded = decode(data)
        text = None if decoded is None else decoded.text
        wanted = self._annotations.of_document(document.case.id).applied_to(document.case)
        if text is not None and read_case(text, self._vocabulary, "").case == wanted:
            return data
        return self._rewritten(text, wanted).encode("utf-8")

    def _rewritten(self, text: str | None, case: Case) -> str:
        # A file without front matter, or with one that cannot be read, gets a new one.
        with suppress(NotWritableError):
            if text is not None:
                return revise(text, case, self._vocabulary, unfinished=True)
        return render(case, self._vocabulary, unfinished=True)


def _free(stem: str, taken: set[str]) -> str:
    name, number = stem, 1
    while name.lower() in taken:
        number += 1
        name = f"{stem} ({number})"
    taken.add(name.lower())
    return name
