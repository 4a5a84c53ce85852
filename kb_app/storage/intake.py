"""One pass over the shelves: reads what is new or changed, and sees to it that an id names one document only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kb_app.domain.library import Document, Shelf
from kb_app.formats.case_bytes import id_taken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kb_app.storage.case_repository import CaseFile, CaseRepository, LoadedFile


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a file from an earlier pass: its document's id, size (bytes), time of change (ns), SHA-256."""

    id: str
    size: int
    modified: int
    content_hash: str = ""


def _unheard(_file: CaseFile) -> None:
    pass


class Intake:
    """A pass that begins with what is `known` (by key) of an earlier one; nothing known reads everything."""

    def __init__(self, repository: CaseRepository, known: Mapping[str, Known], *, thorough: bool = False) -> None:
        """A `thorough` pass compares the content also where size and time are the same."""
        self._repository = repository
        self._known = known
        self._thorough = thorough
        self.touched: dict[str, int] = {}
        """New times (ns), by key, of files that were read and have the content that is known."""
        self.listing = repository.listing()
        self._own_paths = frozenset(file.path for file in self.listing.files if file.shelf is Shelf.OWN)
        # Whoever had an id in the pass before keeps it, also against a copy that stands before it.
        self._present = {file.key: file for file in self.listing.files}
        self._owners = {item.id: key for key, item in known.items() if key in self._present}
        self._stated: dict[str, str] = {}

    @property
    def pending(self) -> int:
        """How many files will be looked into."""
        return sum(not self._is_fresh(file) for file in self.listing.files)

    def gone(self) -> list[str]:
        """Return the known keys whose files are no more; what lies below an unreadable folder is not gone."""
        return [key for key in self._known if key not in self._present and not self._is_hidden(key)]

    def read(self, begin: Callable[[CaseFile], None] = _unheard) -> Iterator[tuple[CaseFile, LoadedFile]]:
        """Yield each file that is new or changed, in the order of the shelves, with what came of reading it.

        `begin` is told of every file before it is looked into. A file that could not be read now and is known keeps
        its id.
        """
        for file in self.listing.files:
            known = self._known.get(file.key)
            if known is not None and self._is_fresh(file) and self._claim(known.id, file.key):
                continue
            begin(file)
            if known is not None and _has_content(file, known) and self._claim(known.id, file.key):
                if file.modified != known.modified:
                    self.touched[file.key] = file.modified
                continue
            loaded = self._single(file, self._repository.load(file, self._own_paths))
            if loaded.document is None and loaded.out_of_reach and known is not None:
                self._claim(known.id, file.key)
            yield file, loaded

    def _single(self, file: CaseFile, loaded: LoadedFile) -> LoadedFile:
        """The second document of an id: an own one is listed under an id of its own, a bundled one not at all."""
        document = loaded.document
        if document is None or self._claim(document.case.id, file.key):
            return loaded
        owner = self._owners[document.case.id]
        problems = (*loaded.problems, id_taken(document.case.id, owner))
        if file.shelf is Shelf.BUNDLED:
            return replace(loaded, document=None, problems=problems)
        case = replace(document.case, id=self._repository.identify(file, loaded.content_hash, self._own_paths))
        self._claim(case.id, file.key)
        return replace(loaded, document=Document(case, file.shelf, file.path), problems=problems)

    def _claim(self, document_id: str, key: str) -> bool:
        owner = self._owners.setdefault(document_id, key)
        if owner != key and not self._still_states(owner, document_id):
            # As after a case was put into the place of one that was deleted, and that one was taken back beside it.
            owner = self._owners[document_id] = key
        if owner == key:
            self._stated[key] = document_id
        return owner == key

    def _still_states(self, key: str, document_id: str) -> bool:
        """Whether the file that had an id in the pass before has it still; one that is not read yet is looked into."""
        if key in self._stated:
            return self._stated[key] == document_id
        known, file = self._known.get(key), self._present[key]
        if known is None or self._is_fresh(file) or _has_content(file, known):
            return True
        loaded = self._repository.load(file, self._own_paths)
        return loaded.out_of_reach or (loaded.document is not None and loaded.document.case.id == document_id)

    def _is_fresh(self, file: CaseFile) -> bool:
        known = None if self._thorough else self._known.get(file.key)
        return known is not None and known.size == file.size and known.modified == file.modified

    def _is_hidden(self, key: str) -> bool:
        return any(
            key == folder or key.startswith(f"{folder.removesuffix('/.')}/") for folder in self.listing.unreadable
        )


def _has_content(file: CaseFile, known: Known) -> bool:
    """Whether a file has the bytes that are known; one that cannot be read is left to whoever loads it."""
    if not known.content_hash or known.size != file.size:
        return False
    try:
        return hashlib.sha256(file.place.read_bytes()).hexdigest() == known.content_hash
    except OSError:
        return False
