"""Room between the lines of rich text: style sheets of Qt do not reach the lines of tables and lists."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextBlockFormat, QTextCursor

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

_PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value


def space_lines(document: QTextDocument, percent: int) -> None:
    """Give every paragraph without a line height of its own this one."""
    cursor = QTextCursor(document)
    cursor.beginEditBlock()
    block = document.begin()
    while block.isValid():
        if block.blockFormat().lineHeightType() == QTextBlockFormat.LineHeightTypes.SingleHeight.value:
            spaced = QTextBlockFormat()
            spaced.setLineHeight(percent, _PROPORTIONAL)
            cursor.setPosition(block.position())
            cursor.mergeBlockFormat(spaced)
        block = block.next()
    cursor.endEditBlock()


def spaced_html(text: str, percent: int) -> str:
    """Return plain text as HTML with this line height."""
    lines = "<br/>".join(html.escape(line) for line in text.split("\n"))
    return f"<p style='margin: 0; line-height: {percent}%'>{lines}</p>"
