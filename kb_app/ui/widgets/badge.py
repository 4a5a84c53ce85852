"""Small labels for steps, areas and tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class Badge(QLabel):
    """A word or two on a coloured ground; `look` (step, area, plain, tag) is how the style sheet knows it."""

    def __init__(self, text: str, look: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setProperty("badge", look)
