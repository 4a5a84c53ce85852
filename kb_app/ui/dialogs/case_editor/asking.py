"""What the editor asks: about changes that are not saved, about two versions, about an original that changed."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from kb_app.base.i18n import _
from kb_app.domain.case_lines import case_lines
from kb_app.domain.differences import RowKind, differences
from kb_app.domain.taxonomy import Axis
from kb_app.ui.dialogs.differences_dialog import Compared, DifferencesDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from kb_app.domain.case import Case
    from kb_app.domain.own_case import ChangedElsewhereError, OriginalChange
    from kb_app.ui.theme import Theme

ValueName = Callable[[Axis, str], str]
"""Gives the words for a value of an axis."""
KEEP_BOTH, THEIRS, BACK, SEEN = "keep_both", "theirs", "back", "seen"


class Unsaved(StrEnum):
    """What becomes of changes that are not saved."""

    SAVE = "save"
    DISCARD = "discard"
    BACK = "back"


def ask_unsaved(title: str, parent: QWidget) -> Unsaved:
    """Ask what to do with what was written in the case of this title."""
    said = _("“{title}” has text that is not saved yet.").format(title=title)
    box = QMessageBox(QMessageBox.Icon.Question, _("DX Casebook"), said, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setObjectName("case_unsaved")
    box.setInformativeText(_("Closed without saving, what was written since the last saving is gone."))
    save = box.addButton(_("Save and close"), QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton(_("Close without saving"), QMessageBox.ButtonRole.DestructiveRole)
    back = box.addButton(_("Go back to writing"), QMessageBox.ButtonRole.RejectRole)
    for button, name in ((save, "save"), (discard, "discard"), (back, "back")):
        button.setObjectName(f"case_unsaved_{name}")
    box.setDefaultButton(save)
    box.setEscapeButton(back)
    box.exec()
    return {save: Unsaved.SAVE, discard: Unsaved.DISCARD}.get(box.clickedButton(), Unsaved.BACK)  # type: ignore[call-overload, no-any-return]


def conflict_dialog(
    error: ChangedElsewhereError, value_name: ValueName, theme: Theme, parent: QWidget
) -> DifferencesDialog:
    """Return a dialog with both versions; where the file is gone, ours beside nothing."""
    theirs = error.theirs
    compared = Compared(
        _("Changed elsewhere"),
        str(error),
        _("What you wrote"),
        _("What is in the file now"),
        differences(
            case_lines(error.ours, value_name), case_lines(theirs.case, value_name) if theirs is not None else ""
        ),
    )
    back = (BACK, _("Go back and write on"))
    if theirs is None:
        return DifferencesDialog(compared, [(KEEP_BOTH, _("Write the file again")), back], theme, parent)
    ways = [(KEEP_BOTH, _("Keep both")), (THEIRS, _("Open the other version")), back]
    return DifferencesDialog(compared, ways, theme, parent)


def original_dialog(
    change: OriginalChange, value_name: ValueName, theme: Theme, parent: QWidget, *, read_only: bool = False
) -> DifferencesDialog:
    """Return a dialog with the original as it was copied, and as it is now; `read_only` lets nobody say it was seen."""
    compared = Compared(
        _("The original has changed"),
        _("Nothing is changed in your copy. Take over what you want of it by hand."),
        _("When it was copied"),
        _("Now"),
        differences(_lines(change.then, value_name), _lines(change.now, value_name)),
    )
    ways = [(BACK, _("Close"))] if read_only else [(SEEN, _("I have seen it")), (BACK, _("Later"))]
    return DifferencesDialog(compared, ways, theme, parent)


def copy_dialog(original: Case, copy: Case, value_name: ValueName, theme: Theme, parent: QWidget) -> DifferencesDialog:
    """Return a dialog with the original as it is now, and the copy as it stands in the form."""
    rows = differences(_lines(original, value_name), _lines(copy, value_name))
    same = all(row.kind is RowKind.SAME for row in rows)
    compared = Compared(
        _("The copy beside its original"),
        _("The copy says what the original says; nothing differs.") if same else _("What differs is marked."),
        _("Original"),
        _("Your copy"),
        rows,
    )
    return DifferencesDialog(compared, [(BACK, _("Close"))], theme, parent)


def _lines(case: Case | None, value_name: ValueName) -> str:
    return case_lines(case, value_name) if case is not None else ""
