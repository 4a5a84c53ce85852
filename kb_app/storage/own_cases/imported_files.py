"""The files of the office's own cases: put there, exchanged, taken away, and always by whole files.

A path is relative to the folder of own cases, with forward slashes. What is taken away or replaced lies in the
wastebasket (`own_cases.wastebasket`), where it is listed.
"""

from __future__ import annotations

import errno
import os
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kb_app.base.atomic_file import (
    ADDED_TO_NAME,
    place_new,
    replace_file,
    sync_folder,
    written_beside,
)
from kb_app.base.errors import KbError
from kb_app.base.file_lock import held
from kb_app.base.i18n import _
from kb_app.domain.file_names import LONGEST_NAME, safe_stem, same_name
from kb_app.storage.own_cases.attachments import sweep
from kb_app.storage.own_cases.folder import file_mode, refuse_read_only
from kb_app.storage.own_cases.text_file import digest_of
from kb_app.storage.own_cases.wastebasket import ATTACHED, TRASH, attached_folder

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from kb_app.domain.own_case import DeletedCase
    from kb_app.storage.own_cases.folder import OwnFolder
    from kb_app.storage.own_cases.wastebasket import Wastebasket

_MOST_BYTES = LONGEST_NAME - ADDED_TO_NAME - len(f" (9999){ATTACHED}")


class ChangedOnDiskError(KbError):
    """A file is not what it was when it was read: another program changed it, or took it away. It is untouched."""

    def __init__(self, path: str) -> None:
        super().__init__(
            _("{file} was not written.").format(file=path),
            _("another program changed it meanwhile"),
            _("Open it again and look at both versions."),
        )


