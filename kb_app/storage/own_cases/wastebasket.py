"""The wastebasket of own cases: the folder `.trash` among them, a folder for each case with what is attached to it."""

from __future__ import annotations

import json
import logging
import os
import secrets
import shutil
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kb_app.base.atomic_file import place_new, replace_file, sync_folder, written_beside
from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.file_names import free_stem, same_name
from kb_app.domain.own_case import DeletedCase, Deletion
from kb_app.storage.own_cases.folder import file_mode

if TYPE_CHECKING:
    from kb_app.domain.own_case import OwnCase
    from kb_app.storage.own_cases.folder import OwnFolder

logger = logging.getLogger(__name__)

TRASH = ".trash"
ATTACHED = ".files"
_ENTRY = "entry.json"
_LEFTOVER_SECONDS = 3600


def attached_folder(place: Path) -> Path:
    """Return the folder with what is attached to the case file at `place`."""
    return place.with_name(f"{place.stem}{ATTACHED}")


class Wastebasket:
    """Moves cases out of the library and back. The file itself is moved in one step, first out and last back."""

    def __init__(self, folder: OwnFolder, clock: Callable[[], datetime] | None = None) -> None:
        """`clock` gives the time in UTC."""
        self._folder = folder
        self._clock = clock or (lambda: datetime.now(UTC))

    def put(self, own: OwnCase) -> DeletedCase:
        """Move a case and what is attached to it into the wastebasket.

        Raises:
            KbError: it cannot be moved; nothing was changed.
        """
        what = _("The case could not be deleted.")
        self._folder.require(what)
        with self._folder.told(what):
            if not own.place.exists():
                raise FileNotFoundError(2, "", str(own.place))
            deleted, entry = self._entry(own)
            try:
                own.place.rename(entry / own.place.name)
            except OSError:
                _remove(entry)
                raise
            sync_folder(entry)
            sync_folder(own.place.parent)
            self._take_along(attached_folder(own.place), entry)
        return deleted

    def keep_copy(self, own: OwnCase) -> None:
        """Put a copy of a file as it is on the disk into the wastebasket.

        Raises:
            OSError: it cannot be written.
        """
        _deleted, entry = self._entry(own, Deletion.REWRITTEN)
        with written_beside(entry / own.place.name, own.place.read_bytes(), file_mode(entry)) as temporary:
            place_new(temporary, entry / own.place.name)

    def about(self, title: str, path: str, document_id: str, why: Deletion) -> DeletedCase:
        """Return what a new entry says, with the time and a key that no other has; nothing is written yet."""
        now = self._clock()
        key = f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
        return DeletedCase(key, title, path, now.isoformat(timespec="milliseconds"), document_id, why)

    def begin(self, deleted: DeletedCase) -> Path:
        """Make the folder of a new entry, and return it; nobody looks at it before a case is there.

        Raises:
            OSError: it cannot be made.
        """
        entry = self._trash / deleted.key
        mode = self._folder.root.stat().st_mode & 0o777
        for folder in (self._trash, entry):
            with suppress(FileExistsError):
                folder.mkdir(mode=mode)
        told = json.dumps(asdict(deleted), ensure_ascii=False, indent=1)
        with (entry / _ENTRY).open("x", encoding="utf-8") as file:
            file.write(told)
            file.flush()
            os.fsync(file.fileno())
        return entry

    def empty(self, keys: Collection[str]) -> None:
        """Remove these entries for good, and what is left of others that have no case any more.

        Raises:
            KbError: some of it cannot be removed; the rest is gone.
        """
        with self._folder.told(_("The wastebasket could not be emptied.")):
            failed: OSError | None = None
            for entry in self._trash.iterdir() if self._trash.is_dir() else ():
                is_left = entry.is_dir() and _case_in(entry) is None and _is_old(entry)
                if entry.name in keys or is_left:
                    try:
                        self.drop(entry.name)
                    except OSError as error:
                        failed = error
            if failed is not None:
                raise failed

    def drop(self, key: str) -> None:
        """Remove an entry with everything in it.

        Raises:
            OSError: something of it cannot be removed.
        """
        if key in ("", "..") or key != Path(key).name:  # that would be all of it, or all own cases
            return
        entry = self._trash / key
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)

    def sweep(self) -> None:
        """Remove what killed processes left long ago: entries that no case came into."""
        for entry in self._trash.iterdir() if self._trash.is_dir() else ():
            with suppress(OSError, ValueError):
                if entry.is_dir() and _case_in(entry) is None and _is_old(entry):
                    # Into an earlier version copies are put, the case at the end; elsewhere what there is was moved.
                    drop = self.drop if _told(entry).get("why") == Deletion.REPLACED else self.drop_empty
                    drop(entry.name)

    def drop_empty(self, key: str) -> None:
        """Remove an entry that no case came into; what else is in it stays."""
        _remove(self._trash / key)

    def undone(self, import_id: str, path: str) -> Path | None:
        """Return the entry that undoing an import made of the case at `path`, if there is one.

        Raises:
            KbError: the folder cannot be read.
        """
        made = ((one.import_id, one.path, one.why, one.key) for one in self.listed())
        keys = (key for *about, key in made if about == [import_id, path, Deletion.UNDONE])
        return next((self._trash / key for key in keys), None)

    def listed(self) -> tuple[DeletedCase, ...]:
        """Return what lies there, the newest first.

        Raises:
            KbError: the folder cannot be read.
        """
        with self._folder.told(_("The wastebasket could not be read.")):
            if not self._trash.exists():
                return ()
            entries = [self._deleted(entry) for entry in self._trash.iterdir()]
        found = [one for one in entries if one is not None]
        return tuple(sorted(found, key=lambda deleted: (deleted.deleted_at, deleted.key), reverse=True))

    def take_back(self, deleted: DeletedCase) -> str:
        """Move a case back to its place, or beside what stands there now, and return its path below the folder.

        Raises:
            KbError: it is not in the wastebasket, or cannot be moved; nothing was changed.
        """
        what = _("The case could not be taken back.")
        with self._folder.told(what):
            entry = self._trash / Path(deleted.key).name
            case = _case_in(entry)
            if case is None:
                raise KbError(what, _("it is not in the wastebasket any more"))
            place = self._free_place(deleted, case)
            self._return(deleted, case, place)
        return place.relative_to(self._folder.root).as_posix()

    def _deleted(self, entry: Path) -> DeletedCase | None:
        """What an entry says; None where its case is back, or another program takes it away at this moment."""
        with suppress(FileNotFoundError):
            case = _case_in(entry)
            deleted = _read_entry(entry, case) if case is not None else None
            if case is not None and deleted is not None and not self._is_back(case, deleted):
                return deleted
        return None

    def _is_back(self, case: Path, deleted: DeletedCase) -> bool:
        """Whether a case is not in the wastebasket: a process can be killed before it removes the entry."""
        with suppress(OSError, ValueError):
            return case.samefile((self._folder.root / deleted.path).with_name(case.name))
        return not case.exists()

    @property
    def _trash(self) -> Path:
        return self._folder.root / TRASH

    def _entry(self, own: OwnCase, why: Deletion = Deletion.DELETED) -> tuple[DeletedCase, Path]:
        self.sweep()
        deleted = self.about(own.case.title, own.path, own.case.id, why)
        return deleted, self.begin(deleted)

    def _take_along(self, attached: Path, entry: Path) -> None:
        """What cannot be moved because a program has it open stays where it is, and is there when the case is back."""
        try:
            if attached.is_dir():
                attached.rename(entry / attached.name)
        except OSError as error:
            logger.warning("attached files stay in their place: %s", error)

    def _free_place(self, deleted: DeletedCase, case: Path) -> Path:
        parts = [part for part in deleted.path.split("/")[:-1] if part not in ("", ".", "..")]
        folder = self._folder.root.joinpath(*parts)
        folder.mkdir(parents=True, exist_ok=True)
        attached = case.with_name(f"{case.stem}{ATTACHED}")
        # Attached files that could not be moved away are ours, and no reason for another name.
        waiting = {".md", ".markdown"} if not attached.exists() else {".md", ".markdown", ATTACHED}
        taken = {same_name(place.stem) for place in folder.iterdir() if place.suffix.lower() in waiting}
        return folder / f"{free_stem(case.stem, taken, most_bytes=230)}{case.suffix}"

    def _return(self, deleted: DeletedCase, case: Path, place: Path) -> None:
        """Move a case to `place`; killed in between it is whole here or there, and `_is_back` knows which."""
        entry, attached = case.parent, case.with_name(f"{case.stem}{ATTACHED}")
        if attached.is_dir():
            attached.rename(attached_folder(place))
        if case.name != place.name:
            case = case.rename(entry / place.name)
        data = case.read_bytes()
        # Under another name the case has to find its files again.
        renamed = _renamed(data, Path(deleted.path).stem, place.stem)
        if renamed != data:
            with written_beside(case, renamed, case.stat().st_mode & 0o777) as temporary:
                replace_file(temporary, case)
        place_new(case, place)
        _remove(entry)


