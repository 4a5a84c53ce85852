"""Readers of foreign files: bytes in, cases out. Nothing is written and nothing else is opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.table_columns import TABLE_SUFFIXES, ReadAs
from kb_app.formats.importers.draft import finished
from kb_app.formats.importers.linked_files import linked_files
from kb_app.formats.importers.reading_way import AS_IT_SAYS, ReadingWay
from kb_app.formats.tables.counted import RowsHeard, unheard
from kb_app.formats.unreadable import EncodingUnknownError, UnreadableFileError

if TYPE_CHECKING:
    from kb_app.domain.imported import ImportedCase
    from kb_app.domain.vocabulary import Vocabulary

__all__ = [
    "AS_IT_SAYS",
    "SUFFIXES",
    "EncodingUnknownError",
    "UnreadableFileError",
    "linked_files",
    "read_file",
    "why_not_read",
]

Reader = Callable[[str, bytes, ReadingWay], "tuple[ImportedCase, ...]"]


def read_file(
    name: str, data: bytes, vocabulary: Vocabulary, read_as: ReadAs = AS_IT_SAYS, heard: RowsHeard = unheard
) -> tuple[ImportedCase, ...]:
    """Return the cases in a file.

    `name` is its path relative to what is imported, with forward slashes: its ending says what it is, its folders help
    to guess. `read_as` is what a person says of it; it wins over everything. `heard` is told the rows of a table that
    were gone through, and may stop it.

    Raises:
        UnreadableFileError: it is of no kind that is read, not what its ending says, damaged, encrypted, or empty.
        EncodingUnknownError: it is a text whose encoding cannot be told, or not what was said.
    """
    suffix = _suffix(name)
    if suffix not in _READERS:
        raise UnreadableFileError(why_not_read(name))
    return _READERS[suffix](name, data, ReadingWay(vocabulary, read_as, heard))


def why_not_read(name: str) -> str:
    """Return why a file of this name is not read, and where a program could save it so that it is."""
    ways = {
        ".doc": _("it is of the old Word; open it in Word and save it as a Word document (.docx) or as PDF"),
        ".rtf": _("it is rich text; open it in Word and save it as a Word document (.docx) or as PDF"),
        ".xls": _("it is of the old Excel; open it in Excel and save it as an Excel workbook (.xlsx)"),
        ".ppt": _("it is a presentation; open it in PowerPoint and save it as PDF"),
        ".jtd": _("it is of 一太郎; open it there and save it as a Word document (.docx) or as PDF"),
    }
    kind = _KINDS.get(_suffix(name), _suffix(name))
    return ways.get(kind) or _("files of this kind are not read")


def _markdown(name: str, data: bytes, way: ReadingWay) -> tuple[ImportedCase, ...]:
    from kb_app.formats.importers.markdown_file import read_markdown

    return (read_markdown(name, data, way.vocabulary, way.encoding),)


def _text(name: str, data: bytes, way: ReadingWay) -> tuple[ImportedCase, ...]:
    from kb_app.formats.importers.text_file import read_text

    return (finished(read_text(data, way.encoding), name, way.vocabulary),)


def _html(name: str, data: bytes, way: ReadingWay) -> tuple[ImportedCase, ...]:
    from kb_app.formats.importers.html_file import read_html

    return (finished(read_html(name, data, way.encoding), name, way.vocabulary),)


def _word(name: str, data: bytes, way: ReadingWay) -> tuple[ImportedCase, ...]:
    from kb_app.formats.importers.word_file import read_word

    return (finished(read_word(name, data), name, way.vocabulary),)


def _pdf(name: str, data: bytes, way: ReadingWay) -> tuple[ImportedCase, ...]:
    from kb_app.formats.importers.pdf_file import read_pdf

    return (finished(read_pdf(data), name, way.vocabulary),)


def _tables(name: str, data: bytes, way: ReadingWay) -> tuple[ImportedCase, ...]:
    from kb_app.formats.importers.table_file import read_table_file

    return read_table_file(name, data, way)


def _collection(_name: str, data: bytes, way: ReadingWay) -> tuple[ImportedCase, ...]:
    from kb_app.formats.importers.table_file import read_collection

    return read_collection(data, way)


_READERS: Mapping[str, Reader] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".txt": _text,
    ".text": _text,
    ".html": _html,
    ".htm": _html,
    ".docx": _word,
    ".pdf": _pdf,
    **dict.fromkeys(TABLE_SUFFIXES, _tables),
    ".json": _collection,
}
_KINDS = {".dot": ".doc", ".pptx": ".ppt", ".pps": ".ppt", ".ppsx": ".ppt", ".jtdc": ".jtd", ".jttc": ".jtd"}
"""Endings of which is said what is said of another one."""
SUFFIXES = tuple(_READERS)
"""Endings of files that are read, in small letters."""


def _suffix(name: str) -> str:
    last = name.replace("\\", "/").split("/")[-1]
    return "." + last.rsplit(".", 1)[-1].lower() if "." in last.lstrip(".") else ""
