"""A layout that sets its widgets side by side and goes on in a new line when one is full, as words do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayoutItem, QWidget

_FEW = 3


class FlowLayout(QLayout):
    """Lines of widgets; with `least` every widget is at least that wide and a line is filled evenly."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = 8, least: int = 0) -> None:
        super().__init__(parent)
        self._gap = gap
        self._least = least
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def measure(self, gap: int, least: int) -> None:
        """Use other lengths: the size of the letters has changed."""
        self._gap = gap
        self._least = least
        self.invalidate()

    def clear(self, keep: QWidget | None = None) -> None:
        """Take out every widget and delete it, but for the one to `keep`."""
        while self._items:
            item = self._items.pop()
            widget = item.widget()
            shiboken6.delete(item)  # Qt leaves items that were taken out to whoever took them
            if widget is not None and widget is not keep:
                widget.hide()
                widget.deleteLater()
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        """Take in one more."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return one of them."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take one of them out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Return that it wants no more room than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Return that a narrower place needs more lines."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at a width."""
        return self._arrange(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, rect: QRect) -> None:
        """Put every widget into its place."""
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        """Return the least size; the width is the place's to give."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """Return the size of the widest widget."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        return size

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        top = rect.y()
        for line in self._lines(rect.width()):
            wide = self._even_width(line, rect.width()) if self._least else 0
            sizes = [QSize(wide or min(item.sizeHint().width(), rect.width()), 0) for item in line]
            height = max(_height(item, size.width()) for item, size in zip(line, sizes, strict=True))
            if move:
                self._place(line, sizes, QPoint(rect.x(), top), height)
            top += height + self._gap
        return max(0, top - self._gap - rect.y())

    def _place(self, line: list[QLayoutItem], sizes: list[QSize], corner: QPoint, height: int) -> None:
        left = corner.x()
        for item, size in zip(line, sizes, strict=True):
            own = height if self._least else _height(item, size.width())
            item.setGeometry(QRect(left, corner.y() + (height - own) // 2, size.width(), own))
            left += size.width() + self._gap

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        used = 0
        for item in self._items:
            needed = max(
                self._least, min(item.minimumSize().width(), width) if self._least else item.sizeHint().width()
            )
            if lines and used + self._gap + needed <= width:
                lines[-1].append(item)
                used += self._gap + needed
            else:
                lines.append([item])
                used = needed
        return lines

    def _even_width(self, line: list[QLayoutItem], width: int) -> int:
        """Cards stand below each other in columns; a few of them are not drawn out over the whole width."""
        fitting = max(1, (width + self._gap) // (self._least + self._gap))
        columns = min(fitting, max(len(self._items), _FEW))
        return (width - self._gap * (columns - 1)) // max(columns, len(line))


def _height(item: QLayoutItem, width: int) -> int:
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
