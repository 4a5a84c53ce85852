"""Zip archives of strangers: opened only if what comes out of them is of a bearable size and stays in its folder."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import PurePosixPath
from typing import IO, cast

from kb_app.base.i18n import _
from kb_app.formats.unreadable import UnreadableFileError

LARGEST_MEMBER = 200_000_000
LARGEST_CONTENT = 1_000_000_000
"""Bytes when unpacked; of one member, and of all. A Word file with many pictures has some ten million."""
MOST_MEMBERS = 20_000
_DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, ValueError, OSError)
_LARGEST_LIST = MOST_MEMBERS * 1_000
"""Bytes of the directory of an archive: a thousand for each member is more than long Japanese paths need."""
_MOST_RATIO = 200
_SMALL = 10_000_000
"""Bytes; what is smaller than this may be packed as tightly as it likes."""


def checked_zip(file: IO[bytes]) -> zipfile.ZipFile:
    """Return the archive, its directory read and found harmless; the caller closes it.

    Raises:
        UnreadableFileError: it is no zip archive, it is damaged or encrypted, it would unpack to too much, or a name
            in it leads out of its folder.
    """
    try:
        zipfile.ZipFile(cast("IO[bytes]", _ShortList(file))).close()
        archive = zipfile.ZipFile(file)
    except UnreadableFileError:
        raise
    except _DAMAGED as error:
        raise UnreadableFileError(_("it is damaged, or no file of its kind")) from error
    try:
        _check(archive.infolist())
    except BaseException:
        archive.close()
        raise
    return archive


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the content of one member, never more than its directory promised.

    Raises:
        UnreadableFileError: there is no such member, or it is damaged.
    """
    try:
        with archive.open(name) as member:
            promised = archive.getinfo(name).file_size
            data = member.read(promised + 1)
    except (*_DAMAGED, KeyError, RuntimeError, EOFError) as error:
        raise UnreadableFileError(_("it is damaged, or no file of its kind")) from error
    if len(data) > promised:
        raise UnreadableFileError(_("it holds more than it says"))
    return data


def is_inside(name: str) -> bool:
    """Return whether a name in an archive stays in the folder that it is unpacked into, on any system."""
    path = PurePosixPath(name.replace("\\", "/"))
    return not path.is_absolute() and ".." not in path.parts and ":" not in name and "\0" not in name


class _ShortList:
    """A file whose directory is refused where it is too long: zipfile makes an object of each member at once."""

    def __init__(self, file: IO[bytes]) -> None:
        self.tell = file.tell
        self.seek = file.seek
        self._read = file.read

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        if size > _LARGEST_LIST:
            raise UnreadableFileError(_("it holds too many files"))
        return self._read(size)


def _check(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise UnreadableFileError(_("it holds too many files"))
    if any(not is_inside(member.filename) for member in members):
        raise UnreadableFileError(_("a name in it leads out of its folder"))
    if any(member.flag_bits & 0x1 for member in members):
        raise UnreadableFileError(_("it is encrypted; save it without a password"))
    content = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    is_bomb = content > _SMALL and content > packed * _MOST_RATIO
    if is_bomb or content > LARGEST_CONTENT or any(member.file_size > LARGEST_MEMBER for member in members):
        raise UnreadableFileError(_("it would unpack to too much"))
