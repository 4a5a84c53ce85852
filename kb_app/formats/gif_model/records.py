"""Cases as records of the government's data model, and back.

What the model has, and the form in which a case that was written out and read back is equal:

- As they are, without white space around them: title (one line), subtitle, summary, service category, contact, id
  (where it is a valid one), published, updated. `period.start` is its year.
- The municipality by its name and prefecture; code, reading and class come from our list. The model has no
  population. 全国 stands for a reference page, which has no municipality.
- Values of the axes that the taxonomy knows, once each; tags, funding, partners and related cases in their order,
  empty ones left out; pictures and videos.
- The body as sections: the named ones in the order of the model, all others behind 取組, whose column they share
  (`sections.read_sections` and `body_of` say how). Lessons, conditions and outcomes stand below a marker in the column
  of their section and come back as they were.
- Of the sources the addresses, numbered anew, and sources without an address that an outcome cites, by their title.

A case holds more: the end of the period, costs, tools, titles of sources, how sure it is, and whose rights it is.
Use case files where all of it has to arrive.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kb_app.domain.case import Kind
from kb_app.domain.characters import kept_text
from kb_app.domain.place_names import NATIONWIDE
from kb_app.domain.taxonomy import Axis
from kb_app.formats.joined_lists import aligned, joined
from kb_app.formats.labelled_lines import METHODS, outcome_line
from kb_app.formats.sections import ACTION, NAMED, read_sections, with_facts
from kb_app.formats.tables.case_builder import CaseBuilder
from kb_app.formats.tables.column_words import GIF_FIELDS, field_of
from kb_app.formats.tables.section_reading import CONDITIONS, FIGURES, LESSONS
from kb_app.formats.tables.section_reading import METHODS as METHODS_MARKER

if TYPE_CHECKING:
    from kb_app.domain.case import Case
    from kb_app.domain.imported import ImportedCase
    from kb_app.domain.outcome import Outcome
    from kb_app.domain.taxonomy import Taxonomy
    from kb_app.domain.vocabulary import Vocabulary

COLUMNS = tuple(GIF_FIELDS)
"""The columns in the order of the guide."""

_YEAR = re.compile(r"[0-9]{4}(?=-|$)")


def to_records(cases: Iterable[Case], vocabulary: Vocabulary) -> list[dict[str, str]]:
    """Return a record for every case, with every column of the model; what a case does not state is empty."""
    return [_record(case, vocabulary.taxonomy) for case in cases]


def from_records(records: Iterable[Mapping[str, str]], vocabulary: Vocabulary) -> tuple[ImportedCase, ...]:
    """Return a case for every record that is not empty.

    Columns are recognised by name, in any order and also by usual other names; those that the model does not have are
    left out.
    """
    builder = CaseBuilder(vocabulary)
    fields = ({field_of(name): text for name, text in reversed(tuple(record.items()))} for record in records)
    stated = ({field: text for field, text in values.items() if field and text.strip()} for values in fields)
    return tuple(builder.build(values) for values in stated if values)


def _record(case: Case, taxonomy: Taxonomy) -> dict[str, str]:
    values = {
        **_plain_values(case),
        **_section_values(case),
        "municipality.prefecture": _prefecture(case),
        "themes": joined(_themes(case, taxonomy)),
        "tags": joined(case.tags),
        "cost.funding": joined(case.cost.funding),
        "organization.partners": joined(case.organization.partners),
        "sources.url": joined(dict.fromkeys(source.url for source in case.sources)),
        "related": joined(case.related),
    }
    for field, place, media in (("images", "file", case.images), ("videos", "url", case.videos)):
        values[f"{field}.title"] = aligned(medium.title for medium in media)
        values[f"{field}.{place}"] = aligned(medium.location for medium in media)
        values[f"{field}.licence"] = aligned(medium.licence for medium in media)
    return {column: kept_text(values[field]).strip() for column, field in GIF_FIELDS.items()}


def _plain_values(case: Case) -> dict[str, str]:
    year = _YEAR.match(case.period.start)
    return {
        "title": case.title,
        "subtitle": case.subtitle,
        "period.start": year.group() if year else case.period.start,
        "municipality.name": case.municipality.name,
        "service_category": case.service_category,
        "summary": case.summary,
        "organization.contact": case.organization.contact,
        "id": case.id,
        "published": case.published,
        "updated": case.updated,
    }


def _section_values(case: Case) -> dict[str, str]:
    sections = read_sections(case.body)
    facts = {
        "教訓": {LESSONS: case.lessons},
        "制約": {CONDITIONS: case.conditions},
        "効果": {FIGURES: _figures(case)},
        "評価の方法": {METHODS_MARKER: _methods(case.outcomes)},
    }
    values = {f"body.{name}": sections.texts.get(name, "") for name in NAMED}
    for name, listed in facts.items():
        values[f"body.{name}"] = with_facts(values[f"body.{name}"], listed)
    values[f"body.{ACTION}"] = "\n\n".join(text for text in (values[f"body.{ACTION}"], *sections.others) if text)
    return values


def _figures(case: Case) -> tuple[str, ...]:
    """The effects; each cites its source by address or title, because ours have numbers that mean nothing elsewhere."""
    lines = []
    for outcome in case.outcomes:
        source = case.source(outcome.source)
        lines.append(outcome_line(replace(outcome, source=source.url or source.title) if source else outcome))
    return tuple(lines)


def _methods(outcomes: Iterable[Outcome]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(METHODS[outcome.method] for outcome in outcomes if METHODS[outcome.method]))


def _prefecture(case: Case) -> str:
    is_nationwide = case.kind is Kind.REFERENCE and not case.municipality.prefecture
    return NATIONWIDE if is_nationwide else case.municipality.prefecture


def _themes(case: Case, taxonomy: Taxonomy) -> list[str]:
    """Names in the newest version of the plan; an id that the taxonomy does not know says nothing to others."""
    newest = taxonomy.plans[-1].id if taxonomy.plans else ""
    listed = (
        (Axis.STEP, case.steps),
        (Axis.AREA, case.priority_areas),
        (Axis.MEASURE, case.related_measures),
        (Axis.BARRIER, case.barriers),
    )
    return [taxonomy.label(axis, one, newest) for axis, ids in listed for one in ids if taxonomy.knows(axis, one)]
