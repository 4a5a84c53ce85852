"""Where rows of the index come from: case files, what was added to them, and notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kb_app.domain.annotation import Annotations
from kb_app.domain.family import joined, origin_of

if TYPE_CHECKING:
    from kb_app.domain.library import Document
    from kb_app.domain.note import Note
    from kb_app.search.rows import RowMaker
    from kb_app.search.schema import Row, SourceState
    from kb_app.storage.annotation_store import AnnotationStore
    from kb_app.storage.case_repository import CaseRepository
    from kb_app.storage.note_store import NoteStore


class RowSource:
    """Reads what a row is made of, for one thread."""

    def __init__(
        self, repository: CaseRepository, annotations: AnnotationStore, notes: NoteStore, maker: RowMaker
    ) -> None:
        self._repository = repository
        self._annotations = annotations
        self._notes = notes
        self._maker = maker

    def document_row(self, document: Document, state: SourceState) -> dict[str, Any]:
        """Return the row of a document; `state` is that of the file that the next run compares with."""
        return self._maker.of_document(document, self._added(document), state)

    def note_row(self, note: Note, about: Document | None) -> dict[str, Any]:
        """Return the row of a note; `about` is its document, None for a note on its own or whose document is gone."""
        added = Annotations(note.document) if about is None else self._added(about)
        return self._maker.of_note(note, about, added)

    def _added(self, document: Document) -> Annotations:
        """What holds for a document in the index: what was added to it, and to the one that it is a copy of.

        What was added to its copies is left out: they are not known before every file was read, and a document that
        has any is hidden behind them, or is an own one that stands for itself.
        """
        origin, own = origin_of(document), self._annotations.of_document(document.case.id)
        return joined(own, [self._annotations.of_document(origin)] if origin else [])

    def notes_on(self, document_id: str) -> tuple[Note, ...]:
        """Return the notes on a document."""
        return self._notes.of_document(document_id)

    def by_document(self, note_ids: Iterable[str]) -> Iterator[tuple[str, tuple[Note, ...]]]:
        """Yield notes, also deleted ones, by the document that they are on ("" for none), a few hundred at a time."""
        return self._notes.by_document(note_ids)

    def at(self, row: Row) -> Document | None:
        """Return the document in the file of a row, under the row's id; None where the file cannot be read now."""
        file = self._repository.file_at(row.key)
        document = self._repository.load(file).document if file is not None else None
        return replace(document, case=replace(document.case, id=row.id)) if document is not None else None
