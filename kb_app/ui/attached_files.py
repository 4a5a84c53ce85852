"""What lies beside a case, for a view of it: pictures are decoded one after the other, files opened where wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from kb_app.base.i18n import _
from kb_app.ui.tasks import Lane
from kb_app.ui.widgets.pictures import decoded

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QImage

    from kb_app.domain.local_file import LocalFile
    from kb_app.ui.tasks import Tasks
    from kb_app.ui.widgets.case_view import CaseView
    from kb_app.ui.widgets.pictures import PictureLook

_OPENED = {
    *("pdf", "txt", "csv", "tsv", "json", "xlsx", "xls", "ods", "docx", "doc", "odt", "rtf", "pptx", "ppt", "odp"),
    *("png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "heic", "mp4", "mov", "mp3", "wav", "zip"),
}
"""Endings of documents. What else is attached may be a program, and came perhaps with an import: its folder opens."""


class AttachedFiles(QObject):
    """Serves one view as long as that lives."""

    said = Signal(str)
    """A sentence for the person."""

    def __init__(
        self, tasks: Tasks, view: CaseView, *, open_address: Callable[[QUrl], object] = QDesktopServices.openUrl
    ) -> None:
        super().__init__(view)
        self._tasks = tasks
        self._view = view
        self._open_address = open_address
        self._waiting: list[tuple[str, PictureLook]] = []
        self._kept: dict[PictureLook, QImage] = {}
        view.pictures_wanted.connect(self._begin)
        view.file_wanted.connect(self._on_file_wanted)

    def _begin(self) -> None:
        looks = {name: look for name, look in self._view.looks.items() if not look.why}
        # A text that is being written is shown anew again and again; its pictures must not come and go.
        self._kept = {look: self._kept[look] for look in looks.values() if look in self._kept}
        self._waiting = [(name, look) for name, look in looks.items() if look not in self._kept]
        for name, look in looks.items():
            if look in self._kept:
                self._view.put_picture(name, self._kept[look])
        self._go_on()

    def _go_on(self) -> None:
        if not self._waiting:
            return
        name, look = self._waiting.pop(0)
        self._tasks.start(
            Lane.PICTURES,
            lambda _session, _report: decoded(look),
            lambda image: self._on_decoded(name, look, image),
            replaces=f"pictures_{id(self)}",
            needs_session=False,
        )

    def _on_decoded(self, name: str, look: PictureLook, image: QImage | None) -> None:
        if not shiboken6.isValid(self):
            return
        if self._view.looks.get(name) is look:  # else another document is shown meanwhile
            if image is not None:
                self._kept[look] = image
            self._view.put_picture(name, image)
            if image is not None:
                self._go_on()  # else the text was shown anew, and the rest is asked for

    def _on_file_wanted(self, file: LocalFile) -> None:
        is_document = file.place.suffix.lower().removeprefix(".") in _OPENED
        place = file.place if is_document else file.place.parent
        if not self._open_address(QUrl.fromLocalFile(str(place))):
            self.said.emit(_("It could not be opened. It is here: {place}").format(place=file.place))
        elif not is_document:
            self.said.emit(_("Its folder was opened: a file of this kind may be a program."))
