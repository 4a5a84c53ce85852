"""Whose case a row is: by code, or by name with its prefecture, never by a name that several have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kb_app.base.i18n import _
from kb_app.domain.case import CaseMunicipality
from kb_app.domain.place_names import NATIONWIDE, plain
from kb_app.domain.plain_values import whole_number

if TYPE_CHECKING:
    from kb_app.domain.municipality import Municipality
    from kb_app.domain.place_names import PlaceNames


def read_place(values: Mapping[str, str], places: PlaceNames, remarks: list[str]) -> tuple[CaseMunicipality, bool]:
    """Return the municipality, and whether the prefecture was worked out; what does not fit is said in `remarks`."""
    name, prefecture, code = (values.get(f"municipality.{part}", "").strip() for part in ("name", "prefecture", "code"))
    if plain(prefecture) == NATIONWIDE:
        prefecture = ""
    listed = _listed(name, prefecture, code, places, remarks)
    stated = CaseMunicipality(
        name=listed.name if listed else name,
        code=listed.code if listed else "",
        prefecture=listed.prefecture if listed else prefecture,
        population=_population(values.get("municipality.population", "").strip(), remarks),
    )
    return stated, bool(listed and not code and not prefecture and listed.prefecture not in name)


def _listed(name: str, prefecture: str, code: str, places: PlaceNames, remarks: list[str]) -> Municipality | None:
    by_name = places.by_name(name or prefecture, prefecture) if name or prefecture else None
    if code:
        by_code = places.by_code(code)
        if by_code is None:
            remarks.append(_("“{code}” is the code of no municipality in the list").format(code=code))
        elif by_name is not None and by_name.code != by_code.code:
            remarks.append(
                _("the code {code} belongs to {prefecture} {name}; the code was taken").format(
                    code=code, prefecture=by_code.prefecture, name=by_code.name
                )
            )
        if by_code is not None:
            return by_code
    if by_name is None and not prefecture and places.is_ambiguous(name):
        remarks.append(_("several municipalities are called {name}; the prefecture is missing").format(name=name))
    return by_name if name else None


def _population(text: str, remarks: list[str]) -> int | None:
    number = whole_number(text)
    if text and number is None:
        remarks.append(_("“{text}” is no number of inhabitants").format(text=text))
    return number
