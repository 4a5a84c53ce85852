"""The cases that were deleted, each to be taken out again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QVBoxLayout

from kb_app.base.i18n import _
from kb_app.ui.dialogs.dialog_parts import fit
from kb_app.ui.widgets.named_button import named_button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from kb_app.domain.own_case import DeletedCase


class WastebasketDialog(QDialog):
    """Lists them, the newest first; who opened the dialog takes out what is wanted."""

    take_back_wanted = Signal(object)

    def __init__(self, deleted: Sequence[DeletedCase], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("wastebasket_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Deleted cases"))
        self._hint = QLabel()
        self._hint.setWordWrap(True)
        self.list = QListWidget()
        self.list.setObjectName("wastebasket_list")
        self.list.setAccessibleName(_("Deleted cases"))
        self._take = named_button("wastebasket_take_back", _("Take out"))
        self._close = named_button("wastebasket_close", _("Close"))
        self._arrange()
        self._take.clicked.connect(self._on_take)
        self._close.clicked.connect(self.reject)
        self.list.itemActivated.connect(lambda _item: self._on_take())
        self.list.currentRowChanged.connect(lambda row: self._take.setEnabled(row >= 0))
        self.show_deleted(deleted)

    def show_deleted(self, deleted: Sequence[DeletedCase]) -> None:
        """Show these."""
        self.list.clear()
        for one in deleted:
            item = QListWidgetItem(_("{title} (deleted {time})").format(title=one.title, time=_time(one.deleted_at)))
            item.setToolTip(one.path)
            item.setData(Qt.ItemDataRole.UserRole, one)
            self.list.addItem(item)
        some = _("Taken out, a case is again where it was, with everything that was attached to it.")
        self._hint.setText(some if deleted else _("The wastebasket is empty."))
        self._take.setEnabled(False)
        self.list.setCurrentRow(0 if deleted else -1)
        (self.list if deleted else self._close).setFocus()

    def _on_take(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.take_back_wanted.emit(item.data(Qt.ItemDataRole.UserRole))

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._take)
        row.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(self._hint)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        fit(self, 34, 24)


def _time(moment: str) -> str:
    try:
        return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return moment
