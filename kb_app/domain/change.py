"""What rows were before a change, so that it can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RowImage:
    """One row before a change; `before` is None where it did not exist. `revision` is the one after the change."""

    table: str
    uuid: str
    before: Mapping[str, Any] | None
    revision: int


@dataclass(frozen=True, slots=True)
class Change:
    """Everything that one act of a person changed, in order; an empty one changed nothing."""

    images: tuple[RowImage, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.images)
