"""Asks before a web page is opened: the program itself never goes to the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout

from kb_app.base.i18n import _
from kb_app.ui.widgets.named_button import named_button

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

_OPENABLE = ("http", "https")


class LinkDialog(QDialog):
    """Shows an address in full and opens it in the browser only when told to."""

    def __init__(
        self,
        address: str,
        parent: QWidget | None = None,
        *,
        open_address: Callable[[QUrl], object] = QDesktopServices.openUrl,
    ) -> None:
        super().__init__(parent)
        self._address = address
        self._open_address = open_address
        openable = QUrl(address).scheme() in _OPENABLE
        self.setObjectName("link_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Web page"))
        self.setMinimumWidth(460)
        sentence = _("This address would be opened in the browser:")
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(sentence if openable else _("This address cannot be opened from here:")))
        layout.addWidget(self._address_label())
        layout.addWidget(self._buttons(openable))

    def _on_open(self) -> None:
        self._open_address(QUrl(self._address))
        self.accept()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._address)

    def _address_label(self) -> QLabel:
        shown = QLabel(self._address)
        shown.setObjectName("link_address")
        shown.setAccessibleName(_("Address"))
        shown.setTextFormat(Qt.TextFormat.PlainText)
        shown.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        shown.setWordWrap(True)
        return shown

    def _buttons(self, openable: bool) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        if openable:
            opening = named_button("link_open", _("Open"))
            opening.clicked.connect(self._on_open)
            buttons.addButton(opening, QDialogButtonBox.ButtonRole.ActionRole)
        copy = named_button("link_copy", _("Copy"))
        copy.clicked.connect(self._on_copy)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        close = named_button("link_close", _("Close"))
        close.setDefault(True)
        buttons.addButton(close, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        return buttons
