"""An own case that was made of another document, and what staff say about either of them.

A family is a document, the one that it is a copy of, and the copies that were made of it: one step each way, never
further, so that a chain or a circle of copies has an end. Only own cases are copies; a bundled one that has any is
hidden behind them. What a person says is kept with the document that they have open. It holds for a copy what was said
of its original, and for a hidden original what was said of its copies; where two say different things, a document's own
holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kb_app.domain.annotation import Status
from kb_app.domain.library import Shelf

if TYPE_CHECKING:
    from kb_app.domain.annotation import Annotations
    from kb_app.domain.library import Document
    from kb_app.domain.taxonomy import Axis


@dataclass(frozen=True, slots=True)
class Relative:
    """Another document of a family; one that is nowhere in the library has neither title nor shelf."""

    id: str
    title: str = ""
    shelf: Shelf | None = None

    @property
    def is_known(self) -> bool:
        """Whether the library has it."""
        return self.shelf is not None


@dataclass(frozen=True, slots=True)
class Family:
    """What a document is a copy of, None for nothing, and the copies that were made of it.

    `is_hidden` says that the copies stand for it wherever documents are listed.
    """

    document: str
    origin: Relative | None = None
    copies: tuple[Relative, ...] = ()
    is_hidden: bool = False

    @property
    def others(self) -> tuple[str, ...]:
        """The ids of those that share notes and tags with it: its origin, and the copies that it is hidden behind."""
        copies = self.copies if self.is_hidden else ()
        relatives = (*((self.origin,) if self.origin is not None else ()), *copies)
        return tuple(dict.fromkeys(relative.id for relative in relatives))


FamilyOf = Callable[[str], Family]
"""Gives the family of a document by its id."""
Beside = Callable[[Iterable[str]], tuple[str, ...]]
"""Gives the ids that share notes and tags with documents, and are none of these documents."""


def beside(documents: Iterable[str], family_of: FamilyOf) -> tuple[str, ...]:
    """Return the ids that share notes and tags with documents, and are none of these documents."""
    given = tuple(documents)
    found = dict.fromkeys(other for document in given for other in family_of(document).others)
    return tuple(other for other in found if other not in given)


def origin_of(document: Document) -> str:
    """Return the id that an own case names as what it was made of, "" for none; nothing is a copy of itself."""
    case = document.case
    if document.shelf is not Shelf.OWN or case.derived_from is None or case.derived_from.id == case.id:
        return ""
    return case.derived_from.id


def joined(own: Annotations, others: Iterable[Annotations]) -> Annotations:
    """Return what holds for a document of what was added to it and to others of its family."""
    held = own
    for other in others:
        held = _with(held, other)
    return held


def _with(one: Annotations, other: Annotations) -> Annotations:
    return replace(
        one,
        added=_united(one.added, other.added, one.taken),
        taken=_united(one.taken, other.taken, one.added),
        tags=_names(one.tags, other.tags, one.taken_tags),
        taken_tags=_names(one.taken_tags, other.taken_tags, one.tags),
        status=one.status if one.status is not Status.UNREAD else other.status,
        is_starred=one.is_starred or other.is_starred,
    )


def _united(
    first: Mapping[Axis, tuple[str, ...]],
    second: Mapping[Axis, tuple[str, ...]],
    against: Mapping[Axis, tuple[str, ...]],
) -> dict[Axis, tuple[str, ...]]:
    """The values of both, but for those of the second that the first says the contrary of."""
    return {
        axis: tuple(
            dict.fromkeys(
                (
                    *first.get(axis, ()),
                    *(value for value in second.get(axis, ()) if value not in against.get(axis, ())),
                )
            )
        )
        for axis in (*first, *(axis for axis in second if axis not in first))
    }


def _names(first: tuple[str, ...], second: tuple[str, ...], against: tuple[str, ...]) -> tuple[str, ...]:
    # Here, not above: folding loads a library of its own, which a window without tags can do without.
    if not second:
        return first
    from kb_app.domain.tag import tag_key

    known = {tag_key(name) for name in (*first, *against)}
    return (*first, *(name for name in second if tag_key(name) not in known))
