"""Files that a person wants to take in: single ones, whole folders, and what is in a zip file. They are only read."""

from __future__ import annotations

import os
import posixpath
import re
import stat
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path, PurePosixPath

from kb_app.base.errors import system_cause
from kb_app.base.i18n import _
from kb_app.base.regular_file import open_regular, read_regular
from kb_app.domain.imported import StoredBytes
from kb_app.domain.transfer import Skipped
from kb_app.formats.safe_zip import checked_zip, read_member
from kb_app.formats.unreadable import UnreadableFileError

LARGEST_FILE = 200_000_000
"""Bytes; a PDF of a thousand scanned pages has about that."""
_RESOURCE = re.compile(r":/[0-9a-f]{32}")
_RESOURCE_FOLDERS = ("_resources", "resources")
_WITH_LANGUAGE = 0x800
"""The flag of a name in a zip file that is UTF-8."""


@dataclass(frozen=True, slots=True)
class FileBeside:
    """A file that another one refers to. `name` is its path below what the person chose, `size` is in bytes.

    `read` gives its bytes as long as `foreign_files` is open, and raises `OSError` or `UnreadableFileError`; `stored`
    says where they lie, for later.
    """

    name: str
    size: int
    stored: StoredBytes
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """One file. `name` is its path below what the person chose, with forward slashes.

    `place` is where it lies on this computer, the same whatever the person chose.
    `read` gives its bytes and raises `OSError` or `UnreadableFileError`. `beside` finds a file
    that this one refers to, or None where there is none: by its path relative to this one, else (as in a vault of
    Obsidian) by its mere name, or (":/" and 32 digits) as a resource of Joplin. It never leaves what the person chose.
    """

    name: str
    size: int
    read: Callable[[], bytes]
    beside: Callable[[str], FileBeside | None]
    place: str = ""


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
    known = _Names(partial(_paths_below, root))
    for folder, folders, names in os.walk(root, onerror=troubles.append):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        for name in sorted(names):
            if _is_hidden(name):
                continue
            place = Path(folder, name)
            try:
                status = place.stat()
                if not stat.S_ISREG(status.st_mode) or not place.resolve().is_relative_to(root.resolve()):
                    yield Skipped(_name(place, root), _("it leads to something else than a file in this folder"))
                    continue
                yield _file(place, root, status.st_size, known)
            except OSError as error:
                yield Skipped(_name(place, root), system_cause(error))
    for trouble in troubles:
        yield Skipped(_name(Path(os.fsdecode(trouble.filename or root)), root), system_cause(trouble))


def _is_hidden(name: str) -> bool:
    """Whether a name is that of a hidden file, or of what Word puts beside a file that somebody has open."""
    return name.startswith((".", "~$")) or name in ("__MACOSX", "Thumbs.db", "desktop.ini")


def _file(place: Path, root: Path, size: int, names: _Names | None = None) -> ForeignFile:
    known = names or _Names(list)
    read, beside = partial(_bytes_of, place, size), partial(_beside, place, root, known)
    return ForeignFile(_name(place, root), size, read, beside, _place_of(place))


def _place_of(path: Path) -> str:
    return os.path.normcase(os.path.normpath(path.absolute())).encode("utf-8", "replace").decode("utf-8")


def _name(place: Path, root: Path) -> str:
    """The path below `root`; what of it is no character (Linux allows any bytes) becomes a question mark."""
    path = place.relative_to(root).as_posix() if place.is_relative_to(root) else place.as_posix()
    return path.encode("utf-8", "replace").decode("utf-8")


def _bytes_of(place: Path, size: int) -> bytes:
    if size > LARGEST_FILE:
        raise _too_large()
    return read_regular(place)


def _too_large() -> UnreadableFileError:
    return UnreadableFileError(_("it has over {limit} MB").format(limit=LARGEST_FILE // 1_000_000))


def _beside(place: Path, root: Path, names: _Names, target: str) -> FileBeside | None:
    """The file that a document refers to, if it lies below what the person chose."""
    try:
        found = (place.parent / target.replace("\\", "/")).resolve()
        if not found.is_file():
            named = names.of(target)
            found = found if named is None else (root / named).resolve()
        if not found.is_relative_to(root.resolve()) or not found.is_file():
            return None
        size = found.stat().st_size
        return FileBeside(_name(found, root.resolve()), size, StoredBytes(found), partial(_bytes_of, found, size))
    except (OSError, ValueError):
        return None  # the caller tells the person which file is missing


class _Names:
    """The files of a folder by what a document may call them; the folder is looked through when it is first asked."""

    def __init__(self, paths: Callable[[], list[str]]) -> None:
        self._paths = paths

    def of(self, target: str) -> str | None:
        """Return the path of the file with this name, or of the Joplin resource with this id."""
        return self._by_name.get(target[2:] if _RESOURCE.fullmatch(target) else target)

    @cached_property
    def _by_name(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for path in sorted(self._paths(), reverse=True):  # of two files of a name the first one holds
            name = PurePosixPath(path)
            found[name.name] = path
            if name.parent.name in _RESOURCE_FOLDERS:
                found[name.stem] = path
        return found


def _paths_below(root: Path) -> list[str]:
    return [_name(Path(folder, name), root) for folder, _folders, names in os.walk(root) for name in names]


def _in_archive(place: Path, stack: ExitStack) -> Iterator[ForeignFile | Skipped]:
    archive = stack.enter_context(checked_zip(stack.enter_context(open_regular(place))))
    members = [(_readable_name(member), member) for member in archive.infolist() if not member.is_dir()]
    names = dict(members)
    times = Counter(name for name, _member in members)
    known = _Names(lambda: list(names))
    for name in sorted(names):
        if any(_is_hidden(part) for part in PurePosixPath(name).parts):
            continue
        if times[name] > 1:
            words = _("the zip file holds {count} files of this name; only the last of them is read")
            yield Skipped(name, words.format(count=times[name]))
        member = names[name]
        yield ForeignFile(
            name,
            member.file_size,
            partial(read_member, archive, member.filename),
            partial(_beside_in_archive, _Archive(place, archive, names, known), name),
            f"{_place_of(place)}!/{name}",
        )


def _readable_name(member: zipfile.ZipInfo) -> str:
    """The name of a member: Windows writes names in CP932 there, which zipfile takes for code page 437."""
    name = member.filename
    if not member.flag_bits & _WITH_LANGUAGE:
        with suppress(UnicodeError):  # written on another system, in ASCII or in what zipfile takes it for
            name = name.encode("cp437").decode("cp932")
    return name.replace("\\", "/")


@dataclass(frozen=True, slots=True)
class _Archive:
    """An open zip file, its members by the names that a person can read, and by what a document may call them."""

    place: Path
    opened: zipfile.ZipFile
    members: dict[str, zipfile.ZipInfo]
    names: _Names


def _beside_in_archive(archive: _Archive, name: str, target: str) -> FileBeside | None:
    path = posixpath.normpath(posixpath.join(posixpath.dirname(name), target.replace("\\", "/")))
    found = path if path in archive.members else archive.names.of(target)
    if found is None:
        return None
    member = archive.members[found]
    stored = StoredBytes(archive.place.absolute(), member.filename)
    return FileBeside(found, member.file_size, stored, partial(read_member, archive.opened, member.filename))