class ImportedFiles:
    """Works on one folder; every method that writes raises `OSError` where that cannot be done."""

    def __init__(self, folder: OwnFolder, wastebasket: Wastebasket, lock: Path, *, read_only: bool = False) -> None:
        """`lock` is held by the one import that writes."""
        self._folder = folder
        self._wastebasket = wastebasket
        self._lock = lock
        self._is_read_only = read_only
        self._root = folder.root
        self._written_in: set[Path] = set()
        self._has_written = False

    def prepare(self) -> None:
        """See to it that files can be put here, also the first ones of a folder that a person named.

        Raises:
            KbError: the folder is out of reach, or cannot be made.
        """
        self._refuse_read_only()
        if self._has_written:
            self._folder.require(_what())  # there is something in it; empty now, it is a share that went away
        self._folder.prepare(_what())

    def require(self) -> None:
        """See to it that the files of earlier imports are within reach: a named folder with nothing in it is not.

        Raises:
            KbError: the folder is out of reach.
        """
        self._refuse_read_only()
        self._folder.require(_what())

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let no other import write at the same time.

        Raises:
            KbError: another one does, or the folder is out of reach.
        """
        self._has_written = False
        self.prepare()
        what = _what()
        with self._folder.told(what), held(self._lock) as is_ours:
            if not is_ours:
                raise KbError(what, _("another import is going on"), _("Wait until it is done, then try again."))
            sweep(self._root)
            self._wastebasket.sweep()
            yield

    def free_path(self, title: str, taken: Container[str] = ()) -> str:
        """Return the path of a new case: `title` as a name, with a number where that is taken.

        `taken` holds keys (`same_name`) of paths that will be.
        """
        stem = safe_stem(title, fallback=_("untitled"), most_bytes=_MOST_BYTES)
        number = 1
        while True:
            name = stem if number == 1 else f"{stem} ({number})"
            path = f"{name}.md"
            if same_name(path) not in taken and not self._is_taken(self.place(path)):
                return path
            number += 1

    def digest(self, path: str) -> str:
        """Return the SHA-256 of a file, "" where there is none."""
        try:
            return digest_of(self.place(path).read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return ""

    def read(self, path: str) -> bytes:
        """Return the bytes of a file."""
        return self.place(path).read_bytes()

    def put(self, path: str, data: bytes) -> None:
        """Write a file that is not there yet; its name is on the disk after the next `sync`.

        Raises:
            FileExistsError: there is one, which is untouched.
        """
        place = self.place(path)
        is_new = not place.parent.is_dir()
        self._make_folders(place.parent)
        try:
            with written_beside(place, data, file_mode(place.parent)) as temporary:
                place_new(temporary, place, synced=False)
        except OSError:
            if is_new:
                with suppress(OSError):  # somebody else has put something there
                    place.parent.rmdir()
            raise
        self._written_in.add(place.parent)
        self._has_written = True

    def sync(self) -> None:
        """Bring the names of what was put here to the disk.

        Raises:
            KbError: the folder cannot be reached any more.
        """
        with self._folder.told(_what()):
            for folder in self._written_in:
                sync_folder(folder)
        self._written_in.clear()

    def keep_version(self, path: str, expected: str, about: DeletedCase) -> None:
        """Put a copy of the case with the SHA-256 `expected` and of everything attached to it into the wastebasket.

        Raises:
            ChangedOnDiskError: the file is not that one any more.
        """
        place, entry = self.place(path), self._wastebasket.begin(about)
        attached = attached_folder(place)
        try:
            # The case is never without its files while they are exchanged, so these are copies too.
            for file in sorted(attached.iterdir()) if attached.is_dir() else ():
                if file.is_file() and not file.name.startswith("."):
                    (entry / attached.name).mkdir(exist_ok=True)
                    _copy(file, entry / attached.name / file.name)
            if (entry / attached.name).exists():
                sync_folder(entry / attached.name)
            _copy(place, entry / place.name)  # at the end: an entry with a case in it is whole
            sync_folder(entry)
            sync_folder(entry.parent)
            if digest_of((entry / place.name).read_bytes()) != expected:
                raise ChangedOnDiskError(path)
        except BaseException:
            self._wastebasket.drop(about.key)
            raise

    def exchange(self, path: str, data: bytes, expected: str) -> None:
        """Write over the file that has the SHA-256 `expected`.

        Raises:
            ChangedOnDiskError: the file is not that one any more; it is untouched.
        """
        place = self.place(path).resolve()  # a link stays one
        refuse_read_only(place)
        with written_beside(place, data, place.stat().st_mode & 0o7777) as temporary:
            self.expect(path, expected)
            replace_file(temporary, place)

    def discard(self, path: str, expected: str, about: DeletedCase) -> None:
        """Move the file that has the SHA-256 `expected` to the wastebasket, with what belongs to it, or neither.

        A process that dies in between leaves work for `go_on_discarding`.

        Raises:
            ChangedOnDiskError: the file is not that one any more; it is untouched.
        """
        self.expect(path, expected)
        place, entry = self.place(path), self._wastebasket.begin(about)
        attached, moved = attached_folder(place), entry / place.name
        try:
            place.rename(moved)
            if attached.is_dir():
                attached.rename(entry / attached.name)  # Windows refuses while a program has something of it open
        except OSError:
            if moved.exists():
                place_new(moved, place)
            self._wastebasket.drop_empty(about.key)
            raise
        sync_folder(entry)
        sync_folder(place.parent)

    def go_on_discarding(self, path: str, import_id: str) -> bool:
        """Move what belongs to a case after it that an undo had moved before it was broken off.

        Return whether there was any.
        """
        attached = attached_folder(self.place(path))
        entry = self._wastebasket.undone(import_id, path) if attached.is_dir() else None
        if entry is None or (entry / attached.name).exists():
            return False
        attached.rename(entry / attached.name)
        sync_folder(entry)
        sync_folder(attached.parent)
        return True

    def put_back(self, kept: str, path: str, expected: str) -> None:
        """Bring a copy of what lies in the wastebasket back, over the file with the SHA-256 `expected` ("" for none).

        Raises:
            ChangedOnDiskError: there is another one in its place.
        """
        data, place = self.read(kept), self.place(path).resolve()
        self._make_folders(place.parent)
        mode = place.stat().st_mode & 0o7777 if expected else file_mode(place.parent)
        with written_beside(place, data, mode) as temporary:
            self.expect(path, expected)
            replace_file(temporary, place)

    def remove(self, path: str, expected: str) -> None:
        """Remove an attached file that has the SHA-256 `expected`, and its folder where nothing else is in it.

        Raises:
            ChangedOnDiskError: the file is not that one any more; it is untouched.
        """
        self.expect(path, expected)
        place = self.place(path)
        place.unlink()
        with suppress(OSError):  # something else is in it
            place.parent.rmdir()
            self._written_in.discard(place.parent)

    def entry_of(self, kept: str) -> str:
        """Return the key of the entry in the wastebasket that something is kept in."""
        return kept.removeprefix(f"{TRASH}/").partition("/")[0]

    def kept_name(self, about: DeletedCase, path: str) -> str:
        """Return where something lies in the wastebasket that is kept with a case; `path` is relative to its folder."""
        return f"{TRASH}/{about.key}/{path}"

    def place(self, path: str) -> Path:
        """Return where a path leads to on the disk."""
        return self._root.joinpath(*path.split("/"))

    def expect(self, path: str, expected: str) -> None:
        """See to it that a file is the one with the SHA-256 `expected`.

        Raises:
            ChangedOnDiskError: it is not.
        """
        if self.digest(path) != expected:
            raise ChangedOnDiskError(path)

    def _refuse_read_only(self) -> None:
        if self._is_read_only:
            raise KbError(
                _what(),
                _("this window only reads, because another one is open"),
                _("Close the other window, and start the program again."),
            )

    def _make_folders(self, folder: Path) -> None:
        """Make folders below the shelf, never the shelf itself: it may be a share that has just gone away."""
        if not self._root.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self._root))
        folder.mkdir(parents=True, exist_ok=True)

    def _is_taken(self, place: Path) -> bool:
        folder = attached_folder(place)
        # What a killed undo leaves is nothing of anybody's.
        is_empty = folder.is_dir() and not any(folder.iterdir())
        return place.exists() or (folder.exists() and not is_empty)


def _what() -> str:
    return _("The import could not be made.")


def _copy(source: Path, place: Path) -> None:
    with written_beside(place, source.read_bytes(), source.stat().st_mode & 0o666) as temporary:
        place_new(temporary, place, synced=False)
