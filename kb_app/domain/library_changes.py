"""What has become of the bundled cases since the person last looked: new ones, changed ones, and ones that are gone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class CaseNews(StrEnum):
    """What happened to a bundled case."""

    NEW = "new"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class SeenCase:
    """A bundled case as the person has seen it: its title, and what tells its text from every other one."""

    title: str
    version: str


@dataclass(frozen=True, slots=True)
class SeenLibrary:
    """The bundled cases that the person has seen, by id, and which edition they were.

    `settled` tells, as long as it is the same, that no file has changed since nothing was new.
    """

    edition: str = ""
    cases: Mapping[str, SeenCase] = field(default_factory=dict)
    settled: str = ""


@dataclass(frozen=True, slots=True)
class CaseChange:
    """One bundled case that is not what the person has seen.

    `notes` counts the notes on it, `is_marked` says that staff put tags, a status, a star or attributes on it.
    """

    id: str
    title: str
    news: CaseNews
    notes: int = 0
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class LibraryChanges:
    """All of them: new ones first, then changed, then removed ones."""

    before: str
    now: str
    cases: tuple[CaseChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.cases)

    def count(self, news: CaseNews) -> int:
        """Return how many cases had this happen to them."""
        return sum(1 for case in self.cases if case.news is news)


def compared(seen: Mapping[str, SeenCase], now: Mapping[str, SeenCase]) -> tuple[CaseChange, ...]:
    """Return what is new, changed or gone, in this order, each by title."""
    new = [CaseChange(id_, case.title, CaseNews.NEW) for id_, case in now.items() if id_ not in seen]
    changed = [
        CaseChange(id_, case.title, CaseNews.CHANGED)
        for id_, case in now.items()
        if id_ in seen and seen[id_].version != case.version
    ]
    removed = [CaseChange(id_, case.title, CaseNews.REMOVED) for id_, case in seen.items() if id_ not in now]
    return tuple(change for part in (new, changed, removed) for change in sorted(part, key=lambda one: one.title))
