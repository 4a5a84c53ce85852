"""A PDF with a text layer as a draft, its page numbers kept. PDFium reads; it is used by one thread at a time."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kb_app.base.i18n import _
from kb_app.domain.case import Case
from kb_app.formats.importers.draft import Draft
from kb_app.formats.importers.pdf_lines import cleaned, joined, similar
from kb_app.formats.importers.plain_markdown import paragraphs
from kb_app.formats.importers.sniffing import refuse_what_is_no_pdf
from kb_app.formats.unreadable import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pypdfium2

_NEEDS_PASSWORD = 4
"""FPDF_ERR_PASSWORD"""
_LARGER = 1.2
_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class _Pages:
    """The text of every page, and what may be the title."""

    texts: tuple[str, ...]
    titles: tuple[str, ...]
    named: str


def read_pdf(data: bytes) -> Draft:
    """Return a PDF as a draft: before the text of each page stands its number, as "*p. 3*".

    Raises:
        UnreadableFileError: it is no PDF, damaged, encrypted, or has pictures only.
    """
    refuse_what_is_no_pdf(data)
    pages = _read(data)
    written = [number for number, text in enumerate(pages.texts, 1) if text.strip()]
    if not written:
        raise UnreadableFileError(_("it has only pictures and no text; character recognition can add some"))
    body = "\n\n".join(f"*p. {number}*\n\n{paragraphs(joined(pages.texts[number - 1]))}" for number in written)
    case = Case(id="", title="", body=body + "\n")
    remarks = _remarks(len(pages.texts) - len(written))
    return Draft(case, pages.titles, pages=_range(written), named=pages.named, remarks=remarks)


def _read(data: bytes) -> _Pages:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _NEEDS_PASSWORD or "password" in str(error).lower():
            raise UnreadableFileError(_("it is encrypted; save it without a password")) from error
        raise UnreadableFileError(_("it is damaged, or no file of its kind")) from error
    try:
        texts = tuple(_page_text(document, number) for number in range(len(document)))
        named = cleaned(str(document.get_metadata_dict().get("Title", ""))).strip()
        return _Pages(texts, tuple(_titles(document, texts, named)), named if _is_its_own(named, texts) else "")
    except pypdfium2.PdfiumError as error:
        raise UnreadableFileError(_("it is damaged, or no file of its kind")) from error
    finally:
        document.close()


def _page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    text = page.get_textpage()
    try:
        return cleaned(str(text.get_text_range()))
    finally:
        text.close()
        page.close()


def _is_its_own(named: str, texts: tuple[str, ...]) -> bool:
    """Whether the first page says what the property says: many documents have that of the file they began as."""
    return bool(named and texts) and similar(named, texts[0])


def _titles(document: pypdfium2.PdfDocument, texts: tuple[str, ...], named: str) -> Iterator[str]:
    largest = _largest_line(document) if texts and texts[0].strip() else ""
    if _is_its_own(named, texts):
        yield named
    yield largest
    yield named


def _largest_line(document: pypdfium2.PdfDocument) -> str:
    """The first lines of the first page in its largest letters, where these are larger than most; "" elsewhere."""
    page = document[0]
    text = page.get_textpage()
    try:
        sizes = _sizes(text)
    finally:
        text.close()
        page.close()
    if not sizes:
        return ""
    largest, usual = max(size for _sign, size in sizes), sorted(size for _sign, size in sizes)[len(sizes) // 2]
    if largest < usual * _LARGER:
        return ""
    line = "".join(sign if size > largest * 0.95 else "\n" for sign, size in sizes).strip("\n").split("\n")[0]
    return line if len(line) <= _LONGEST_TITLE else ""


def _sizes(text: Any) -> list[tuple[str, float]]:
    """Every letter of a page with the size it is written in."""
    import pypdfium2.raw

    found = []
    for place in range(min(text.count_chars(), 5000)):
        sign = chr(pypdfium2.raw.FPDFText_GetUnicode(text, place) or 0x20)
        matrix = pypdfium2.raw.FS_MATRIX()
        pypdfium2.raw.FPDFText_GetMatrix(text, place, ctypes.byref(matrix))
        scale = (matrix.b**2 + matrix.d**2) ** 0.5 or 1.0
        if not sign.isspace() and ord(sign) >= 0x20:
            found.append((cleaned(sign), pypdfium2.raw.FPDFText_GetFontSize(text, place) * scale))
    return found


def _range(numbers: list[int]) -> str:
    return f"p. {numbers[0]}" if numbers[0] == numbers[-1] else f"p. {numbers[0]}-{numbers[-1]}"


def _remarks(count: int) -> tuple[str, ...]:
    if not count:
        return ()
    return (_("pages that have only pictures and no text: {count}").format(count=count),)
