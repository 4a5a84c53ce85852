"""What the editor asks: about changes that are not saved, about two versions, about an original that changed."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox

from kb_app.base.i18n import _
from kb_app.domain.case_lines import case_lines
from kb_app.domain.differences import differences
from kb_app.ui.dialogs.differences_dialog import Compared, DifferencesDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from kb_app.domain.own_case import ChangedElsewhereError, OriginalChange
    from kb_app.domain.taxonomy import Axis
    from kb_app.ui.theme import Theme

KEEP_BOTH, THEIRS, BACK, SEEN = "keep_both", "theirs", "back", "seen"


class Unsaved(StrEnum):
    """What becomes of changes that are not saved."""

    SAVE = "save"
    DISCARD = "discard"
    BACK = "back"


def ask_unsaved(parent: QWidget) -> Unsaved:
    """Ask what to do with them."""
    box = QMessageBox(
        QMessageBox.Icon.Question, _("DX Casebook"), _("There are changes that are not saved."), parent=parent
    )
    box.setObjectName("case_unsaved")
    save = box.addButton(_("Save"), QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton(_("Discard"), QMessageBox.ButtonRole.DestructiveRole)
    back = box.addButton(_("Go back"), QMessageBox.ButtonRole.RejectRole)
    for button, name in ((save, "save"), (discard, "discard"), (back, "back")):
        button.setObjectName(f"case_unsaved_{name}")
    box.setDefaultButton(save)
    box.setEscapeButton(back)
    box.exec()
    return {save: Unsaved.SAVE, discard: Unsaved.DISCARD}.get(box.clickedButton(), Unsaved.BACK)  # type: ignore[call-overload, no-any-return]


def conflict_dialog(
    error: ChangedElsewhereError, value_name: Callable[[Axis, str], str], theme: Theme, parent: QWidget
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


def original_dialog(change: OriginalChange, theme: Theme, parent: QWidget) -> DifferencesDialog:
    """Return a dialog with the original as it was copied, and as it is now."""
    compared = Compared(
        _("The original has changed"),
        _("Nothing is changed in your copy. Take over what you want of it by hand."),
        _("When it was copied"),
        _("Now"),
        differences(change.then or "", change.now or ""),
    )
    return DifferencesDialog(compared, [(SEEN, _("I have seen it")), (BACK, _("Later"))], theme, parent)
