"""The rail at the left: one entry for each page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QVBoxLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget


class NavigationRail(QFrame):
    """Entries at the top, and some at the bottom; the one of the shown page is selected."""

    page_wanted = Signal(str)

    def __init__(
        self, top: Sequence[tuple[str, str]], bottom: Sequence[tuple[str, str]], parent: QWidget | None = None
    ) -> None:
        """Each entry is the id of its page and its words."""
        super().__init__(parent)
        self.setObjectName("navigation_rail")
        self._buttons: dict[str, QToolButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 12, 8, 12)
        column.setSpacing(8)
        for page, words in top:
            column.addWidget(self._make(page, words))
        column.addStretch(1)
        for page, words in bottom:
            column.addWidget(self._make(page, words))

    def select(self, page: str) -> None:
        """Show which page is open."""
        for name, button in self._buttons.items():
            button.setChecked(name == page)

    def _make(self, page: str, words: str) -> QToolButton:
        button = QToolButton()
        button.setText(words)
        button.setObjectName(f"rail_{page}")
        button.setAccessibleName(words)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda _checked=False: self.page_wanted.emit(page))
        self._buttons[page] = button
        return button
