"""Verbs that take cases and notes in and hand them out: import, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.domain.export import ExportFormat, ExportRequest
from kb_app.domain.table_columns import ReadAs
from kb_app.domain.transfer import Conflicts, Fate

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Mapping

    from kb_app.base.progress import Progress, Report
    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session
    from kb_app.cli.output import Output
    from kb_app.domain.export import ExportSummary
    from kb_app.domain.transfer import ImportPreview, Skipped

_EVERY = 100
_ENCODINGS = ("utf-8", "cp932", "euc_jp", "utf-16")


def add_import(parser: ArgumentParser) -> None:
    """Declare `import`."""
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH", help=_("files, folders or zip files"))
    parser.add_argument("--dry-run", action="store_true", help=_("only say what would be done"))
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument(
        "--copy",
        dest="conflicts",
        action="store_const",
        const=Conflicts.COPY,
        default=Conflicts.SKIP,
        help=_("take in what was changed on both sides beside yours"),
    )
    ways.add_argument(
        "--merge",
        dest="conflicts",
        action="store_const",
        const=Conflicts.MERGE,
        help=_("put what was changed on both sides in the place of yours, which goes to the wastebasket"),
    )
    parser.add_argument("--encoding", choices=_ENCODINGS, help=_("of texts whose encoding cannot be told"))
    parser.add_argument("--undo", action="store_true", help=_("take the last import back"))


def import_files(app: App, arguments: Namespace, output: Output) -> int:
    """Take files in, or say what that would do, or take the last import back."""
    with app.session() as session:
        if arguments.undo:
            return _undo(session, output)
        if not arguments.paths:
            raise KbError(_("Nothing was imported."), _("no file was named"), _("Name files, folders or zip files."))
        missing = [path for path in arguments.paths if not path.exists()]
        if missing:
            cause = _("{path} is not there").format(path=missing[0])
            raise KbError(_("Nothing was imported."), cause, _("Name files, folders or zip files."))
        preview = _preview(session, arguments, output)
        if arguments.dry_run:
            output.answer(_document(preview.counts, preview.skipped), _lines(preview.counts, preview.skipped))
            return 0
        label = ", ".join(map(_called, arguments.paths))
        summary = session.importing.apply(preview, arguments.conflicts, label, _progress_to(output))
        session.indexing.update()
        # What was left out because it was changed on both sides is told as such.
        left = preview.counts[Fate.CONFLICT] if arguments.conflicts is Conflicts.SKIP else 0
        counts = {**summary.counts, Fate.SAME: preview.counts[Fate.SAME]}
        if left:
            counts[Fate.CONFLICT] = left
        skipped = (*summary.skipped, *summary.failed)
    output.answer(_document(counts, skipped), _lines(counts, skipped))
    return 1 if summary.failed else 0


def add_export(parser: ArgumentParser) -> None:
    """Declare `export`."""
    parser.add_argument("ids", nargs="*", metavar="ID", help=_("ids of documents"))
    parser.add_argument("--all", action="store_true", help=_("everything"))
    parser.add_argument("--format", choices=[str(form) for form in ExportFormat], default=str(ExportFormat.MARKDOWN))
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE", help=_("file, folder or zip file"))
    parser.add_argument("--private-notes", action="store_true", help=_("notes that are only yours leave too"))


def export(app: App, arguments: Namespace, output: Output) -> int:
    """Write documents and notes out."""
    if bool(arguments.ids) == arguments.all:
        raise KbError(
            _("Nothing was exported."), _("either ids or --all must be given"), _("“kb-app list” tells the ids.")
        )
    request = ExportRequest(
        tuple(arguments.ids), ExportFormat(arguments.format), arguments.output, arguments.private_notes
    )
    with app.session() as session:
        summary = session.exporting.export(request, _progress_to(output))
    for remark in summary.remarks:
        output.message(remark)
    answer = {"path": str(summary.place), "documents": summary.documents, "notes": summary.notes}
    output.answer({**answer, "withheld": summary.withheld}, _export_lines(summary))
    return 0


def _preview(session: Session, arguments: Namespace, output: Output) -> ImportPreview:
    preview = session.importing.preview(arguments.paths, _progress_to(output))
    unknown = [one.path for one in preview.skipped if one.needs_encoding]
    if not arguments.encoding or not unknown:
        return preview
    said = dict.fromkeys(unknown, ReadAs(arguments.encoding))
    return session.importing.preview(arguments.paths, _progress_to(output), said)


def _called(path: Path) -> str:
    """The name of a file or folder, also of one that was named as "." or ".."."""
    return path.resolve().name if path.name in ("", "..") else path.name


def _undo(session: Session, output: Output) -> int:
    last = next((one for one in session.importing.recent() if not one.is_undone), None)
    if last is None:
        raise KbError(_("No import was taken back."), _("there is none that was not taken back already"))
    summary = session.importing.undo(last.id)
    session.indexing.update()
    words = _("Taken back: {count} of the import “{label}”.").format(count=summary.taken_back, label=last.label)
    left = [_("Left, because it was changed since: {path}").format(path=path) for path in summary.left]
    output.answer({"taken_back": summary.taken_back, "left": list(summary.left)}, [words, *left])
    return 0


def _document(counts: Mapping[Fate, int], skipped: tuple[Skipped, ...]) -> dict[str, Any]:
    return {
        "new": counts[Fate.NEW],
        "updated": counts[Fate.UPDATED],
        "same": counts[Fate.SAME],
        "conflicts": counts[Fate.CONFLICT],
        "skipped": [{"path": one.path, "why": one.why} for one in skipped],
    }


def _lines(counts: Mapping[Fate, int], skipped: tuple[Skipped, ...]) -> Iterator[str]:
    words = _("{new} new, {updated} changed, {same} the same, {conflicts} changed on both sides")
    yield words.format(
        new=counts[Fate.NEW],
        updated=counts[Fate.UPDATED],
        same=counts[Fate.SAME],
        conflicts=counts[Fate.CONFLICT],
    )
    for one in skipped:
        yield _("Not taken in: {path}: {why}").format(path=one.path, why=one.why)


def _export_lines(summary: ExportSummary) -> Iterator[str]:
    words = _("{documents} documents and {notes} notes are written to {place}.")
    yield words.format(documents=summary.documents, notes=summary.notes, place=summary.place)
    if summary.withheld:
        yield _("{count} notes that are only yours stayed here.").format(count=summary.withheld)


def _progress_to(output: Output) -> Report:
    """Say on stderr now and then what is being worked on."""

    def report(progress: Progress) -> None:
        if progress.done and progress.done % _EVERY == 0:
            output.message(f"{progress.done}{f'/{progress.total}' if progress.total else ''}: {progress.label}")

    return report
