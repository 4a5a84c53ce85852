"""One line of what is to be imported, with what the person makes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.case import CaseMunicipality
from kb_app.domain.place_search import place_label
from kb_app.domain.taxonomy import Axis
from kb_app.domain.transfer import CaseItem, Conflicts, Fate

if TYPE_CHECKING:
    from kb_app.domain.case import Case
    from kb_app.domain.municipality import Municipality
    from kb_app.domain.note import Note
    from kb_app.domain.transfer import FileOrigin, NoteItem

FIELDS = {Axis.STEP: "steps", Axis.AREA: "priority_areas"}
"""The axes that are corrected in the table, with the field of a case that holds each."""


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A case or note; `is_corrected` says that a person changed or confirmed something of it.

    `is_unlisted` says that the list of municipalities does not have the one that is named.
    """

    item: CaseItem | NoteItem
    is_wanted: bool = True
    is_corrected: bool = False
    is_unlisted: bool = False

    @property
    def case(self) -> Case | None:
        """The case; None for a note."""
        return self.item.imported.case if isinstance(self.item, CaseItem) else None

    @property
    def title(self) -> str:
        """What it is called."""
        return self.case.title if self.case is not None else self._note.title if self._note is not None else ""

    @property
    def place(self) -> str:
        """Whose case it is, with the prefecture, so that nobody takes it for another one of the same name."""
        if self.case is None or not self.case.municipality.name:
            return ""
        stated = self.case.municipality
        return f"{stated.name}（{stated.prefecture}）" if stated.prefecture not in ("", stated.name) else stated.name

    @property
    def text(self) -> str:
        """The text of the note or case."""
        return self.case.body if self.case is not None else self._note.text if self._note is not None else ""

    @property
    def guessed(self) -> frozenset[str]:
        """The fields that were worked out and that nobody confirmed."""
        return self.item.imported.guessed if isinstance(self.item, CaseItem) else frozenset()

    @property
    def remarks(self) -> tuple[str, ...]:
        """What could not be taken over, and what a person should look at."""
        remarks = self.item.imported.remarks if isinstance(self.item, CaseItem) else ()
        return (*remarks, _("{place} is not in the list").format(place=self.place)) if self.is_unlisted else remarks

    def values(self, axis: Axis) -> tuple[str, ...]:
        """Return what it is classified by."""
        return tuple(getattr(self.case, FIELDS[axis])) if self.case is not None else ()

    def can_be_imported(self, conflicts: Conflicts) -> bool:
        """Return whether anything would be written."""
        if self.item.fate is Fate.CONFLICT:
            return conflicts is not Conflicts.SKIP
        return self.item.fate is not Fate.SAME

    def is_imported(self, conflicts: Conflicts) -> bool:
        """Return whether it will be written."""
        return self.is_wanted and self.can_be_imported(conflicts)

    def with_title(self, title: str) -> ImportRow:
        """Return it under another title; an empty one changes nothing."""
        return self._with("title", title.strip()) if title.strip() else self

    def with_place(self, place: Municipality) -> ImportRow:
        """Return it as a case of a municipality of the list."""
        stated = CaseMunicipality(place.name, place.code, place.prefecture, place.kana, place.class_id)
        if self.case is not None and self.case.municipality.code == place.code:
            stated = self.case.municipality  # its population and what else the file says of it
        return self._with("municipality", stated)

    def with_place_name(self, name: str) -> ImportRow:
        """Return it as a case of somebody whom the list does not know; what is shown already changes nothing."""
        if self.case is None or name.strip() in (self.place, self.case.municipality.name):
            return self._with("municipality", self.case.municipality) if self.case is not None else self
        return self._with("municipality", CaseMunicipality(name=name.strip()))

    def with_values(self, axis: Axis, values: tuple[str, ...]) -> ImportRow:
        """Return it classified otherwise."""
        return self._with(FIELDS[axis], values)

    def carried_to(self, item: CaseItem | NoteItem) -> ImportRow:
        """Return what was read anew with what the person had made of it before; files beside it may be others now."""
        if not self.is_corrected or not isinstance(item, CaseItem) or not isinstance(self.item, CaseItem):
            return replace(self, item=item)
        now = item.imported
        imported = replace(self.item.imported, attachments=now.attachments, remarks=now.remarks)
        return replace(self, item=replace(item, imported=imported))

    @property
    def origin(self) -> FileOrigin:
        """Where it comes from."""
        return self.item.origin

    @property
    def _note(self) -> Note | None:
        return None if isinstance(self.item, CaseItem) else self.item.note

    def _with(self, field: str, value: object) -> ImportRow:
        if not isinstance(self.item, CaseItem):
            return self
        imported = self.item.imported
        case = replace(imported.case, **{field: value})  # type: ignore[arg-type]
        imported = replace(imported, case=case, guessed=imported.guessed - {field})
        return replace(self, item=replace(self.item, imported=imported), is_corrected=True)


def place_line(place: Municipality) -> str:
    """Return a municipality as it is offered: with its prefecture and its reading."""
    return f"{place_label(place)}　{place.kana}"
