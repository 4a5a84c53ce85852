"""How much of a good precedent a case holds already, and what is missing, said as one sentence each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.case_sections import section_text
from kb_app.domain.municipality import complete_code
from kb_app.domain.outcome import Confidence

if TYPE_CHECKING:
    from kb_app.domain.case import Case


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing: the name of the field (`municipality.code`, `body.課題`), and a sentence for the person."""

    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """`share` is from 0.0 (nothing) to 1.0 (nothing missing); `missing` has the weightiest first."""

    share: float
    missing: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class _Wish:
    """Something a good precedent has, how much it weighs, and how it is asked for."""

    field: str
    weight: int
    is_met: Callable[[Case], bool]
    sentence: str


def completeness(case: Case) -> Completeness:
    """Return how complete a case is; a pure look at its fields, quick enough for every key that is pressed."""
    wishes = _wishes()
    missing = [wish for wish in wishes if not wish.is_met(case)]
    total = sum(wish.weight for wish in wishes)
    share = 1.0 - sum(wish.weight for wish in missing) / total
    missing.sort(key=lambda wish: -wish.weight)  # stable: alike ones stay in the order of the form
    return Completeness(max(share, 0.0), tuple(Gap(wish.field, wish.sentence) for wish in missing))


def _wishes() -> tuple[_Wish, ...]:
    return (
        _Wish("title", 10, lambda case: bool(case.title.strip()), _("Give it a title that says what was done.")),
        _Wish("municipality.code", 10, _has_municipality, _("Choose the municipality.")),
        _Wish("summary", 8, lambda case: bool(case.summary.strip()), _("Sum it up in a sentence or two.")),
        _Wish("steps", 5, lambda case: bool(case.steps), _("Choose the steps of the plan that it belongs to.")),
        _Wish("priority_areas", 5, lambda case: bool(case.priority_areas), _("Choose the areas it belongs to.")),
        _Wish("period.start", 5, lambda case: bool(case.period.start), _("Say when it began.")),
        _Wish("body.課題", 8, _says("課題"), _("Write under 課題 what the trouble was.")),
        _Wish("body.取組", 10, _says("取組"), _("Write under 取組 what was done.")),
        _Wish("body.効果", 8, _says("効果"), _("Write under 効果 what came of it.")),
        _Wish("outcomes", 8, lambda case: bool(case.outcomes), _("Give at least one effect with a figure.")),
        _Wish("outcomes.source", 5, _outcomes_sourced, _("Say for every effect which source it is from.")),
        _Wish("cost", 5, _has_cost, _("Give the cost, or tick that the sources state none.")),
        _Wish("sources", 8, lambda case: bool(case.sources), _("Name at least one source.")),
        _Wish("sources.publisher", 3, _sources_have_publisher, _("Say who published each source.")),
        _Wish("sources.published", 3, _sources_have_date, _("Say when each source was published or looked at.")),
        _Wish("confidence", 4, _is_sourced, _("Say how sure the facts are.")),
        _Wish("checked", 3, lambda case: bool(case.checked), _("Say on which day the facts were checked.")),
    )


def _has_municipality(case: Case) -> bool:
    return bool(case.municipality.name.strip()) and complete_code(case.municipality.code) is not None


def _says(heading: str) -> Callable[[Case], bool]:
    return lambda case: bool(section_text(case.body, heading))


def _outcomes_sourced(case: Case) -> bool:
    return bool(case.outcomes) and all(case.source(outcome.source) is not None for outcome in case.outcomes)


def _has_cost(case: Case) -> bool:
    cost = case.cost
    stated = cost.initial_yen is not None or cost.annual_yen is not None or bool(cost.note.strip())
    return stated or cost.none_known


def _sources_have_publisher(case: Case) -> bool:
    return bool(case.sources) and all(source.publisher.strip() for source in case.sources)


def _sources_have_date(case: Case) -> bool:
    return bool(case.sources) and all(source.published or source.accessed for source in case.sources)


def _is_sourced(case: Case) -> bool:
    return case.confidence is not Confidence.UNSOURCED
