"""What the index keeps of a document, and how a document becomes a row of it.

Three fields are posted: `words` (Sudachi), `head` (the same words, of title and attributes only) and
`grams` (single characters and pairs of the folded text). Columns keep the folded and the raw text,
because the text decides about a match, and the attributes, because filters need them all at once.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from whoosh import columns, fields, formats

from kb_app.domain.folding import fold, is_simple
from kb_app.domain.query import FilterAxis
from kb_app.domain.taxonomy import Axis
from kb_app.search.document_fields import DocumentFields, fields_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kb_app.domain.case import CaseMunicipality
    from kb_app.domain.library import Document
    from kb_app.domain.taxonomy import Taxonomy
    from kb_app.search.analyzer import Analyzer

SCHEMA_VERSION = "6"
SEPARATOR = "\n"
"""Stands between fields in the folded text, where every run of white space is one space, so it stands nowhere else."""
RAW_SEPARATOR = "\x1f"
"""Stands between fields in the raw text; in a field it is replaced by a space."""
WORDS, HEAD, GRAMS = "words", "head", "grams"


class CountedTerms(fields.FieldType):  # type: ignore[misc]
    """A field whose value is already a mapping of terms to how often they stand in it."""

    def __init__(self) -> None:
        # Whoosh keeps the count as the weight of a posting; a value beside it would say the same again.
        super().__init__(formats.Existence(), None, scorable=True)

    def index(self, value: Mapping[str, int], **_options: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield what Whoosh posts: the term as UTF-8, its count, its weight (the count), and no value."""
        for term, count in value.items():
            yield term.encode("utf-8"), count, float(count), b""


def whoosh_schema() -> fields.Schema:
    """Return the schema of the index."""
    return fields.Schema(
        key=fields.ID(unique=True, stored=True),
        words=CountedTerms(),
        head=CountedTerms(),
        grams=CountedTerms(),
        folded=fields.COLUMN(columns.VarBytesColumn()),
        raw=fields.COLUMN(columns.CompressedBytesColumn()),
        row=fields.COLUMN(columns.VarBytesColumn()),
        shown=fields.COLUMN(columns.VarBytesColumn()),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """What is held in memory of every document: identity, freshness, attributes to filter by, and sort keys.

    `date` is when it began, else when it was published or written; `population` counts persons, -1 where nothing is
    known. Of the document's fields the first `head_fields` name it, the next `prose_fields` can be quoted. A `simple`
    one has no character that a person sees as one but is written as several.
    """

    key: str
    id: str
    size: int
    modified: int
    content_hash: str
    filters: dict[str, list[str]]
    date: str
    place: str
    population: int
    head_fields: int
    prose_fields: int
    simple: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What a result list shows of a document besides its snippet."""

    id: str
    kind: str
    title: str
    municipality: str
    prefecture: str
    steps: list[str]
    areas: list[str]
    tags: list[str]
    confidence: str
    path: str
    code: str
    municipality_class: str
    population_band: str


@dataclass(frozen=True, slots=True)
class SourceState:
    """The file that a row was made from: its key, size (bytes), time of change (ns) and SHA-256."""

    key: str
    size: int
    modified: int
    content_hash: str


def row_values(document: Document, state: SourceState, analyzer: Analyzer, taxonomy: Taxonomy) -> dict[str, Any]:
    """Return the values of one row for Whoosh's writer."""
    texts = fields_of(document.case, taxonomy)
    raw = [text.replace(RAW_SEPARATOR, " ") for text in texts.all]
    folded = [fold(text) for text in texts.all]
    return {
        "key": state.key,
        WORDS: _word_counts(texts.all, analyzer),
        HEAD: _word_counts(texts.head, analyzer),
        GRAMS: gram_counts(folded),
        "folded": SEPARATOR.join(folded).encode("utf-8"),
        "raw": RAW_SEPARATOR.join(raw).encode("utf-8"),
        "row": _packed(asdict(_row(document, state, texts, folded, taxonomy))),
        "shown": _packed(asdict(_shown(document))),
    }


def gram_counts(folded_fields: list[str]) -> Counter[str]:
    """Return how often every character and every pair of neighbours stands in the folded fields; none holds a space."""
    counts: Counter[str] = Counter()
    for field in folded_fields:
        counts.update(field)
        counts.update(first + second for first, second in pairwise(field) if first != " " and second != " ")
    del counts[" "]
    return counts


def grams_of(term: str) -> list[str]:
    """Return the grams that stand in every text that holds the folded `term`."""
    pairs = [first + second for first, second in pairwise(term) if first != " " and second != " "]
    return list(dict.fromkeys(pairs or [character for character in term if character != " "]))


def _word_counts(texts: tuple[str, ...], analyzer: Analyzer) -> Counter[str]:
    return Counter(word.key for text in texts for word in analyzer.words(text) if word.is_content)


def _population(place: CaseMunicipality, taxonomy: Taxonomy) -> int:
    """Persons; where only the band is known, its lower bound, so that a large city stands among large ones."""
    if place.population is not None:
        return place.population
    band = taxonomy.entry(Axis.BAND, place.population_band)
    return -1 if band is None else band.least or 0


def _row(document: Document, state: SourceState, texts: DocumentFields, folded: list[str], taxonomy: Taxonomy) -> Row:
    case = document.case
    kinds = [str(case.kind)] + (["own"] if document.shelf == "own" else [])
    filters = {
        FilterAxis.STEP: list(case.steps),
        FilterAxis.AREA: list(case.priority_areas),
        FilterAxis.MEASURE: list(case.related_measures),
        FilterAxis.BARRIER: list(case.barriers),
        FilterAxis.BAND: [case.municipality.population_band],
        FilterAxis.PREFECTURE: [case.municipality.prefecture],
        FilterAxis.KIND: kinds,
        FilterAxis.TAG: list(case.tags),
    }
    return Row(
        key=state.key,
        id=case.id,
        size=state.size,
        modified=state.modified,
        content_hash=state.content_hash,
        filters={str(axis): [value for value in values if value] for axis, values in filters.items()},
        date=case.period.start or case.published or case.updated or case.checked,
        place=case.municipality.kana or case.municipality.name,
        population=_population(case.municipality, taxonomy),
        head_fields=len(texts.head),
        prose_fields=len(texts.prose),
        simple=is_simple(SEPARATOR.join(folded)),
    )


def _shown(document: Document) -> Shown:
    case = document.case
    place = case.municipality
    return Shown(
        id=case.id,
        kind=str(case.kind),
        title=case.title,
        municipality=place.name,
        prefecture=place.prefecture,
        steps=list(case.steps),
        areas=list(case.priority_areas),
        tags=list(case.tags),
        confidence=str(case.confidence),
        path=f"{document.shelf}/{document.path}",
        code=place.code,
        municipality_class=place.class_id,
        population_band=place.population_band,
    )


def _packed(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
