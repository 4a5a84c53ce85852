"""Room between the lines of rich text: style sheets of Qt do not reach the lines of tables and lists."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextBlockFormat, QTextCursor

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument
    from PySide6.QtWidgets import QTextEdit

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


def show_plain(edit: QTextEdit, text: str, percent: int) -> None:
    """Show a plain text from its beginning with this line height; nothing of that can be undone, and nobody is told."""
    edit.blockSignals(True)
    edit.setPlainText(text)
    document = edit.document()
    document.setUndoRedoEnabled(False)
    space_lines(document, percent)
    document.setUndoRedoEnabled(True)
    edit.blockSignals(False)


def plain_text_of(document: QTextDocument) -> str:
    """Return a text as it is: Qt's own way to ask for it makes plain spaces of those that keep words together."""
    return document.toRawText().replace("\u2029", "\n")


def spaced_html(text: str, percent: int) -> str:
    """Return plain text as HTML with this line height."""
    lines = "<br/>".join(html.escape(line) for line in text.split("\n"))
    return f"<p style='margin: 0; line-height: {percent}%'>{lines}</p>"
