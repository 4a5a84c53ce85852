"""A case as lines that a person reads and compares, without the form of its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.query import FilterAxis
from kb_app.domain.taxonomy import Axis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kb_app.domain.case import Case, Cost, Medium, Organization
    from kb_app.domain.outcome import Outcome


def case_lines(case: Case, value_name: Callable[[Axis, str], str] = lambda _axis, value: value) -> str:
    """Return what a case says, a line for each field that says something, and its text below.

    `value_name` gives the words for a value of an axis.
    """
    found = _fields(case, value_name)
    lines = [_("{name}: {value}").format(name=name, value=value) for name, value in found if value]
    return "\n".join((*lines, "", *case.body.splitlines()))


def _fields(case: Case, value_name: Callable[[Axis, str], str]) -> Iterator[tuple[str, str]]:
    place = case.municipality
    yield _("Title"), case.title
    yield _("Subtitle"), case.subtitle
    yield _("Municipality"), " ".join(part for part in (place.prefecture, place.name, place.code) if part)
    yield _("Population (persons)"), f"{place.population:,}" if place.population is not None else ""
    yield _("Summary"), case.summary
    yield _("Category of service"), case.service_category
    for axis, values in (
        (Axis.STEP, case.steps),
        (Axis.AREA, case.priority_areas),
        (Axis.MEASURE, case.related_measures),
        (Axis.BARRIER, case.barriers),
    ):
        yield wording.axis_label(FilterAxis(axis)), "、".join(value_name(axis, value) for value in values)
    yield _("Tags of the case"), "、".join(case.tags)
    yield _("Tools"), "、".join(case.tools)
    yield _("Period"), " – ".join(part for part in (case.period.start, case.period.end) if part)
    yield _("Progress"), wording.status_label(case.period.status)
    yield from _who(case.organization)
    yield _("Cost"), _cost(case.cost)
    for outcome in case.outcomes:
        yield _("Effect"), _effect(outcome)
    for source in case.sources:
        parts = (source.title, source.publisher, source.url, source.published, source.accessed, source.page)
        yield _("Source {id}").format(id=source.id), "・".join(part for part in parts if part)
    yield from ((_("What can be learned"), text) for text in case.lessons)
    yield from ((_("What it takes to do the same"), text) for text in case.conditions)
    yield from ((_("Please note"), text) for text in case.warnings)
    yield _("How sure the facts are"), wording.confidence_label(case.confidence, has_source=bool(case.sources))
    yield _("Checked on"), case.checked
    yield _("Written by"), case.author
    yield _("Published on"), case.published
    yield _("Last changed on"), case.updated
    yield _("Related cases"), "、".join(case.related)
    yield from ((_("Pictures"), _medium(medium)) for medium in case.images)
    yield from ((_("Videos"), _medium(medium)) for medium in case.videos)


def _medium(medium: Medium) -> str:
    return "・".join(part for part in (medium.title, medium.location, medium.licence) if part)


def _who(who: Organization) -> Iterator[tuple[str, str]]:
    yield _("Department"), "、".join(part for part in (who.department, who.lead_role) if part)
    yield _("Size of the team"), str(who.team_size or "")
    yield _("Partners"), "、".join((*who.partners, *who.external_talent))
    yield _("Contact"), who.contact


def _cost(cost: Cost) -> str:
    yen = [f"{amount:,}" for amount in (cost.initial_yen, cost.annual_yen) if amount is not None]
    parts = (*yen, *cost.funding, cost.note, cost.as_of, wording.not_stated() if cost.none_known else "")
    return "・".join(part for part in parts if part)


def _effect(outcome: Outcome) -> str:
    parts = (
        outcome.metric,
        wording.before_after(outcome) or wording.headline(outcome),
        wording.change_text(outcome),
        wording.method_label(outcome.method),
        outcome.as_of,
        outcome.scope,
        outcome.source,
    )
    return "・".join(dict.fromkeys(part for part in parts if part))
