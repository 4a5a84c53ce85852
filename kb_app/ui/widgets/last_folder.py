"""Where a dialog for files begins: in the folder that was used last, else in the person's documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths

from kb_app.ui.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable

    from kb_app.ui.tasks import Tasks


class LastFolder:
    """One for each purpose; without `keep` it is remembered as long as this object lives.

    Whether a folder is there is asked in the background: a share that is out of reach answers after a minute. Until it
    is known, and without `tasks`, dialogs begin in the person's home.
    """

    def __init__(self, folder: str = "", keep: Callable[[str], None] | None = None, tasks: Tasks | None = None) -> None:
        """`keep` is told of every other folder that is used from now on."""
        self._folder = folder
        self._keep = keep
        self._start = Path.home()
        self._is_used = False
        if tasks is not None:
            # Pictures wait behind a share that is out of reach, and nothing else does.
            tasks.start(Lane.PICTURES, lambda _session, _report: _first_of(folder), self._found, needs_session=False)

    @property
    def start(self) -> Path:
        """The folder to begin in; one that is not there any more counts for nothing."""
        return self._start

    def use(self, folder: Path) -> None:
        """Remember the folder that was used."""
        self._start, self._is_used = folder, True
        if str(folder) == self._folder:
            return
        self._folder = str(folder)
        if self._keep is not None:
            self._keep(self._folder)

    def _found(self, folder: Path) -> None:
        if not self._is_used:
            self._start = folder


def _first_of(folder: str) -> Path:
    """The folder, the person's documents or their home: the first that is there."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return next((Path(place) for place in (folder, documents) if place and _is_there(Path(place))), Path.home())


def _is_there(folder: Path) -> bool:
    try:
        return folder.is_dir()
    except OSError:
        return False
