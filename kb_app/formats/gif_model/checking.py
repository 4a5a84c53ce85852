"""Checks a collection in the government's data model field by field (DS-451-3): what a receiver would send back."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.place_names import NATIONWIDE
from kb_app.domain.problem import Problem, error, warning
from kb_app.domain.taxonomy import Axis
from kb_app.formats.gif_model.records import COLUMNS, to_records
from kb_app.formats.joined_lists import parted, split
from kb_app.formats.tables.axis_words import AxisWords

if TYPE_CHECKING:
    from kb_app.domain.case import Case
    from kb_app.domain.vocabulary import Vocabulary

REQUIRED = (
    *("タイトル", "事例の場所", "対象組織", "取り組みの概要", "取り組み理由"),
    *("目的", "取り組み内容", "連絡先情報"),
)
"""The columns that the guide requires."""

_LONGEST_SUMMARY = 300
_YEAR = re.compile(r"[0-9]{4}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ADDRESS = re.compile(r"https?://\S+")
_ADDRESSES = ("関連URL", "ビデオURL")
_TOGETHER = (
    ("イメージファイル", "イメージタイトル", "イメージのライセンス"),
    ("ビデオURL", "ビデオタイトル", "ビデオのライセンス"),
)
_THEME_AXES = (Axis.STEP, Axis.AREA, Axis.MEASURE, Axis.BARRIER)


def missing_required(case: Case, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the required columns that the record of a case leaves empty, in the order of the guide."""
    record = to_records([case], vocabulary)[0]
    return tuple(column for column in REQUIRED if not record[column])


def check_records(records: Sequence[Mapping[str, str]], vocabulary: Vocabulary) -> list[Problem]:
    """Return what is wrong with a collection; `line` is the number of the record from 1, `field` the column.

    Errors are what the guide demands (required fields, forms of dates, addresses, one id a case); warnings are what
    it recommends or what cannot be understood here.
    """
    checker = _Checker(vocabulary)
    found = []
    for number, record in enumerate(records, 1):
        found += [Problem(one.severity, one.message, number, one.field) for one in checker.check(record)]
    return found


class _Checker:
    """Checks record by record and remembers the ids that it saw."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._places = vocabulary.place_names
        self._axes = AxisWords(vocabulary.taxonomy)
        self._ids: set[str] = set()

    def check(self, record: Mapping[str, str]) -> Iterator[Problem]:
        values = {column: record.get(column, "").strip() for column in COLUMNS}
        for column in REQUIRED:
            if not values[column]:
                yield error(_("this field must not be empty"), field=column)
        for column in record:
            if column not in COLUMNS:
                yield warning(_("the data model has no such field"), field=column)
        yield from self._id(values["ID"])
        yield from self._place(values["事例の場所"], values["対象組織"])
        yield from self._themes(values["テーマ"])
        yield from _texts(values)
        yield from _dates(values)
        yield from _media(values)

    def _id(self, text: str) -> Iterator[Problem]:
        if text and text in self._ids:
            yield error(_("another case has the same ID"), field="ID")
        self._ids.add(text)

    def _place(self, prefecture: str, name: str) -> Iterator[Problem]:
        if prefecture and prefecture != NATIONWIDE and not self._places.is_prefecture(prefecture):
            yield error(_("“{text}” is no prefecture, and not 全国").format(text=prefecture), field="事例の場所")
        elif name and prefecture not in ("", NATIONWIDE) and self._places.by_name(name, prefecture) is None:
            message = _("{prefecture} has no municipality called {name} in the list")
            yield warning(message.format(prefecture=prefecture, name=name), field="対象組織")

    def _themes(self, text: str) -> Iterator[Problem]:
        unknown = [word for word in parted(text) if self._axes.find(word, _THEME_AXES) is None]
        if unknown:
            yield warning(_("no axis knows: {words}").format(words=", ".join(unknown)), field="テーマ")


def _texts(values: Mapping[str, str]) -> Iterator[Problem]:
    if len(values["取り組みの概要"]) > _LONGEST_SUMMARY:
        yield warning(_("longer than {longest} characters").format(longest=_LONGEST_SUMMARY), field="取り組みの概要")
    for column in _ADDRESSES:
        for address in parted(values[column]):
            if not _ADDRESS.fullmatch(address):
                yield error(_("“{text}” is no web address").format(text=address), field=column)


def _dates(values: Mapping[str, str]) -> Iterator[Problem]:
    year = values["事例実施年"]
    if year and not _YEAR.fullmatch(year):
        yield error(_("“{text}” is no year of four digits").format(text=year), field="事例実施年")
    for column in ("公開日", "最終更新日"):
        if values[column] and not _is_day(values[column]):
            yield error(_("“{text}” is no day such as 2025-03-25").format(text=values[column]), field=column)


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return bool(_DAY.fullmatch(text))


def _media(values: Mapping[str, str]) -> Iterator[Problem]:
    """Titles and licences belong to the file or address at the same place."""
    for place, *others in _TOGETHER:
        located = len(split(values[place])) if values[place] else 0
        for column in others:
            if values[column] and len(split(values[column])) > located:
                yield error(_("there are more entries than in {column}").format(column=place), field=column)
