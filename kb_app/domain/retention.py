"""Which backups are kept: many of the last days, fewer the older they are."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kb_app.domain.backup import BackupKind, Stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable
    from datetime import datetime

DAYS, WEEKS, MONTHS = 7, 4, 12
_ALWAYS = 3
_WHOLE = frozenset(BackupKind) - {BackupKind.BEFORE_MIGRATION, BackupKind.RESCUED}
"""Kinds that hold everything; the database alone, or all but the database, stands for no day."""


def kept(stamps: Collection[Stamp], now: datetime) -> frozenset[Stamp]:
    """Return those of `stamps` that must not be deleted at `now`, which knows its offset from UTC.

    Days, weeks and months are those of the calendar at `now`'s offset. Kept are: the newest of each of the last 7 days,
    of this week and the 4 before it, of this month and the 12 before it; whatever was made before something else
    happened, for 7 days; the newest three of those that hold everything and of those that do not; and whatever is dated
    later than now, because then the clock cannot be trusted.

    Raises:
        ValueError: `now` or a stamp has no offset from UTC.
    """
    if any(moment.utcoffset() is None for moment in (now, *(stamp.made for stamp in stamps))):
        raise ValueError("times without an offset from UTC cannot be compared")
    whole = sorted((stamp for stamp in stamps if stamp.kind in _WHOLE), key=_order, reverse=True)
    partial = sorted((stamp for stamp in stamps if stamp.kind not in _WHOLE), key=_order, reverse=True)
    return frozenset(
        [
            *whole[:_ALWAYS],
            *partial[:_ALWAYS],
            *(stamp for stamp in stamps if stamp.made > now or _is_recent_event(stamp, now)),
            *_newest_of_each(whole, lambda made: _days_ago(made, now), DAYS),
            *_newest_of_each(whole, lambda made: _weeks_ago(made, now), WEEKS + 1),
            *_newest_of_each(whole, lambda made: _months_ago(made, now), MONTHS + 1),
        ]
    )


def _order(stamp: Stamp) -> tuple[datetime, str]:
    """By time; of the same time always in the same order, so that asking again decides the same."""
    return stamp.made, stamp.kind


def _is_recent_event(stamp: Stamp, now: datetime) -> bool:
    return stamp.kind is not BackupKind.DAILY and now - stamp.made < timedelta(days=DAYS)


def _newest_of_each(newest_first: Iterable[Stamp], ago: Callable[[datetime], int], limit: int) -> Iterable[Stamp]:
    seen: set[Hashable] = set()
    for stamp in newest_first:
        age = ago(stamp.made)
        if 0 <= age < limit and age not in seen:
            seen.add(age)
            yield stamp


def _days_ago(made: datetime, now: datetime) -> int:
    return now.date().toordinal() - made.astimezone(now.tzinfo).date().toordinal()


def _weeks_ago(made: datetime, now: datetime) -> int:
    """Weeks begin on Monday, as that of the calendar's first day did."""
    return (now.date().toordinal() - 1) // 7 - (made.astimezone(now.tzinfo).date().toordinal() - 1) // 7


def _months_ago(made: datetime, now: datetime) -> int:
    then = made.astimezone(now.tzinfo)
    return (now.year - then.year) * 12 + now.month - then.month
