"""Writes documents and notes out in open formats."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.base.progress import Progress, silent
from kb_app.domain import wording
from kb_app.domain.case import Kind
from kb_app.domain.catalogue import Catalogue
from kb_app.domain.export import ExportFormat, ExportSummary
from kb_app.domain.family import origin_of
from kb_app.domain.file_names import free_stem, safe_stem, same_name
from kb_app.domain.note import Visibility
from kb_app.formats.gif_model.checking import missing_required
from kb_app.formats.gif_model.files import collection_to_json, records_to_csv
from kb_app.formats.gif_model.records import to_records
from kb_app.formats.note_file import render_note
from kb_app.formats.tables.case_list import OfficeMarks, case_row, list_header
from kb_app.formats.tables.writing import write_csv, write_xlsx
from kb_app.services.transfer.page import page
from kb_app.storage.export_target import export_to, not_exported, write_export

if TYPE_CHECKING:
    from kb_app.base.progress import Report
    from kb_app.domain.case import Case
    from kb_app.domain.export import ExportRequest
    from kb_app.domain.library import Document
    from kb_app.domain.note import Note
    from kb_app.domain.vocabulary import Vocabulary
    from kb_app.services.transfer.export_files import ExportedCase, ExportFiles
    from kb_app.storage.annotation_store import AnnotationStore
    from kb_app.storage.export_target import Target
    from kb_app.storage.note_store import NoteStore

_CASES, _NOTES = "cases", "notes"
_SHORT_ID = 8
_MOST_BYTES = 100
"""Of a note's name: its beginning is enough."""
_TOLD = 5


class Exporting:
    """Exports for one thread."""

    def __init__(
        self,
        documents: Callable[[Report], Iterable[Document]],
        files: ExportFiles,
        notes: NoteStore,
        annotations: AnnotationStore,
        vocabulary: Vocabulary,
        plan: Callable[[], str],
    ) -> None:
        """`documents` gives the whole library; `plan` names the version of the plan whose words axes have."""
        self._documents = documents
        self._files = files
        self._notes = notes
        self._annotations = annotations
        self._vocabulary = vocabulary
        self._plan = plan

    def export(self, request: ExportRequest, report: Report = silent) -> ExportSummary:
        """Write out what is asked for; either all of it is there in the end, or nothing.

        個人 notes leave only where that is asked for, and only as Markdown.

        Raises:
            CancelledError: the person stopped it.
            KbError: there is no such document, a file cannot be read, or the place cannot be written.
        """
        self._files.refuse(request.place)
        documents = self._chosen(request.documents, report)
        if request.format is ExportFormat.MARKDOWN:
            return self._as_files(documents, request, report)
        leaving = [one for one in documents if request.format.has_references or one.case.kind is Kind.CASE]
        left_out = len(documents) - len(leaving)
        if not leaving and left_out:
            raise not_exported(
                _("reference pages are no cases, and the government's model is one of cases"),
                _("Choose another form, or a case."),
            )
        data, remarks = self._as_one_file(leaving, request.format)
        write_export(request.place, data)
        if left_out:
            words = _("Reference pages that are no cases and stayed here: {count}")
            remarks = (words.format(count=f"{left_out:,}"), *remarks)
        return ExportSummary(request.place, len(leaving), 0, remarks=remarks)

    def _chosen(self, wanted: Sequence[str], report: Report) -> list[Document]:
        every = {document.case.id: document for document in self._documents(report)}
        if not wanted:
            return list(every.values())
        unknown = [document for document in wanted if document not in every]
        if unknown:
            raise KbError(
                _("The export could not be written."),
                _("no document has the id “{id}”").format(id=unknown[0]),
                _("Reload (F5) or search for its title."),
            )
        return [every[document] for document in dict.fromkeys(wanted)]

    def _as_files(self, documents: Sequence[Document], request: ExportRequest, report: Report) -> ExportSummary:
        notes, withheld = self._leaving(documents, request)
        missing: list[str] = []
        try:
            with export_to(request.place) as target:
                for number, files in enumerate(self._files.of(documents)):
                    report(Progress(number, len(documents) + len(notes), files.name))
                    missing += files.missing
                    _put_case(target, files)
                _put_notes(target, notes)
        except OSError as error:
            raise not_exported(system_cause(error)) from error
        return ExportSummary(request.place, len(documents), len(notes), withheld, _missing_remark(missing))

    def _leaving(self, documents: Sequence[Document], request: ExportRequest) -> tuple[list[Note], int]:
        """The notes that leave, and how many stay because they are one person's own."""
        if request.documents:
            # The notes that are shown with a local copy may hang on what it was made of.
            about = dict.fromkeys(one for document in documents for one in (document.case.id, origin_of(document)))
            found = [note for document in about if document for note in self._notes.of_document(document)]
        else:
            found = list(self._notes.every())
        kept = [note for note in found if request.with_private_notes or note.visibility is not Visibility.PRIVATE]
        return kept, len(found) - len(kept)

    def _as_one_file(self, documents: Sequence[Document], form: ExportFormat) -> tuple[bytes, tuple[str, ...]]:
        if form in (ExportFormat.GIF_CSV, ExportFormat.GIF_JSON):
            cases = [self._annotations.of_document(one.case.id).applied_to(one.case) for one in documents]
            records = to_records(cases, self._vocabulary)
            title = _("Cases of the DX Casebook")
            data = (
                records_to_csv(records)
                if form is ExportFormat.GIF_CSV
                else collection_to_json(Catalogue(title=title), records)
            )
            return data, tuple(_required_remarks(cases, self._vocabulary))
        if form is ExportFormat.HTML:
            return page(documents, self._files.beside).encode("utf-8"), ()
        rows = [self._row(document) for document in documents]
        if form is ExportFormat.CSV:
            return write_csv(rows, list_header()), ()
        return write_xlsx(rows, list_header(), _("Cases")), ()

    def _row(self, document: Document) -> tuple[str | int | None, ...]:
        added = self._annotations.of_document(document.case.id)
        marks = OfficeMarks(wording.office_status_label(added.status), added.is_starred)
        return case_row(added.applied_to(document.case), self._vocabulary.taxonomy, self._plan(), marks)


