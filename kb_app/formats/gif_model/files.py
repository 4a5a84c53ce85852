"""Files of the government's data model: CSV with its column names, JSON with the same keys for a whole collection."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb_app.base.i18n import _
from kb_app.domain.catalogue import Catalogue
from kb_app.domain.characters import kept_text
from kb_app.formats.encoding import decode
from kb_app.formats.gif_model.records import COLUMNS
from kb_app.formats.joined_lists import joined
from kb_app.formats.tables.delimited import read_csv
from kb_app.formats.tables.writing import write_csv
from kb_app.formats.unreadable import EncodingUnknownError, UnreadableFileError

CASES_KEY = "事例"
"""The guide names the fields of a collection and of a case, and no key for the list between them; this one is ours."""

CATALOGUE_KEYS: Mapping[str, str] = {
    "データカタログ名": "title",
    "データカタログ説明": "summary",
    "データカタログ作成者": "publisher",
    "発行年": "year",
    "ライセンス": "licence",
    "言語": "language",
}


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection as a file holds it: its catalogue and a record for every case."""

    catalogue: Catalogue
    records: tuple[Mapping[str, str], ...]


def records_to_csv(records: Iterable[Mapping[str, str]]) -> bytes:
    """Return a CSV file with exactly the columns of the model, for Excel too (UTF-8 with its mark)."""
    return write_csv(([record.get(column, "") for column in COLUMNS] for record in records), COLUMNS)


def records_from_csv(data: bytes, encoding: str = "") -> tuple[dict[str, str], ...]:
    """Return the records of a CSV file, by the names of its columns; a column without a name has its number.

    Raises:
        UnreadableFileError: as `read_csv`.
    """
    table = read_csv(data, "", encoding)
    names = [name.strip() or str(place) for place, name in enumerate(table.header, 1)]
    return tuple(dict(zip(names, row, strict=True)) for row in table.rows)


def collection_to_json(catalogue: Catalogue, records: Iterable[Mapping[str, str]]) -> bytes:
    """Return a collection as JSON (UTF-8, readable), with every key of the model."""
    described = {key: kept_text(str(getattr(catalogue, name))) for key, name in CATALOGUE_KEYS.items()}
    listed = [{column: kept_text(record.get(column, "")) for column in COLUMNS} for record in records]
    return (json.dumps({**described, CASES_KEY: listed}, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def collection_from_json(data: bytes) -> Collection:
    """Return the collection of a JSON file: an object with catalogue and cases, or only a list of cases.

    The list is known by `CASES_KEY`, or is the only list of objects there is. Numbers become text, lists are joined.

    Raises:
        UnreadableFileError: it is no JSON, or holds no list of cases.
    """
    decoded = decode(data)
    if decoded is None:
        raise EncodingUnknownError(_("its characters are in no encoding that can be told for sure"))
    try:
        stored = json.loads(decoded.text)
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(_("it is no JSON")) from error
    described = stored if isinstance(stored, dict) else {}
    catalogue = Catalogue(**{name: _text(described.get(key)) for key, name in CATALOGUE_KEYS.items()})
    return Collection(catalogue, tuple(_record(item) for item in _listed(stored)))


def _listed(stored: Any) -> Sequence[dict[str, Any]]:
    lists = [stored] if isinstance(stored, list) else []
    if isinstance(stored, dict):
        lists = [stored[CASES_KEY]] if CASES_KEY in stored else list(stored.values())
    for items in lists:
        if isinstance(items, list) and all(isinstance(item, dict) for item in items):
            return items
    raise UnreadableFileError(_("there is no list of cases in it"))


def _record(item: Mapping[str, Any]) -> dict[str, str]:
    return {key: _text(value) for key, value in item.items()}


def _text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return kept_text(value or "")
    if isinstance(value, list):
        return joined(_text(item) for item in value)
    return kept_text(json.dumps(value, ensure_ascii=False))
