"""A list of suggestions below a line: no completer, which would take the keys of an input method."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel, QObject
    from PySide6.QtWidgets import QWidget

_MOVES = frozenset({QEvent.Type.Move, QEvent.Type.Resize})


class SuggestionList(QListView):
    """Lies over the window, never takes the keyboard, and goes when the person clicks elsewhere."""

    picked = Signal(str)

    def __init__(self, line: QWidget, model: QAbstractItemModel, words: str) -> None:
        """`line` is the widget it opens below; `words` name it for a screen reader."""
        super().__init__(line)
        self._line = line
        self._watched: list[QWidget] = []
        self.setObjectName("suggestions")
        self.setAccessibleName(words)
        self.setModel(model)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.clicked.connect(lambda index: self.picked.emit(index.data()))
        line.destroyed.connect(self.deleteLater)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether it is there."""
        return not self.isHidden()

    @property
    def marked(self) -> str:
        """The suggestion that the keyboard has chosen, or ""."""
        index = self.currentIndex()
        return str(index.data()) if self.is_open and index.isValid() else ""

    def open(self) -> None:
        """Show what the model has, with nothing chosen yet."""
        self.setCurrentIndex(QModelIndex())
        if not self.is_open:
            if self.parentWidget() is not self._line.window():
                self.setParent(self._line.window())
            self._watch()
        self._place()
        self.show()
        self.raise_()

    def close_list(self) -> None:
        """Go away."""
        if self.is_open:
            self.hide()
            for widget in self._watched:
                widget.removeEventFilter(self)
            self._watched.clear()

    def move_mark(self, by: int) -> None:
        """Choose the next or the previous suggestion; before the first one and behind the last one is none."""
        count = self.model().rowCount()
        row = (self.currentIndex().row() + 1 + by) % (count + 1) - 1
        self.setCurrentIndex(self.model().index(row, 0) if row >= 0 else QModelIndex())
        if self.marked:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._line, self.marked))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the line when something moves it; a click elsewhere closes the list."""
        if event.type() in _MOVES:
            self._place()
        elif event.type() is QEvent.Type.MouseButtonPress and watched is self._line.window():
            self.close_list()
        return super().eventFilter(watched, event)

    def _watch(self) -> None:
        widget: QWidget | None = self._line
        while widget is not None:
            widget.installEventFilter(self)
            self._watched.append(widget)
            widget = None if widget.isWindow() else widget.parentWidget()

    def _place(self) -> None:
        """Below the line, or above it where there is more room."""
        window, line = self._line.window(), self._line
        margins = self.contentsMargins()
        frame = max(2 * self.frameWidth(), margins.top() + margins.bottom()) + 2
        high = self.model().rowCount() * max(1, self.sizeHintForRow(0)) + frame
        top = line.mapTo(window, QPoint(0, 0))
        below = window.height() - top.y() - line.height()
        if high <= below or below >= top.y():
            place = QRect(top + QPoint(0, line.height()), QSize(line.width(), min(high, below)))
        else:
            high = min(high, top.y())
            place = QRect(top - QPoint(0, high), QSize(line.width(), high))
        self.setGeometry(place)
