"""Archives of strangers: what is refused, and that nothing is unpacked before."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from kb_app.formats.safe_zip import checked_zip, is_inside, read_member
from kb_app.formats.unreadable import UnreadableFileError


def _archive(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    buffer.seek(0)
    return buffer


def test_what_is_sound_is_read() -> None:
    # GIVEN an archive with a Japanese name WHEN it is opened THEN its member reads as it was written
    with checked_zip(_archive({"事例/一.md": "本文".encode()})) as archive:
        assert read_member(archive, "事例/一.md") == "本文".encode()


@pytest.mark.parametrize("name", ["../a.md", "/etc/a", "x/../../a", "..\\a.md", "C:\\a.md", "C:a.md"])
def test_a_name_that_leads_out_is_refused(name: str) -> None:
    # GIVEN an archive with a name that leads out of its folder WHEN it is opened THEN it is refused
    with pytest.raises(UnreadableFileError):
        checked_zip(_archive({name: b"x"}))


def test_a_bomb_is_refused() -> None:
    # GIVEN fifty million zeros in fifty thousand bytes WHEN the archive is opened THEN it is refused before unpacking
    with pytest.raises(UnreadableFileError):
        checked_zip(_archive({"a": bytes(50_000_000)}))


@pytest.mark.parametrize("data", [b"", b"PK", b"no archive at all", b"PK\x03\x04" + bytes(100)])
def test_what_is_no_archive_is_refused(data: bytes) -> None:
    # GIVEN bytes that are no archive WHEN they are opened THEN they are refused in words
    with pytest.raises(UnreadableFileError) as caught:
        checked_zip(io.BytesIO(data))
    assert caught.value.reason


def test_a_damaged_member_is_refused() -> None:
    # GIVEN an archive with a byte of a member turned over WHEN it is read THEN it is refused in words
    buffer = _archive({"a.md": b"0123456789" * 50}, zipfile.ZIP_STORED)
    data = bytearray(buffer.getvalue())
    data[100] ^= 0xFF
    with checked_zip(io.BytesIO(bytes(data))) as archive, pytest.raises(UnreadableFileError):
        read_member(archive, "a.md")


def test_names_inside() -> None:
    # GIVEN names WHEN they are asked for THEN those that stay in their folder are told from the others
    assert is_inside("a/b c/…。md")
    assert is_inside("a..b/c.md")
    assert not is_inside("a/../../b")


@pytest.mark.usefixtures("english")
def test_an_archive_whose_list_alone_would_fill_the_memory_is_refused_before_that_is_read() -> None:
    # Given the end of an archive that announces a list of thirty million bytes, which are there
    size = 30_000_000
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, size, 0, 0)
    # When it is opened Then the length of the list is the reason, and not what stands in it
    with pytest.raises(UnreadableFileError, match="too many files"):
        checked_zip(io.BytesIO(bytes(size) + end))
    # and a list of bearable length is read, and found to be none
    short = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, 1000, 0, 0)
    with pytest.raises(UnreadableFileError, match="damaged"):
        checked_zip(io.BytesIO(bytes(1000) + short))
