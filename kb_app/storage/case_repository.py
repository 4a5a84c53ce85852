"""The shelves: case files on the disk. Reading never changes a file, and one bad file never hides the others."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.base.regular_file import read_regular
from kb_app.domain.library import Document, FileReport, Shelf
from kb_app.domain.problem import Problem, error
from kb_app.formats.case_bytes import LARGEST_CASE, no_id, read_case_bytes, too_large
from kb_app.formats.encoding import decode
from kb_app.formats.front_matter import ParsedCase, read_case
from kb_app.storage.own_cases.folder import OwnFolder, folder_cause

if TYPE_CHECKING:
    from kb_app.domain.case import Case
    from kb_app.domain.vocabulary import Vocabulary

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file that was seen on a shelf. `path` is relative to the shelf, with forward slashes; `modified` is in ns."""

    shelf: Shelf
    path: str
    place: Path
    size: int
    modified: int

    @property
    def key(self) -> str:
        """What names the file over both shelves."""
        return f"{self.shelf}/{self.path}"


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """What came of reading a file: a document or None, what was found wrong, and the SHA-256 of its bytes.

    `out_of_reach` says that the file is there but could not be read this time; that says nothing about its content.
    """

    document: Document | None
    problems: tuple[Problem, ...]
    content_hash: str = ""
    out_of_reach: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of all shelves in a stable order, and the places that could not be looked into.

    `unreadable` holds the keys (`shelf/path`) of folders and files that must not be taken for deleted.
    """

    files: tuple[CaseFile, ...]
    reports: tuple[FileReport, ...]
    unreadable: tuple[str, ...]


Identify = Callable[[str, str, Collection[str]], str]
"""Gives an own file without an id its id, from its path, content hash and all own paths (`IdentityStore.id_for`)."""


class CaseRepository:
    """Reads the bundled library and the office's own cases."""

    def __init__(
        self, bundled: Path, own: Path, vocabulary: Vocabulary, identify: Identify, *, own_is_named: bool = False
    ) -> None:
        """`own_is_named` says that the person named the folder `own`, which may be a share: then it has to be there."""
        self._own_folder = OwnFolder(own, own_is_named)
        self._roots = {Shelf.BUNDLED: bundled, Shelf.OWN: own}
        self._vocabulary = vocabulary
        self._identify = identify

    def listing(self) -> Listing:
        """Look at every Markdown file of the shelves without reading it."""
        files: list[CaseFile] = []
        reports: list[FileReport] = []
        unreadable: list[str] = []
        for shelf, root in self._roots.items():
            for found in walk_cases(root):
                if isinstance(found, OSError):
                    path = _relative(Path(os.fsdecode(found.filename or root)), root)
                    reports.append(FileReport(f"{shelf}/{path}", (_folder_problem(found),)))
                    unreadable.append(f"{shelf}/{path}")
                elif isinstance(seen := _seen(shelf, *found), CaseFile):
                    files.append(seen)
                else:
                    key = f"{shelf}/{found[0]}"
                    reports.append(FileReport(key, (_unreadable(seen),)))
                    if not isinstance(seen, FileNotFoundError):
                        unreadable.append(key)
        # Last, so that a share which goes away while it is looked at is noticed too.
        trouble = self._own_folder.trouble() if self._own_folder.is_named else None
        if trouble is not None:
            key = f"{Shelf.OWN}/."
            reports = [report for report in reports if report.path != key]
            reports.append(FileReport(key, (_away(self._own_folder.root, trouble),)))
            unreadable.append(key)
        return Listing(tuple(files), tuple(reports), tuple(unreadable))

    def text(self, document: Document) -> str:
        """Return what stands in the file of a document, without a byte order mark.

        Raises:
            KbError: it cannot be read now.
        """
        what = _("The document could not be read.")
        try:
            decoded = decode((self._roots[document.shelf] / document.path).read_bytes())
        except OSError as trouble:
            raise KbError(what, system_cause(trouble)) from trouble
        if decoded is None:
            raise KbError(what, _("the characters are in no known encoding (UTF-8, UTF-16, CP932)"))
        return decoded.text

    def parsed(self, text: str) -> Case:
        """Return what a text says that stood in a case file."""
        return read_case(text, self._vocabulary, "").case

    def file_at(self, key: str) -> CaseFile | None:
        """Return the file that a key names, or None where it is not there any more."""
        shelf, _slash, path = key.partition("/")
        if shelf not in set(Shelf):
            return None
        root = self._roots[Shelf(shelf)]
        seen = _seen(Shelf(shelf), _relative(root / path, root), root / path)
        return seen if isinstance(seen, CaseFile) else None

    def inspect(self, place: Path) -> tuple[Problem, ...]:
        """Return what is wrong with a case file anywhere on the disk."""
        seen = _seen(Shelf.OWN, _as_text(place.name), place)
        if not isinstance(seen, CaseFile):
            return (_unreadable(seen),)
        return self._contents(seen)[1]

    def load(self, file: CaseFile, own_paths: Collection[str] = ()) -> LoadedFile:
        """Read one file. `own_paths` are the paths of all own files (see `IdentityStore.id_for`)."""
        read, problems, content_hash, out_of_reach = self._contents(file)
        if read is None:
            return LoadedFile(None, problems, content_hash, out_of_reach)
        case = read.case
        if not read.has_id:
            if file.shelf is Shelf.BUNDLED:
                problems = (*problems, no_id())
                case = replace(case, id=file.place.stem)
            else:
                case = replace(case, id=self.identify(file, content_hash, own_paths))
        return LoadedFile(Document(case, file.shelf, file.path), problems, content_hash)

    def identify(self, file: CaseFile, content_hash: str, own_paths: Collection[str]) -> str:
        """Return the id that the database gives an own file."""
        return self._identify(file.path, content_hash, own_paths)

    def _contents(self, file: CaseFile) -> tuple[ParsedCase | None, tuple[Problem, ...], str, bool]:
        """What is in a file, what is wrong with it, the hash of its bytes, and whether it was out of reach."""
        if file.size > LARGEST_CASE:
            return None, (too_large(file.size),), "", False
        try:
            data = read_regular(file.place)
        except OSError as trouble:
            return None, (_unreadable(trouble),), "", True
        parsed, problems = read_case_bytes(data, self._vocabulary, file.place.stem)
        return parsed, problems, hashlib.sha256(data).hexdigest(), False


