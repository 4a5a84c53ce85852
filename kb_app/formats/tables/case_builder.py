"""From the texts of a row, by field, to a case that can be written; what a field cannot hold is said."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.case import Case, Cost, Kind, Medium, Organization, Period
from kb_app.domain.characters import kept_text
from kb_app.domain.imported import ImportedCase
from kb_app.domain.place_names import NATIONWIDE, plain
from kb_app.domain.plain_values import partial_date, whole_number
from kb_app.domain.taxonomy import Axis
from kb_app.formats import labelled_lines
from kb_app.formats.case_reader import ID_RULE
from kb_app.formats.joined_lists import LINES, WORDS, parted, split
from kb_app.formats.tables.axis_words import AxisWords
from kb_app.formats.tables.place_reading import read_place
from kb_app.formats.tables.section_reading import read_texts
from kb_app.formats.tables.source_reading import read_sources

if TYPE_CHECKING:
    from kb_app.domain.vocabulary import Vocabulary

NONE_KNOWN = "出典に記載なし"
"""What stands in the note on cost where the sources were read and state no cost."""

_LINE_ENDS = re.compile(r"[\n\t\x0b\x0c\u2028\u2029]+")
_TITLE_LENGTH = 60
_AXES = {
    "steps": Axis.STEP,
    "priority_areas": Axis.AREA,
    "related_measures": Axis.MEASURE,
    "barriers": Axis.BARRIER,
}


@dataclass(frozen=True, slots=True)
class _Row:
    """The texts of a row; `remarks` gathers what could not be taken over."""

    values: Mapping[str, str]
    remarks: list[str]

    def text(self, field: str) -> str:
        return self.values.get(field, "").strip()

    def words(self, field: str) -> tuple[str, ...]:
        return parted(self.text(field), WORDS)

    def lines(self, field: str) -> tuple[str, ...]:
        return parted(self.text(field), LINES)


class CaseBuilder:
    """Builds cases from texts by field (`field_names.FIELDS`); made once for many rows."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._places = vocabulary.place_names
        self._axes = AxisWords(vocabulary.taxonomy)

    def build(self, values: Mapping[str, str]) -> ImportedCase:
        """Return the case of a row; a text that its field cannot hold is said in a remark.

        Lists are parted by semicolons, or else by what people part words with. `id` is kept where it is a valid one
        and otherwise becomes one that is always the same for the same text.
        """
        row = _Row({field: kept_text(text) for field, text in values.items()}, [])
        place, is_guessed = read_place(row.values, self._places, row.remarks)
        axes, unknown = self._classified(row)
        texts = read_texts(row.values)
        sources, outcomes = read_sources(row.values, texts.outcomes)
        title = _LINE_ENDS.sub(" ", row.text("title"))
        case = Case(
            id=_id(row),
            title=title or _title_of(row, place.name),
            kind=Kind.REFERENCE if plain(row.text("municipality.prefecture")) == NATIONWIDE else Kind.CASE,
            subtitle=row.text("subtitle"),
            summary=row.text("summary"),
            service_category=row.text("service_category"),
            municipality=self._vocabulary.completed(place),
            steps=axes[Axis.STEP],
            priority_areas=axes[Axis.AREA],
            related_measures=axes[Axis.MEASURE],
            barriers=axes[Axis.BARRIER],
            tags=tuple(dict.fromkeys((*row.words("tags"), *unknown))),
            period=_period(row),
            organization=_organization(row),
            cost=_cost(row),
            tools=row.words("tools"),
            outcomes=outcomes,
            lessons=texts.lessons,
            conditions=texts.conditions,
            sources=sources,
            published=partial_date(row.text("published")),
            updated=partial_date(row.text("updated")),
            author=row.text("author"),
            related=row.words("related"),
            images=_media(row, "images", "file"),
            videos=_media(row, "videos", "url"),
            body=texts.body,
        )
        guessed = {"title"} if not title else set()
        guessed |= {"municipality"} if is_guessed else set()
        return ImportedCase(case, frozenset(guessed), remarks=tuple(row.remarks))

    def _classified(self, row: _Row) -> tuple[dict[Axis, tuple[str, ...]], tuple[str, ...]]:
        """The ids of each axis, and the words of no axis."""
        found: dict[Axis, list[str]] = {axis: [] for axis in _AXES.values()}
        unknown: list[str] = []
        for field in (*_AXES, "themes"):
            allowed = (_AXES[field],) if field in _AXES else tuple(_AXES.values())
            for word in row.words(field):
                known = self._axes.find(word, allowed)
                if known is None:
                    unknown.append(word)
                else:
                    found[known[0]].append(known[1])
        if unknown:
            row.remarks.append(_("taken as tags, because no axis knows them: {words}").format(words=", ".join(unknown)))
        return {axis: tuple(dict.fromkeys(ids)) for axis, ids in found.items()}, tuple(unknown)


def _id(row: _Row) -> str:
    text = row.text("id")
    if not text or ID_RULE.fullmatch(text):
        return text
    derived = f"import-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    row.remarks.append(_("the id “{id}” cannot be used here; it becomes {derived}").format(id=text, derived=derived))
    return derived


def _title_of(row: _Row, municipality: str) -> str:
    """A title where the row has none: the beginning of what is said first, behind the municipality."""
    texts = (row.text(field) for field in ("summary", "body.取組", "body", "body.課題", "body.効果"))
    first = next((text for text in texts if text), "").split("\n")[0].split("。")[0]
    short = first if len(first) <= _TITLE_LENGTH else f"{first[:_TITLE_LENGTH]}…"
    return "：".join(part for part in (municipality, short) if part)


def _period(row: _Row) -> Period:
    status = row.text("period.status")
    known = labelled_lines.word_of(labelled_lines.STATUSES, status)
    if status and not known:
        row.remarks.append(_("the status “{status}” is not known here").format(status=status))
    return Period(partial_date(row.text("period.start")), partial_date(row.text("period.end")), known)


def _organization(row: _Row) -> Organization:
    return Organization(
        department=row.text("organization.department"),
        partners=row.words("organization.partners"),
        contact=row.text("organization.contact"),
    )


def _cost(row: _Row) -> Cost:
    """What is no amount of money is kept in the note."""
    note = row.text("cost.note")
    none_known = note == NONE_KNOWN or note.startswith(f"{NONE_KNOWN}\n")
    notes = [note[len(NONE_KNOWN) :].strip() if none_known else note]
    amounts: dict[str, int | None] = {}
    for field in ("cost.initial_yen", "cost.annual_yen"):
        text = row.text(field)
        amounts[field] = whole_number(text)
        if text and amounts[field] is None:
            notes.append(text)
    return Cost(
        initial_yen=amounts["cost.initial_yen"],
        annual_yen=amounts["cost.annual_yen"],
        funding=row.words("cost.funding"),
        note="\n".join(part for part in notes if part),
        none_known=none_known,
    )


def _media(row: _Row, field: str, place: str) -> tuple[Medium, ...]:
    """Pictures or videos: the same place of three lists. A video has a web address, or it is no video."""
    columns = (split(row.text(f"{field}.{part}")) for part in ("title", place, "licence"))
    rows = (tuple(part.strip() for part in parts) for parts in zip_longest(*columns, fillvalue=""))
    media = [Medium(*parts) for parts in rows if any(parts)]
    return tuple(medium for medium in media if place == "file" or medium.location.startswith(("http://", "https://")))
