"""Files that a person drags onto a window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDropEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_COMING = frozenset({QEvent.Type.DragEnter, QEvent.Type.DragMove})


class DroppedFiles(QObject):
    """Watches one widget; what is no file goes on to it."""

    dropped = Signal(list)
    """The places (`Path`) of files and folders."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files and nothing else."""
        if not isinstance(event, QDropEvent) or not places_of(event.mimeData()):
            return super().eventFilter(watched, event)
        if event.type() in _COMING:
            event.acceptProposedAction()
            return True
        if event.type() == QEvent.Type.Drop:
            event.acceptProposedAction()
            self.dropped.emit(places_of(event.mimeData()))
            return True
        return super().eventFilter(watched, event)


def places_of(data: QMimeData) -> list[Path]:
    """Return the files and folders of this computer that are dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
