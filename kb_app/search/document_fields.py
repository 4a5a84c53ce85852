"""Which texts of a document are searched: every value that a person reads, each a field of its own.

Addresses and dates are left out. No match runs from one field into the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.outcome import ChangeKind
from kb_app.domain.taxonomy import Axis
from kb_app.formats.html import to_html, visible_text
from kb_app.formats.note_html import note_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kb_app.domain.case import Case
    from kb_app.domain.note import Note
    from kb_app.domain.outcome import Amount, Outcome
    from kb_app.domain.taxonomy import Entry, Taxonomy


_CHANGE_UNITS: dict[ChangeKind | None, str] = {
    ChangeKind.PERCENT: "%",
    ChangeKind.PERCENT_POINT: "ポイント",
    ChangeKind.RATIO: "倍",
}


@dataclass(frozen=True, slots=True)
class DocumentFields:
    """The searched texts of a document, unfolded and without empty ones.

    `head` names the document (title, municipality, attributes), `prose` can be quoted as a snippet (summary, body,
    lessons ...), `data` is the rest.
    """

    head: tuple[str, ...]
    prose: tuple[str, ...]
    data: tuple[str, ...]

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """`head`, `prose` and `data`."""
        return (self.head, self.prose, self.data)

    @property
    def all(self) -> tuple[str, ...]:
        """Every field, `head` first, then `prose`, then `data`."""
        return (*self.head, *self.prose, *self.data)


def fields_of(case: Case, taxonomy: Taxonomy) -> DocumentFields:
    """Return the searched texts of a case."""
    place = case.municipality
    head = (case.title, case.subtitle, place.name, place.prefecture, place.kana, place.code, *case.tags)
    body = " ".join(visible_text(to_html(case.body)).split())
    prose = (case.summary, body, *case.lessons, *case.conditions, *case.warnings)
    return DocumentFields(
        _filled((*head, *_labels(case, taxonomy))), _filled(prose), _filled((*_data(case), *_outcomes(case.outcomes)))
    )


def fields_of_note(note: Note) -> DocumentFields:
    """Return the searched texts of a note; one that says nothing is called by its kind."""
    text = " ".join(visible_text(note_source(note.text)).split())
    return DocumentFields(
        _filled((note.title,)) or (_("Note"),), _filled((text,)), _filled((note.author, note.section))
    )


def _labels(case: Case, taxonomy: Taxonomy) -> Iterator[str]:
    """The names of the attributes, of every plan version and in English; an unknown id is its own name."""
    attributes = (
        (Axis.STEP, case.steps),
        (Axis.AREA, case.priority_areas),
        (Axis.MEASURE, case.related_measures),
        (Axis.BARRIER, case.barriers),
        (Axis.BAND, (case.municipality.population_band,)),
        (Axis.CLASS, (case.municipality.class_id,)),
    )
    for axis, ids in attributes:
        for entry_id in ids:
            entry = taxonomy.entry(axis, entry_id)
            yield from (entry_id,) if entry is None else _names(entry)


def _names(entry: Entry) -> Iterator[str]:
    yield from dict.fromkeys(entry.labels.values())
    yield entry.en


def _data(case: Case) -> Iterator[str]:
    yield case.service_category
    yield "" if case.municipality.population is None else str(case.municipality.population)
    organization = case.organization
    yield from (organization.department, organization.lead_role, organization.contact)
    yield from (*organization.partners, *organization.external_talent)
    yield from (case.cost.note, *case.cost.funding, *case.tools, case.author)
    for source in case.sources:
        yield from (source.title, source.publisher, source.page)
    yield from (medium.title for medium in (*case.images, *case.videos))


def _outcomes(outcomes: Iterable[Outcome]) -> Iterator[str]:
    for outcome in outcomes:
        yield from (outcome.metric, outcome.scope)
        yield from (_with_unit(value, outcome.unit) for value in (outcome.before, outcome.after))
        yield _with_unit(outcome.change, _CHANGE_UNITS.get(outcome.change_kind, outcome.unit))


def _with_unit(value: Amount | None, unit: str) -> str:
    """A number with its unit; the source's own words (「424時間44分」) bring theirs."""
    if value is None:
        return ""
    return value if isinstance(value, str) else f"{value}{unit}"


def _filled(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(text for text in texts if text.strip())
