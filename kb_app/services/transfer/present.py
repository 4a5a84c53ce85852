"""What is there already, as an import has to see it: also files that no index run has read yet."""

from __future__ import annotations

import hashlib
import posixpath
from collections import defaultdict
from typing import TYPE_CHECKING

from kb_app.domain.library import Shelf
from kb_app.services.transfer.fates import OwnFile
from kb_app.storage.intake import Intake, Known

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kb_app.domain.case import Case
    from kb_app.domain.note import Note
    from kb_app.storage.annotation_store import AnnotationStore
    from kb_app.storage.case_repository import CaseFile, CaseRepository
    from kb_app.storage.import_log import ImportLog, Made
    from kb_app.storage.note_store import NoteStore


class Present:
    """Looks at the shelves; what it saw holds until it looks again."""

    def __init__(
        self,
        repository: CaseRepository,
        indexed: Callable[[], Mapping[str, Known]],
        notes: NoteStore,
        annotations: AnnotationStore,
        log: ImportLog,
    ) -> None:
        """`indexed` tells what the index knows of each file, by key; nothing where there is none."""
        self._annotations = annotations
        self._repository = repository
        self._indexed = indexed
        self._notes = notes
        self._log = log
        self._files: dict[str, tuple[CaseFile, str]] = {}
        self._written: dict[str, str] = {}
        self.lacks_own_cases = False
        """Whether the index knows own cases and not one of them is there: the share may be away."""
        self._made: dict[str, Made] = {}
        self._made_from: defaultdict[str, list[Made]] = defaultdict(list)

    def look(self) -> None:
        """See which documents there are now; only files that the index does not know as they are, are read.

        Raises:
            KbError: the database cannot be used now.
        """
        known = dict(self._indexed())
        intake = Intake(self._repository, known)
        there = {file.key for file in intake.listing.files}
        own = {key for key in known if key.startswith(f"{Shelf.OWN}/")}
        self.lacks_own_cases = bool(own) and own.isdisjoint(there)
        found = {loaded_file.key: loaded for loaded_file, loaded in intake.read()}
        self._written = self._log.written()
        self._look_at_imports()
        self._files = {}
        for file in intake.listing.files:
            if file.key in found:
                document = found[file.key].document
                if document is not None:
                    self._files[document.case.id] = (file, found[file.key].content_hash)
            elif file.key in known:
                self._files[known[file.key].id] = (file, known[file.key].content_hash)

    def own(self, case_id: str) -> OwnFile | None:
        """Return the office's own case with an id."""
        file, digest = self._files.get(case_id, (None, ""))
        if file is None or file.shelf is not Shelf.OWN:
            return None
        document = self._repository.load(file).document
        is_as_imported = self._written.get(file.path) == digest
        return None if document is None else OwnFile(file.path, document.case, digest, is_as_imported)

    def made(self, case_id: str) -> Made | None:
        """Return what an import made a case of."""
        return self._made.get(case_id)

    def made_from(self, place: str) -> tuple[Made, ...]:
        """Return what imports made of the file at a place, what was written last at the end."""
        return tuple(self._made_from.get(place, ()))

    def attached(self, own: OwnFile, relative: str) -> tuple[str, bool]:
        """Return the SHA-256 of a file beside a case ("" for none), and whether nobody changed it since an import."""
        file = self._repository.file_at(f"{Shelf.OWN}/{own.path}")
        try:
            data = b"" if file is None else file.place.parent.joinpath(*relative.split("/")).read_bytes()
        except OSError:
            return "", True  # what is not there is no version of anybody
        if file is None:
            return "", True
        digest = hashlib.sha256(data).hexdigest()
        written = self._written.get(posixpath.join(posixpath.dirname(own.path), relative))
        return digest, written == digest

    def bundled(self, case_id: str) -> Case | None:
        """Return the bundled case with an id."""
        file, _digest = self._files.get(case_id, (None, ""))
        if file is None or file.shelf is not Shelf.BUNDLED:
            return None
        document = self._repository.load(file).document
        return None if document is None else document.case

    def annotated(self, case: Case) -> Case:
        """Return a case with the tags and attributes that staff put on it."""
        return self._annotations.of_document(case.id).applied_to(case)

    def note(self, note_id: str) -> Note | None:
        """Return the note with an id, also from the wastebasket."""
        return self._notes.known(note_id)

    def _look_at_imports(self) -> None:
        self._made, self._made_from = {}, defaultdict(list)
        for made in self._log.made():
            self._made[made.case_id] = made
            if made.source.place:
                self._made_from[made.source.place].append(made)
