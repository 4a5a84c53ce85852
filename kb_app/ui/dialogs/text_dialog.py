"""A window with something to read: a list of keys, of versions, of findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextEdit, QVBoxLayout

from kb_app.base.i18n import _
from kb_app.ui.widgets.line_height import space_lines
from kb_app.ui.widgets.named_button import named_button

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_LINE_HEIGHT = 155


class TextDialog(QDialog):
    """Shows HTML that the program wrote itself."""

    def __init__(self, name: str, title: str, html: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.text = QTextEdit()
        self.text.setObjectName(f"{name}_text")
        self.text.setAccessibleName(title)
        self.text.setReadOnly(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setHtml(html)
        space_lines(self.text.document(), _LINE_HEIGHT)
        buttons = QDialogButtonBox()
        close = named_button(f"{name}_close", _("Close"))
        close.setDefault(True)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(buttons)
        self.resize(640, 480)
