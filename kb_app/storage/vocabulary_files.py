"""Reads the axes and the list of municipalities from `resources/`."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import yaml

from kb_app.base.errors import KbError, system_cause
from kb_app.base.i18n import _
from kb_app.domain.municipality import Municipality
from kb_app.domain.taxonomy import Axis, Entry, Plan, Taxonomy

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

_FACETS = {
    Axis.STEP: "step",
    Axis.AREA: "priority_area",
    Axis.MEASURE: "related_measure",
    Axis.BARRIER: "barrier",
    Axis.BAND: "population_band",
    Axis.CLASS: "municipality_class",
}


def read_taxonomy(path: Path) -> Taxonomy:
    """Read `taxonomy.yaml`.

    Raises:
        KbError: the file is missing or is not in its form; without axes the program cannot work.
    """
    try:
        stored = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 (a safe loader)
        plans = tuple(
            Plan(item["id"], item["ja"], str(item.get("date", "")), item.get("en", "")) for item in stored["plans"]
        )
        axes = {axis: tuple(map(_entry, stored["facets"][name])) for axis, name in _FACETS.items()}
    except OSError as error:
        raise _unreadable(path, system_cause(error)) from error
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise _unreadable(path, str(error)) from error
    return Taxonomy(plans, axes)


def read_municipalities(path: Path) -> dict[str, Municipality]:
    """Read `municipalities.csv` (UTF-8: code, prefecture, name, kana, class) by code.

    Raises:
        KbError: the file is missing or lacks a column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [
                Municipality(row["code"], row["prefecture"], row["name"], row["kana"], row["class"])
                for row in csv.DictReader(file)
            ]
    except OSError as error:
        raise _unreadable(path, system_cause(error)) from error
    except (KeyError, UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(path, str(error)) from error
    return {row.code: row for row in rows}


def _entry(item: dict[str, Any]) -> Entry:
    return Entry(
        id=item["id"],
        labels=item.get("labels") or {"article": item["ja"]},
        en=item.get("en", ""),
        short=item.get("short", ""),
        number=item.get("n"),
        ministry_number=item.get("mic_no"),
        order=item.get("order", {}),
        added_in=item.get("added_in", ""),
        retired_in=item.get("retired_in", ""),
        maps_to=tuple(item.get("maps_to", ())),
        least=item.get("min"),
        below=item.get("max"),
    )


def _unreadable(path: Path, cause: str) -> KbError:
    return KbError(
        _("{file} could not be read.").format(file=path.name),
        cause,
        _("Install the program again; your own data is not touched."),
    )
