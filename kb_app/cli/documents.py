"""Documents and results as JSON, in the shapes that scripts rely on, and as lines for a person."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kb_app.base import i18n
from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.family import origin_of
from kb_app.domain.query import FilterAxis, Match
from kb_app.domain.taxonomy import Axis

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kb_app.domain.library import Document, FileReport
    from kb_app.domain.problem import Problem
    from kb_app.domain.query import Hit, SearchResult
    from kb_app.domain.taxonomy import Taxonomy

_MARK_START, _MARK_END = "\u300c", "\u300d"


def result_document(result: SearchResult) -> dict[str, Any]:
    """Return the JSON of a search."""
    return {
        "query": result.query.text,
        "total": result.total,
        "total_all_words": result.total_all_words,
        "elapsed_ms": round(result.elapsed_ms, 3),
        "synonyms": {word: list(used) for word, used in result.synonyms.items()},
        "suggestions": list(result.suggestions),
        "hits": [hit_document(hit) for hit in result.hits],
        "facets": {str(axis): dict(result.facets[axis]) for axis in FilterAxis},
    }


def hit_document(hit: Hit) -> dict[str, Any]:
    """Return the JSON of a hit; the marks of the snippet are ranges in characters."""
    document = asdict(hit)
    document["match"] = str(hit.match)
    document["snippet"] = hit.snippet.text
    document["marks"] = [list(mark) for mark in hit.snippet.marks]
    del document["title_marks"], document["has_sources"]
    return document


def result_lines(result: SearchResult) -> Iterator[str]:
    """Yield a search for a person: the count, the synonyms used, then the documents with a line before partial ones."""
    total = _("{count} documents ({all} with all words, {ms} ms)")
    yield total.format(count=result.total, all=result.total_all_words, ms=round(result.elapsed_ms, 1))
    for word, used in result.synonyms.items():
        yield _("Synonyms of {word}: {used}").format(word=word, used=", ".join(used))
    if result.suggestions:
        yield _("Did you mean: {words}").format(words=", ".join(result.suggestions))
    partial = False
    for hit in result.hits:
        if hit.match is Match.SOME and not partial:
            partial = True
            yield _("-- With some of the words --")
        yield ""
        yield f"{hit.title}  [{hit.id}]"
        place = " ".join(dict.fromkeys(part for part in (hit.prefecture, hit.municipality) if part))
        sure = wording.confidence_label(hit.confidence, has_source=hit.has_sources)
        yield "  " + " / ".join(part for part in (place, wording.kind_label(hit.kind), sure) if part)
        yield f"  {hit.snippet.text}"


def case_document(document: Document, *, body: bool) -> dict[str, Any]:
    """Return the JSON of a document; without `body` what a list needs."""
    case = asdict(document.case)
    text = case.pop("body")
    case["shelf"] = str(document.shelf)
    case["path"] = f"{document.shelf}/{document.path}"
    if body:
        case["body"] = text
    return case


def case_lines(document: Document, taxonomy: Taxonomy, plan: str) -> Iterator[str]:
    """Yield a document for a person: what it is, how sure it is, effects, sources, text."""
    case = document.case
    place = case.municipality
    yield case.title
    whose = dict.fromkeys((place.prefecture, place.name, f"({place.code})" if place.code else ""))
    yield " ".join(filter(None, whose)) or wording.kind_label(case.kind)
    if origin_of(document):
        yield _("Copy of: {id}").format(id=origin_of(document))
    if case.summary:
        yield case.summary
    axes = (
        (Axis.STEP, case.steps),
        (Axis.AREA, case.priority_areas),
        (Axis.MEASURE, case.related_measures),
        (Axis.BARRIER, case.barriers),
    )
    for axis, ids in axes:
        if ids:
            names = ", ".join(taxonomy.name(axis, entry_id, plan, i18n.language()) for entry_id in ids)
            yield f"{wording.axis_label(FilterAxis(axis.value))}: {names}"
    yield _("How sure: {confidence} (checked {date})").format(
        confidence=wording.confidence_label(case.confidence, has_source=bool(case.sources)),
        date=case.checked or wording.not_stated(),
    )
    for caveat in case.warnings:
        yield _("Note: {warning}").format(warning=caveat)
    for outcome in case.outcomes:
        parts = (
            wording.before_after(outcome),
            outcome.as_of,
            wording.method_label(outcome.method),
            wording.confidence_label(outcome.confidence, has_source=case.source(outcome.source) is not None),
        )
        yield f"* {outcome.metric}: {wording.headline(outcome)} ({'; '.join(part for part in parts if part)})"
    yield ""
    yield from case.body.strip().splitlines()
    yield ""
    for source in case.sources:
        yield f"[{source.id}] " + " / ".join(
            part for part in (source.title, source.publisher, source.published, source.url) if part
        )


def report_document(report: FileReport) -> dict[str, Any]:
    """Return the JSON of what was found in a file; each finding is text with its line and field."""
    return {
        "path": report.path,
        "errors": [_finding(problem) for problem in report.problems if problem.severity == "error"],
        "warnings": [_finding(problem) for problem in report.problems if problem.severity == "warning"],
    }


def report_lines(report: FileReport) -> Iterator[str]:
    """Yield the findings in a file, one a line, with line and field."""
    for problem in report.problems:
        place = f"{report.path}:{problem.line}" if problem.line else report.path
        field = f" {problem.field}" if problem.field else ""
        severity = _("error") if problem.severity == "error" else _("warning")
        yield f"{place}:{field} {severity}: {problem.message}"


def _finding(problem: Problem) -> dict[str, Any]:
    return {"line": problem.line, "field": problem.field, "message": problem.message}
