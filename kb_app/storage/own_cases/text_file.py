"""A text file to bytes and back, with its encoding, byte order mark and line ends."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import replace

from kb_app.domain.own_case import FileStamp
from kb_app.formats.encoding import decode

_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_MARKS = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


def read_text(data: bytes) -> tuple[str, FileStamp] | None:
    """Return the text of a file without its mark, and its stamp; None where no known encoding reads it."""
    decoded = decode(data)
    if decoded is None:
        return None
    ends = _LINE_END.findall(decoded.text)
    newline = max(("\n", "\r\n", "\r"), key=ends.count)
    return decoded.text, FileStamp(digest_of(data), decoded.encoding, decoded.has_mark, newline)


def digest_of(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes."""
    return hashlib.sha256(data).hexdigest()


def text_bytes(text: str, stamp: FileStamp) -> tuple[bytes, FileStamp]:
    """Return the bytes of `text` in the encoding of `stamp`, and the stamp that the file will have.

    A file in CP932 stays so as long as it holds all characters and is read as such again; else it becomes UTF-8.
    """
    try:
        data = (_MARKS[stamp.encoding] if stamp.has_mark else b"") + text.encode(stamp.encoding)
        decoded = decode(data)
        if decoded is not None and decoded.text == text and decoded.encoding == stamp.encoding:
            return data, replace(stamp, digest=digest_of(data))
    except UnicodeEncodeError:
        pass  # what has no character in this encoding
    data = text.encode("utf-8")
    return data, replace(stamp, digest=digest_of(data), encoding="utf-8", has_mark=False)


def with_line_ends(text: str, before: str, newline: str) -> str:
    """Return `text` with the line ends of `before`, an earlier text: `newline` in the lines that were changed.

    Lines that stayed, at the beginning and at the end, keep their ends, also where those are mixed.
    """
    ours, theirs = _lines(text), _lines(before)
    head = _shared(ours, theirs)
    tail = _shared(ours[head:][::-1], theirs[head:][::-1])
    middle = [(line, newline if end else "") for line, end in ours[head : len(ours) - tail]]
    kept = [*theirs[:head], *middle, *theirs[len(theirs) - tail :]]
    return "".join(line + end for line, end in kept)


def _lines(text: str) -> list[tuple[str, str]]:
    """The lines with their ends; the last one, which may be empty, has none."""
    found = _LINE.findall(text)
    return found[:-1] if len(found) > 1 and found[-2][1] == "" else found


def _shared(ours: list[tuple[str, str]], theirs: list[tuple[str, str]]) -> int:
    """How many lines are alike from the beginning; one without an end is another than one with it."""
    count = 0
    for (mine, end), (other, its_end) in zip(ours, theirs, strict=False):
        if mine != other or bool(end) != bool(its_end):
            break
        count += 1
    return count
