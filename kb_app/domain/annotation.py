"""What staff add to a document beside their notes: attributes of their own, free tags, a status and a star."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from kb_app.domain.taxonomy import Axis

if TYPE_CHECKING:
    from kb_app.domain.case import Case


class Status(StrEnum):
    """未読 / 参考 / 採用候補 / 不採用: what an office makes of a precedent."""

    UNREAD = "unread"
    REFERENCE = "reference"
    CANDIDATE = "candidate"
    REJECTED = "rejected"


CLASSIFIED_AXES = {
    Axis.STEP: "steps",
    Axis.AREA: "priority_areas",
    Axis.MEASURE: "related_measures",
    Axis.BARRIER: "barriers",
}
"""The axes that staff can put values of on a document, with the attribute of `Case` that holds the bundled ones."""


@dataclass(frozen=True, slots=True)
class Annotations:
    """What was added to one document.

    `added` and `taken` hold axis values that staff put on it or took off it; `tags` are theirs, `taken_tags` those
    that they took off, whether the file has them or not. The file keeps what it says: what was taken can be restored.
    """

    document: str
    added: Mapping[Axis, tuple[str, ...]] = field(default_factory=dict)
    taken: Mapping[Axis, tuple[str, ...]] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    taken_tags: tuple[str, ...] = ()
    status: Status = Status.UNREAD
    is_starred: bool = False

    def applied_to(self, case: Case) -> Case:
        """Return the case with the attributes and tags that hold for this office."""
        changed: dict[str, Any] = {
            name: merged(getattr(case, name), self.added.get(axis, ()), self.taken.get(axis, ()))
            for axis, name in CLASSIFIED_AXES.items()
        }
        taken = {_key(name) for name in self.taken_tags}
        kept = [name for name in case.tags if _key(name) not in taken]
        known = {_key(name) for name in kept}
        changed["tags"] = (*kept, *(name for name in self.tags if _key(name) not in known))
        return replace(case, **changed)

    def is_added(self, axis: Axis, value: str, case: Case) -> bool:
        """Return whether a value stands on the document only because staff put it there."""
        return value in self.added.get(axis, ()) and value not in getattr(case, CLASSIFIED_AXES[axis])

    def taken_from(self, axis: Axis, case: Case) -> tuple[str, ...]:
        """Return the values of the file that staff took off."""
        bundled = getattr(case, CLASSIFIED_AXES[axis])
        return tuple(value for value in bundled if value in self.taken.get(axis, ()))

    def tags_taken_from(self, case: Case) -> tuple[str, ...]:
        """Return the tags of the file that staff took off."""
        taken = {_key(name) for name in self.taken_tags}
        return tuple(name for name in case.tags if _key(name) in taken)


def merged(bundled: tuple[str, ...], added: tuple[str, ...], taken: tuple[str, ...]) -> tuple[str, ...]:
    """Return the values of the file without those taken off, then those added."""
    return tuple(dict.fromkeys((*(value for value in bundled if value not in taken), *added)))


def _key(name: str) -> str:
    # Here, not above: folding loads a library of its own, and the window begins with the words of a status only.
    from kb_app.domain.tag import tag_key

    return tag_key(name)
