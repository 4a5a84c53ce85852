"""Files that a person wants to take in: single ones, whole folders, and what is in a zip file. They are only read."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from kb_app.base.errors import system_cause
from kb_app.base.i18n import _
from kb_app.domain.transfer import Skipped
from kb_app.formats.safe_zip import checked_zip, read_member
from kb_app.formats.unreadable import UnreadableFileError

LARGEST_FILE = 200_000_000
"""Bytes; a PDF of a thousand scanned pages has about that."""
_WITH_LANGUAGE = 0x800
"""The flag of a name in a zip file that is UTF-8."""


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """One file. `name` is its path below what the person chose, with forward slashes.

    `read` gives its bytes and raises `OSError` or `UnreadableFileError`; `beside` gives those of a file by its path
    relative to this one, or None where there is none: it never leaves what the person chose.
    """

    name: str
    size: int
    read: Callable[[], bytes]
    beside: Callable[[str], bytes | None]


@contextmanager
def foreign_files(places: Iterable[Path]) -> Iterator[Iterator[ForeignFile | Skipped]]:
    """Offer every file at and below `places` in a stable order, and what cannot be looked into; hidden ones are not."""
    with ExitStack() as stack:
        yield (found for place in places for found in _at(place, stack))


def _at(place: Path, stack: ExitStack) -> Iterator[ForeignFile | Skipped]:
    try:
        if place.is_dir():
            yield from _in_folder(place)
        elif place.suffix.lower() == ".zip":
            yield from _in_archive(place, stack)
        else:
            yield _file(place, place.parent, place.stat().st_size)
    except OSError as error:
        yield Skipped(_name(place, place.parent), system_cause(error))
    except UnreadableFileError as error:
        yield Skipped(_name(place, place.parent), error.reason)


def _in_folder(root: Path) -> Iterator[ForeignFile | Skipped]:
    troubles: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=troubles.append):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        for name in sorted(names):
            if _is_hidden(name):
                continue
            place = Path(folder, name)
            try:
                yield _file(place, root, place.stat().st_size)
            except OSError as error:
                yield Skipped(_name(place, root), system_cause(error))
    for trouble in troubles:
        yield Skipped(_name(Path(os.fsdecode(trouble.filename or root)), root), system_cause(trouble))


def _is_hidden(name: str) -> bool:
    """Whether a name is that of a hidden file, or of what Word puts beside a file that somebody has open."""
    return name.startswith((".", "~$")) or name in ("__MACOSX", "Thumbs.db", "desktop.ini")


def _file(place: Path, root: Path, size: int) -> ForeignFile:
    return ForeignFile(_name(place, root), size, partial(_bytes_of, place, size), partial(_beside, place, root))


def _name(place: Path, root: Path) -> str:
    """The path below `root`; what of it is no character (Linux allows any bytes) becomes a question mark."""
    path = place.relative_to(root).as_posix() if place.is_relative_to(root) else place.as_posix()
    return path.encode("utf-8", "replace").decode("utf-8")


def _bytes_of(place: Path, size: int) -> bytes:
    if size > LARGEST_FILE:
        raise _too_large()
    return place.read_bytes()


def _too_large() -> UnreadableFileError:
    return UnreadableFileError(_("it has over {limit} MB").format(limit=LARGEST_FILE // 1_000_000))


def _beside(place: Path, root: Path, relative: str) -> bytes | None:
    """The file that a document refers to, if it lies below what the person chose."""
    try:
        found = (place.parent / relative.replace("\\", "/")).resolve()
        if not found.is_relative_to(root.resolve()) or not found.is_file() or found.stat().st_size > LARGEST_FILE:
            return None
        return found.read_bytes()
    except (OSError, ValueError):
        return None  # the caller tells the person which file is missing


def _in_archive(place: Path, stack: ExitStack) -> Iterator[ForeignFile | Skipped]:
    archive = stack.enter_context(checked_zip(stack.enter_context(place.open("rb"))))
    names = {_readable_name(member): member for member in archive.infolist() if not member.is_dir()}
    for name in sorted(names):
        if any(_is_hidden(part) for part in PurePosixPath(name).parts):
            continue
        member = names[name]
        yield ForeignFile(
            name,
            member.file_size,
            partial(read_member, archive, member.filename),
            partial(_beside_in_archive, archive, names, name),
        )


def _readable_name(member: zipfile.ZipInfo) -> str:
    """The name of a member: Windows writes names in CP932 there, which zipfile takes for code page 437."""
    name = member.filename
    if not member.flag_bits & _WITH_LANGUAGE:
        with suppress(UnicodeError):  # written on another system, in ASCII or in what zipfile takes it for
            name = name.encode("cp437").decode("cp932")
    return name.replace("\\", "/")


def _beside_in_archive(
    archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo], name: str, relative: str
) -> bytes | None:
    parts: list[str] = list(PurePosixPath(name).parent.parts)
    for part in relative.replace("\\", "/").split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part == "..":
            return None
        elif part not in ("", "."):
            parts.append(part)
    member = names.get("/".join(parts))
    try:
        return None if member is None else read_member(archive, member.filename)
    except UnreadableFileError:
        return None  # as for a file that is missing
