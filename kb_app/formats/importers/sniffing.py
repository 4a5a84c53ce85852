"""Whether the content of a file is what its ending says, told by its first bytes."""

from __future__ import annotations

import re

from kb_app.base.i18n import _
from kb_app.formats.encoding import decode
from kb_app.formats.unreadable import EncodingUnknownError, UnreadableFileError

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF = b"%PDF-"
_ENCRYPTED_OOXML = "EncryptedPackage".encode("utf-16-le")
_NOTHING_IN_CP932 = re.compile("[\x80\uf8f0-\uf8f3]")
_PDF_WITHIN = 1024
"""Mail programs put lines of their own before a PDF; readers look as far as this."""


def refuse_foreign_container(data: bytes) -> None:
    """Refuse what is no text file.

    Raises:
        UnreadableFileError: the file is empty, or an archive, an Office document or a PDF under another ending.
    """
    if not data.strip():
        raise UnreadableFileError(_("there is nothing in it"))
    if data.startswith((_ZIP, _OLE, _PDF)):
        raise UnreadableFileError(_("its content is not what its ending says"))


def refuse_what_is_no_ooxml(data: bytes) -> None:
    """Refuse what is no Office document of today's form, and say what it is instead.

    Raises:
        UnreadableFileError: it is encrypted, of the old binary form, or something else.
    """
    if data.startswith(_OLE) and _ENCRYPTED_OOXML in data:
        raise UnreadableFileError(_("it is encrypted; save it without a password"))
    if data.startswith(_OLE):
        raise UnreadableFileError(_("it is in the old binary form of Office; save it as .docx or .xlsx"))
    if not data.startswith(_ZIP):
        raise UnreadableFileError(_("its content is not what its ending says"))


def refuse_what_is_no_pdf(data: bytes) -> None:
    """Refuse what does not begin as a PDF does.

    Raises:
        UnreadableFileError: the content is something else.
    """
    if _PDF not in data[:_PDF_WITHIN]:
        raise UnreadableFileError(_("its content is not what its ending says"))


def decoded(data: bytes, encoding: str | None) -> str:
    """Return the text of a file, its line ends as they are; `encoding` is what a person says it is in.

    Raises:
        UnreadableFileError: the file is empty, or no text at all.
        EncodingUnknownError: no encoding reads all of it, or the one that was named does not.
    """
    refuse_foreign_container(data)
    if encoding is not None:
        return _decoded_as(data, encoding)
    text = decode(data)
    if text is None or (text.encoding == "cp932" and _is_doubtful(text.text, data)):
        raise EncodingUnknownError(_("the encoding of its characters is unknown"))
    return text.text


def _is_doubtful(text: str, data: bytes) -> bool:
    """Whether text that reads as CP932 is likelier something else.

    CP932 with a single kana in it is no EUC-JP, while nearly all EUC-JP reads as CP932, as nonsense; and Python takes
    bytes for CP932 that stand for nothing.
    """
    if _NOTHING_IN_CP932.search(text):
        return True
    try:
        data.decode("euc_jp")
    except UnicodeDecodeError:
        return False
    return True


def _decoded_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError) as error:
        message = _("its characters are not in {encoding}").format(encoding=encoding)
        raise EncodingUnknownError(message) from error
