"""Where a dialog for files begins: in the folder that was used last, else in the person's documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths

if TYPE_CHECKING:
    from collections.abc import Callable


class LastFolder:
    """One for each purpose; without `keep` it is remembered as long as this object lives."""

    def __init__(self, folder: str = "", keep: Callable[[str], None] | None = None) -> None:
        """`keep` is told of every other folder that is used from now on."""
        self._folder = folder
        self._keep = keep

    @property
    def start(self) -> Path:
        """The folder to begin in; one that is not there any more counts for nothing."""
        if self._folder and Path(self._folder).is_dir():
            return Path(self._folder)
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return Path(documents) if documents and Path(documents).is_dir() else Path.home()

    def use(self, folder: Path) -> None:
        """Remember the folder that was used."""
        if str(folder) == self._folder:
            return
        self._folder = str(folder)
        if self._keep is not None:
            self._keep(self._folder)
