"""What stands in the place of a list that is empty: what happened, and what could be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from kb_app.ui.widgets.flow_layout import FlowLayout
from kb_app.ui.widgets.named_button import named_button


@dataclass(frozen=True, slots=True)
class Offer:
    """A line of buttons under a sentence; each is its words and what it does."""

    sentence: str
    choices: Sequence[tuple[str, Callable[[], object]]] = ()


class Notice(QFrame):
    """A heading and some offers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 4, 0, 4)
        self._column.setSpacing(8)

    def show_offers(self, heading: str, offers: Sequence[Offer]) -> None:
        """Replace what was said before."""
        self._clear()
        if heading:
            self._column.addWidget(_label(heading, "notice_heading"))
        number = 0
        for offer in offers:
            if offer.sentence:
                self._column.addWidget(_label(offer.sentence, "notice_text"))
            if offer.choices:
                row = QWidget()
                flow = FlowLayout(row, gap=8)
                for words, act in offer.choices:
                    button = named_button(f"notice_{number}", words, look="chip")
                    button.clicked.connect(lambda _checked=False, act=act: act())
                    flow.addWidget(button)
                    number += 1
                self._column.addWidget(row)
        self._column.addStretch(1)

    def _clear(self) -> None:
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _label(text: str, look: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("look", look)
    label.setWordWrap(True)
    return label