def _seen(shelf: Shelf, path: str, place: Path) -> CaseFile | OSError:
    try:
        status = place.stat()
    except OSError as trouble:
        return trouble
    return CaseFile(shelf, path, place, status.st_size, status.st_mtime_ns)


def walk_cases(root: Path) -> Iterator[tuple[str, Path] | OSError]:
    """Yield the Markdown files below `root` in a stable order, and an error for every folder that cannot be read.

    A file comes as its path below the root and its place; to work out the one from the other would take the longest.
    """
    troubles: list[OSError] = []
    try:
        root.stat()
    except FileNotFoundError:
        return
    except OSError as trouble:
        yield trouble
        return
    for folder, folders, names in os.walk(root, onerror=troubles.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        parent = Path(folder)
        above = "" if parent == root else f"{_relative(parent, root)}/"
        for name in sorted(names, key=_by_stem):
            if is_case_name(name):
                yield above + _as_text(name), parent / name
    yield from troubles


def _by_stem(name: str) -> tuple[str, str]:
    """Puts 「X - コピー.md」 behind X.md, whose id it repeats; the point before the ending would put it first."""
    stem, _point, _ending = name.rpartition(".")
    return stem, name


def is_case_name(name: str) -> bool:
    """Return whether a file of this name is taken for a case."""
    return name.lower().endswith((".md", ".markdown")) and not name.startswith((".", "~$"))


def _relative(place: Path, root: Path) -> str:
    """The path below the shelf; what of a name is no character (Linux allows any bytes) becomes a question mark."""
    try:
        path = place.relative_to(root).as_posix()
    except ValueError:
        path = place.as_posix()
    return _as_text(path)


def _as_text(path: str) -> str:
    return path.encode("utf-8", "replace").decode("utf-8")


def _unreadable(trouble: OSError) -> Problem:
    return error(_("the file cannot be read: {cause}").format(cause=system_cause(trouble)))


def _away(root: Path, trouble: OSError) -> Problem:
    message = _("the folder of own cases is out of reach ({folder}: {cause})")
    return error(message.format(folder=root, cause=folder_cause(trouble)))


def _folder_problem(trouble: OSError) -> Problem:
    return error(_("the folder cannot be read: {cause}").format(cause=system_cause(trouble)))
