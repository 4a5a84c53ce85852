"""What can be done with several chosen documents at once; it is seen while more than one is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.annotation import Status
from kb_app.ui.widgets.choice_box import ChoiceBox
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.tag_editor import TagEditor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from kb_app.domain.query import Hit
    from kb_app.ui.theme import Theme


class BulkBar(QFrame):
    """Tells what the person wants for all chosen documents; notes among them are left out."""

    star_wanted = Signal(list, bool)
    status_wanted = Signal(list, str)
    tags_added = Signal(list, list)
    tag_removed = Signal(list, str)
    export_wanted = Signal()
    ended = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bulk_bar")
        self._ids: list[str] = []
        self._count = QLabel()
        self._count.setObjectName("bulk_count")
        self._star = named_button("bulk_star", "★", look="quiet", spoken=_("Put a star on all chosen documents"))
        self._no_star = named_button(
            "bulk_no_star", "☆", look="quiet", spoken=_("Take the star off all chosen documents")
        )
        self._status = ChoiceBox()
        self._export = named_button("bulk_export", _("Export…"), look="quiet", spoken=_("Export all chosen documents"))
        self._end = named_button("bulk_end", _("Choose none"), look="quiet")
        self.tags = TagEditor(theme)
        self._arrange()
        self._star.clicked.connect(lambda: self.star_wanted.emit(self._ids, True))
        self._no_star.clicked.connect(lambda: self.star_wanted.emit(self._ids, False))
        self._status.activated.connect(self._on_status_chosen)
        self._export.clicked.connect(self.export_wanted)
        self._end.clicked.connect(self.ended)
        self.tags.add_wanted.connect(lambda names: self.tags_added.emit(self._ids, names))
        self.tags.remove_wanted.connect(lambda name: self.tag_removed.emit(self._ids, name))
        self.hide()

    @property
    def documents(self) -> tuple[str, ...]:
        """The chosen documents; fewer than two are none."""
        return tuple(self._ids) if len(self._ids) > 1 else ()

    def set_read_only(self, read_only: bool) -> None:
        """Let nothing be changed; to be exported they can all the same."""
        for widget in (self._star, self._no_star, self._status, self.tags):
            widget.setDisabled(read_only)

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Show what all of these have in common; fewer than two documents need no bar."""
        documents = [hit for hit in hits if hit.kind != "note"]
        self._ids = [hit.id for hit in documents]
        self.setVisible(len(documents) > 1)
        if len(documents) > 1:
            self._count.setText(_("{count} documents chosen").format(count=len(documents)))
            shared = set(documents[0].tags).intersection(*(hit.tags for hit in documents[1:]))
            self.tags.show_tags([name for name in documents[0].tags if name in shared], [], [])

    def _on_status_chosen(self) -> None:
        status = self._status.currentData()
        self._status.setCurrentIndex(0)
        if status:
            self.status_wanted.emit(self._ids, status)

    def _arrange(self) -> None:
        self._status.setObjectName("bulk_status")
        self._status.setAccessibleName(_("Status of all chosen documents"))
        self._status.addItem(_("Status…"), "")
        for status in Status:
            self._status.addItem(wording.office_status_label(status), str(status))
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._count, 1)
        for widget in (self._star, self._no_star, self._status, self._export, self._end):
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 10, 8)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.tags)
