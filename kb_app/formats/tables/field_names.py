"""The fields of a case that a column can hold: their names in the code, and how they are called to a person."""

from __future__ import annotations

from kb_app.base.i18n import _
from kb_app.formats.sections import NAMED

_PLAIN = (
    *("id", "title", "subtitle"),
    *("municipality.name", "municipality.prefecture", "municipality.code", "municipality.population"),
    *("summary", "steps", "priority_areas", "related_measures", "barriers", "themes", "tags", "service_category"),
)
_BEHIND = (
    *("outcomes", "lessons", "conditions", "period.start", "period.end", "period.status"),
    *("cost.initial_yen", "cost.annual_yen", "cost.funding", "cost.note"),
    *("organization.department", "organization.partners", "organization.contact", "tools"),
    *("sources", "sources.url", "related", "published", "updated", "author"),
    *("images.title", "images.file", "images.licence", "videos.title", "videos.url", "videos.licence"),
)

FIELDS = (*_PLAIN, "body", *(f"body.{name}" for name in NAMED), *_BEHIND)
"""In the order of a form. A dot leads into a part of `Case`, `body.` to the section of that heading."""

JOINED_WORDS = frozenset(
    {
        *("steps", "priority_areas", "related_measures", "barriers", "themes", "tags", "tools", "related"),
        *("cost.funding", "organization.partners"),
    }
)
"""Fields of several words, which several columns can tell together."""
JOINED_LINES = frozenset({"outcomes", "lessons", "conditions", "sources", "sources.url", "cost.note", "body"})
"""Fields of several lines, which several columns can tell together; sections of the text are too."""


def is_single(field: str) -> bool:
    """Return whether only one column can be this field."""
    return field not in JOINED_WORDS | JOINED_LINES and not field.startswith("body.")


def field_label(field: str) -> str:
    """Return the name of a field in the interface language."""
    if field.startswith("body."):
        return _("Section “{heading}”").format(heading=field.removeprefix("body."))
    return _labels()[field]


def _labels() -> dict[str, str]:
    return {
        "id": _("Document ID"),
        "title": _("Case title"),
        "subtitle": _("Subtitle"),
        "municipality.name": _("Name of the municipality"),
        "municipality.prefecture": _("Prefecture"),
        "municipality.code": _("Local government code"),
        "municipality.population": _("Inhabitants"),
        "summary": _("Summary of the case"),
        "steps": _("Steps"),
        "priority_areas": _("Priority areas"),
        "related_measures": _("Related measures"),
        "barriers": _("Barriers"),
        "themes": _("Steps, areas, measures and barriers together"),
        "tags": _("Keywords"),
        "service_category": _("Category of service"),
        "body": _("Whole text"),
        "outcomes": _("Effects, one a line"),
        "lessons": _("Lessons, one a line"),
        "conditions": _("Conditions, one a line"),
        "period.start": _("Begun"),
        "period.end": _("Ended on"),
        "period.status": _("How far it has come"),
        "cost.initial_yen": _("Initial cost (yen)"),
        "cost.annual_yen": _("Annual cost (yen)"),
        "cost.funding": _("Subsidies and funding"),
        "cost.note": _("Note on the cost"),
        "organization.department": _("Department"),
        "organization.partners": _("Partners"),
        "organization.contact": _("Contact"),
        "tools": _("Tools and services used"),
        "sources": _("Sources, one a line"),
        "sources.url": _("Web addresses"),
        "related": _("Related cases"),
        "published": _("Published on"),
        "updated": _("Last changed on"),
        "author": _("Written by"),
        "images.title": _("Titles of pictures"),
        "images.file": _("Files of pictures"),
        "images.licence": _("Licences of pictures"),
        "videos.title": _("Titles of videos"),
        "videos.url": _("Addresses of videos"),
        "videos.licence": _("Licences of videos"),
    }
