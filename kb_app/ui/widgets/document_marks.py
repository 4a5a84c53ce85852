"""What the office makes of a document: a star, a status, its own tags, and the way to its attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.annotation import Annotations, Status
from kb_app.domain.tag import tag_key
from kb_app.ui.widgets.case_acts import CaseActs
from kb_app.ui.widgets.choice_box import ChoiceBox
from kb_app.ui.widgets.flow_layout import FlowLayout
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.tag_editor import TagEditor

if TYPE_CHECKING:
    from kb_app.domain.case import Case
    from kb_app.ui.theme import Theme


class DocumentMarks(QWidget):
    """Tells what the person chooses; what holds is shown when it was saved."""

    star_toggled = Signal(bool)
    status_chosen = Signal(str)
    classify_wanted = Signal()
    export_wanted = Signal()
    tags_added = Signal(list)
    tag_removed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("document_marks")
        self._star = named_button("mark_star", "☆", look="quiet", spoken=_("Star"))
        self._status = ChoiceBox()
        self._classify = named_button("mark_classify", _("Steps and areas…"), look="quiet")
        self.acts = CaseActs()
        self.tags = TagEditor(theme)
        self._arrange()
        self._star.clicked.connect(self._on_star_clicked)
        self._status.activated.connect(lambda _row: self.status_chosen.emit(self._status.currentData()))
        self._classify.clicked.connect(self.classify_wanted)
        self.acts.export_wanted.connect(self.export_wanted)
        self.tags.add_wanted.connect(self.tags_added)
        self.tags.remove_wanted.connect(self.tag_removed)

    def show_marks(self, case: Case, added: Annotations) -> None:
        """Show what holds for a document; `case` has what its file says."""
        self._star.setChecked(added.is_starred)
        self._show_star(added.is_starred)
        self._status.setCurrentIndex(self._status.findData(str(added.status)))
        in_file = {tag_key(name) for name in case.tags}
        own = [name for name in added.tags if tag_key(name) not in in_file]
        self.tags.show_tags(own, case.tags, added.taken_tags)

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed."""
        for widget in (self._star, self._status, self._classify, self.tags):
            widget.setEnabled(not read_only)
        self.acts.set_read_only(read_only)

    def _on_star_clicked(self) -> None:
        self._show_star(self._star.isChecked())
        self.star_toggled.emit(self._star.isChecked())

    def _show_star(self, starred: bool) -> None:
        self._star.setText("★ " + _("Star") if starred else "☆ " + _("Star"))
        self._star.setAccessibleName(_("Star, put on") if starred else _("Star, not put on"))

    def _arrange(self) -> None:
        self._star.setCheckable(True)
        self._status.setObjectName("mark_status")
        self._status.setAccessibleName(_("Status"))
        for status in Status:
            self._status.addItem(wording.office_status_label(status), str(status))
        places = QWidget()
        row = FlowLayout(places, gap=8)
        for widget in (self._star, self._status, self._classify, self.acts):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(places)
        column.addWidget(self.tags)
