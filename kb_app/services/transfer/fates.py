"""What importing would do with each case and note: decided by id, and by what was written where before."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from kb_app.domain.imported import ImportedCase
from kb_app.domain.transfer import CaseItem, Fate, FileOrigin, NoteItem
from kb_app.services.transfer.case_text import as_placed, places_of
from kb_app.services.transfer.earlier import EarlierCases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb_app.domain.case import Case
    from kb_app.domain.note import Note
    from kb_app.services.transfer.partial import PartialCases
    from kb_app.storage.import_log import Made

_DIGITS = 16


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A case of the office as it is now, with the SHA-256 of its file.

    `is_as_imported` says that nobody changed it since an import wrote it.
    """

    path: str
    case: Case
    digest: str
    is_as_imported: bool


class Shelves(Protocol):
    """What is there already."""

    def own(self, case_id: str) -> OwnFile | None:
        """Return the office's own case with an id."""

    def attached(self, own: OwnFile, relative: str) -> tuple[str, bool]:
        """Return the SHA-256 of a file beside a case ("" for none), and whether nobody changed it since an import."""

    def bundled(self, case_id: str) -> Case | None:
        """Return the bundled case with an id."""

    def annotated(self, case: Case) -> Case:
        """Return a case with the tags and attributes that staff put on it."""

    def note(self, note_id: str) -> Note | None:
        """Return the note with an id, also from the wastebasket."""

    def made(self, case_id: str) -> Made | None:
        """Return what an import made a case of."""

    def made_from(self, place: str) -> tuple[Made, ...]:
        """Return what imports made of the file at a place, what was written last at the end."""


