"""Buttons that a screen reader and a test can name."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton


def named_button(name: str, words: str, *, look: str = "", spoken: str = "") -> QPushButton:
    """Return a button; `look` (quiet, chip) is how the style sheet knows it, `spoken` says more than `words`."""
    button = QPushButton(words)
    button.setObjectName(name)
    button.setAccessibleName(spoken or words)
    button.setAutoDefault(False)
    if spoken:
        button.setToolTip(spoken)
    if look:
        button.setProperty("look", look)
    return button
