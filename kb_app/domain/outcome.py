"""An effect of a precedent as it was published: what was counted, before and after, how, and who says so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Confidence(StrEnum):
    """How sure a fact is, from the surest down."""

    VERIFIED = "verified"
    REPORTED = "reported"
    UNSOURCED = "unsourced"


class ChangeKind(StrEnum):
    """What the figure of a change means; a percentage and a difference of percentages are different things."""

    ABSOLUTE = "absolute"
    PERCENT = "percent"
    PERCENT_POINT = "percent_point"
    RATIO = "ratio"


class Direction(StrEnum):
    """Which way is better."""

    DOWN_GOOD = "down_good"
    UP_GOOD = "up_good"
    NEUTRAL = "neutral"


class Method(StrEnum):
    """How the figure came about; estimates and targets never mix with what was measured."""

    MEASURED = "measured"
    SURVEY = "survey"
    ESTIMATE = "estimate"
    TARGET = "target"
    UNKNOWN = "unknown"


Amount = int | float | str
"""A number, or the source's own words where it gives no plain number (「600以上」)."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One effect; an empty or None field was not stated by the source. `unit` belongs to `before` and `after`."""

    metric: str
    unit: str
    before: Amount | None = None
    after: Amount | None = None
    change: Amount | None = None
    change_kind: ChangeKind | None = None
    direction: Direction = Direction.NEUTRAL
    as_of: str = ""
    method: Method = Method.UNKNOWN
    scope: str = ""
    source: str = ""
    confidence: Confidence = Confidence.UNSOURCED

    @property
    def is_result(self) -> bool:
        """Whether this happened: targets and estimates are not results."""
        return self.method not in (Method.TARGET, Method.ESTIMATE)
