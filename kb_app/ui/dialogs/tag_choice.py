"""Asks which tag several are made into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout

from kb_app.base.i18n import _
from kb_app.ui.dialogs.dialog_parts import fit
from kb_app.ui.widgets.named_button import named_button
from kb_app.ui.widgets.tag_list import TagList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from kb_app.domain.tag import TagCount


_FEW = 8


class TagChoice(QDialog):
    """One of some tags, chosen by Enter, a double click or the button."""

    tag_chosen = Signal(str)

    def __init__(self, question: str, tags: Sequence[TagCount], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tag_choice")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Merge tags"))
        asked = QLabel(question)
        asked.setTextFormat(Qt.TextFormat.PlainText)
        asked.setWordWrap(True)
        self.tags = TagList("tag_choice_list", _("The tag that stays"), several=False)
        self.tags.show_tags(tags)
        self.tags.box.setVisible(len(tags) > _FEW)
        self.tags.opened.connect(self._on_chosen)
        self.tags.choice_changed.connect(self._on_choice_changed)
        self._merge = named_button("tag_choice_merge", _("Merge"))
        self._merge.clicked.connect(self._on_chosen)
        layout = QVBoxLayout(self)
        layout.addWidget(asked)
        layout.addWidget(self.tags, 1)
        layout.addWidget(self._buttons())
        fit(self, 30, 30)
        self.tags.view.setFocus()

    def _on_choice_changed(self) -> None:
        self._merge.setEnabled(bool(self.tags.chosen))

    def _on_chosen(self) -> None:
        chosen = self.tags.chosen
        if chosen:
            self.accept()
            self.tag_chosen.emit(chosen[0].name)

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        buttons.addButton(self._merge, QDialogButtonBox.ButtonRole.ActionRole)
        leave = named_button("tag_choice_cancel", _("Cancel"))
        buttons.addButton(leave, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        return buttons
