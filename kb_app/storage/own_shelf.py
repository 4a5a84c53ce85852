"""The files of the office's own cases: put there, exchanged, taken away, and always by whole files.

A path is relative to the folder of own cases, with forward slashes. What is taken away lies in the wastebasket, a
folder `.trash` that is no part of the shelf, until a person empties it.
"""

from __future__ import annotations

import hashlib
import shutil
import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from kb_app.base.atomic_file import replace_file, sync_folder, write_new, written_beside
from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.storage.file_names import safe_file_name, safe_stem

if TYPE_CHECKING:
    from collections.abc import Container

TRASH = ".trash"


class ChangedOnDiskError(KbError):
    """A file is not what it was when it was read: another program changed it, or took it away. It is untouched."""

    def __init__(self, path: str) -> None:
        super().__init__(
            _("{file} was not written.").format(file=path),
            _("another program changed it meanwhile"),
            _("Open it again and look at both versions."),
        )


class OwnShelf:
    """Works on one folder; every method that writes raises `OSError` where that cannot be done."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def free_path(self, title: str, taken: Container[str] = ()) -> str:
        """Return the path of a new case: `title` as a name, with a number where that is taken.

        `taken` holds paths, in small letters, that will be.
        """
        stem = safe_stem(title)
        number = 1
        while True:
            name = stem if number == 1 else f"{stem} ({number})"
            path = f"{name}.md"
            if path.lower() not in taken and not self._is_there(path) and not self._is_there(folder_of(path)):
                return path
            number += 1

    def digest(self, path: str) -> str:
        """Return the SHA-256 of a file, "" where there is none."""
        try:
            return hashlib.sha256(self.place(path).read_bytes()).hexdigest()
        except (FileNotFoundError, NotADirectoryError):
            return ""

    def read(self, path: str) -> bytes:
        """Return the bytes of a file."""
        return self.place(path).read_bytes()

    def put(self, path: str, data: bytes) -> None:
        """Write a file that is not there yet.

        Raises:
            FileExistsError: there is one, which is untouched.
        """
        write_new(self.place(path), data)

    def attach(self, path: str, name: str, data: bytes) -> str:
        """Put a file beside the case at `path` and return its path relative to the case; the same file comes once."""
        folder = folder_of(path)
        stem, dot, ending = safe_file_name(name).rpartition(".")
        number = 1
        while True:
            numbered = f"{stem or ending}{f' ({number})' if number > 1 else ''}{f'.{ending}' if dot else ''}"
            target = f"{folder}/{numbered}"
            try:
                self.put(target, data)
            except FileExistsError:
                if self.digest(target) != hashlib.sha256(data).hexdigest():
                    number += 1
                    continue
            return target[len(path) - len(Path(path).name) :]

    def put_beside(self, path: str, data: bytes) -> None:
        """Write a file that belongs to a case; over an older one of its name, which goes to the wastebasket."""
        try:
            self.put(path, data)
        except FileExistsError:
            expected = self.digest(path)
            if expected != hashlib.sha256(data).hexdigest():
                self.exchange(path, data, expected, self.trash_name(path))

    def exchange(self, path: str, data: bytes, expected: str, kept: str) -> None:
        """Write over the file that has the SHA-256 `expected`; the old one goes to the wastebasket as `kept`.

        Raises:
            ChangedOnDiskError: the file is not that one any more; it is untouched.
        """
        place = self.place(path)
        with written_beside(place, data) as temporary:
            self._expect(path, expected)
            self._trash(kept).parent.mkdir(parents=True, exist_ok=True)
            # A copy, so that the case is never without its file.
            shutil.copy2(place, self._trash(kept))
            self._expect(path, expected)
            replace_file(temporary, place)

    def discard(self, path: str, expected: str, kept: str) -> None:
        """Move the file that has the SHA-256 `expected` to the wastebasket as `kept`, with what belongs to it.

        Raises:
            ChangedOnDiskError: the file is not that one any more; it is untouched.
        """
        self._expect(path, expected)
        self._trash(kept).parent.mkdir(parents=True, exist_ok=True)
        place, folder = self.place(path), self.place(folder_of(path))
        place.rename(self._trash(kept))
        if folder.is_dir() and path.endswith(".md"):
            folder.rename(self._trash(folder_of(kept)))
        sync_folder(place.parent)

    def put_back(self, kept: str, path: str, expected: str) -> None:
        """Bring what lies in the wastebasket back, over the file with the SHA-256 `expected` ("" for none).

        Raises:
            ChangedOnDiskError: there is another one in its place.
        """
        source, place = self._trash(kept), self.place(path)
        self._expect(path, expected)
        attached = self._trash(folder_of(kept))
        if attached.is_dir():
            attached.rename(self.place(folder_of(path)))
        place.parent.mkdir(parents=True, exist_ok=True)
        replace_file(source, place)

    def trash_name(self, path: str) -> str:
        """Return a new name in the wastebasket for a file."""
        return f"{uuid.uuid4().hex}/{Path(path).name}"

    def place(self, path: str) -> Path:
        """Return where a path leads to on the disk."""
        return self._root.joinpath(*path.split("/"))

    def _expect(self, path: str, expected: str) -> None:
        if self.digest(path) != expected:
            raise ChangedOnDiskError(path)

    def _is_there(self, path: str) -> bool:
        return self.place(path).exists()

    def _trash(self, kept: str) -> Path:
        return self._root.joinpath(TRASH, *kept.split("/"))


def folder_of(path: str) -> str:
    """Return the folder of the files that belong to a case: `a/b.files` for `a/b.md`."""
    return f"{path.removesuffix('.md')}.files"
