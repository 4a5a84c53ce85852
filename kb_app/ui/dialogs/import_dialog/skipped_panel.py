"""The files that are not read, each with its reason, and another try for texts whose characters nobody could tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLabel, QListView, QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.domain.transfer_wording import preview_report, skipped_line
from kb_app.ui.widgets.choice_box import ChoiceBox
from kb_app.ui.widgets.named_button import named_button

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kb_app.domain.transfer import ImportPreview

ENCODINGS = (
    ("UTF-8", "utf-8"),
    ("Shift_JIS (CP932)", "cp932"),
    ("EUC-JP", "euc_jp"),
    ("UTF-16", "utf-16"),
)
"""What old Japanese texts are written in: the name that people know, and Python's."""


class SkippedPanel(QWidget):
    """A list to read and to copy."""

    encoding_wanted = Signal(list, str)
    """Read these files again as texts in this encoding."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preview: ImportPreview | None = None
        self._unclear: list[str] = []
        self._model = QStringListModel(self)
        self.list = QListView()
        self._encoding = ChoiceBox()
        self._again = named_button("import_read_again", _("Read again"))
        self._ask = QLabel()
        self._copy = named_button("import_copy_skipped", _("Copy the list"))
        self._asking = QWidget()
        self._arrange()
        self._again.clicked.connect(self._on_again)
        self._copy.clicked.connect(self._on_copy)

    def show_skipped(self, preview: ImportPreview, read_as: Mapping[str, str]) -> None:
        """List the files; `read_as` are the texts that were read in an encoding the person chose."""
        self._preview = preview
        lines = [skipped_line(one) for one in preview.skipped]
        skipped = {one.path for one in preview.skipped}
        names = {code: name for name, code in ENCODINGS}
        tried = [name for name in read_as if name not in skipped]
        words = _("{file}: read as {encoding}")
        lines += [words.format(file=name, encoding=names.get(read_as[name], read_as[name])) for name in tried]
        self._unclear = [one.path if one.needs_encoding else "" for one in preview.skipped] + tried
        self._model.setStringList(lines)
        count = sum(one.needs_encoding for one in preview.skipped) or len(tried)
        self._asking.setVisible(any(self._unclear))
        self._ask.setText(_("Texts whose character code is unknown: {count}. Read them as").format(count=f"{count:,}"))
        self._copy.setEnabled(bool(preview.skipped))

    def _on_again(self) -> None:
        """Read the chosen files again; where none of them is such a text, all that are not read yet."""
        chosen = [self._unclear[index.row()] for index in self.list.selectionModel().selectedIndexes()]
        waiting = self._preview.skipped if self._preview is not None else ()
        files = [name for name in chosen if name] or [one.path for one in waiting if one.needs_encoding]
        files = files or [name for name in self._unclear if name]
        if files:
            self.encoding_wanted.emit(files, self._encoding.currentData())

    def _on_copy(self) -> None:
        if self._preview is not None:
            QGuiApplication.clipboard().setText(preview_report(self._preview))

    def _arrange(self) -> None:
        self.list.setObjectName("import_skipped")
        self.list.setAccessibleName(_("Files that are not read"))
        self.list.setProperty("look", "lines")
        self.list.setModel(self._model)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setSpacing(2)
        self._encoding.setObjectName("import_encoding")
        self._encoding.setAccessibleName(_("Character code"))
        for name, code in ENCODINGS:
            self._encoding.addItem(name, code)
        self._encoding.setCurrentIndex(1)
        row = QHBoxLayout(self._asking)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self._ask, self._encoding, self._again):
            row.addWidget(widget)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._copy)
        foot.addStretch(1)
        foot.addWidget(self._asking)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
