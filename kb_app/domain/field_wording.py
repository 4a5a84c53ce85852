"""What the fields of a case file are called to a person, who never sees their names in the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.query import FilterAxis
from kb_app.domain.wording import axis_label

if TYPE_CHECKING:
    from collections.abc import Mapping

_ITEM = re.compile(r"(\w+)\[([0-9]+)\]")


def field_words(name: str) -> str:
    """Return what a field is called: `outcomes[2].unit` is the unit of the second effect.

    A field that we do not know keeps its name, because a person wrote it.
    """
    first, *rest = name.split(".")
    words = [_part(first, _tops()), *(_part(part, _inside()) for part in rest)]
    return _("{whole}: {part}").format(whole=words[0], part=words[1]) if len(words) == 2 else words[0]


def fields_words(names: str) -> str:
    """Return what several fields are called, whose names stand between commas: `title, outcomes[2].unit`."""
    return _(", ").join(field_words(name.strip()) for name in names.split(","))


def _part(part: str, labels: Mapping[str, str]) -> str:
    item = _ITEM.fullmatch(part)
    if item is None:
        return labels.get(part, part)
    return _("{field}, row {number}").format(field=labels.get(item[1], item[1]), number=item[2])


def _tops() -> dict[str, str]:
    return {
        "id": _("Document ID"),
        "title": _("Title"),
        "subtitle": _("Subtitle"),
        "summary": _("Summary"),
        "kind": _("Kind"),
        "municipality": _("Municipality"),
        "steps": axis_label(FilterAxis.STEP),
        "priority_areas": axis_label(FilterAxis.AREA),
        "related_measures": axis_label(FilterAxis.MEASURE),
        "barriers": axis_label(FilterAxis.BARRIER),
        "service_category": _("Category of service"),
        "tags": _("Tags"),
        "period": _("Period"),
        "organization": _("Organisation"),
        "cost": _("Cost"),
        "tools": _("Tools and services used"),
        "outcomes": _("Effects"),
        "lessons": _("Lessons"),
        "conditions": _("Conditions"),
        "sources": _("Sources"),
        "confidence": _("Sureness"),
        "checked": _("Checked on"),
        "warnings": _("Warnings"),
        "rights": _("Rights"),
        "published": _("Published on"),
        "updated": _("Last changed on"),
        "author": _("Written by"),
        "related": _("Related cases"),
        "images": _("Pictures"),
        "videos": _("Videos"),
        "derived_from": _("Original"),
        "body": _("Text"),
    }


def _inside() -> dict[str, str]:
    return {
        "id": _("Number"),
        "title": _("Title"),
        "name": _("Name"),
        "kind": _("Kind"),
        "confidence": _("Sureness"),
        "published": _("Published on"),
        "class": _("Kind"),
        "population_band": axis_label(FilterAxis.BAND),
        "code": _("Local government code"),
        "prefecture": _("Prefecture"),
        "kana": _("Reading"),
        "population": _("Inhabitants"),
        "start": _("Begun"),
        "end": _("Ended on"),
        "status": _("Status"),
        "department": _("Department"),
        "partners": _("Partners"),
        "contact": _("Contact"),
        "initial_yen": _("Initial cost (yen)"),
        "annual_yen": _("Annual cost (yen)"),
        "funding": _("Subsidies and funding"),
        "note": _("Note"),
        "metric": _("What is counted"),
        "before": _("Before"),
        "after": _("After"),
        "change": _("Change"),
        "change_kind": _("Change in"),
        "unit": _("Unit"),
        "method": _("Kind of figure"),
        "as_of": _("As of"),
        "source": _("Source"),
        "direction": _("Better"),
        "scope": _("Scope"),
        "publisher": _("Publisher"),
        "url": _("Address (URL)"),
        "accessed": _("Looked up on"),
        "page": _("Page"),
        "file": _("File"),
        "licence": _("Licence"),
    }
