"""What is here beside what a row of the import would make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.differences import RowKind
from kb_app.domain.transfer import Fate
from kb_app.ui.dialogs.differences_dialog import Compared, DifferencesDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from kb_app.domain.differences import DifferenceRow
    from kb_app.ui.models.import_row import ImportRow
    from kb_app.ui.theme import Theme

CLOSE = "close"


def has_difference(row: ImportRow | None) -> bool:
    """Return whether something is here that the row differs from."""
    return row is not None and row.item.fate in (Fate.UPDATED, Fate.CONFLICT)


def row_difference_dialog(
    title: str, rows: tuple[DifferenceRow, ...], theme: Theme, parent: QWidget
) -> DifferencesDialog:
    """Return a dialog that shows what differs; it decides nothing."""
    said = _("“{title}”: nothing is written yet.").format(title=title)
    if all(row.kind is RowKind.SAME for row in rows):
        said += "\n" + _("What it says is the same; only details of its file or attached files differ.")
    compared = Compared(_("What the import would change"), said, _("What is here"), _("What comes from the file"), rows)
    return DifferencesDialog(compared, [(CLOSE, _("Close"))], theme, parent)
