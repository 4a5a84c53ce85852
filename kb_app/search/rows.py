"""From a document with what was added to it, or a note, to a row of the index."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import astuple, replace
from typing import TYPE_CHECKING, Any

from kb_app.domain.case import Case, Kind
from kb_app.domain.family import origin_of
from kb_app.domain.folding import fold, is_simple
from kb_app.domain.library import Shelf
from kb_app.domain.query import FilterAxis
from kb_app.domain.tag import tag_key
from kb_app.domain.taxonomy import Axis
from kb_app.search.document_fields import DocumentFields, fields_of, fields_of_note
from kb_app.search.schema import (
    GRAMS,
    HEAD,
    HEAD_GRAMS,
    ORIGIN,
    RAW_SEPARATOR,
    SEPARATOR,
    SIMPLE,
    TAG_KEYS,
    TRAITS,
    WORDS,
    Order,
    Shown,
    SourceState,
    gram_counts,
    joined,
)

if TYPE_CHECKING:
    from kb_app.domain.annotation import Annotations
    from kb_app.domain.case import CaseMunicipality
    from kb_app.domain.library import Document
    from kb_app.domain.note import Note
    from kb_app.domain.taxonomy import Taxonomy
    from kb_app.search.analyzer import Analyzer

NOTE_KIND = "note"
_NOTE_PREFIX = "note/"
_PLACE_OF_KIND = {Kind.CASE: "0", Kind.REFERENCE: "1", NOTE_KIND: "2"}


def note_key(note_id: str) -> str:
    """Return the key of a note's row."""
    return f"{_NOTE_PREFIX}{note_id}"


def is_note_key(key: str) -> bool:
    """Return whether a key names a note and no file."""
    return key.startswith(_NOTE_PREFIX)


class RowMaker:
    """Makes rows with one thread's analyser."""

    def __init__(self, analyzer: Analyzer, taxonomy: Taxonomy) -> None:
        self._analyzer = analyzer
        self._taxonomy = taxonomy

    def of_document(self, document: Document, added: Annotations, state: SourceState) -> dict[str, Any]:
        """Return the values of a document's row for Whoosh's writer; what was `added` to it holds."""
        case = added.applied_to(document.case)
        shown = _shown(replace(document, case=case), added)
        kinds = (str(case.kind), *(("own",) if document.shelf is Shelf.OWN else ()))
        texts = fields_of(case, self._taxonomy)
        traits = {**_attributes(case, added), FilterAxis.KIND: kinds}
        return self._row(texts, traits, state, shown, _order(case, self._taxonomy))

    def of_note(self, note: Note, about: Document | None, added: Annotations) -> dict[str, Any]:
        """Return the values of a note's row: its own text, and the attributes of the document that it is `about`."""
        case = added.applied_to(about.case) if about is not None else Case(note.document, "")
        attributes = _attributes(case, added) if about is not None else {}
        shown = replace(
            _of_case(case, added),
            id=note.id,
            kind=NOTE_KIND,
            title=note.title,
            confidence="",
            path=note_key(note.id),
            document=note.document,
            document_title=case.title,
        )
        order = replace(_order(case, self._taxonomy), kind=_PLACE_OF_KIND[NOTE_KIND], id=note.id, date=note.updated_at)
        state = SourceState(note_key(note.id), len(note.text), note.revision, "")
        return self._row(fields_of_note(note), {**attributes, FilterAxis.KIND: (NOTE_KIND,)}, state, shown, order)

    def _row(
        self,
        texts: DocumentFields,
        traits: dict[FilterAxis, tuple[str, ...]],
        state: SourceState,
        shown: Shown,
        order: Order,
    ) -> dict[str, Any]:
        folded = [[fold(text) for text in group] for group in texts.groups]
        every = [text for group in folded for text in group]
        return {
            "key": state.key,
            "id": shown.id,
            "about": shown.document,
            **({ORIGIN: shown.derived_from} if shown.derived_from else {}),
            WORDS: self._word_counts(texts.all),
            HEAD: self._word_counts(texts.head),
            GRAMS: gram_counts(every),
            HEAD_GRAMS: dict.fromkeys(gram_counts(folded[0]), 1),
            TRAITS: dict.fromkeys(_trait_terms(traits, every), 1),
            TAG_KEYS: dict.fromkeys(map(tag_key, traits.get(FilterAxis.TAG, ())), 1),
            "folded": joined(folded, SEPARATOR).encode("utf-8"),
            "raw": joined(_without_separator(texts.groups), RAW_SEPARATOR).encode("utf-8"),
            "row": _packed([state.key, shown.id, state.size, state.modified, state.content_hash, shown.derived_from]),
            "order": _packed(list(astuple(order))),
            "shown": _packed(list(astuple(shown))),
        }

    def _word_counts(self, texts: tuple[str, ...]) -> Counter[str]:
        return Counter(word.key for text in texts for word in self._analyzer.words(text) if word.is_content)


def _without_separator(groups: Iterable[Iterable[str]]) -> list[list[str]]:
    return [[text.replace(RAW_SEPARATOR, " ") for text in group] for group in groups]


def _population(place: CaseMunicipality, taxonomy: Taxonomy) -> int:
    """Persons; where only the band is known, its lower bound, so that a large city stands among large ones."""
    if place.population is not None:
        return place.population
    band = taxonomy.entry(Axis.BAND, place.population_band)
    return -1 if band is None else band.least or 0


def _attributes(case: Case, added: Annotations) -> dict[FilterAxis, tuple[str, ...]]:
    return {
        FilterAxis.STEP: case.steps,
        FilterAxis.AREA: case.priority_areas,
        FilterAxis.MEASURE: case.related_measures,
        FilterAxis.BARRIER: case.barriers,
        FilterAxis.BAND: (case.municipality.population_band,),
        FilterAxis.PREFECTURE: (case.municipality.prefecture,),
        FilterAxis.STATUS: (str(added.status),),
        FilterAxis.STAR: ("yes",) if added.is_starred else (),
        FilterAxis.TAG: case.tags,
    }


def _trait_terms(traits: dict[FilterAxis, tuple[str, ...]], folded: list[str]) -> Iterator[str]:
    """What a row can be filtered by, as `axis:value`, and whether all its characters are single ones."""
    yield from (f"{axis}:{value}" for axis, found in traits.items() for value in found if value)
    if is_simple(SEPARATOR.join(folded)):
        yield SIMPLE


def _order(case: Case, taxonomy: Taxonomy) -> Order:
    return Order(
        kind=_PLACE_OF_KIND[case.kind],
        place=case.municipality.kana or case.municipality.name,
        id=case.id,
        date=case.period.start or case.published or case.updated or case.checked,
        population=_population(case.municipality, taxonomy),
    )


def _shown(document: Document, added: Annotations) -> Shown:
    path = f"{document.shelf}/{document.path}"
    return replace(_of_case(document.case, added), path=path, derived_from=origin_of(document))


def _of_case(case: Case, added: Annotations) -> Shown:
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
        path="",
        code=place.code,
        municipality_class=place.class_id,
        population_band=place.population_band,
        status=str(added.status),
        starred=added.is_starred,
        document="",
        document_title="",
        derived_from="",
        has_sources=bool(case.sources),
    )


def _packed(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
