"""From the fields of a front matter to a `Case`: what each field may hold, and what is said when it does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.case import (
    PERIOD_STATUSES,
    SCHEMA,
    SOURCE_KINDS,
    Case,
    CaseMunicipality,
    Cost,
    Kind,
    Medium,
    Organization,
    Origin,
    Period,
    Source,
)
from kb_app.domain.municipality import complete_code
from kb_app.domain.outcome import ChangeKind, Confidence, Direction, Method, Outcome
from kb_app.domain.taxonomy import Axis

if TYPE_CHECKING:
    from kb_app.domain.taxonomy import Taxonomy
    from kb_app.domain.vocabulary import Vocabulary
    from kb_app.formats.field_reader import FieldReader

ID_RULE = re.compile(r"[a-z0-9][a-z0-9-]{2,63}")
RIGHTS = ("own", "cc-by-4.0", "pdl-1.0", "quoted", "unknown")
_TITLE_LENGTH = 120
_SUMMARY_LENGTH = 300
_MOST_LESSONS = 5


def read_fields(fields: FieldReader, vocabulary: Vocabulary, body: str) -> Case:
    """Read every field of the schema; findings go to the list that `fields` was made with."""
    taxonomy = vocabulary.taxonomy
    kind = fields.choice("kind", Kind, Kind.CASE)
    confidence = fields.choice("confidence", Confidence, Confidence.UNSOURCED)
    sources = _sources(fields)
    case = Case(
        id=_id(fields),
        title=fields.text("title", longest=_TITLE_LENGTH),
        kind=kind,
        schema=fields.word("schema", (SCHEMA,)) or SCHEMA,
        subtitle=fields.text("subtitle"),
        summary=fields.text("summary", longest=_SUMMARY_LENGTH),
        service_category=fields.text("service_category"),
        municipality=_municipality(fields, vocabulary, kind),
        taxonomy_version=fields.word("taxonomy_version", [plan.id for plan in taxonomy.plans]),
        steps=_axis_values(fields, "steps", taxonomy, Axis.STEP),
        priority_areas=_axis_values(fields, "priority_areas", taxonomy, Axis.AREA),
        related_measures=_axis_values(fields, "related_measures", taxonomy, Axis.MEASURE),
        barriers=_axis_values(fields, "barriers", taxonomy, Axis.BARRIER),
        tags=fields.texts("tags"),
        period=_period(fields),
        organization=_organization(fields),
        cost=_cost(fields),
        tools=fields.texts("tools"),
        outcomes=_outcomes(fields, {source.id for source in sources}, confidence),
        lessons=fields.texts("lessons", most=_MOST_LESSONS),
        conditions=fields.texts("conditions"),
        sources=sources,
        confidence=confidence,
        checked=fields.date("checked"),
        warnings=fields.texts("warnings"),
        rights=fields.word("rights", RIGHTS),
        published=fields.date("published"),
        updated=fields.date("updated"),
        author=fields.text("author"),
        related=fields.texts("related"),
        images=_media(fields, "images", "file"),
        videos=_media(fields, "videos", "url"),
        derived_from=_origin(fields),
        body=body,
    )
    fields.finish()
    return case


def _id(fields: FieldReader) -> str:
    text = fields.text("id")
    if text and not ID_RULE.fullmatch(text):
        fields.error("id", _("an id has 3 to 64 small letters, digits and hyphens"))
    return text


def _municipality(fields: FieldReader, vocabulary: Vocabulary, kind: Kind) -> CaseMunicipality:
    part = fields.mapping("municipality")
    if part is None:
        if kind is Kind.CASE and not fields.has("municipality"):
            fields.error("municipality", _("the municipality is missing"))
        return CaseMunicipality()
    taxonomy = vocabulary.taxonomy
    municipality = CaseMunicipality(
        name=part.text("name"),
        code=_code(part),
        prefecture=part.text("prefecture"),
        kana=part.text("kana"),
        class_id=part.word("class", [entry.id for entry in taxonomy.axes[Axis.CLASS]]),
        population=part.integer("population"),
        population_as_of=part.date("population_as_of"),
        population_band=part.word("population_band", [entry.id for entry in taxonomy.axes[Axis.BAND]]),
    )
    part.finish()
    if not municipality.name and kind is Kind.CASE:
        part.error("name", _("the municipality is missing"))
    _compare_with_list(part, municipality, vocabulary)
    return vocabulary.completed(municipality)


def _code(part: FieldReader) -> str:
    """The six-digit code; one that is wrong is kept as written, so that nothing is lost."""
    text = part.text("code")
    if not text:
        return ""
    complete = complete_code(text)
    if complete is None:
        part.error(
            "code", _("“{code}” is not a local government code (six digits, the last one checks)").format(code=text)
        )
    return complete or text


def _compare_with_list(part: FieldReader, municipality: CaseMunicipality, vocabulary: Vocabulary) -> None:
    listed = vocabulary.municipalities.get(municipality.code)
    if listed is None:
        if complete_code(municipality.code):
            part.warning("code", _("no municipality with this code is in the list"))
        return
    if municipality.name and municipality.name != listed.name:
        message = _("the code belongs to {prefecture} {name}").format(prefecture=listed.prefecture, name=listed.name)
        part.error("code", message)
    elif municipality.prefecture and municipality.prefecture != listed.prefecture:
        part.error("prefecture", _("the code belongs to {prefecture} {name}").format(
            prefecture=listed.prefecture, name=listed.name
        ))  # fmt: skip


def _axis_values(fields: FieldReader, key: str, taxonomy: Taxonomy, axis: Axis) -> tuple[str, ...]:
    """Ids of an axis; an unknown one is kept and shown as not classified."""
    values = tuple(dict.fromkeys(fields.texts(key)))
    for value in values:
        if not taxonomy.knows(axis, value):
            known = ", ".join(entry.id for entry in taxonomy.axes[axis])
            fields.error(key, _("“{text}” is not one of: {known}").format(text=value, known=known))
    return values


def _period(fields: FieldReader) -> Period:
    part = fields.mapping("period")
    if part is None:
        return Period()
    period = Period(part.date("start"), part.date("end"), part.word("status", PERIOD_STATUSES))
    part.finish()
    return period


def _organization(fields: FieldReader) -> Organization:
    part = fields.mapping("organization")
    if part is None:
        return Organization()
    organization = Organization(
        department=part.text("department"),
        lead_role=part.text("lead_role"),
        team_size=part.integer("team_size"),
        partners=part.texts("partners"),
        external_talent=part.texts("external_talent"),
        contact=part.text("contact"),
    )
    part.finish()
    return organization


def _cost(fields: FieldReader) -> Cost:
    part = fields.mapping("cost")
    if part is None:
        return Cost()
    cost = Cost(
        initial_yen=part.integer("initial_yen"),
        annual_yen=part.integer("annual_yen"),
        funding=part.texts("funding"),
        note=part.text("note"),
        as_of=part.date("as_of"),
        none_known=part.flag("none_known"),
    )
    part.finish()
    return cost


def _outcomes(fields: FieldReader, source_ids: set[str], confidence: Confidence) -> tuple[Outcome, ...]:
    return tuple(_outcome(part, source_ids, confidence) for part in fields.mappings("outcomes"))


def _outcome(part: FieldReader, source_ids: set[str], confidence: Confidence) -> Outcome:
    outcome = Outcome(
        metric=_required(part, "metric"),
        unit=_required(part, "unit"),
        before=part.amount("before"),
        after=part.amount("after"),
        change=part.amount("change"),
        change_kind=_change_kind(part),
        direction=part.choice("direction", Direction, Direction.NEUTRAL),
        as_of=part.text("as_of"),
        method=part.choice("method", Method, Method.UNKNOWN),
        scope=part.text("scope"),
        source=part.text("source"),
        confidence=_outcome_confidence(part, confidence),
    )
    if part.has("change") and not part.has("change_kind"):
        part.warning("change", _("a change needs change_kind, so that per cent and points stay apart"))
    if outcome.source and outcome.source not in source_ids:
        part.error("source", _("there is no source “{id}”").format(id=outcome.source))
    part.finish()
    return outcome


def _change_kind(part: FieldReader) -> ChangeKind | None:
    """A kind may stand without a change: whoever knows before and after may know what a change would be counted in."""
    if part.has("change") or part.text("change_kind"):
        return part.choice("change_kind", ChangeKind, ChangeKind.ABSOLUTE)
    return None


def _outcome_confidence(part: FieldReader, of_case: Confidence) -> Confidence:
    """An outcome without a source is unsourced, whatever the case says (schema, rule on `source`)."""
    default = of_case if part.has("source") else Confidence.UNSOURCED
    return part.choice("confidence", Confidence, default)


def _sources(fields: FieldReader) -> tuple[Source, ...]:
    found: dict[str, Source] = {}
    for part in fields.mappings("sources"):
        source = Source(
            id=_required(part, "id"),
            title=_required(part, "title"),
            url=part.address("url"),
            publisher=part.text("publisher"),
            kind=part.word("kind", SOURCE_KINDS),
            published=part.date("published"),
            accessed=part.date("accessed"),
            page=part.text("page"),
            supports=part.texts("supports"),
        )
        part.finish()
        if source.id in found:
            part.error("id", _("two sources have the id “{id}”").format(id=source.id))
            continue
        found[source.id] = source
    return tuple(found.values())


def _media(fields: FieldReader, key: str, place: str) -> tuple[Medium, ...]:
    media = []
    for part in fields.mappings(key):
        location = part.address(place) if place == "url" else part.text(place)
        media.append(Medium(part.text("title"), location, part.text("licence")))
        part.finish()
    return tuple(media)


def _origin(fields: FieldReader) -> Origin | None:
    part = fields.mapping("derived_from")
    if part is None:
        return None
    origin = Origin(_required(part, "id"), part.text("version"))
    part.finish()
    return origin


def _required(part: FieldReader, key: str) -> str:
    text = part.text(key)
    if not text:
        part.error(key, _("this field must not be empty"))
    return text
