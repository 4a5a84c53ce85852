"""Verbs that keep everything twice: backup, restore."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb_app.base.errors import KbError, system_cause
from kb_app.base.file_lock import FileLock
from kb_app.base.i18n import _

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterable, Iterator

    from kb_app.bootstrap import App
    from kb_app.cli.output import Output
    from kb_app.domain.backup import Changes, Counts, RestorePreview, RestoreSummary, Unreadable


def add_backup(parser: ArgumentParser) -> None:
    """Declare `backup`."""
    parser.add_argument("file", type=Path, metavar="FILE", help=_("where the backup is written (ZIP)"))


def backup(app: App, arguments: Namespace, output: Output) -> int:
    """Write everything precious to one file, verified."""
    summary = app.backup().write(arguments.file)
    _name_unreadable(summary.unreadable, output)
    words = _("The backup is written and verified: {file} ({size})")
    output.answer(
        _as_document(summary.counts, summary.size),
        [words.format(file=summary.path, size=size_words(summary.size)), counts_words(summary.counts)],
    )
    return 0


def add_restore(parser: ArgumentParser) -> None:
    """Declare `restore`."""
    parser.add_argument("file", type=Path, metavar="FILE", help=_("a backup made by this program"))
    parser.add_argument("--dry-run", action="store_true", help=_("only say what would change"))


def restore(app: App, arguments: Namespace, output: Output) -> int:
    """Put a backup in the place of the data, or say what that would change."""
    if arguments.dry_run:
        preview = app.backup().preview(arguments.file)
        output.answer(_preview_document(preview), preview_lines(preview))
        return 0
    with _window_kept_away(app):
        summary = app.backup().restore(arguments.file)
    app.reread_settings()
    told = list(_undo_lines(summary))
    if output.as_json:
        for line in told:
            output.message(line)
    words = _("Restored the backup of {time}, verified.").format(
        time=f"{summary.stamp.made.astimezone():%Y-%m-%d %H:%M}"
    )
    output.answer(_as_document(summary.counts, summary.size), [words, counts_words(summary.counts), *told])
    return 0


def size_words(size: int) -> str:
    """Return a size in bytes as a person reads it."""
    return f"{size / 1e6:,.1f} MB" if size >= 100_000 else f"{size / 1e3:,.1f} kB"


def counts_words(counts: Counts) -> str:
    """Return the counts of a backup in one line."""
    return _("{cases} own cases, {notes} notes, {tags} tags, {plans} plans").format(**asdict(counts))


def preview_lines(preview: RestorePreview) -> Iterator[str]:
    """Yield what going back to a backup would change."""
    yield _("Backup of {time}, {size}, verified. Nothing was changed.").format(
        time=f"{preview.stamp.made.astimezone():%Y-%m-%d %H:%M}", size=size_words(preview.size)
    )
    yield _("In the backup: {counts}").format(counts=counts_words(preview.counts))
    if preview.now is None:
        yield _("Now: the database is damaged and cannot be read.")
    else:
        yield _("Now: {counts}").format(counts=counts_words(preview.now))
    if preview.newest or preview.newest_now:
        yield _("Last change to a note or tag: {then} in the backup, {now} now").format(
            then=preview.newest or "-", now=preview.newest_now or "-"
        )
    yield from _change_lines(preview)
    if not preview.has_cases:
        yield _("Case files and settings are not in this backup; they would stay as they are.")
    if not preview.has_database:
        yield _("Notes and tags are not in this backup; they would stay as they are.")
    for missing in preview.unreadable:
        yield _("Not in the backup: {path} ({cause})").format(path=_printable(missing.path), cause=missing.cause)


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
            yield f"{name}: " + _("{added} come back, {changed} change, {removed} go away").format(**asdict(changes))
    if all(changes.none for _name, changes in parts):
        yield _("The contents are the same as now.")


def _undo_lines(summary: RestoreSummary) -> Iterator[str]:
    yield _("What was there before lies in {file}; restoring that undoes this.").format(file=summary.undo)
    if summary.set_aside is not None:
        yield _("What could not be read lies as it was in {folder}.").format(folder=summary.set_aside)


def _name_unreadable(unreadable: Iterable[Unreadable], output: Output) -> None:
    for missing in unreadable:
        words = _("Not in the backup: {path} ({cause})")
        output.message(words.format(path=_printable(missing.path), cause=missing.cause))


def _as_document(counts: Counts, size: int) -> dict[str, Any]:
    return {**asdict(counts), "bytes": size}


def _preview_document(preview: RestorePreview) -> dict[str, Any]:
    return {
        **_as_document(preview.counts, preview.size),
        "made": preview.stamp.made.isoformat(),
        "now": asdict(preview.now) if preview.now is not None else None,
        "changes": {
            name: asdict(getattr(preview, name)) for name in ("cases", "files", "notes", "tags", "labels", "plans")
        },
    }


def _printable(path: str) -> str:
    return path.encode("utf-8", "replace").decode("utf-8")


@contextmanager
def _window_kept_away(app: App) -> Iterator[None]:
    lock = FileLock(app.paths.window_lock)
    what = _("The backup could not be restored.")
    try:
        is_ours = lock.acquire()
    except OSError as error:
        raise KbError(what, system_cause(error), _("Check the rights of the data folder.")) from error
    if not is_ours:
        raise KbError(
            what, _("the window of the program is open"), _("Close the window of the program, then try again.")
        )
    try:
        yield
    finally:
        lock.release()
