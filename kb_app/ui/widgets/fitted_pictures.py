"""The pictures of a text document, never wider than the room that there is for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QImage, QTextBlockFormat, QTextCursor, QTextDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
_PICTURE = QTextDocument.ResourceType.ImageResource.value
_LEAST_WIDTH = 40


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a picture stands, and how large it is where there is room."""

    name: str
    position: int
    width: float
    height: float


class FittedPictures:
    """Keeps the places of pictures in one document, whose text does not change between `look` and `forget`."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._places: list[_Place] = []
        self._images: dict[str, QImage] = {}

    def forget(self) -> None:
        """Know no picture: another text comes."""
        for name in self._images:  # Qt keeps them beyond a text, and names come again
            self._document.addResource(_PICTURE, QUrl(name), _empty())
        self._images.clear()
        self._places = []

    def look(self) -> None:
        """Find the pictures of a new text. A line with a picture is as high as that, and not higher."""
        self._places = list(self._found())
        for place in self._places:
            cursor = self._cursor(place)
            spaced = QTextBlockFormat()
            spaced.setLineHeight(100, _PROPORTIONAL)
            cursor.mergeBlockFormat(spaced)

    def fit(self, width: int) -> None:
        """Make each picture as wide as it is, or as `width` (pixels) allows where it stands."""
        whole = QTextCursor(self._document)
        whole.beginEditBlock()  # so that the text is laid out once
        for place in self._places:
            cursor = self._cursor(place)
            style = cursor.charFormat().toImageFormat()
            room = max(_LEAST_WIDTH, self._room(cursor, width))
            wide = min(place.width, room)
            if style.isValid() and round(style.width()) != round(wide):
                style.setWidth(wide)
                style.setHeight(max(1.0, place.height * wide / place.width))
                cursor.setCharFormat(style)
        whole.endEditBlock()

    def put(self, name: str, image: QImage, ratio: float) -> None:
        """Show a picture that has been decoded; `ratio` is how many dots of the screen a pixel has."""
        self._images[name] = image
        self._show(name, ratio)

    def smooth(self, ratio: float) -> None:
        """Make what is shown anew of the decoded pictures; painting alone would only leave dots out."""
        for name in self._images:
            self._show(name, ratio)

    def _show(self, name: str, ratio: float) -> None:
        image = self._images[name]
        wide = max((self._width_now(place) for place in self._places if place.name == name), default=0.0)
        dots = round(wide * ratio)
        if 0 < dots < image.width():
            image = image.scaledToWidth(dots, Qt.TransformationMode.SmoothTransformation)
        self._document.addResource(_PICTURE, QUrl(name), image)
        self._document.markContentsDirty(0, self._document.characterCount())

    def _width_now(self, place: _Place) -> float:
        return float(self._cursor(place).charFormat().toImageFormat().width())

    def image(self, name: str) -> QImage:
        """Return what is shown for a picture now: nothing to be seen until it has been decoded."""
        return self._images.get(name) or _empty()

    def _found(self) -> Iterator[_Place]:
        block = self._document.begin()
        while block.isValid():
            pieces = block.begin()
            while not pieces.atEnd():
                piece = pieces.fragment()
                style = piece.charFormat()
                if style.isImageFormat():
                    image = style.toImageFormat()
                    # Equal pictures beside each other are one piece.
                    for number in range(piece.length()):
                        yield _Place(image.name(), piece.position() + number, image.width(), image.height())
                pieces += 1
            block = block.next()

    def _room(self, cursor: QTextCursor, width: int) -> int:
        table = cursor.currentTable()
        columns = table.columns() if table is not None else 1
        indent = cursor.blockFormat().indent() + (1 if cursor.currentList() is not None else 0)
        return width // max(1, columns) - indent * round(self._document.indentWidth())

    def _cursor(self, place: _Place) -> QTextCursor:
        cursor = QTextCursor(self._document)
        cursor.setPosition(place.position)
        cursor.setPosition(place.position + 1, QTextCursor.MoveMode.KeepAnchor)
        return cursor


def _empty() -> QImage:
    """A picture that is not seen."""
    image = QImage(1, 1, QImage.Format.Format_ARGB32)
    image.fill(0)
    return image
