"""What the index keeps of a document, and how a document becomes a row of it.

Five fields are posted: `words` (Sudachi), `grams` (single characters and pairs of the folded text), `head` and
`head_grams` (the same, of title and attributes only), and `traits` (what can be filtered by). Columns keep the folded
and the raw text, because the text decides about a match, and what a list, an order and the next run of indexing need.
Nothing of a document is read before it is needed, so that a large library opens at once and takes little memory.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import astuple, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from whoosh import columns, fields, formats

from kb_app.domain.folding import fold, is_simple
from kb_app.domain.query import FilterAxis
from kb_app.domain.taxonomy import Axis
from kb_app.search.document_fields import fields_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kb_app.domain.case import Case, CaseMunicipality
    from kb_app.domain.library import Document
    from kb_app.domain.taxonomy import Taxonomy
    from kb_app.search.analyzer import Analyzer

SCHEMA_VERSION = "9"
SEPARATOR = "\n"
"""Stands between fields in the folded text, where every run of white space is one space, so it stands nowhere else."""
RAW_SEPARATOR = "\x1f"
"""Stands between fields in the raw text; in a field it is replaced by a space."""
WORDS, HEAD, GRAMS, HEAD_GRAMS, TRAITS = "words", "head", "grams", "head_grams", "traits"
SIMPLE = "simple"
"""The trait of a document without a character that a person sees as one but is written as several."""


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
        head_grams=CountedTerms(),
        traits=CountedTerms(),
        folded=fields.COLUMN(columns.VarBytesColumn()),
        raw=fields.COLUMN(columns.VarBytesColumn()),
        row=fields.COLUMN(columns.VarBytesColumn()),
        order=fields.COLUMN(columns.VarBytesColumn()),
        shown=fields.COLUMN(columns.VarBytesColumn()),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """What the next run of indexing must know of a document: its id, and its file as in `SourceState`."""

    key: str
    id: str
    size: int
    modified: int
    content_hash: str


@dataclass(frozen=True, slots=True)
class Order:
    """What documents are sorted by.

    `date` is when it began, else when it was published or written; `population` counts persons, -1 where it is not
    known.
    """

    kind: str
    place: str
    id: str
    date: str
    population: int

    @property
    def standing(self) -> tuple[str, str, str]:
        """The order of documents that nothing else tells apart: precedents first, then by the reading of the place."""
        return self.kind, self.place, self.id


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
    folded = [[fold(text) for text in group] for group in texts.groups]
    every = [text for group in folded for text in group]
    case = document.case
    return {
        "key": state.key,
        WORDS: _word_counts(texts.all, analyzer),
        HEAD: _word_counts(texts.head, analyzer),
        GRAMS: gram_counts(every),
        HEAD_GRAMS: dict.fromkeys(gram_counts(folded[0]), 1),
        TRAITS: dict.fromkeys(_traits(document, every), 1),
        "folded": joined(folded, SEPARATOR).encode("utf-8"),
        "raw": joined(_without_separator(texts.groups), RAW_SEPARATOR).encode("utf-8"),
        "row": _packed([state.key, case.id, state.size, state.modified, state.content_hash]),
        "order": _packed(list(astuple(_order(case, taxonomy)))),
        "shown": _packed(list(astuple(_shown(document)))),
    }


def joined(groups: Iterable[Iterable[str]], separator: str) -> str:
    """Return fields with a separator between them, and two between the groups (see `DocumentFields.groups`)."""
    return (separator * 2).join(separator.join(group) for group in groups)


def taken_apart(text: str, separator: str) -> list[list[str]]:
    """Return the groups of fields that `joined` made a text of; no field is empty."""
    return [group.split(separator) if group else [] for group in text.split(separator * 2)]


def _without_separator(groups: Iterable[Iterable[str]]) -> list[list[str]]:
    return [[text.replace(RAW_SEPARATOR, " ") for text in group] for group in groups]


def gram_counts(folded_fields: list[str]) -> Counter[str]:
    """Return how often every character and every pair of neighbours stands in the folded fields; none holds a space."""
    counts: Counter[str] = Counter()
    for field in folded_fields:
        counts.update(field)
        counts.update(first + second for first, second in pairwise(field) if first != " " and second != " ")
    del counts[" "]
    return counts


def gram_count(text: str, gram: str) -> int:
    """Return how often a gram stands in folded text, as `gram_counts` counts: ああ stands twice in あああ."""
    found = text.count(gram)
    if found and len(gram) > 1 and gram[0] == gram[1] and gram + gram[0] in text:
        return sum(pair == gram for pair in map("".join, pairwise(text)))
    return found


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


def _traits(document: Document, folded: list[str]) -> Iterator[str]:
    """What a document can be filtered by, as `axis:value`, and whether all its characters are single ones."""
    case = document.case
    values = {
        FilterAxis.STEP: case.steps,
        FilterAxis.AREA: case.priority_areas,
        FilterAxis.MEASURE: case.related_measures,
        FilterAxis.BARRIER: case.barriers,
        FilterAxis.BAND: (case.municipality.population_band,),
        FilterAxis.PREFECTURE: (case.municipality.prefecture,),
        FilterAxis.KIND: (str(case.kind), *(("own",) if document.shelf == "own" else ())),
        FilterAxis.TAG: case.tags,
    }
    yield from (f"{axis}:{value}" for axis, found in values.items() for value in found if value)
    if is_simple(SEPARATOR.join(folded)):
        yield SIMPLE


def _order(case: Case, taxonomy: Taxonomy) -> Order:
    return Order(
        kind=str(case.kind),
        place=case.municipality.kana or case.municipality.name,
        id=case.id,
        date=case.period.start or case.published or case.updated or case.checked,
        population=_population(case.municipality, taxonomy),
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


def _packed(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
