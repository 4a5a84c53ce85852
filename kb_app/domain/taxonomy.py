"""The axes that precedents are sorted by, with labels that belong to a version of the national plan.

Ids never change and never come back with another meaning; labels and order belong to a plan version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kb_app.base.i18n import _


class Axis(StrEnum):
    """The axes that a document is classified and filtered by; the value is the id on the command line."""

    STEP = "step"
    AREA = "area"
    MEASURE = "measure"
    BARRIER = "barrier"
    BAND = "band"
    CLASS = "class"


@dataclass(frozen=True, slots=True)
class Plan:
    """A version of the national plan. `date` is text, because some dates are only roughly known."""

    id: str
    label: str
    date: str = ""
    en: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of an axis.

    `labels` maps plan ids to Japanese names. `number` is the number that the article gives (steps), `order` the
    place within a plan version; `least` (inclusive) and `below` (exclusive) bound a population band, in persons.
    """

    id: str
    labels: Mapping[str, str]
    en: str = ""
    short: str = ""
    number: int | None = None
    ministry_number: int | None = None
    order: Mapping[str, int] = field(default_factory=dict)
    added_in: str = ""
    retired_in: str = ""
    maps_to: tuple[str, ...] = ()
    least: int | None = None
    below: int | None = None


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All axes and the plan versions, oldest first; the first plan is the article's framework."""

    plans: tuple[Plan, ...]
    axes: Mapping[Axis, tuple[Entry, ...]]

    def entry(self, axis: Axis, entry_id: str) -> Entry | None:
        """Return the value with that id, or None where the taxonomy does not know it."""
        return next((entry for entry in self.axes[axis] if entry.id == entry_id), None)

    def knows(self, axis: Axis, entry_id: str) -> bool:
        """Return whether `entry_id` is a value of `axis`."""
        return self.entry(axis, entry_id) is not None

    def label(self, axis: Axis, entry_id: str, plan: str) -> str:
        """Return the Japanese name in `plan`.

        A plan without a name for it has the nearest earlier plan's, else the first there is. An unknown id is its
        own label.
        """
        entry = self.entry(axis, entry_id)
        if entry is None:
            return entry_id
        for earlier in reversed(self._plans_up_to(plan)):
            if earlier in entry.labels:
                return entry.labels[earlier]
        return next(iter(entry.labels.values()))

    def name(self, axis: Axis, entry_id: str, plan: str, language: str) -> str:
        """Return the name in the interface language ("ja" or "en"); where English lacks one, the Japanese label.

        An unknown id is said to be not classified.
        """
        entry = self.entry(axis, entry_id)
        if entry is None:
            return _("Not classified ({id})").format(id=entry_id)
        if language == "en" and entry.en:
            return entry.en
        return self.label(axis, entry_id, plan)

    def step_number(self, entry_id: str, plan: str) -> int | None:
        """Return the number of a step: 1 to 4 in the article's framework, 0 to 3 in the ministry's plans."""
        entry = self.entry(Axis.STEP, entry_id)
        if entry is None:
            return None
        is_article = not self.plans or plan == self.plans[0].id or plan not in {known.id for known in self.plans}
        return entry.number if is_article else entry.ministry_number

    def shown(self, axis: Axis, plan: str) -> tuple[Entry, ...]:
        """Return the values of `axis` that belong to `plan`, in its order."""
        passed = self._plans_up_to(plan)
        members = [
            entry
            for entry in self.axes[axis]
            if (not entry.added_in or entry.added_in in passed)
            and (not entry.retired_in or entry.retired_in not in passed)
        ]
        return tuple(sorted(members, key=lambda entry: self._place(entry, passed)))

    def band_of(self, population: int) -> str:
        """Return the id of the population band that holds `population` persons (lower bound included)."""
        for entry in self.axes[Axis.BAND]:
            if population >= (entry.least or 0) and (entry.below is None or population < entry.below):
                return entry.id
        return ""

    def _plans_up_to(self, plan: str) -> list[str]:
        ids = [known.id for known in self.plans]
        return ids[: ids.index(plan) + 1] if plan in ids else ids[:1]

    def _place(self, entry: Entry, passed: list[str]) -> int:
        for earlier in reversed(passed):
            if earlier in entry.order:
                return entry.order[earlier]
        return self._natural_place(entry)

    def _natural_place(self, entry: Entry) -> int:
        return entry.number or (min(entry.order.values()) if entry.order else 0)
