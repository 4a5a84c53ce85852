"""Pictures beside a case: looked at and decoded in the background, within limits, and never from anywhere else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImageIOHandler, QImageReader

from kb_app.base.i18n import _
from kb_app.domain.local_file import LARGEST_PICTURE_BYTES, LARGEST_PICTURE_PIXELS, LocalFile, is_picture

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QImage

    from kb_app.services.case_library import CasePage

_FORMATS = {b"png", b"jpeg", b"jpg", b"gif", b"webp", b"bmp"}
_WIDEST, _HIGHEST = 1600, 2400
_MOST_PIXELS = 40_000_000
"""Of all pictures of a case as they are kept for showing: 160 MB."""


@dataclass(frozen=True, slots=True)
class PictureLook:
    """A picture before it is decoded: as large as it is shown at most, or `why` it is not shown (a part of a line)."""

    file: LocalFile
    width: int = 0
    height: int = 0
    why: str = ""


Looks = dict[str, PictureLook]
"""By what the case calls the picture."""


def looks_of(page: CasePage) -> Looks:
    """Look at the heads of the picture files of a page; nothing is decoded."""
    found: dict[str, PictureLook] = {}
    left = _MOST_PIXELS
    for name, file in page.beside.items():
        if is_picture(file.name):
            look = _look(file)
            if look.width * look.height > left:
                look = PictureLook(file, why=_("not shown: there are too many pictures"))
            left -= look.width * look.height
            found[name] = look
    return found


def decoded(look: PictureLook) -> QImage | None:
    """Return the picture as large as it is shown; None where its file turns out to be damaged."""
    reader = _reader(look.file)
    reader.setAutoTransform(True)
    size = QSize(look.width, look.height)
    reader.setScaledSize(size.transposed() if _is_turned(reader) else size)
    image = reader.read()
    return None if image.isNull() else image


def damaged(looks: Looks, names: Iterable[str]) -> Looks:
    """Return the looks with these told as damaged."""
    return looks | {name: replace(looks[name], width=0, height=0, why=_damaged()) for name in names}


def _look(file: LocalFile) -> PictureLook:
    if file.size > LARGEST_PICTURE_BYTES:
        limit = LARGEST_PICTURE_BYTES // 1_000_000
        return PictureLook(file, why=_("not shown: larger than {limit} MB").format(limit=limit))
    reader = _reader(file)
    size = reader.size()
    if bytes(reader.format().data()) not in _FORMATS or not size.isValid() or size.isEmpty():
        return PictureLook(file, why=_damaged())
    if size.width() * size.height() > LARGEST_PICTURE_PIXELS:
        words = _("not shown: {width} x {height} pixels are too many")
        return PictureLook(file, why=words.format(width=f"{size.width():,}", height=f"{size.height():,}"))
    if _is_turned(reader):
        size.transpose()
    if size.width() > _WIDEST or size.height() > _HIGHEST:
        size.scale(_WIDEST, _HIGHEST, Qt.AspectRatioMode.KeepAspectRatio)
    return PictureLook(file, max(1, size.width()), max(1, size.height()))


def _reader(file: LocalFile) -> QImageReader:
    reader = QImageReader(str(file.place))
    reader.setDecideFormatFromContent(True)
    return reader


def _is_turned(reader: QImageReader) -> bool:
    """A camera that was held upright writes the picture lying, and says so."""
    return bool(reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90)


def _damaged() -> str:
    return _("not shown: the file is damaged, or no picture")
