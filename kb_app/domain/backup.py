"""Backups: what kinds there are, what is known of one, and what going back to one would change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path


class BackupKind(StrEnum):
    """Why a backup was made."""

    DAILY = "daily"
    BEFORE_RESTORE = "before-restore"
    RESCUED = "rescued"
    """Before a restore, of data whose database could not be read: all the rest."""
    BEFORE_IMPORT = "before-import"
    BEFORE_MIGRATION = "before-migration"
    BY_HAND = "by-hand"


class BackupPlace(StrEnum):
    """Where a backup lies: in the data folder, or in the second place that the person chose."""

    HERE = "here"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Stamp:
    """When (with its offset from UTC) and why a backup was made."""

    made: datetime
    kind: BackupKind


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """A backup that the program made by itself, as its name tells; `size` is in bytes."""

    path: Path
    stamp: Stamp
    size: int
    place: BackupPlace


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is: own case files, notes, tags and plans, without what lies in the wastebasket."""

    cases: int = 0
    notes: int = 0
    tags: int = 0
    plans: int = 0


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file of the own cases (path below their folder) that is not in a backup, and why."""

    path: str
    cause: str


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """A backup that was written and verified; `size` is that of the file, in bytes."""

    path: Path
    counts: Counts
    size: int
    unreadable: tuple[Unreadable, ...]


@dataclass(frozen=True, slots=True)
class AutomaticBackup:
    """What an automatic backup came to: None where none was due, and what went wrong beside it, as sentences."""

    summary: BackupSummary | None = None
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What going back would do: things that come back, that get other contents, and that go away."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    @property
    def none(self) -> bool:
        """Whether nothing would be different."""
        return not (self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class RestorePreview:
    """A verified backup beside what is there now.

    `now` is None where the present database cannot be read. `labels` are tags, classifications, status and stars on
    documents; `files` are files beside the cases, such as attachments; `beside` counts files of a folder that the
    person named, which stays as it is: they would be laid into the data folder. `newest` and `newest_now` are the
    times (ISO 8601, "" for none) of the last change to a note or tag. A part that the backup has not would stay as
    it is.
    """

    path: Path
    size: int
    stamp: Stamp
    program: str
    counts: Counts
    now: Counts | None
    notes: Changes
    tags: Changes
    labels: Changes
    plans: Changes
    cases: Changes
    files: Changes
    newest: str
    newest_now: str
    has_database: bool
    has_cases: bool
    unreadable: tuple[Unreadable, ...]
    beside: int = 0


@dataclass(frozen=True, slots=True)
class RestoreSummary:
    """What was brought back, from a backup made when, and where the state before lies.

    `undo` is the backup to restore for going back; `set_aside` is a folder with what no backup could be made of (a
    damaged database, files that could not be read), or None. `beside` is the folder with files of a folder of own cases
    that the person named, which itself was not changed, or None.
    """

    counts: Counts
    size: int
    stamp: Stamp
    undo: Path
    set_aside: Path | None
    beside: Path | None = None