def _put_case(target: Target, files: ExportedCase) -> None:
    """Put a case and what belongs to it into the export.

    A case with files has a folder of its own: what it refers to beside itself stands beside it there too. Where that is
    in a folder above it, the case stands as many folders deeper, so that its text is true as it is.
    """
    if not files.beside:
        target.put(f"{_CASES}/{files.name}", files.data)
        return
    folder = f"{_CASES}/{files.name.removesuffix('.md')}"
    up = max(relative.split("/").count("..") for relative in files.beside)
    parents = files.document.path.split("/")[:-1]
    inside = "/".join(parents[len(parents) - up :])
    target.put(posixpath.join(folder, inside, files.name), files.data)
    # One file may be named in two ways: x.png, ../here/x.png.
    placed = {posixpath.normpath(posixpath.join(inside, relative)): data for relative, data in files.beside.items()}
    for place, data in placed.items():
        target.put(f"{folder}/{place}", data)


def _put_notes(target: Target, notes: Iterable[Note]) -> None:
    taken: set[str] = set()
    for note in notes:
        stem = safe_stem(note.title, fallback=_("Note"), most_bytes=_MOST_BYTES)
        wanted = safe_stem(f"{stem} {note.id[:_SHORT_ID]}", fallback=stem, most_bytes=2 * _MOST_BYTES)
        name = free_stem(wanted, taken, most_bytes=2 * _MOST_BYTES)
        taken.add(same_name(name))
        target.put(f"{_NOTES}/{name}.md", render_note(note).encode("utf-8"))


def _missing_remark(missing: Sequence[str]) -> tuple[str, ...]:
    if not missing:
        return ()
    told = ", ".join(missing[:_TOLD]) + (" …" if len(missing) > _TOLD else "")
    return (_("Files that cases refer to and that are not there: {files}").format(files=told),)


def _required_remarks(cases: Iterable[Case], vocabulary: Vocabulary) -> Iterable[str]:
    """Which cases lack what the model requires; empty fields stay empty."""
    for case in cases:
        missing = missing_required(case, vocabulary)
        if missing:
            yield _("{title}: the model requires {fields}, which the case does not state.").format(
                title=case.title, fields=", ".join(missing)
            )
