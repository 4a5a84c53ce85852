"""How imports are said to a person, the same on the screen and in a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.query import FilterAxis
from kb_app.domain.transfer import Conflicts, Fate
from kb_app.domain.wording import axis_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kb_app.domain.transfer import ImportPreview, ImportSummary, Skipped, UndoSummary


def fate_label(fate: Fate) -> str:
    """Return what importing would do with a case or note, in a word."""
    return {
        Fate.NEW: _("New"),
        Fate.UPDATED: _("Update"),
        Fate.SAME: _("Same"),
        Fate.CONFLICT: _("Conflict"),
    }[fate]


def fate_sentence(fate: Fate) -> str:
    """Return what that means."""
    return {
        Fate.NEW: _("It is not here yet and will be added."),
        Fate.UPDATED: _("It was imported before, and its file is newer: it takes the place of what is here."),
        Fate.SAME: _("It is here already, just the same. Nothing is done."),
        Fate.CONFLICT: _("It is here already with other content. What you chose for conflicts is done."),
    }[fate]


def conflicts_label(choice: Conflicts) -> str:
    """Return what is done with conflicts, in a word or two."""
    return {
        Conflicts.SKIP: _("Leave them out"),
        Conflicts.COPY: _("Add them as copies"),
        Conflicts.MERGE: _("Replace what is here"),
    }[choice]


def conflicts_sentence(choice: Conflicts) -> str:
    """Return what that means."""
    return {
        Conflicts.SKIP: _("What is here stays as it is, and what is in the files is not imported."),
        Conflicts.COPY: _("What is here stays as it is, and what is in the files is added beside it."),
        Conflicts.MERGE: _(
            "What is in the files takes the place of your own cases and notes; what was here goes to the wastebasket. "
            "Cases that came with the program stay, and a copy is added."
        ),
    }[choice]


def field_label(name: str) -> str:
    """Return what a field of a case that was guessed is called."""
    return {
        "title": _("Title"),
        "summary": _("Summary"),
        "municipality": _("Municipality"),
        "steps": axis_label(FilterAxis.STEP),
        "priority_areas": axis_label(FilterAxis.AREA),
        "related_measures": axis_label(FilterAxis.MEASURE),
        "barriers": axis_label(FilterAxis.BARRIER),
    }.get(name, name)


def counts_words(counts: Mapping[Fate, int], unread: int) -> str:
    """Return how many cases and notes have which fate, and how many files could not be read, in one line."""
    said = [f"{fate_label(fate)} {counts.get(fate, 0):,}" for fate in Fate]
    return "　".join((*said, _("Not read {count}").format(count=f"{unread:,}")))


def skipped_line(skipped: Skipped) -> str:
    """Return a file that is left out, and why."""
    return _("{file}: {why}").format(file=skipped.path, why=skipped.why)


def preview_report(preview: ImportPreview) -> str:
    """Return which files cannot be read, to be copied."""
    return _report([counts_words(preview.counts, len(preview.skipped))], _("Not read"), preview.skipped)


def summary_lines(summary: ImportSummary) -> Iterator[str]:
    """Yield what an import did."""
    written = sum(summary.counts.values())
    if not written:
        yield _("Nothing was imported.")
    else:
        new, updated = summary.counts.get(Fate.NEW, 0), summary.counts.get(Fate.UPDATED, 0)
        settled = summary.counts.get(Fate.CONFLICT, 0)
        yield _("{count} cases and notes are imported.").format(count=f"{written:,}")
        yield _("{new} new, {updated} updated, {settled} of the conflicts.").format(
            new=f"{new:,}", updated=f"{updated:,}", settled=f"{settled:,}"
        )
    if summary.failed:
        yield _("{count} could not be written.").format(count=f"{len(summary.failed):,}")
    if summary.skipped:
        yield _("{count} files were not read.").format(count=f"{len(summary.skipped):,}")


def summary_report(summary: ImportSummary) -> str:
    """Return what an import did, with every file that is not in it, to be copied."""
    head = _report(list(summary_lines(summary)), _("Not written"), summary.failed)
    return _report([head], _("Not read"), summary.skipped)


def undo_lines(undone: UndoSummary) -> Iterator[str]:
    """Yield what undoing an import did."""
    yield _("The import is taken back: {count} cases and notes.").format(count=f"{undone.taken_back:,}")
    if undone.left:
        yield _("These were changed since and stay: {names}").format(names=_(", ").join(undone.left))


def _report(lines: Sequence[str], heading: str, files: Iterable[Skipped]) -> str:
    named = [f"- {skipped_line(one)}" for one in files]
    return "\n".join([*lines, *(["", heading, *named] if named else [])])
