"""Whose packs of cases are taken in without a question, on the settings page; one who was accepted can be forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.content_pack import Standing
from kb_app.domain.pack_wording import standing_words
from kb_app.ui.widgets.named_button import named_button

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QShowEvent

    from kb_app.bootstrap import App
    from kb_app.domain.content_pack import Signer

_NAME_WIDTH, _SENTENCE_WIDTH = 160, 520


class SignersBox(QWidget):
    """Two lines for each signer. They are read when it is shown: the start of the program does not wait for it."""

    def __init__(self, app: App, tell: Callable[[str], object], parent: QWidget | None = None) -> None:
        """`tell` shows a sentence to the person."""
        super().__init__(parent)
        self.setObjectName("setting_signers")
        self._app = app
        self._tell = tell
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)

    def read(self) -> None:
        """Show who is known now."""
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()  # it goes with the next round of events, and shall not be seen until then
                old.deleteLater()
        try:
            signers = self._app.packs().signers()
        except KbError as error:
            self._grid.addWidget(_line(str(error), _SENTENCE_WIDTH), 0, 0)
            return
        for number, signer in enumerate(signers):
            row = 2 * number
            self._grid.addWidget(_line(signer.name, _NAME_WIDTH), row, 0)
            self._grid.addWidget(_line(signer.fingerprint), row + 1, 0, 1, 3)  # with large letters as wide as the page
            self._grid.addWidget(_line(standing_words(signer.standing)), row, 1)
            if signer.standing is Standing.ACCEPTED and not self._app.read_only:
                self._add_button(signer, row)
        if not signers:
            self._grid.addWidget(_line(_("No signer is known: every pack is asked about.")), 0, 0)

    def showEvent(self, event: QShowEvent) -> None:
        """Read them now."""
        super().showEvent(event)
        self.read()

    def _add_button(self, signer: Signer, row: int) -> None:
        spoken = _("Forget the signer {name}").format(name=signer.name)
        button = named_button("setting_signers_forget", _("Forget"), spoken=spoken)
        button.setAccessibleDescription(signer.fingerprint)
        button.clicked.connect(lambda: self._forget(signer.fingerprint))
        self._grid.addWidget(button, row, 2)

    def _forget(self, fingerprint: str) -> None:
        try:
            signer = self._app.packs().forget(fingerprint)
        except KbError as error:
            self._tell(str(error))
            return
        self._tell(_("Forgotten: {name}").format(name=signer.name))
        self.read()
        self.setFocus()


def _line(words: str, narrowest: int = 0) -> QLabel:
    """A label; with a width (pixels) one that goes on in the next line."""
    label = QLabel(words)
    label.setWordWrap(narrowest > 0)
    label.setMinimumWidth(narrowest)
    label.setTextFormat(Qt.TextFormat.PlainText)  # a signer may be called anything
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