class Fates:
    """Decides for one import, in which an id can come once only."""

    def __init__(self, shelves: Shelves, partial: PartialCases) -> None:
        self._shelves = shelves
        self._partial = partial
        self._cases: dict[str, Case] = {}
        self._notes: dict[str, Note] = {}
        self._contents: dict[str, str] = {}
        self._earlier = EarlierCases(shelves)

    def look_at(self, items: Sequence[tuple[FileOrigin, ImportedCase]]) -> None:
        """See what a file holds, before its cases are asked for one by one."""
        self._earlier.look_at(items)

    def of_case(self, origin: FileOrigin, imported: ImportedCase, text: str | None) -> CaseItem:
        """Return what becomes of a case; `text` is its file where that is a case file of ours."""
        if not imported.case.id:
            return self._of_nameless(origin, imported)
        fate, target = self._partial_fate(imported.case) if imported.is_partial else self._case_fate(imported)
        self._cases.setdefault(imported.case.id, imported.case)
        return CaseItem(origin, imported, fate, target, text)

    def of_note(self, origin: FileOrigin, note: Note) -> NoteItem:
        """Return what becomes of a note."""
        before = self._notes.get(note.id) or self._shelves.note(note.id)
        self._notes.setdefault(note.id, note)
        if before is None:
            return NoteItem(origin, note, Fate.NEW)
        if _content(before) != _content(note):
            return NoteItem(origin, note, Fate.CONFLICT)
        return NoteItem(origin, note, Fate.UPDATED if before.is_deleted else Fate.SAME)

    def _of_nameless(self, origin: FileOrigin, imported: ImportedCase) -> CaseItem:
        """A case whose file states no id is known by the file that it was made of, or by its content."""
        earlier = self._earlier.of(origin)
        made = earlier.case_id if earlier is not None else self._made_id(origin)
        own = self._shelves.own(made)
        before = self._cases.get(made)
        if earlier is not None and own is not None and earlier.source.digest != origin.digest and before is None:
            return self._newer(origin, _confirmed(imported, own, earlier), own)
        imported = replace(imported, case=replace(imported.case, id=made))
        if own is not None or before is not None:
            # The very same content was taken in before. What a person made of it since holds.
            fate = self._attached_fate(own, imported) if own is not None and own.is_as_imported else Fate.SAME
            return CaseItem(origin, imported, fate, own.path if own is not None else "")
        return self._added(CaseItem(origin, imported, Fate.NEW))

    def _newer(self, origin: FileOrigin, imported: ImportedCase, own: OwnFile) -> CaseItem:
        """A new version of what an import made of the same file; it goes over what nobody touched."""
        if imported.is_partial:
            is_same = self._partial.is_told(self._shelves.annotated(own.case), imported.case)
        else:
            is_same = own.case in (imported.case, as_placed(imported, own.path))
        return self._added(CaseItem(origin, imported, self._own_fate(own, imported, is_same=is_same), own.path))

    def _added(self, item: CaseItem) -> CaseItem:
        self._cases[item.imported.case.id] = item.imported.case
        self._contents[item.imported.case.id] = item.origin.digest
        return item

    def _made_id(self, origin: FileOrigin) -> str:
        """The id of the content; another one where that case has become a case of other content since."""
        made = made_id(origin)
        known = self._shelves.made(made) if self._shelves.own(made) is not None else None
        content = self._contents.get(made) or (known.source.digest if known is not None else "")
        if content in ("", origin.digest):
            return made
        return f"{made}-{hashlib.sha256(origin.place.encode()).hexdigest()[:8]}"

    def _partial_fate(self, case: Case) -> tuple[Fate, str]:
        """A case of a list never takes the place of a whole one by itself."""
        own = self._shelves.own(case.id)
        whole = self._shelves.bundled(case.id) if own is None else self._shelves.annotated(own.case)
        if whole is None or case.id in self._cases:
            return self._case_fate(ImportedCase(case))
        return (Fate.SAME if self._partial.is_told(whole, case) else Fate.CONFLICT), own.path if own is not None else ""

    def _case_fate(self, imported: ImportedCase) -> tuple[Fate, str]:
        case = imported.case
        earlier = self._cases.get(case.id)
        if earlier is not None:
            return (Fate.SAME if earlier == case else Fate.CONFLICT), ""
        own = self._shelves.own(case.id)
        if own is not None:
            is_same = own.case in (case, as_placed(imported, own.path))
            return self._own_fate(own, imported, is_same=is_same), own.path
        bundled = self._shelves.bundled(case.id)
        if bundled is None:
            return Fate.NEW, ""
        return (Fate.SAME if bundled == case else Fate.CONFLICT), ""

    def _own_fate(self, own: OwnFile, imported: ImportedCase, *, is_same: bool) -> Fate:
        """What becomes of an own case; it is brought up to date only where nobody touched it or what is attached."""
        attached = self._attached_fate(own, imported)
        if is_same:
            return attached
        return Fate.UPDATED if own.is_as_imported and attached is not Fate.CONFLICT else Fate.CONFLICT

    def _attached_fate(self, own: OwnFile, imported: ImportedCase) -> Fate:
        """What becomes of a case whose own file is the same: the files that are attached to it may differ."""
        is_verbatim = own.case == imported.case
        places = {one.name: one.name for one in imported.attachments} if is_verbatim else places_of(imported, own.path)
        fate = Fate.SAME
        for one in imported.attachments:
            digest, is_as_imported = self._shelves.attached(own, places[one.name])
            if digest != one.digest:
                if not is_as_imported:
                    return Fate.CONFLICT
                fate = Fate.UPDATED
        return fate


def _confirmed(imported: ImportedCase, own: OwnFile, earlier: Made) -> ImportedCase:
    """The case as that of `own`; what a person confirmed there is not replaced by a guess."""
    kept = imported.guessed - set(earlier.source.guessed)
    stated = {name: getattr(own.case, name) for name in kept}
    case = replace(imported.case, id=own.case.id, **stated)
    return replace(imported, case=case, guessed=imported.guessed - kept)


def made_id(origin: FileOrigin) -> str:
    """Return the id of a case whose file states none: the same content has the same id, wherever it is taken in."""
    return f"import-{origin.digest[:_DIGITS]}"


def _content(note: Note) -> tuple[str, str, str]:
    return note.document, note.text, note.visibility
