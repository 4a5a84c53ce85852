"""Markdown on A4 pages, as a PDF that is the same in every run that has the same QT_HASH_SEED."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

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
    QTextDocument,
)

import devtools_product as product

MM_PER_INCH = 25.4
MARGIN_MM = 18
RESOLUTION = 300
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
    margin = MARGIN_MM / MM_PER_INCH * RESOLUTION
    page = QRectF(margin, margin, writer.width() - 2 * margin, writer.height() - 2 * margin)
    _paint(_document(text, writer, page.size()), writer, page, title)
    _without_time(target)


def _document(text: str, writer: QPdfWriter, size: QSizeF) -> QTextDocument:
    document = QTextDocument()
    document.setDefaultFont(_font())
    document.setDefaultStyleSheet(STYLE)
    document.setDocumentMargin(0)
    html = markdown.markdown(text, extensions=["tables"])
    document.setHtml(html.replace("<table>", '<table cellspacing="0" width="100%">'))
    document.documentLayout().setPaintDevice(writer)
    document.setPageSize(size)
    return document


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
