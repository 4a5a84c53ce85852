"""The cases that were deleted, each to be taken out again; those of one import stand together."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QMessageBox, QTreeWidget, QTreeWidgetItem, QVBoxLayout

from kb_app.base.i18n import _
from kb_app.domain.own_case import Deletion
from kb_app.ui.dialogs.dialog_parts import fit
from kb_app.ui.widgets.named_button import named_button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from kb_app.domain.own_case import DeletedCase

_CASES = Qt.ItemDataRole.UserRole


class WastebasketDialog(QDialog):
    """Lists them, the newest first; who opened the dialog takes out, or removes for good, what is wanted."""

    take_back_wanted = Signal(object)
    """A tuple of `DeletedCase`."""
    empty_wanted = Signal(object)
    """Likewise: all that are listed, and the person was asked."""

    def __init__(
        self, deleted: Sequence[DeletedCase], parent: QWidget | None = None, *, read_only: bool = False
    ) -> None:
        super().__init__(parent)
        self.setObjectName("wastebasket_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Deleted cases"))
        self._read_only = read_only
        self._deleted: tuple[DeletedCase, ...] = ()
        self._hint = QLabel()
        self._hint.setWordWrap(True)
        self.list = QTreeWidget()
        self.list.setObjectName("wastebasket_list")
        self.list.setAccessibleName(_("Deleted cases"))
        self.list.setHeaderHidden(True)
        self.list.setUniformRowHeights(True)
        self._empty = named_button("wastebasket_empty", _("Empty the wastebasket…"), look="quiet")
        self._take = named_button("wastebasket_take_back", _("Take out"))
        self._close = named_button("wastebasket_close", _("Close"))
        self._arrange()
        self._take.clicked.connect(self._on_take)
        self._empty.clicked.connect(self._on_empty)
        self._close.clicked.connect(self.reject)
        self.list.itemActivated.connect(lambda item, _column: self._on_take() if not item.childCount() else None)
        self.list.currentItemChanged.connect(lambda item, _before: self._show_take(item))
        self.show_deleted(deleted)

    def show_deleted(self, deleted: Sequence[DeletedCase]) -> None:
        """Show these."""
        self._deleted = tuple(deleted)
        self.list.clear()
        groups = _grouped(deleted)
        self.list.setRootIsDecorated(any(len(group) > 1 for group in groups))
        for group in groups:
            if len(group) == 1:
                self.list.addTopLevelItem(_case_item(group[0]))
                continue
            item = _item(_group_words(group), group)
            item.addChildren([_case_item(one) for one in group])
            self.list.addTopLevelItem(item)
        some = _("Taken out, a case is again where it was, with everything that was attached to it.")
        self._hint.setText(some if deleted else _("The wastebasket is empty."))
        self._empty.setVisible(bool(deleted) and not self._read_only)
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)
        self._show_take(self.list.currentItem())
        (self.list if deleted else self._close).setFocus()

    def _show_take(self, item: QTreeWidgetItem | None) -> None:
        count = len(item.data(0, _CASES)) if item is not None else 0
        self._take.setText(_("Take out all {count}").format(count=f"{count:,}") if count > 1 else _("Take out"))
        self._take.setEnabled(count > 0 and not self._read_only)

    def _on_take(self) -> None:
        item = self.list.currentItem()
        if item is not None and self._take.isEnabled():
            self.take_back_wanted.emit(item.data(0, _CASES))

    def _on_empty(self) -> None:
        box = QMessageBox(self)
        box.setObjectName("wastebasket_question")
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.windowTitle())
        words = _("Remove the {count} cases in the wastebasket, with everything attached to them, for good?")
        box.setText(words.format(count=f"{len(self._deleted):,}"))
        box.setInformativeText(_("Only a backup can bring them back then."))
        remove = box.addButton(_("Remove for good"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(_("Keep them"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        box.exec()
        if box.clickedButton() is remove:
            self.empty_wanted.emit(self._deleted)

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self._empty)
        row.addStretch(1)
        row.addWidget(self._take)
        row.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(self._hint)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        fit(self, 40, 26)


def _grouped(deleted: Sequence[DeletedCase]) -> list[tuple[DeletedCase, ...]]:
    """What one import moved there for one reason is together, at the place of its newest."""
    found: dict[tuple[str, str], list[DeletedCase]] = {}
    for one in deleted:
        found.setdefault((one.import_id, str(one.why)) if one.import_id else (one.key, ""), []).append(one)
    return [tuple(group) for group in found.values()]


def _group_words(group: tuple[DeletedCase, ...]) -> str:
    newest = group[0]
    words = (
        _("{count} cases of the import “{name}” that was taken back ({time})")
        if newest.why is Deletion.UNDONE
        else _("{count} earlier versions, replaced by the import “{name}” ({time})")
    )
    return words.format(count=f"{len(group):,}", name=newest.import_label, time=_time(newest.deleted_at))


def _case_words(one: DeletedCase) -> str:
    words = {
        Deletion.DELETED: _("{title} (deleted {time})"),
        Deletion.REWRITTEN: _("{title} (as it was before its encoding changed, {time})"),
        Deletion.REPLACED: _("{title} (earlier version, replaced by an import {time})"),
        Deletion.UNDONE: _("{title} (its import was taken back {time})"),
    }[one.why]
    return words.format(title=one.title, time=_time(one.deleted_at))


def _case_item(one: DeletedCase) -> QTreeWidgetItem:
    item = _item(_case_words(one), (one,))
    item.setToolTip(0, one.path)
    return item


def _item(words: str, cases: tuple[DeletedCase, ...]) -> QTreeWidgetItem:
    item = QTreeWidgetItem([words])
    item.setData(0, _CASES, cases)
    return item


def _time(moment: str) -> str:
    try:
        return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return moment
