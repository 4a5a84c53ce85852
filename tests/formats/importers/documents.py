"""Small documents that tests make themselves."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_STYLES = {"Title": "Title", "1": "heading 1", "2": "heading 2"}


def paragraph(text: str, style: str = "", inside: str = "") -> str:
    """A paragraph of Word with a text, a style, and whatever else it holds."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{text}</w:t></w:r>{inside}</w:p>'


def table(*rows: Iterable[str]) -> str:
    """A table of Word; a cell that begins with "<" is taken as it is."""
    cells = (
        "".join(cell if cell.startswith("<") else f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows
    )
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def docx(body: str, further: Mapping[str, str | bytes] | None = None, *, title: str = "", before: str = "") -> bytes:
    """A Word document of the fewest parts. `before` stands before the root of the document."""
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="png" ContentType="image/png"/><Default Extension="emf" ContentType="image/x-emf"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rS" Type="{_OFFICE}/relationships/styles" Target="styles.xml"/>'
        f'<Relationship Id="rF" Type="{_OFFICE}/relationships/footnotes" Target="footnotes.xml"/>'
        f'<Relationship Id="rI" Type="{_OFFICE}/relationships/image" Target="media/image1.png"/>'
        f'<Relationship Id="rL" Type="{_OFFICE}/relationships/hyperlink" Target="https://example.jp/a" TargetMode="External"/>'
        "</Relationships>",
        "word/styles.xml": f"<w:styles {_W}>"
        + "".join(
            f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
            for key, name in _STYLES.items()
        )
        + "</w:styles>",
        "word/footnotes.xml": f'<w:footnotes {_W}><w:footnote w:id="2">{paragraph("注の本文")}</w:footnote></w:footnotes>',
        "word/document.xml": f"{before}<w:document {_W} {_R}><w:body>{body}</w:body></w:document>",
        "docProps/core.xml": '<cp:coreProperties xmlns:cp="urn:x" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title></cp:coreProperties>",
        **(further or {}),
    }
    return zipped(parts)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """An archive with these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def pdf(*pages: str, title: str = "", size: int = 10, trailer: str = "") -> bytes:
    """A PDF whose pages have these lines, in a Japanese font that is not embedded; a line "# x" is twice as large."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"", *_FONT]
    kids = []
    for text in pages:
        content = _page_content(text, size)
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    objects.append(b"<</Title <%s>>>" % ("\ufeff" + title).encode("utf-16-be").hex().encode())
    return _written(objects, trailer)


_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/MS-Mincho/Encoding/UniJIS-UTF16-H/DescendantFonts[4 0 R]>>",
    b"<</Type/Font/Subtype/CIDFontType2/BaseFont/MS-Mincho/CIDSystemInfo<</Registry(Adobe)/Ordering(Japan1)"
    b"/Supplement 2>>/DW 1000/FontDescriptor 5 0 R>>",
    b"<</Type/FontDescriptor/FontName/MS-Mincho/Flags 7/FontBBox[0 -137 1000 859]/ItalicAngle 0/Ascent 859"
    b"/Descent -137/CapHeight 769/StemV 78>>",
)


def _page_content(text: str, size: int) -> bytes:
    lines = []
    for number, line in enumerate(text.split("\n") if text else []):
        height = size * 2 if line.startswith("# ") else size
        shown = line.removeprefix("# ").encode("utf-16-be").hex()
        lines.append(f"BT /F1 {height} Tf 50 {780 - number * size * 3} Td <{shown}> Tj ET")
    return "\n".join(lines).encode()


def _written(objects: list[bytes], trailer: str) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, data in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, data)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size %d/Root 1 0 R/Info %d 0 R%s>>\nstartxref\n%d\n%%%%EOF"
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + head + end % (len(objects) + 1, len(objects), trailer.encode(), len(out))
