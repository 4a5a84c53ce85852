"""Asks what to do with notes that could not be saved when the window is to be closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QMessageBox

from kb_app.base.i18n import _

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def may_close(text: str, parent: QWidget) -> bool:
    """Ask, and return whether the window may be closed; then `text` was put into the clipboard."""
    box = QMessageBox(QMessageBox.Icon.Warning, _("DX Casebook"), _("A note could not be saved."), parent=parent)
    box.setObjectName("unsaved_dialog")
    box.setInformativeText(
        _("If you close now, what was written since the last saving can only be pasted from the clipboard.")
    )
    stay = box.addButton(_("Do not close"), QMessageBox.ButtonRole.RejectRole)
    copy = box.addButton(_("Copy the text and close"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(stay)
    box.exec()
    if box.clickedButton() is not copy:
        return False
    QApplication.clipboard().setText(text)
    return True
