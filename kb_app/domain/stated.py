"""What a record states: everything that is not as it is when nobody says anything."""

from __future__ import annotations

from dataclasses import fields, is_dataclass


def stated(value: object) -> object:
    """Return a dataclass as a mapping of its stated fields, also of those inside it; tuples become lists.

    A field that a later version of the program adds is in no record of before, and changes nothing here.
    """
    if isinstance(value, tuple):
        return [stated(one) for one in value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    told = ((field, getattr(value, field.name)) for field in fields(value))
    found = {field.name: stated(content) for field, content in told if content != field.default}
    return {name: content for name, content in found.items() if content not in ({}, [])}
