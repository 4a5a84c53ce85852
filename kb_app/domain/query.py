"""What a person asks, and what the program answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum


class FilterAxis(StrEnum):
    """What results can be narrowed by; the value is the option of the command line and the key of `facets`."""

    STEP = "step"
    AREA = "area"
    MEASURE = "measure"
    BARRIER = "barrier"
    BAND = "band"
    PREFECTURE = "prefecture"
    KIND = "kind"
    STATUS = "status"
    STAR = "star"
    TAG = "tag"


class MatchMode(StrEnum):
    """How many of the words a document must hold.

    `BEST` lists documents with all words first, then those with some; `EXACT` is `ALL` on unfolded text.
    """

    BEST = "best"
    ALL = "all"
    ANY = "any"
    EXACT = "exact"


class Match(StrEnum):
    """Whether a document holds all words of the query or some of them."""

    ALL = "all"
    SOME = "some"


class Sort(StrEnum):
    """The order of results."""

    RELEVANCE = "relevance"
    DATE = "date"
    MUNICIPALITY = "municipality"
    POPULATION = "population"


Filters = Mapping[FilterAxis, frozenset[str]]
"""Chosen values by axis: OR inside one axis, AND between axes. An axis without values does not narrow."""


@dataclass(frozen=True, slots=True)
class Query:
    """A search. `unticked` holds folded synonyms that the person does not want; `limit` None lists everything.

    `documents` are the ids of those that alone are listed, such as the cases of an import; empty for no such bound.
    """

    text: str = ""
    filters: Filters = field(default_factory=dict)
    mode: MatchMode = MatchMode.BEST
    synonyms: bool = True
    unticked: frozenset[str] = frozenset()
    sort: Sort = Sort.RELEVANCE
    limit: int | None = None
    documents: frozenset[str] = frozenset()

    def without_filters(self) -> Query:
        """Return the same words without any narrowing."""
        return replace(self, filters={})


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of a document; `marks` are the ranges (start, end) of the words that were found."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One found document or note with what a result list shows of it.

    `path` is where its file lies; `document` and `document_title` name what a note is about ("" for one on its own),
    `notes` counts those about a document and its family; `derived_from` is the id of what an own case is a copy of;
    `has_sources` says that the document names a source, whatever its `confidence`.
    """

    id: str
    kind: str
    title: str
    municipality: str
    prefecture: str
    score: float
    match: Match
    snippet: Snippet
    steps: tuple[str, ...]
    areas: tuple[str, ...]
    tags: tuple[str, ...]
    confidence: str
    path: str
    code: str
    municipality_class: str
    population_band: str
    status: str = ""
    starred: bool = False
    document: str = ""
    document_title: str = ""
    derived_from: str = ""
    has_sources: bool = False
    notes: int = 0
    title_marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to a query.

    `total` and `facets` (axis -> id -> count) count what is listed before `limit`. `choices` counts for each axis what
    ticking a value would list: the axis's own filter is left out. `synonyms` maps a word of the query to those
    used for it; `offered` to all that could be. `searched` is the number of documents in the index.
    """

    query: Query
    total: int
    total_all_words: int
    hits: tuple[Hit, ...]
    facets: Mapping[FilterAxis, Mapping[str, int]]
    choices: Mapping[FilterAxis, Mapping[str, int]]
    synonyms: Mapping[str, tuple[str, ...]]
    offered: Mapping[str, tuple[str, ...]]
    suggestions: tuple[str, ...]
    searched: int
    elapsed_ms: float
