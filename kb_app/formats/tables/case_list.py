"""Cases as the rows of a list for people, which reads back as the same cases in the fields that it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain import wording
from kb_app.domain.taxonomy import Axis
from kb_app.formats.joined_lists import joined
from kb_app.formats.labelled_lines import STATUSES, outcome_line, source_line
from kb_app.formats.tables.case_builder import NONE_KNOWN
from kb_app.formats.tables.field_names import field_label

if TYPE_CHECKING:
    from kb_app.domain.case import Case
    from kb_app.domain.taxonomy import Taxonomy

Cell = str | int | None

LIST_FIELDS = (
    *("id", "title", "municipality.name", "municipality.prefecture", "municipality.code", "municipality.population"),
    *("steps", "priority_areas", "related_measures", "barriers", "summary", "outcomes"),
    *("period.start", "period.end", "period.status", "cost.initial_yen", "cost.annual_yen", "cost.funding"),
    *("cost.note", "sources", "tags"),
)
"""The fields of `Case` that a list gives back. Behind them stand how sure the case is, which no list can claim, and
status and star, which are no part of a case."""


@dataclass(frozen=True, slots=True)
class OfficeMarks:
    """What the office made of a case, in words; tags that staff added stand beside those of the file."""

    status: str = ""
    is_starred: bool = False
    tags: tuple[str, ...] = ()


def list_header() -> tuple[str, ...]:
    """Return the names of the columns in the interface language."""
    return (*(field_label(field) for field in LIST_FIELDS), _("How sure"), _("Status"), _("Star"))


def case_row(case: Case, taxonomy: Taxonomy, plan: str, marks: OfficeMarks | None = None) -> tuple[Cell, ...]:
    """Return a case as cells in the order of `list_header`; axes have their names in `plan`.

    Effects and sources are a line each, with how sure an effect is and the number of its source. Words in cells are
    Japanese whatever the interface speaks, so that a list reads back anywhere; how sure the case is, which is not read
    back, and what the office made of it are said in the language of the interface. Counts are numbers.
    """
    values: dict[str, Cell] = {
        "id": case.id,
        "title": case.title,
        "summary": case.summary,
        **_place_cells(case),
        **_axis_cells(case, taxonomy, plan),
        **_cost_cells(case),
        "outcomes": "\n".join(outcome_line(outcome) for outcome in case.outcomes),
        "sources": "\n".join(source_line(source) for source in case.sources),
        "period.start": case.period.start,
        "period.end": case.period.end,
        "period.status": STATUSES.get(case.period.status, ""),
        "tags": joined(dict.fromkeys((*case.tags, *(marks.tags if marks else ())))),
    }
    star = "★" if marks and marks.is_starred else ""
    sureness = wording.confidence_label(case.confidence, has_source=bool(case.sources))
    return (*(values[field] for field in LIST_FIELDS), sureness, marks.status if marks else "", star)


def _place_cells(case: Case) -> dict[str, Cell]:
    place = case.municipality
    return {
        "municipality.name": place.name,
        "municipality.prefecture": place.prefecture,
        "municipality.code": place.code,
        "municipality.population": place.population,
    }


def _axis_cells(case: Case, taxonomy: Taxonomy, plan: str) -> dict[str, Cell]:
    listed = {
        "steps": (Axis.STEP, case.steps),
        "priority_areas": (Axis.AREA, case.priority_areas),
        "related_measures": (Axis.MEASURE, case.related_measures),
        "barriers": (Axis.BARRIER, case.barriers),
    }
    return {
        field: joined(taxonomy.label(axis, one, plan) for one in ids if taxonomy.knows(axis, one))
        for field, (axis, ids) in listed.items()
    }


def _cost_cells(case: Case) -> dict[str, Cell]:
    note = "\n".join(part for part in (NONE_KNOWN if case.cost.none_known else "", case.cost.note) if part)
    return {
        "cost.initial_yen": case.cost.initial_yen,
        "cost.annual_yen": case.cost.annual_yen,
        "cost.funding": joined(case.cost.funding),
        "cost.note": note,
    }
