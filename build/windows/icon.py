"""The icon of Windows' executables and the setup's picture, drawn from the SVG file."""

from __future__ import annotations

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 20, 24, 32, 40, 48, 64, 256)
"""Pixels a side: of lists, task bar and desktop at 100 to 200 %, and the large one of the Explorer."""
BANNER_SIZE = (164, 314)
BANNER_COLOUR = "#e8f1fe"
_PNG_FROM = 256  # smaller ones as bitmaps, which every reader of icons knows


def write_icon(picture: Path, target: Path) -> None:
    """Draw the picture in every size and write them as one icon."""
    renderer = QSvgRenderer(str(picture))
    if not renderer.isValid():
        raise ValueError(f"{picture} is no SVG file.")
    images = [_drawn(renderer, size) for size in SIZES]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(icon_file([(image.width(), _encoded(image)) for image in images]))


def write_banner(picture: Path, target: Path) -> None:
    """Draw the picture on the narrow field at the side of the setup's first and last page."""
    image = QImage(*BANNER_SIZE, QImage.Format.Format_RGB888)
    image.fill(QColor(BANNER_COLOUR))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(picture)).render(painter, QRectF(34, 60, 96, 96))
    painter.end()
    if not image.save(str(target), "BMP"):  # type: ignore[call-overload]  # as below
        raise OSError(f"{target} could not be written.")


def icon_file(images: list[tuple[int, bytes]]) -> bytes:
    """Return an icon of encoded images, each with its pixels a side."""
    place = 6 + 16 * len(images)
    entries = b""
    for size, encoded in images:
        # 256 is written as 0: one byte holds the size.
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(encoded), place)
        place += len(encoded)
    return struct.pack("<HHH", 0, 1, len(images)) + entries + b"".join(encoded for _size, encoded in images)


def _drawn(renderer: QSvgRenderer, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


def _encoded(image: QImage) -> bytes:
    return _as_png(image) if image.width() >= _PNG_FROM else _as_bitmap(image)


def _as_png(image: QImage) -> bytes:
    stored = QByteArray()
    buffer = QBuffer(stored)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, PySide itself takes text only
    return bytes(stored.data())


def _as_bitmap(image: QImage) -> bytes:
    """Return a bitmap without its file header, from the lowest line up, and the mask that older readers want."""
    size = image.width()
    pixels = bytes(image.constBits())
    lines = [pixels[start : start + size * 4] for start in range(0, len(pixels), size * 4)]
    mask = bytes(-(-size // 32) * 4 * size)
    header = struct.pack("<IiiHHIIiiII", 40, size, size * 2, 1, 32, 0, 0, 0, 0, 0, 0)
    return header + b"".join(reversed(lines)) + mask
