"""What an import would change about what is here already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.case_lines import case_lines
from kb_app.domain.differences import differences
from kb_app.domain.transfer import CaseItem
from kb_app.domain.wording import visibility_label
from kb_app.services.transfer.case_text import as_placed
from kb_app.services.transfer.partial import laid_over

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb_app.domain.differences import DifferenceRow
    from kb_app.domain.note import Note
    from kb_app.domain.taxonomy import Axis
    from kb_app.domain.transfer import NoteItem
    from kb_app.services.transfer.fates import Shelves

    ValueName = Callable[[Axis, str], str]


def compared(item: CaseItem | NoteItem, shelves: Shelves, value_name: ValueName) -> tuple[DifferenceRow, ...]:
    """Return what is here (left) beside what the import would make of it (right).

    A case of a list states only some fields; it is shown as it would be, with the others of what is here.

    Raises:
        KbError: nothing of this id is here: the other one is in the same import.
    """
    before, after = _cases(item, shelves, value_name) if isinstance(item, CaseItem) else _notes(item, shelves)
    return differences(before, after)


def _cases(item: CaseItem, shelves: Shelves, value_name: ValueName) -> tuple[str, str]:
    imported = item.imported
    own = shelves.own(imported.case.id)
    here = own.case if own is not None else shelves.bundled(imported.case.id)
    if here is None:
        raise _nothing_here()
    if imported.is_partial:
        made = laid_over(here, imported.case)
    else:
        made = as_placed(imported, own.path) if own is not None else imported.case
    return case_lines(here, value_name), case_lines(made, value_name)


def _notes(item: NoteItem, shelves: Shelves) -> tuple[str, str]:
    here = shelves.note(item.note.id)
    if here is None:
        raise _nothing_here()
    return _note_lines(here), _note_lines(item.note)


def _note_lines(note: Note) -> str:
    return f"{visibility_label(note.visibility)}\n{note.document}\n{note.text}"


def _nothing_here() -> KbError:
    return KbError(
        _("The difference could not be shown."),
        _("the other one of the same id is in these files too, and not here yet"),
    )
