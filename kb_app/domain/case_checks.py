"""What to say about a case when it is saved: what keeps it from being saved, and what should still be mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.completeness import Gap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb_app.domain.case import Case

LONGEST_TITLE = 120
LONGEST_SUMMARY = 300


def obstacles(case: Case) -> tuple[Gap, ...]:
    """Return what keeps a case from being saved: without a title its file would have no name."""
    return () if case.title.strip() else (Gap("title", _("A case needs a title.")),)


def remarks(case: Case) -> tuple[Gap, ...]:
    """Return what should be mended, in the order of the form; rows are named `outcomes[2].unit`, counted from 1."""
    return (*_texts(case), *_effects(case), *_sources(case))


def _texts(case: Case) -> Iterator[Gap]:
    title, summary = len(case.title), len(case.summary)
    if title > LONGEST_TITLE:
        words = _("The title is too long: {count} of {most} characters.")
        yield Gap("title", words.format(count=title, most=LONGEST_TITLE))
    if summary > LONGEST_SUMMARY:
        words = _("The summary is too long: {count} of {most} characters.")
        yield Gap("summary", words.format(count=summary, most=LONGEST_SUMMARY))


def _effects(case: Case) -> Iterator[Gap]:
    for number, outcome in enumerate(case.outcomes, 1):
        if not outcome.metric:
            yield Gap(f"outcomes[{number}].metric", _("Row {row}: say what is counted.").format(row=number))
        elif not outcome.unit:
            yield Gap(f"outcomes[{number}].unit", _("Row {row}: say the unit (件, 分, %).").format(row=number))
        elif outcome.source and case.source(outcome.source) is None:
            yield Gap(f"outcomes[{number}].source", _("Row {row}: choose its source again.").format(row=number))


def _sources(case: Case) -> Iterator[Gap]:
    for number, source in enumerate(case.sources, 1):
        if not source.title:
            yield Gap(f"sources[{number}].title", _("Row {row}: give the source a title.").format(row=number))
