"""Which backups stay: many of the last days, fewer the older they are, and never none."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb_app.domain.backup import BackupKind, Stamp
from kb_app.domain.retention import kept

JST = timezone(timedelta(hours=9))
NOW = datetime(2026, 11, 25, 18, 30, tzinfo=JST)
EVENTS = [kind for kind in BackupKind if kind is not BackupKind.DAILY]


def daily(days_ago: float, now: datetime = NOW) -> Stamp:
    return Stamp(now - timedelta(days=days_ago), BackupKind.DAILY)


zones = st.builds(lambda hours: timezone(timedelta(hours=hours)), st.integers(-11, 13))
stamps = st.builds(
    lambda days, kind, zone: Stamp((NOW - timedelta(days=days)).astimezone(zone), kind),
    st.floats(-30, 900, allow_nan=False),
    st.sampled_from(BackupKind),
    zones,
)


def test_a_year_of_daily_backups_comes_down_to_days_weeks_and_months():
    # Given a backup of every day of two years WHEN it is asked which stay
    stay = sorted((NOW - stamp.made).days for stamp in kept([daily(day) for day in range(730)], NOW))
    # Then the last seven days, the Sundays of the weeks before, and the last day of each of twelve months do
    assert stay[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert stay[7:10] == [10, 17, 24]
    assert [(NOW - timedelta(days=day)).weekday() for day in stay[7:10]] == [6, 6, 6]
    months = [NOW - timedelta(days=day) for day in stay[10:]]
    assert len(months) == 12
    assert all((last + timedelta(days=1)).day == 1 for last in months)
    assert f"{months[-1]:%Y-%m}" == "2025-11"


def test_living_day_by_day_keeps_as_much_as_looking_back_once():
    # Given a person whose program makes a backup every day and deletes what need not stay
    alive: frozenset[Stamp] = frozenset()
    for day in range(500):
        now = NOW + timedelta(days=day)
        alive = kept([*alive, Stamp(now, BackupKind.DAILY)], now)
    # Then the same are left as if nothing had been deleted until the last day
    everything = [Stamp(NOW + timedelta(days=day), BackupKind.DAILY) for day in range(500)]
    assert alive == kept(everything, NOW + timedelta(days=499))


def test_of_several_backups_of_a_day_the_newest_stays():
    later, earlier = daily(2), daily(2.2)
    others = [daily(day) for day in (0, 1)]
    assert later in kept([later, earlier, *others], NOW)
    assert earlier not in kept([later, earlier, *others], NOW)


@pytest.mark.parametrize("kind", EVENTS)
def test_what_was_made_before_something_stays_for_a_week(kind: BackupKind):
    # Given many of a kind within one day, a few days ago, and newer ones of all kinds
    many = [Stamp(NOW - timedelta(days=6, hours=number), kind) for number in range(20)]
    newer = [daily(day) for day in range(5)]
    # Then all of them stay, and a few days later they do not
    assert set(many) <= kept([*many, *newer], NOW)
    assert not set(many) <= kept([*many, *newer], NOW + timedelta(days=5))


def test_a_backup_of_the_database_alone_stands_for_no_day():
    # Given of a day long ago a whole backup, and later that day one of the database alone
    whole, partial = daily(100), Stamp(daily(99.9).made, BackupKind.BEFORE_MIGRATION)
    newer = [Stamp(NOW - timedelta(days=day), BackupKind.BEFORE_MIGRATION) for day in range(3)]
    assert kept([whole, partial, *newer, *map(daily, range(5))], NOW) >= {whole}
    assert partial not in kept([whole, partial, *newer, *map(daily, range(5))], NOW)


def test_of_two_of_the_same_moment_always_the_same_one_stays():
    # Given two of one moment, long ago
    two = [Stamp(NOW - timedelta(days=100), kind) for kind in (BackupKind.DAILY, BackupKind.BY_HAND)]
    newer = [daily(day) for day in range(5)]
    assert kept([*two, *newer], NOW) == kept([*reversed(two), *newer], NOW)
    assert len(kept(two, NOW) | kept(newer, NOW)) == 7


@pytest.mark.parametrize("kind", BackupKind)
def test_the_newest_three_stay_however_old_they_are(kind: BackupKind):
    old = [Stamp(NOW - timedelta(days=2000 + day), kind) for day in range(5)]
    assert kept(old, NOW) == set(old[:3])


def test_what_is_dated_in_the_future_stays():
    # Given a clock that was set back by a year
    stamps = [daily(day) for day in range(10)]
    assert kept(stamps, NOW - timedelta(days=365)) == set(stamps)


def test_a_time_without_offset_is_a_bug():
    with pytest.raises(ValueError, match="offset"):
        kept([Stamp(datetime(2026, 1, 1), BackupKind.DAILY)], NOW)
    with pytest.raises(ValueError, match="offset"):
        kept([], datetime(2026, 1, 1))


@settings(max_examples=60)
@given(st.lists(stamps, max_size=40))
def test_the_rules_hold_for_any_backups(made: list[Stamp]):
    stay = kept(made, NOW)
    gone = set(made) - stay
    whole = [stamp for stamp in made if stamp.kind is not BackupKind.BEFORE_MIGRATION]
    # Nothing is invented, and the newest of all never goes
    assert stay <= set(made)
    assert not made or max(made, key=lambda stamp: stamp.made) in stay
    # Nothing of the future and no young event goes
    assert all(stamp.made <= NOW for stamp in gone)
    assert all(stamp.kind is BackupKind.DAILY or NOW - stamp.made >= timedelta(days=7) for stamp in gone)
    # Of each of the last seven days something newer of the same day stays in place of what goes
    for stamp in gone & set(whole):
        if (NOW.date() - stamp.made.astimezone(JST).date()).days < 7:
            assert any(
                other.made >= stamp.made and other.made.astimezone(JST).date() == stamp.made.astimezone(JST).date()
                for other in stay
            )
    # What is neither young nor an event is at most one a week or one a month, and three
    old = [s for s in stay if NOW - s.made > timedelta(days=8)]
    assert len(old) <= 4 + 13 + 3 + 3
    # Asked again, nothing more goes
    assert kept(list(stay), NOW) == stay


@given(st.lists(stamps, max_size=40), zones)
def test_the_offset_in_which_times_are_written_makes_no_difference(made: list[Stamp], zone: timezone):
    moved = [Stamp(stamp.made.astimezone(zone), stamp.kind) for stamp in made]
    assert Counter(kept(moved, NOW)) == Counter(kept(made, NOW))
    assert kept([Stamp(stamp.made.astimezone(UTC), stamp.kind) for stamp in made], NOW) == kept(made, NOW)
