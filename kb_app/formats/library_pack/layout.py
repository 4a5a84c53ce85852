"""The one form of the zip of a pack: nothing stands before, between or behind what its writer puts there.

What other programs read out of a zip differs where its two lists differ, where files lie between the listed ones, or
where something stands before or behind; so of a pack every byte but the compressed contents is compared with what
`zipped` would have written, and those hold what was signed and nothing more.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import IO, TYPE_CHECKING

from kb_app.base.errors import system_cause
from kb_app.base.i18n import _
from kb_app.formats.unreadable import UnreadableFileError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_FIXED_TIME, _FIXED_DATE = 0, 1 << 5 | 1  # midnight of 1 January 1980
_ORDINARY_FILE = 0o100644 << 16
_UNIX, _VERSION, _UTF8 = 3, 20, 0x800


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return the archive of these files, in their order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for member, data in members.items():
            info = zipfile.ZipInfo(member, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system, info.external_attr = _UNIX, _ORDINARY_FILE
            archive.writestr(info, data, compresslevel=9)
    return buffer.getvalue()


def check_form(file: IO[bytes], members: Sequence[zipfile.ZipInfo]) -> None:
    """Compare all that is not content with what `zipped` writes; `members` are all that the archive lists.

    Raises:
        UnreadableFileError: a byte is another one, or one is too many.
    """
    start, directory = 0, bytearray()
    for member in members:
        if member.header_offset != start or member.compress_size > _most_packed(member.file_size):
            raise other_form()
        local = _local(member)
        if _bytes_at(file, start, len(local)) != local:
            raise other_form()
        directory += _central(member)
        start += len(local) + member.compress_size
    count = len(members)
    end = directory + _END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0)
    if _bytes_at(file, start, len(end) + 1) != end:
        raise other_form()


def content(file: IO[bytes], member: zipfile.ZipInfo) -> bytes:
    """Return what is in a member of an archive whose form was checked, never more than its list promised.

    Raises:
        UnreadableFileError: it is damaged, or something stands behind it.
    """
    packed = _bytes_at(file, member.header_offset + len(_local(member)), member.compress_size)
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = unpacking.decompress(packed, member.file_size + 1)
    except zlib.error as error:
        raise UnreadableFileError(_("it is damaged, or no file of its kind")) from error
    is_whole = unpacking.eof and not unpacking.unused_data and len(data) == member.file_size
    if not is_whole or zlib.crc32(data) != member.CRC:
        raise UnreadableFileError(_("it is damaged, or no file of its kind"))
    return data


def other_form() -> UnreadableFileError:
    """Return that an archive has not the form."""
    return UnreadableFileError(_("it is not as it was made: something was added to it, or changed"))


def _local(member: zipfile.ZipInfo) -> bytes:
    """The head before the content of a file."""
    name = member.filename.encode("utf-8")
    return _LOCAL.pack(b"PK\x03\x04", _VERSION, *_common(member), len(name), 0) + name


def _central(member: zipfile.ZipInfo) -> bytes:
    """The entry in the list at the end."""
    name = member.filename.encode("utf-8")
    made_by = _UNIX << 8 | _VERSION
    sizes = (len(name), 0, 0, 0, 0, _ORDINARY_FILE, member.header_offset)
    return _CENTRAL.pack(b"PK\x01\x02", made_by, _VERSION, *_common(member), *sizes) + name


def _common(member: zipfile.ZipInfo) -> tuple[int, ...]:
    flags = 0 if member.filename.isascii() else _UTF8
    sizes = (member.CRC, member.compress_size, member.file_size)
    return (flags, zipfile.ZIP_DEFLATED, _FIXED_TIME, _FIXED_DATE, *sizes)


def _bytes_at(file: IO[bytes], place: int, count: int) -> bytes:
    try:
        file.seek(place)
        return file.read(count)
    except OSError as error:
        raise UnreadableFileError(system_cause(error)) from error


def _most_packed(size: int) -> int:
    """How many bytes may come of packing so many: what cannot be packed becomes a little longer."""
    return size + size // 1000 + 100
