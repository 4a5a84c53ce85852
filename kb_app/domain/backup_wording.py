"""How backups are said to a person, the same on the screen and on the command line."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.backup import BackupKind, BackupPlace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from kb_app.domain.backup import Changes, Counts, RestorePreview, Unreadable


def kind_label(kind: BackupKind) -> str:
    """Return why a backup was made, in words."""
    return {
        BackupKind.DAILY: _("daily"),
        BackupKind.BEFORE_RESTORE: _("before a restore"),
        BackupKind.RESCUED: _("before a restore, without the damaged database"),
        BackupKind.BEFORE_IMPORT: _("before an import"),
        BackupKind.BEFORE_MIGRATION: _("before an update (notes and tags only)"),
        BackupKind.BY_HAND: _("made by hand"),
    }[kind]


def place_label(place: BackupPlace) -> str:
    """Return where a backup lies, in words."""
    return {BackupPlace.HERE: _("data folder"), BackupPlace.SECOND: _("second place")}[place]


def time_words(moment: datetime) -> str:
    """Return a time as the clock of this computer shows it."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"


def size_words(size: int) -> str:
    """Return a size in bytes as a person reads it."""
    return f"{size / 1e6:,.1f} MB" if size >= 100_000 else f"{size / 1e3:,.1f} kB"


def counts_words(counts: Counts) -> str:
    """Return the counts of a backup in one line."""
    return _("{cases} own cases, {notes} notes, {tags} tags").format(**asdict(counts))


def preview_lines(preview: RestorePreview) -> Iterator[str]:
    """Yield what going back to a backup would change."""
    yield _("Backup of {time}, {size}, verified. Nothing was changed.").format(
        time=time_words(preview.stamp.made), size=size_words(preview.size)
    )
    yield _("In the backup: {counts}").format(counts=counts_words(preview.counts))
    if preview.now is None:
        yield _("Now: the database is damaged and cannot be read.")
    else:
        yield _("Now: {counts}").format(counts=counts_words(preview.now))
    if preview.newest or preview.newest_now:
        yield _("Last change to a note or tag: {then} in the backup, {now} now").format(
            then=_day_words(preview.newest), now=_day_words(preview.newest_now)
        )
    yield from _change_lines(preview)
    if preview.beside:
        words = _("{count} files are from the folder that you named; it stays as it is, they would be laid elsewhere.")
        yield words.format(count=preview.beside)
    if not preview.has_cases:
        yield _("Case files and settings are not in this backup; they would stay as they are.")
    if not preview.has_database:
        yield _("Notes and tags are not in this backup; they would stay as they are.")
    yield from unreadable_lines(preview.unreadable)


def beside_words(folder: Path) -> str:
    """Return where files of a named folder lie after a restore."""
    words = _("The folder of own cases that you named was not changed; its files of that time lie in {folder}.")
    return words.format(folder=folder)


def unreadable_lines(unreadable: Iterable[Unreadable]) -> Iterator[str]:
    """Yield the files that are not in a backup, and why; what of a name is no character becomes a question mark."""
    for missing in unreadable:
        path = missing.path.encode("utf-8", "replace").decode("utf-8")
        yield _("Not in the backup: {path} ({cause})").format(path=path, cause=missing.cause)


def _change_lines(preview: RestorePreview) -> Iterator[str]:
    parts: tuple[tuple[str, Changes], ...] = (
        (_("Own cases"), preview.cases),
        (_("Other files"), preview.files),
        (_("Notes"), preview.notes),
        (_("Tags"), preview.tags),
        (_("Labels and status of cases"), preview.labels),
        (_("Plans"), preview.plans),
    )
    for name, changes in parts:
        if not changes.none:
            words = _("{name}: {added} come back, {changed} change, {removed} go away")
            yield words.format(name=name, **asdict(changes))
    if all(changes.none for _name, changes in parts):
        yield _("The contents are the same as now.")


def _day_words(time: str) -> str:
    """The day and minute of a stored time (ISO 8601, UTC), here."""
    try:
        return time_words(datetime.fromisoformat(time))
    except ValueError:
        return time or "-"
