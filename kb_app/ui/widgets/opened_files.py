"""Files that a person opens with the program: several starts, one for each file, become one wish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_GATHERING_MS = 300
"""A desktop starts the program once for each of several chosen files."""
_PACK_ENDING = ".dxpack"


class OpenedFiles(QObject):
    """Gathers for a moment, and tells packs of cases from files to be imported."""

    pack_opened = Signal(object)
    """A pack (`Path`); of several the last one."""
    files_opened = Signal(list)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gathered: list[Path] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_GATHERING_MS)
        self._timer.timeout.connect(self._on_quiet)

    def gather(self, files: Sequence[Path]) -> None:
        """Open files in a moment, together with others that come until then."""
        if files:
            self._gathered += files
            self._timer.start()

    def open(self, files: Sequence[Path]) -> None:
        """Open files now."""
        packs = [file for file in files if file.suffix.lower() == _PACK_ENDING]
        others = [file for file in files if file not in packs]
        if packs:
            self.pack_opened.emit(packs[-1])
        if others:
            self.files_opened.emit(others)

    def _on_quiet(self) -> None:
        files, self._gathered = list(dict.fromkeys(self._gathered)), []
        self.open(files)
