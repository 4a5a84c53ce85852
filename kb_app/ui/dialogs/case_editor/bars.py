"""The line at the bottom of the editor (what was said, what is saved), and the notice at its top."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from kb_app.base.i18n import _
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.said_line import SaidLine


class Foot(QFrame):
    """Says how saving stands, and has the buttons for it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_editor_foot")
        self.said = SaidLine("case_editor_said")
        self._mark = QLabel()
        self._mark.setObjectName("case_editor_mark")
        self.save = named_button("case_editor_save", _("Save"), look="main", spoken=_("Save (Ctrl+S)"))
        self.close_button = named_button("case_editor_close", _("Close"))
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 10, 20, 10)
        row.setSpacing(12)
        row.addWidget(self.said, 1)
        for widget in (self._mark, self.close_button, self.save):
            row.addWidget(widget)

    @property
    def mark(self) -> str:
        """What is said about saving."""
        return self._mark.text()

    def show_state(self, *, saving: bool, dirty: bool, saved_at: str) -> None:
        """Say how saving stands; `saved_at` is "" before the first time."""
        self.save.setEnabled(not saving)
        saved = _("✓ Saved {time}").format(time=saved_at) if saved_at else ""
        unsaved = _("● There are changes that are not saved") if dirty else saved
        self._mark.setText(_("Saving…") if saving else unsaved)


class OriginalNotice(QFrame):
    """Says that the case that this one is a copy of has changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_editor_notice")
        words = QLabel(_("The case that this is a copy of has changed since."))
        words.setWordWrap(True)
        self.look = named_button("case_editor_original", _("See what differs…"))
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 8, 20, 8)
        row.addWidget(words, 1)
        row.addWidget(self.look)
        self.hide()
