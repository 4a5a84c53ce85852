"""The tags of a document, and a line to put on more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.ui.widgets.badge import Badge
from kb_app.ui.widgets.flow_layout import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kb_app.ui.theme import Theme


class TagEditor(QWidget):
    """Shows tags and tells which are wanted."""

    add_wanted = Signal(list)
    remove_wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._known: tuple[str, ...] = ()
        self._line = QLineEdit()
        self._line.setObjectName("tag_box")
        self._line.setAccessibleName(_("Your &tags…"))
        chips = QWidget()
        self._flow = FlowLayout(chips, gap=6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(chips)
        column.addWidget(self._line)
        self._line.returnPressed.connect(lambda: self.add_wanted.emit([self._line.text()]))

    def show_tags(self, own: Sequence[str], of_file: Sequence[str], _taken: Sequence[str]) -> None:
        """Show the tags that hold."""
        self._flow.clear()
        for name in (*of_file, *own):
            self._flow.addWidget(Badge(f"#{name}", "tag"))

    def set_known(self, names: Sequence[str]) -> None:
        """Know which names can be completed."""
        self._known = tuple(names)
