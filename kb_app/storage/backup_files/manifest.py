"""The manifest of a backup: what is in it, told so exactly that anything else in the file is noticed.

It is JSON in ASCII, so that names which are no characters (Linux allows any bytes) come back as they were.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.backup import BackupKind, Counts, Stamp, Unreadable

FORMAT = "dx-casebook-backup"
FORMAT_VERSION = 1
MANIFEST_NAME = "manifest.json"
DATABASE_NAME = "casebook.db"
SETTINGS_NAME = "settings.json"
CASES_NAME = "cases"
LARGEST_MANIFEST = 128_000_000
"""Bytes; some hundred thousand files."""

_DEVICES = frozenset(
    ("con", "prn", "aux", "nul", *(f"com{number}" for number in range(10)), *(f"lpt{number}" for number in range(10)))
)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the backup: its name there, its path below the own cases ("" for the database and the settings)."""

    member: str
    path: str
    size: int
    sha256: str
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class StoredFolder:
    """A folder below the own cases, also an empty one."""

    path: str
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """What a backup holds. `abandoned` names members that were begun and whose file could then not be read on.

    `parts` are those that were to be kept (`casebook.db`, `cases`, `settings.json`); one that is named and not in the
    backup was not there then. `schema` is 0 where there is no database.
    """

    stamp: Stamp
    program: str
    schema: int
    parts: tuple[str, ...]
    counts: Counts
    files: tuple[StoredFile, ...]
    folders: tuple[StoredFolder, ...]
    unreadable: tuple[Unreadable, ...] = ()
    abandoned: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """How many bytes the files take when they are laid out."""
        return sum(file.size for file in self.files)

    def file(self, member: str) -> StoredFile | None:
        """Return the file with that name in the backup."""
        return next((file for file in self.files if file.member == member), None)

    @property
    def absent(self) -> tuple[str, ...]:
        """The parts that were to be kept, and were not there. A folder of cases is always there, be it empty."""
        return tuple(part for part in self.parts if part != CASES_NAME and self.file(part) is None)

    @property
    def case_files(self) -> tuple[StoredFile, ...]:
        """The files below the own cases."""
        return tuple(file for file in self.files if file.path)


def manifest_text(manifest: BackupManifest) -> str:
    """Return the manifest as JSON."""
    document = {"format": FORMAT, "format_version": FORMAT_VERSION, **asdict(manifest)}
    stamp = document.pop("stamp")
    return json.dumps({**document, "made": stamp["made"].isoformat(), "kind": stamp["kind"]}, indent=1)


def read_manifest(data: bytes) -> BackupManifest:
    """Return the manifest that `data` holds.

    Raises:
        KbError: it belongs to a newer program, is none of ours, or names places outside the backup.
    """
    try:
        document = json.loads(data)
        if document["format"] != FORMAT:
            raise foreign()
        if document["format_version"] > FORMAT_VERSION:
            raise newer()
        manifest = _from_document(document)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise foreign() from error
    for path in (*(file.path for file in manifest.case_files), *(folder.path for folder in manifest.folders)):
        if not _is_inside(path):
            raise not_restorable(_("it names a place outside its folder: {path}").format(path=shown(path)))
    return manifest


def not_restorable(cause: str) -> KbError:
    """Return what is said of a file that cannot be restored."""
    return KbError(
        _("The backup cannot be used."), cause, _("Nothing was changed. Choose another backup, or copy it here again.")
    )


def foreign() -> KbError:
    """Return what is said of a file that is none of ours, or too damaged to tell."""
    return not_restorable(_("it is damaged, or no backup of this program"))


def newer() -> KbError:
    """Return what is said of a backup of a newer program."""
    return KbError(
        _("The backup cannot be used."),
        _("it was written by a newer version of this program"),
        _("Install the newer version. Nothing was changed."),
    )


def shown(path: str) -> str:
    """Return a path that can be printed: what is no character becomes a question mark."""
    return path.encode("utf-8", "replace").decode("utf-8")


def _from_document(document: dict[str, Any]) -> BackupManifest:
    made = datetime.fromisoformat(document["made"])
    if made.utcoffset() is None:
        raise ValueError("no offset from UTC")
    return BackupManifest(
        stamp=Stamp(made, BackupKind(document["kind"])),
        program=_text(document["program"]),
        schema=_number(document["schema"]),
        parts=tuple(_part(name) for name in document["parts"]),
        counts=Counts(**{name: _number(count) for name, count in document["counts"].items()}),
        files=tuple(_file(**item) for item in document["files"]),
        folders=tuple(StoredFolder(_text(item["path"]), int(item["mtime_ns"])) for item in document["folders"]),
        unreadable=tuple(Unreadable(_text(item["path"]), _text(item["cause"])) for item in document["unreadable"]),
        abandoned=tuple(_text(member) for member in document["abandoned"]),
    )


def _file(member: str, path: str, size: int, sha256: str, mtime_ns: int) -> StoredFile:
    if (member in (DATABASE_NAME, SETTINGS_NAME)) is bool(_text(path)):
        raise ValueError("a case file has a path, the others have none")
    return StoredFile(_text(member), path, _number(size), _text(sha256), int(mtime_ns))


def _part(name: object) -> str:
    if name not in (DATABASE_NAME, CASES_NAME, SETTINGS_NAME):
        raise ValueError("an unknown part")
    return str(name)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise TypeError("no number")
    return value


def _is_inside(path: str) -> bool:
    """Whether a path leads to a place below its folder, on this system."""
    parts = path.split("/")
    if "\0" in path or any(part in ("", ".", "..") for part in parts):
        return False
    return sys.platform != "win32" or all(_is_windows_name(part) for part in parts)


def _is_windows_name(part: str) -> bool:
    forbidden = any(sign in '<>:"\\|?*' or ord(sign) < 32 for sign in part)
    return not forbidden and part[-1] not in " ." and part.split(".", maxsplit=1)[0].rstrip().lower() not in _DEVICES
