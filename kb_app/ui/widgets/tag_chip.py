"""A tag of a document, with a button that takes it off or puts it back."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from kb_app.base.i18n import _

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent
    from PySide6.QtWidgets import QWidget

_LEAST = 4
"""So many characters a name shows even where there is hardly any room."""


class TagOrigin(StrEnum):
    """Whose tag it is: the staff's, the file's, or one of the file that staff took off."""

    OWN = "own"
    FILE = "file"
    TAKEN = "taken"


class TagChip(QFrame):
    """Filled for a tag of the staff, an outline for one of the file, struck through for one that was taken off."""

    pressed = Signal()
    """The tag is to be taken off, or put back."""
    step_wanted = Signal(int)
    """The keyboard wants to go so many chips on."""

    def __init__(self, name: str, origin: TagOrigin, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tag = name
        self.origin = origin
        said = _said(origin)
        self.setObjectName(f"tag_chip_{number}")
        self.setProperty("chip", str(origin))
        self.setAccessibleName(_(", ").join(part for part in (name, said) if part))
        self.setToolTip(f"{name}\n{said}" if said else name)
        self.button = _ChipButton(*_words(name, origin))
        self.button.setObjectName(f"tag_button_{number}")
        self.button.setAccessibleDescription(said)
        self.button.clicked.connect(self.pressed)
        self.button.step_wanted.connect(self.step_wanted)
        self.button.removes = origin is not TagOrigin.TAKEN
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 1, 2, 1)
        row.setSpacing(2)
        row.addWidget(_Name(name, struck=origin is TagOrigin.TAKEN), 1)
        row.addWidget(self.button)


class _Name(QLabel):
    """A name that is cut off with an ellipsis where it does not fit."""

    def __init__(self, name: str, *, struck: bool) -> None:
        super().__init__(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._struck = struck

    def minimumSizeHint(self) -> QSize:
        """Return the room for a few characters: a long name must not widen the window."""
        few = self.fontMetrics().horizontalAdvance(f"{self.text()[:_LEAST]}…")
        return QSize(min(few, self.sizeHint().width()), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what there is room for."""
        font = QFont(self.font())
        font.setStrikeOut(self._struck)
        words = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter = QPainter(self)
        painter.setFont(font)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.end()


class _ChipButton(QPushButton):
    step_wanted = Signal(int)

    def __init__(self, words: str, spoken: str) -> None:
        super().__init__(words)
        self.removes = True
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)
        self.setAutoDefault(False)
        self.setProperty("look", "chip_button")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter, Delete and Backspace; the arrows go to the chips beside this one."""
        key = event.key()
        presses = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        presses |= {Qt.Key.Key_Delete, Qt.Key.Key_Backspace} if self.removes else set()
        if key in presses:
            self.click()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.step_wanted.emit(1 if key == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)


def _said(origin: TagOrigin) -> str:
    return {
        TagOrigin.OWN: "",
        TagOrigin.FILE: _("Recorded with the document"),
        TagOrigin.TAKEN: _("Recorded with the document, taken off by your office"),
    }[origin]


def _words(name: str, origin: TagOrigin) -> tuple[str, str]:
    """What stands on the button, and what a screen reader says."""
    if origin is TagOrigin.TAKEN:
        return _("Put back"), _("Put the tag “{name}” back").format(name=name)
    return "×", _("Take off the tag “{name}”").format(name=name)
