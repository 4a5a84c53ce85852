"""What the window consists of: pages beside their rail, a notice above, work below."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget


def window_frame(rail: QWidget, pages: QWidget, below: QWidget, notice: str) -> QWidget:
    """Return the inside of the window; `notice` stands above everything, "" for none."""
    body = QWidget()
    row = QHBoxLayout(body)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    row.addWidget(rail)
    row.addWidget(pages, 1)
    central = QWidget()
    column = QVBoxLayout(central)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    if notice:
        said = QLabel(notice)
        said.setObjectName("window_notice")
        said.setWordWrap(True)
        column.addWidget(said)
    column.addWidget(body, 1)
    column.addWidget(below)
    return central
