"""A small menu of values to tick, which stays open while they are ticked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QPainter
from PySide6.QtWidgets import QMenu

from kb_app.ui.widgets.tick_box import paint_tick

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

_LEFT = 0.7


class TickMenu(QMenu):
    """Space and a click tick a value; Enter or Esc closes the menu."""

    ticked = Signal(list)
    """The values that are ticked now."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def offer(self, values: Iterable[tuple[str, str]], now: Iterable[str]) -> None:
        """Show values (id, name), those of `now` ticked."""
        held = set(now)
        for value, name in values:
            action = QAction(name, self, checkable=True)
            action.setData(value)
            action.setChecked(value in held)
            self.addAction(action)
        if self.actions():
            self.setActiveAction(self.actions()[0])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint boxes as everywhere else: the style's own are tiny, and there is none where nothing is ticked."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self.fontMetrics().height()
        for action in self.actions():
            place = self.actionGeometry(action)
            box = QRectF(place.left() + side * _LEFT, place.center().y() - side / 2, side, side)
            paint_tick(painter, box, QGuiApplication.palette(), checked=action.isChecked())
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick what was clicked, and stay open."""
        action = self.actionAt(event.position().toPoint())
        if action is not None and action.isCheckable():
            self._toggle(action)
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick with Space; Enter is done."""
        if event.key() == Qt.Key.Key_Space and self.activeAction() is not None:
            self._toggle(self.activeAction())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        else:
            super().keyPressEvent(event)

    def _toggle(self, action: QAction) -> None:
        action.toggle()
        self.ticked.emit([str(one.data()) for one in self.actions() if one.isChecked()])
