"""What is written of a preview, as the person decided about what was changed on both sides."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from kb_app.domain.case import Origin
from kb_app.domain.transfer import CaseItem, Conflicts, Fate, NoteItem
from kb_app.services.transfer.partial import laid_over

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kb_app.services.transfer.fates import Shelves

_WRITTEN = (Fate.NEW, Fate.UPDATED)
_COPIES = uuid.UUID("3f1f7f0e-6d3b-5c55-9a52-0f6f5a6f4f10")
"""The name space of the ids of notes that were taken in beside another one."""
_LONGEST_ID = 64


def settled_cases(items: Iterable[CaseItem], conflicts: Conflicts, shelves: Shelves) -> list[CaseItem]:
    """Return the cases that are to be written, each with the id and the target that it gets."""
    found = [item for item in items if item.fate in _WRITTEN]
    for item in items:
        if item.fate is not Fate.CONFLICT or conflicts is Conflicts.SKIP:
            continue
        if conflicts is Conflicts.MERGE and item.target:
            found.append(item)
        else:
            copy = _copy(item, shelves)
            if shelves.own(copy.imported.case.id) is None:
                found.append(copy)
    return found


def settled_notes(items: Iterable[NoteItem], conflicts: Conflicts, shelves: Shelves) -> list[NoteItem]:
    """Return the notes that are to be written, each with the id that it gets."""
    found = [item for item in items if item.fate in _WRITTEN]
    for item in items:
        if item.fate is not Fate.CONFLICT or conflicts is Conflicts.SKIP:
            continue
        if conflicts is Conflicts.MERGE:
            found.append(item)
            continue
        made = str(uuid.uuid5(_COPIES, f"{item.note.id} {item.note.text}"))
        if shelves.note(made) is None:
            found.append(replace(item, note=replace(item.note, id=made)))
    return found


def _copy(item: CaseItem, shelves: Shelves) -> CaseItem:
    """The case under an id of its own, always the same for the same content, so that it is taken in once."""
    case = item.imported.case
    if item.imported.is_partial:
        own = shelves.own(case.id)
        whole = own.case if own is not None else shelves.bundled(case.id)
        case = case if whole is None else laid_over(whole, case)
    ending = f"-{hashlib.sha256(f'{item.origin.digest} {item.origin.part}'.encode()).hexdigest()[:8]}"
    made = f"{case.id[: _LONGEST_ID - len(ending)].rstrip('-')}{ending}"
    derived = case.derived_from
    if shelves.bundled(case.id) is not None:
        derived = Origin(case.id)
    imported = replace(item.imported, case=replace(case, id=made, derived_from=derived))
    return replace(item, imported=imported, target="")
