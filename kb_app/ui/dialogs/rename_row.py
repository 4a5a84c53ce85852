"""A row that asks for another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from kb_app.base.i18n import _
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.word_line import WordLine

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class RenameRow(QFrame):
    """Comes up when it is asked, and stays with what was typed until the name was taken or the person leaves."""

    wanted = Signal(str, str)
    """The old name and the one that was typed."""
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rename_row")
        self._name = ""
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self.line = WordLine("rename_line", _("New name"))
        self._words.setBuddy(self.line)
        self._take = named_button("rename_take", _("Rename"))
        self._leave = named_button("rename_leave", _("Cancel"))
        row = QHBoxLayout()
        row.addWidget(self.line, 1)
        row.addWidget(self._take)
        row.addWidget(self._leave)
        column = QVBoxLayout(self)
        column.addWidget(self._words)
        column.addLayout(row)
        self._take.clicked.connect(self._on_taken)
        self._leave.clicked.connect(self.leave)
        self.line.on_key(Qt.Key.Key_Return, self._on_taken)
        self.line.on_key(Qt.Key.Key_Escape, self._on_escape)
        self.hide()

    def ask(self, name: str) -> None:
        """Ask for another name of `name`."""
        self._name = name
        self._words.setText(_("New name of “{name}”:").format(name=name))
        self.line.setText(name)
        self.line.selectAll()
        self.show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Go away without a new name."""
        if not self.isHidden():
            self.hide()
            self.left.emit()

    def _on_taken(self) -> bool:
        self.wanted.emit(self._name, self.line.text())
        return True

    def _on_escape(self) -> bool:
        self.leave()
        return True
