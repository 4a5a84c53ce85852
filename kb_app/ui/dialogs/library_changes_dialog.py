"""The bundled cases that are not what the person has seen: a list, and the difference of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout

from kb_app.base.i18n import _
from kb_app.domain.differences import RowKind
from kb_app.domain.library_changes import CaseChange, CaseNews
from kb_app.domain.pack_wording import change_words, news_words
from kb_app.ui.dialogs.dialog_parts import fit
from kb_app.ui.dialogs.differences_dialog import Compared, DifferencesDialog
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.words_label import WordsLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from kb_app.domain.differences import DifferenceRow
    from kb_app.domain.library_changes import LibraryChanges
    from kb_app.ui.theme import Theme

SEEN, CLOSE = "seen", "close"


class LibraryChangesDialog(QDialog):
    """Who opened it shows differences and documents, and takes cases for seen."""

    difference_wanted = Signal(object)
    """A `CaseChange`."""
    document_wanted = Signal(str)
    seen = Signal()
    """Everything in the list was seen."""

    def __init__(self, changes: LibraryChanges, *, read_only: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("library_changes_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("What has changed in the bundled cases"))
        self._read_only = read_only
        self._said = WordsLabel()
        self.list = QListWidget()
        self.list.setObjectName("library_changes_list")
        self.list.setAccessibleName(_("What has changed in the bundled cases"))
        self.list.setWordWrap(True)
        self.list.setSpacing(3)
        self.look = named_button("library_changes_look", _("See what differs"))
        self.open_case = named_button("library_changes_open", _("Open the case"))
        self.all_seen = named_button("library_changes_seen", _("I have seen all of them"))
        self._close = named_button("library_changes_close", _("Close"))
        self._arrange()
        self.look.clicked.connect(self._on_look)
        self.open_case.clicked.connect(self._on_open)
        self.all_seen.clicked.connect(self._on_seen)
        self._close.clicked.connect(self.reject)
        self.list.itemActivated.connect(lambda _item: self._on_look())
        self.list.currentRowChanged.connect(lambda _row: self._show_ways())
        self.show_changes(changes)

    def show_changes(self, changes: LibraryChanges) -> None:
        """Show these."""
        row = max(self.list.currentRow(), 0)
        self.list.clear()
        for change in changes.cases:
            item = QListWidgetItem(change_words(change))
            item.setData(Qt.ItemDataRole.UserRole, change)
            self.list.addItem(item)
        editions = _("Edition {before} → {now}").format(before=changes.before or "-", now=changes.now or "-")
        nothing = _("Nothing has changed about the bundled cases since you last looked.")
        self._said.say(f"{news_words(changes)}\n{editions}" if changes else nothing)
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self._show_ways()
        (self.list if changes else self._close).setFocus()

    @property
    def _current(self) -> CaseChange | None:
        item = self.list.currentItem()
        change: CaseChange | None = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return change

    def _show_ways(self) -> None:
        change = self._current
        self.look.setEnabled(change is not None)
        self.open_case.setEnabled(change is not None and change.news is not CaseNews.REMOVED)
        self.all_seen.setEnabled(self.list.count() > 0 and not self._read_only)

    def _on_look(self) -> None:
        if self._current is not None:
            self.difference_wanted.emit(self._current)

    def _on_open(self) -> None:
        if self._current is not None and self._current.news is not CaseNews.REMOVED:
            self.document_wanted.emit(self._current.id)
            self.accept()

    def _on_seen(self) -> None:
        self.seen.emit()
        self.accept()

    def _arrange(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.look, self.open_case):
            row.addWidget(button)
        row.addStretch(1)
        for button in (self.all_seen, self._close):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(self._said)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        fit(self, 44, 28)


def case_difference_dialog(
    title: str, rows: Sequence[DifferenceRow], theme: Theme, parent: QWidget, *, read_only: bool
) -> DifferencesDialog:
    """Return a dialog with a bundled case as it was seen, beside the one that is there now."""
    said = _("“{title}”: your notes, tags and marks on it stay as they are.").format(title=title)
    if all(row.kind is RowKind.SAME for row in rows):
        said += "\n" + _("What the case says is the same; only details of its file have changed.")
    compared = Compared(
        _("What an update changed"),
        said,
        _("As you saw it"),
        _("Now"),
        tuple(rows),
    )
    ways = [] if read_only else [(SEEN, _("I have seen it"))]
    return DifferencesDialog(compared, [*ways, (CLOSE, _("Close"))], theme, parent)
