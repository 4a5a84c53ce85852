"""A case as JSON, without any loss also where it is only half written; for the program's own use."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from kb_app.domain.case import Case, CaseMunicipality, Cost, Kind, Medium, Organization, Origin, Period, Source
from kb_app.domain.outcome import ChangeKind, Confidence, Direction, Method, Outcome


def to_json(case: Case) -> dict[str, Any]:
    """Return the fields as JSON knows them."""
    fields: dict[str, Any] = json.loads(json.dumps(asdict(case), ensure_ascii=False))
    return fields


def from_json(fields: dict[str, Any]) -> Case:
    """Return the case of what `to_json` gave.

    Raises:
        TypeError, ValueError, KeyError, AttributeError: it is something else.
    """
    values = _tupled(fields)
    values["kind"], values["confidence"] = Kind(fields["kind"]), Confidence(fields["confidence"])
    values["municipality"] = CaseMunicipality(**fields["municipality"])
    values["period"] = Period(**fields["period"])
    values["organization"] = Organization(**_tupled(fields["organization"]))
    values["cost"] = Cost(**_tupled(fields["cost"]))
    values["outcomes"] = tuple(_outcome(one) for one in fields["outcomes"])
    values["sources"] = tuple(Source(**_tupled(one)) for one in fields["sources"])
    for name in ("images", "videos"):
        values[name] = tuple(Medium(**one) for one in fields[name])
    values["derived_from"] = Origin(**fields["derived_from"]) if fields["derived_from"] else None
    return Case(**values)


def _outcome(fields: dict[str, Any]) -> Outcome:
    kind = ChangeKind(fields["change_kind"]) if fields["change_kind"] else None
    chosen = {"direction": Direction(fields["direction"]), "method": Method(fields["method"])}
    return Outcome(**{**fields, **chosen, "change_kind": kind, "confidence": Confidence(fields["confidence"])})


def _tupled(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
