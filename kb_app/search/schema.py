"""What the index keeps of a document or note: fields, columns, and how they are written.

Beside its key, its id, what it is about and what it is a copy of, five fields are posted: `words` (Sudachi), `grams`
(single characters and pairs of the folded text), `head` and `head_grams` (the same, of title and attributes only), and
`traits` (what can be filtered by). Columns keep the folded and the raw text, because the text decides about a match,
and what a list, an order and the next run of indexing need. Nothing of a document is read before it is needed, so that
a large library opens at once and takes little memory.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from whoosh import columns, fields, formats

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SCHEMA_VERSION = "14"
SEPARATOR = "\n"
"""Stands between fields in the folded text, where every run of white space is one space, so it stands nowhere else."""
RAW_SEPARATOR = "\x1f"
"""Stands between fields in the raw text; in a field it is replaced by a space."""
WORDS, HEAD, GRAMS, HEAD_GRAMS, TRAITS = "words", "head", "grams", "head_grams", "traits"
TAG_KEYS = "tag_keys"
"""The tags of a document as they are compared, so that one is found however it is spelled."""
ORIGIN = "origin"
"""The id of the document that an own case is a copy of."""
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
        id=fields.ID(),
        about=fields.ID(),
        origin=fields.ID(),
        words=CountedTerms(),
        head=CountedTerms(),
        grams=CountedTerms(),
        head_grams=CountedTerms(),
        traits=CountedTerms(),
        tag_keys=CountedTerms(),
        folded=fields.COLUMN(columns.VarBytesColumn()),
        raw=fields.COLUMN(columns.VarBytesColumn()),
        row=fields.COLUMN(columns.VarBytesColumn()),
        order=fields.COLUMN(columns.VarBytesColumn()),
        shown=fields.COLUMN(columns.VarBytesColumn()),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """What the next run of indexing must know of a document: its id, its file as in `SourceState`, and its origin.

    `origin` is the id of what it is a copy of, "" for nothing.
    """

    key: str
    id: str
    size: int
    modified: int
    content_hash: str
    origin: str


@dataclass(frozen=True, slots=True)
class Order:
    """What documents are sorted by.

    `kind` is the place of its kind: precedents, reference pages, notes. `date` is when it began, else when it was
    published or written; `population` counts persons, -1 where it is not known.
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
    status: str
    starred: bool
    document: str
    document_title: str
    derived_from: str
    has_sources: bool


@dataclass(frozen=True, slots=True)
class SourceState:
    """What a row was made from.

    Of a file its key, size (bytes), time of change (ns) and SHA-256; of a note its key, length and revision.
    """

    key: str
    size: int
    modified: int
    content_hash: str


def joined(groups: Iterable[Iterable[str]], separator: str) -> str:
    """Return fields with a separator between them, and two between the groups (see `DocumentFields.groups`)."""
    return (separator * 2).join(separator.join(group) for group in groups)


def taken_apart(text: str, separator: str) -> list[list[str]]:
    """Return the groups of fields that `joined` made a text of; no field is empty."""
    return [group.split(separator) if group else [] for group in text.split(separator * 2)]


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
