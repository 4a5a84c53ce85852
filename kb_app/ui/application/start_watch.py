"""Measures when the window is there and when it can be used: a key sent to the search box has been painted."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLineEdit, QWidget

_KEY = "a"


class StartWatch(QObject):
    """Watches the first painting; with `press_key` it also types into the box, as a person would."""

    painted = Signal(int)
    usable = Signal(int, int)

    def __init__(self, window: QWidget, box: QLineEdit, started: float, *, press_key: bool) -> None:
        super().__init__(window)
        self._box = box
        self._started = started
        self._press_key = press_key
        self._to_window: int | None = None
        box.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note a painting once it is over."""
        if event.type() == QEvent.Type.Paint:
            if self._to_window is None:
                self._to_window = -1
                QTimer.singleShot(0, self._on_painted)
            elif self._press_key and self._to_window >= 0 and self._box.text() == _KEY:
                self._box.removeEventFilter(self)
                QTimer.singleShot(0, self._on_key_painted)
        return super().eventFilter(watched, event)

    def _on_painted(self) -> None:
        self._to_window = self._elapsed()
        if self._press_key:
            press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, _KEY)
            QCoreApplication.postEvent(self._box, press)
        else:
            self._box.removeEventFilter(self)
        self.painted.emit(self._to_window)

    def _on_key_painted(self) -> None:
        assert self._to_window is not None
        self.usable.emit(self._to_window, self._elapsed())

    def _elapsed(self) -> int:
        return round((time.perf_counter() - self._started) * 1000)
