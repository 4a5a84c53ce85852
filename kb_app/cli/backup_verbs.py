"""Verbs that keep everything twice: backup, restore."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb_app.base.errors import KbError, system_cause
from kb_app.base.file_lock import held
from kb_app.base.i18n import _
from kb_app.domain.backup_wording import beside_words, counts_words, preview_lines, size_words, unreadable_lines

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from kb_app.bootstrap import App
    from kb_app.cli.output import Output
    from kb_app.domain.backup import Counts, RestorePreview, RestoreSummary


def add_backup(parser: ArgumentParser) -> None:
    """Declare `backup`."""
    parser.add_argument("file", type=Path, metavar="FILE", help=_("where the backup is written (ZIP)"))


def backup(app: App, arguments: Namespace, output: Output) -> int:
    """Write everything precious to one file, verified."""
    summary = app.backup().write(arguments.file)
    for line in unreadable_lines(summary.unreadable):
        output.message(line)
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


def _undo_lines(summary: RestoreSummary) -> Iterator[str]:
    yield _("What was there before lies in {file}; restoring that undoes this.").format(file=summary.undo)
    if summary.set_aside is not None:
        yield _("What could not be read lies as it was in {folder}.").format(folder=summary.set_aside)
    if summary.beside is not None:
        yield beside_words(summary.beside)


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


@contextmanager
def _window_kept_away(app: App) -> Iterator[None]:
    what = _("The backup could not be restored.")
    with ExitStack() as stack:
        try:
            is_ours = stack.enter_context(held(app.paths.window_lock))
        except OSError as error:
            raise KbError(what, system_cause(error), _("Check the rights of the data folder.")) from error
        if not is_ours:
            raise KbError(
                what, _("the window of the program is open"), _("Close the window of the program, then try again.")
            )
        yield
