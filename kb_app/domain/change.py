"""What rows were before a change, so that it can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kb_app.base.errors import KbError
from kb_app.base.i18n import _


@dataclass(frozen=True, slots=True)
class RowImage:
    """One row before a change and after it; `before` is None where it did not exist."""

    table: str
    uuid: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """Everything that one act of a person changed, in order; an empty one changed nothing."""

    images: tuple[RowImage, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.images)


class ChangedSinceError(KbError):
    """A change cannot be undone any more, because of something that was done after it (`cause` says what)."""

    def __init__(self, cause: str = "") -> None:
        super().__init__(_("This could not be undone."), cause or _("it was changed again since"))


def joined(changes: Iterable[Change]) -> Change:
    """Return several changes, made one after the other, as one to be undone in one go."""
    return Change(tuple(image for change in changes for image in change.images))
