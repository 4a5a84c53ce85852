"""Verbs that look into the library: search, index, show, list, check."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kb_app.base.errors import KbError
from kb_app.base.i18n import _
from kb_app.cli import documents
from kb_app.cli.axes import check_known
from kb_app.domain import wording
from kb_app.domain.annotation import Status
from kb_app.domain.characters import whole_characters
from kb_app.domain.query import FilterAxis, MatchMode, Query, Sort
from kb_app.domain.taxonomy import Axis

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kb_app.base.progress import Progress, Report
    from kb_app.bootstrap import App
    from kb_app.bootstrap.session import Session
    from kb_app.cli.output import Output
    from kb_app.domain.taxonomy import Taxonomy

_FILTERS = {
    FilterAxis.STEP: "ID",
    FilterAxis.AREA: "ID",
    FilterAxis.MEASURE: "ID",
    FilterAxis.BARRIER: "ID",
    FilterAxis.BAND: "ID",
    FilterAxis.PREFECTURE: "NAME",
    FilterAxis.KIND: "KIND",
    FilterAxis.TAG: "NAME",
    FilterAxis.STATUS: "ID",
}
_CHOICES = {
    FilterAxis.KIND: ("case", "reference", "own", "note"),
    FilterAxis.STATUS: tuple(str(status) for status in Status),
}


def add_search(parser: ArgumentParser) -> None:
    """Declare `search`."""
    parser.add_argument("words", nargs="*", metavar="WORDS", help=_("what to look for; - reads one query a line"))
    _add_filters(parser)
    modes = parser.add_mutually_exclusive_group()
    for mode in (MatchMode.ANY, MatchMode.ALL, MatchMode.EXACT):
        modes.add_argument(f"--{mode}", dest="mode", action="store_const", const=mode, default=MatchMode.BEST)
    parser.add_argument("--no-synonyms", action="store_true", help=_("use no synonyms and no other spellings"))
    parser.add_argument("--sort", choices=[str(sort) for sort in Sort], default=str(Sort.RELEVANCE))
    parser.add_argument("--limit", type=_count, metavar="N", help=_("list at most N documents"))


def search(app: App, arguments: Namespace, output: Output) -> int:
    """Search, and print what was found."""
    query = Query(
        text=" ".join(arguments.words),
        filters=_filters(arguments, app.taxonomy),
        mode=arguments.mode,
        synonyms=not arguments.no_synonyms,
        sort=Sort(arguments.sort),
        limit=arguments.limit,
    )
    with app.session() as session:
        _bring_up_to_date(session, output)
        if arguments.words == ["-"]:
            for line in sys.stdin:
                text = line.rstrip("\r\n")
                output.json_line(documents.result_document(session.searching.search(replace(query, text=text))))
            return 0
        result = session.searching.search(query)
    output.answer(documents.result_document(result), documents.result_lines(result))
    return 0


def add_index(parser: ArgumentParser) -> None:
    """Declare `index`."""
    parser.add_argument("--rebuild", action="store_true", help=_("throw the index away and make it anew"))


def index(app: App, arguments: Namespace, output: Output) -> int:
    """Bring the index up to date and say what changed."""
    with app.session() as session:
        summary = session.indexing.update(_progress_to(output), rebuild=arguments.rebuild, thorough=True)
    for report in summary.reports:
        for line in documents.report_lines(report):
            output.message(line)
    text = _("{documents} documents: {added} new, {updated} changed, {removed} removed ({seconds} s)")
    answer = {
        "documents": summary.documents,
        "added": summary.added,
        "updated": summary.updated,
        "removed": summary.removed,
        "seconds": round(summary.seconds, 3),
    }
    output.answer(answer, [text.format(**answer)])
    return 0


def add_show(parser: ArgumentParser) -> None:
    """Declare `show`."""
    parser.add_argument("id", type=whole_characters, metavar="ID", help=_("the id of a document"))


def show(app: App, arguments: Namespace, output: Output) -> int:
    """Print one document."""
    with app.session() as session:
        document = session.library.document(arguments.id)
    lines = documents.case_lines(document, app.taxonomy, app.settings.plan_version)
    output.answer(documents.case_document(document, body=True), lines)
    return 0


def add_list(parser: ArgumentParser) -> None:
    """Declare `list`."""
    _add_filters(parser)


def list_documents(app: App, arguments: Namespace, output: Output) -> int:
    """Print ids and titles."""
    with app.session() as session:
        _bring_up_to_date(session, output)
        result = session.searching.search(Query(filters=_filters(arguments, app.taxonomy), sort=Sort.MUNICIPALITY))
    answer = [documents.hit_document(hit) for hit in result.hits]
    output.answer(answer, (f"{hit.id}\t{hit.prefecture}{hit.municipality}\t{hit.title}" for hit in result.hits))
    return 0


def add_check(parser: ArgumentParser) -> None:
    """Declare `check`."""
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help=_("case files; without any the whole library")
    )


def check(app: App, arguments: Namespace, output: Output) -> int:
    """Validate case files; the exit code is 1 where something has to be mended."""
    with app.session() as session:
        library = session.library
        reports = library.check_files(arguments.files) if arguments.files else library.checked()
    errors = sum(problem.severity == "error" for report in reports for problem in report.problems)
    lines = [line for report in reports for line in documents.report_lines(report)]
    lines.append(_("{files} files checked, {errors} errors").format(files=len(reports), errors=errors))
    output.answer([documents.report_document(report) for report in reports], lines)
    return 1 if errors else 0


def _add_filters(parser: ArgumentParser) -> None:
    for axis, metavar in _FILTERS.items():
        choices, about = _CHOICES.get(axis), wording.axis_label(axis)
        parser.add_argument(f"--{axis}", action="append", default=[], metavar=metavar, choices=choices, help=about)
    parser.add_argument("--star", action="store_true", help=_("only what has a star"))


def _filters(arguments: Namespace, taxonomy: Taxonomy) -> dict[FilterAxis, frozenset[str]]:
    for axis in (FilterAxis.STEP, FilterAxis.AREA, FilterAxis.MEASURE, FilterAxis.BARRIER, FilterAxis.BAND):
        check_known(taxonomy, Axis(axis.value), getattr(arguments, str(axis)))
    chosen = {axis: frozenset(getattr(arguments, str(axis))) for axis in _FILTERS}
    chosen[FilterAxis.STAR] = frozenset(["yes"] if arguments.star else [])
    return {axis: values for axis, values in chosen.items() if values}


def _bring_up_to_date(session: Session, output: Output) -> None:
    """Index what changed; where that cannot be done the index as it is answers, and the person is told.

    Raises:
        KbError: it cannot be done, and there is no index that could answer.
    """
    try:
        session.indexing.update(_progress_to(output))
    except KbError as error:
        if not session.indexing.can_answer:
            raise
        output.message(str(error))


def _progress_to(output: Output) -> Report:
    """Say on stderr how far indexing is, now and then, and once what it is waiting for."""
    said = ""

    def report(progress: Progress) -> None:
        nonlocal said
        if progress.total == 0 and progress.label != said:
            said = progress.label
            output.message(said)
        elif progress.total and progress.done % 200 == 0:
            output.message(_("indexing: {done} of {total}").format(done=progress.done, total=progress.total))

    return report


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(_("“{text}” is not a whole number above 0").format(text=text))
    return int(text)
