"""Markdown on A4 pages, as a PDF that is the same in every run that has the same QT_HASH_SEED."""

from __future__ import annotations

import itertools
import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import markdown
from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt, QUuid
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextBlock,
    QTextDocument,
    QTextTable,
)

import devtools_product as product

if TYPE_CHECKING:
    from collections.abc import Mapping

MM_PER_INCH = 25.4
MARGIN_MM = 18
RESOLUTION = 300
SLACK_MM = 2
"""Stays free at the top and the foot of what is drawn: a letter that reaches out of its line shows on one page only."""
SCREEN_RESOLUTION = 96
"""What the lengths of a text are counted in."""
FONT, FONT_POINTS = "BIZ UDPGothic", 9.5
STYLE = """
p, li, td, th { line-height: 130%; }
h1 { font-size: 18pt; }
h2 { font-size: 12pt; color: #0017c1; margin-top: 16px; margin-bottom: 5px; }
h3 { font-size: 10.5pt; margin-top: 10px; margin-bottom: 4px; }
code { font-family: 'BIZ UDGothic', monospace; font-size: 8.5pt; }
table { border-collapse: collapse; border: 1px solid #b3b3b3; }
td, th { border: 1px solid #b3b3b3; padding: 3px; }
th { background-color: #f1f1f4; text-align: left; }
"""


def write_pdf(text: str, title: str, target: Path) -> None:
    """Print Markdown on A4 pages, with title and number at the foot of each."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _application = QGuiApplication.instance() or QGuiApplication([])  # fonts belong to it
    writer = QPdfWriter(str(target))
    writer.setResolution(RESOLUTION)
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF()))
    writer.setTitle(title)
    writer.setCreator(product.ENGLISH_NAME)
    writer.setDocumentId(QUuid.createUuidV5(QUuid(), text.encode()))
    margin = (MARGIN_MM - SLACK_MM) / MM_PER_INCH * RESOLUTION
    page = QRectF(margin, margin, writer.width() - 2 * margin, writer.height() - 2 * margin)
    moves: dict[str, str] = {}
    document = _document(text, writer, page.size(), moves)
    while (move := _stranded_heading(document) or _cut_row(document)) and move[0] not in moves:
        moves[move[0]] = move[1]
        document = _document(text, writer, page.size(), moves)
    _paint(document, writer, page, title)
    _without_time(target)


def _document(text: str, writer: QPdfWriter, size: QSizeF, moves: Mapping[str, str]) -> QTextDocument:
    """Return the text laid out; `moves` are styles for headings and rows of tables by their number (h0, tr3)."""
    document = QTextDocument()
    document.setDefaultFont(_font())
    document.setDefaultStyleSheet(STYLE)
    document.setDocumentMargin(SLACK_MM / MM_PER_INCH * SCREEN_RESOLUTION)
    html = markdown.markdown(text, extensions=["tables"])
    headings, rows = itertools.count(), itertools.count()
    html = re.sub(r"<h[1-6]\b", lambda found: found[0] + moves.get(f"h{next(headings)}", ""), html)
    html = re.sub(
        r"<tr>.*?</tr>",
        lambda found: (
            re.sub(r"<t[dh]\b", lambda cell: cell[0] + style, found[0])
            if (style := moves.get(f"tr{next(rows)}", ""))
            else found[0]
        ),
        html,
        flags=re.DOTALL,
    )
    document.setHtml(html.replace("<table>", '<table cellspacing="0" width="100%">'))
    document.documentLayout().setPaintDevice(writer)
    document.setPageSize(size)
    document.pageCount()  # all of it is laid out now, and not later in pieces
    return document


def _stranded_heading(document: QTextDocument) -> tuple[str, str] | None:
    """Return the first heading that stands at the foot of a page without what follows it, and what moves it."""
    number, block = 0, document.begin()
    while block.next().isValid():
        if block.blockFormat().headingLevel():
            if _page(document, _top(document, block)) != _page(document, _top(document, block.next())):
                return f"h{number}", ' style="page-break-before: always"'
            number += 1
        block = block.next()
    return None


def _cut_row(document: QTextDocument) -> tuple[str, str] | None:
    """Return the row before the first one that lies on two pages, and what makes it end its page."""
    number = 0
    for table in document.rootFrame().childFrames():
        if not isinstance(table, QTextTable):
            continue
        for row in range(table.rows()):
            cells = [table.cellAt(row, column) for column in range(table.columns())]
            top = min(_top(document, cell.firstCursorPosition().block()) for cell in cells)
            bottom = max(_bottom(document, cell.lastCursorPosition().block()) for cell in cells)
            if row > 1 and _page(document, top) != _page(document, bottom):
                left = (_page(document, top) + 1) * document.pageSize().height() - top
                return f"tr{number - 1}", f' style="padding-bottom: {left / RESOLUTION * SCREEN_RESOLUTION:.0f}px"'
            number += 1
    return None


def _top(document: QTextDocument, block: QTextBlock) -> float:
    """Return the place of its first line; the block itself may begin on the page before."""
    lines = block.layout()
    place = document.documentLayout().blockBoundingRect(block).top()
    return place + (lines.lineAt(0).y() if lines.lineCount() else 0)


def _bottom(document: QTextDocument, block: QTextBlock) -> float:
    """Return the place of its last line."""
    lines = block.layout()
    place = document.documentLayout().blockBoundingRect(block).top()
    return place + (lines.lineAt(lines.lineCount() - 1).y() if lines.lineCount() else 0)


def _page(document: QTextDocument, place: float) -> int:
    return int(place // document.pageSize().height())


def _font() -> QFont:
    font = QFont([FONT, "Noto Sans CJK JP"])
    font.setPointSizeF(FONT_POINTS)
    # The letters of an "fi" drawn as one get lost from the text that is searched and copied.
    font.setFeature(QFont.Tag("liga"), 0)
    return font


def _paint(document: QTextDocument, writer: QPdfWriter, page: QRectF, title: str) -> None:
    painter = QPainter(writer)
    painter.setFont(_font())
    foot = QRectF(page.left(), page.bottom(), page.width(), page.top() / 2)
    for number in range(document.pageCount()):
        if number:
            writer.newPage()
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = QRectF(0, number * page.height(), page.width(), page.height())
        painter.save()
        painter.translate(page.left(), page.top() - context.clip.top())
        painter.setClipRect(context.clip)
        document.documentLayout().draw(painter, context)
        painter.restore()
        painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, f"{title}　{number + 1} / {document.pageCount()}")
    painter.end()


def _without_time(pdf: Path) -> None:
    """Date the file as everything that is built; Qt writes the time of the run into it."""
    made = datetime.fromtimestamp(product.source_date_epoch(), UTC)
    # Each is replaced by one of its own length: the file says by bytes where its parts begin.
    in_header, in_metadata = made.strftime("%Y%m%d%H%M%S").encode(), made.isoformat(timespec="seconds").encode()
    content = re.sub(rb"(/(?:Creation|Mod)Date \(D:)\d{14}", rb"\g<1>" + in_header, pdf.read_bytes())
    pdf.write_bytes(re.sub(rb'(xmp:\w+Date=")[\d:T+-]{25}', rb"\g<1>" + in_metadata, content))
