"""The line of a document that says that an update changed it, with the way to what differs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from kb_app.base.i18n import _
from kb_app.ui.widgets.named_button import named_button

if TYPE_CHECKING:
    from kb_app.services.case_library import CasePage


class ChangedLine(QWidget):
    """Stands there until the person has seen the difference."""

    difference_wanted = Signal(str, str)
    """The id and the title of the document."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_changed")
        self._id = self._title = ""
        label = QLabel(_("Changed by an update since you saw it."))
        label.setObjectName("case_family_text")
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        self.look = named_button("case_changed_look", _("See what differs"), look="quiet")
        self.look.clicked.connect(lambda: self.difference_wanted.emit(self._id, self._title))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(label, 1)
        row.addWidget(self.look)
        self.hide()

    def show_page(self, page: CasePage) -> None:
        """Say it of a document that was changed."""
        self._id, self._title = page.document.case.id, page.document.case.title
        self.setVisible(page.is_changed)
