"""The parts of a Word document, looked at before any library reads them."""

from __future__ import annotations

import io
import zipfile
from xml.parsers import expat

from kb_app.base.i18n import _
from kb_app.formats.safe_zip import checked_zip, read_member
from kb_app.formats.unreadable import UnreadableFileError

_DOCUMENT = "word/document.xml"
_PROPERTIES = "docProps/core.xml"
_TITLE = "http://purl.org/dc/elements/1.1/ title"
_LARGEST_PART = 50_000_000
_DEEPEST = 300
"""Bytes of XML and levels of elements. The longest report that we know has two million and twenty-five."""


def checked_parts(data: bytes) -> zipfile.ZipFile:
    """Return the archive of a Word document, every part of it found harmless; the caller closes it.

    Raises:
        UnreadableFileError: it is no Word document, damaged, a bomb, or declares entities of its own.
    """
    archive = checked_zip(io.BytesIO(data))
    try:
        if _DOCUMENT not in archive.namelist():
            raise UnreadableFileError(_("its content is not what its ending says"))
        for member in archive.infolist():
            if member.filename.lower().endswith((".xml", ".rels")):
                _check(member, archive)
    except BaseException:
        archive.close()
        raise
    return archive


def document_title(archive: zipfile.ZipFile) -> str:
    """Return the title among the properties of the document, "" where there is none."""
    if _PROPERTIES not in archive.namelist():
        return ""
    title: list[str] = []
    opened: list[str] = []
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, _attributes: opened.append(name)
    parser.EndElementHandler = lambda _name: opened.pop()
    parser.CharacterDataHandler = lambda text: title.append(text) if opened[-1:] == [_TITLE] else None
    parser.Parse(read_member(archive, _PROPERTIES), True)
    return "".join(title).strip()


def _check(member: zipfile.ZipInfo, archive: zipfile.ZipFile) -> None:
    if member.file_size > _LARGEST_PART:
        raise UnreadableFileError(_("it would unpack to too much"))
    check_xml(read_member(archive, member.filename))


def check_xml(data: bytes) -> None:
    """Refuse XML that is damaged, declares a document type (no Office program writes one) or nests without end.

    Raises:
        UnreadableFileError: as said.
    """
    depth = 0

    def refuse(*_arguments: object) -> None:
        raise UnreadableFileError(_("it declares entities of its own, as no program for documents does"))

    def enter(*_arguments: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST:
            raise UnreadableFileError(_("its parts are nested too deeply"))

    def leave(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = enter
    parser.EndElementHandler = leave
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise UnreadableFileError(_("it is damaged, or no file of its kind")) from error
