"""A folder that the person chooses, or takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from kb_app.base.i18n import _
from kb_app.ui.widgets.named_button import named_button

if TYPE_CHECKING:
    from collections.abc import Callable


def choose_folder(parent: QWidget, folder: str) -> str:
    """Let the person choose a folder, beginning at `folder`; "" where none was chosen."""
    return QFileDialog.getExistingDirectory(parent, _("Choose a folder"), folder)


class FolderLine(QWidget):
    """Shows a folder; it is chosen in the system's dialog, so that it is there when it is chosen."""

    changed = Signal(str)

    def __init__(
        self,
        name: str,
        words: str,
        folder: str,
        parent: QWidget | None = None,
        *,
        choose: Callable[[QWidget, str], str] = choose_folder,
    ) -> None:
        super().__init__(parent)
        self._choose = choose
        self._line = QLineEdit(folder)
        self._line.setObjectName(name)
        self._line.setAccessibleName(words)
        self._line.setReadOnly(True)
        self._line.setPlaceholderText(_("none"))
        self._line.setProperty("look", "field")
        self._clear = named_button(f"{name}_clear", _("No folder"), spoken=_("{what}: no folder").format(what=words))
        self._clear.setEnabled(bool(folder))
        self._clear.clicked.connect(lambda: self._use(""))
        choosing = named_button(f"{name}_choose", _("Choose…"), spoken=_("{what}: choose a folder").format(what=words))
        choosing.clicked.connect(self._on_choose)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for widget in (self._line, choosing, self._clear):
            layout.addWidget(widget)
        self.setFocusProxy(choosing)

    @property
    def folder(self) -> str:
        """The folder that is shown, "" for none."""
        return self._line.text()

    def _on_choose(self) -> None:
        chosen = self._choose(self, self.folder)
        if chosen:
            self._use(chosen)

    def _use(self, folder: str) -> None:
        self._line.setText(folder)
        self._clear.setEnabled(bool(folder))
        self.changed.emit(folder)