def _case_in(entry: Path) -> Path | None:
    """The file of an entry; None for one that a killed process left without it."""
    if not entry.is_dir():
        return None
    names = sorted(place for place in entry.iterdir() if place.is_file() and not place.name.startswith("."))
    return next((place for place in names if place.suffix.lower() in (".md", ".markdown")), None)


def _told(entry: Path) -> dict[str, object]:
    """What an entry says of itself; nothing where it was left before it could."""
    try:
        told = json.loads((entry / _ENTRY).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return told if isinstance(told, dict) else {}


def _is_old(entry: Path) -> bool:
    """Whether no process can be about to put something there any more."""
    return time.time() - entry.stat().st_mtime > _LEFTOVER_SECONDS


def _read_entry(entry: Path, case: Path) -> DeletedCase:
    """What an entry says of its case; of one that says nothing, or what nobody of ours wrote, the file tells it."""
    try:
        told = _told(entry)
        return DeletedCase(
            key=entry.name,
            title=str(told["title"]),
            path=str(told["path"]),
            deleted_at=str(told["deleted_at"]),
            document_id=str(told["document_id"]),
            why=Deletion(str(told.get("why", Deletion.DELETED))),
            import_id=str(told.get("import_id", "")),
            import_label=str(told.get("import_label", "")),
        )
    except (OSError, ValueError, KeyError, TypeError):
        moment = datetime.fromtimestamp(case.stat().st_mtime, UTC).isoformat(timespec="milliseconds")
        return DeletedCase(entry.name, case.stem, case.name, moment)


def _renamed(data: bytes, old: str, new: str) -> bytes:
    """The bytes of a case with the folder of its files renamed, where that can be done in its encoding."""
    for encoding in ("utf-8", "cp932"):
        with suppress(UnicodeError):
            before, after = f"{old}{ATTACHED}/".encode(encoding), f"{new}{ATTACHED}/".encode(encoding)
            if before in data:
                return data.replace(before, after)
    return data


def _remove(entry: Path) -> None:
    """Remove an entry that holds no case any more; what else is in it stays."""
    with suppress(OSError):
        (entry / _ENTRY).unlink(missing_ok=True)
        entry.rmdir()
