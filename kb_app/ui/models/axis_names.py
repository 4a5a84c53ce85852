"""How the values of an axis are called in a list of ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb_app.base import i18n
from kb_app.base.i18n import _
from kb_app.domain.taxonomy import Axis

if TYPE_CHECKING:
    from kb_app.domain.taxonomy import Taxonomy


def value_name(taxonomy: Taxonomy, axis: Axis, value: str, plan: str) -> str:
    """Return the name of a value, of a step with its number; one that `plan` does not have is said to be another's."""
    name = taxonomy.name(axis, value, plan, i18n.language())
    number = taxonomy.step_number(value, plan) if axis is Axis.STEP else None
    if number is not None:
        return f"{number} {name}"
    is_elsewhere = taxonomy.knows(axis, value) and value not in plan_values(taxonomy, axis, plan)
    return _("{name} (other plan version)").format(name=name) if is_elsewhere else name


def plan_values(taxonomy: Taxonomy, axis: Axis, plan: str) -> list[str]:
    """Return the values of an axis that belong to `plan`, in its order."""
    return [entry.id for entry in taxonomy.shown(axis, plan)]


def all_values(taxonomy: Taxonomy, axis: Axis, plan: str) -> list[str]:
    """Return every value of an axis: those of `plan` in its order, then those of other versions of the plan."""
    known = plan_values(taxonomy, axis, plan)
    return [*known, *(entry.id for entry in taxonomy.axes[axis] if entry.id not in known)]
