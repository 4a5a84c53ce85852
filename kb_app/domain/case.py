"""A precedent, or a reference page, as its file tells it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from kb_app.domain.outcome import Confidence

if TYPE_CHECKING:
    from kb_app.domain.outcome import Outcome

SCHEMA = "dx-case/1"
PERIOD_STATUSES = ("planned", "pilot", "running", "expanded", "ended", "unknown")
SOURCE_KINDS = ("municipality", "national", "press", "vendor", "academic", "internal", "article")


class Kind(StrEnum):
    """What a document is: a precedent of a municipality, or a national plan or guide."""

    CASE = "case"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class CaseMunicipality:
    """Whose precedent it is. `population` counts persons as of `population_as_of` (a partial date, or its words)."""

    name: str = ""
    code: str = ""
    prefecture: str = ""
    kana: str = ""
    class_id: str = ""
    population: int | None = None
    population_as_of: str = ""
    population_band: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """When it was carried out (partial dates) and how far it has come."""

    start: str = ""
    end: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class Organization:
    """Who carried it out."""

    department: str = ""
    lead_role: str = ""
    team_size: int | None = None
    partners: tuple[str, ...] = ()
    external_talent: tuple[str, ...] = ()
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """What it cost, in yen; `none_known` says that the sources were read and state nothing."""

    initial_yen: int | None = None
    annual_yen: int | None = None
    funding: tuple[str, ...] = ()
    note: str = ""
    as_of: str = ""
    none_known: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact stands. `supports` names what it carries; empty means the whole text."""

    id: str
    title: str
    url: str = ""
    publisher: str = ""
    kind: str = ""
    published: str = ""
    accessed: str = ""
    page: str = ""
    supports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture (`location` is a file beside the case) or a video (`location` is an address)."""

    title: str
    location: str
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """The bundled case that a local copy was made from."""

    id: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One document. An empty text, an empty tuple or None was not stated by the file.

    Dates are text as the file has them: "2020", "2020-08", "2020-08-07". Axis values are ids of the
    taxonomy; an id that the taxonomy does not know is kept. `body` is Markdown.
    """

    id: str
    title: str
    kind: Kind = Kind.CASE
    schema: str = SCHEMA
    subtitle: str = ""
    summary: str = ""
    service_category: str = ""
    municipality: CaseMunicipality = field(default_factory=CaseMunicipality)
    taxonomy_version: str = ""
    steps: tuple[str, ...] = ()
    priority_areas: tuple[str, ...] = ()
    related_measures: tuple[str, ...] = ()
    barriers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    period: Period = field(default_factory=Period)
    organization: Organization = field(default_factory=Organization)
    cost: Cost = field(default_factory=Cost)
    tools: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    lessons: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    confidence: Confidence = Confidence.UNSOURCED
    checked: str = ""
    warnings: tuple[str, ...] = ()
    rights: str = ""
    published: str = ""
    updated: str = ""
    author: str = ""
    related: tuple[str, ...] = ()
    images: tuple[Medium, ...] = ()
    videos: tuple[Medium, ...] = ()
    derived_from: Origin | None = None
    body: str = ""

    def source(self, source_id: str) -> Source | None:
        """Return the source with that id."""
        return next((source for source in self.sources if source.id == source_id), None)
