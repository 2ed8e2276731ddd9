"""True time: minutes that really pass, on the two clock-change nights of the year too.

An *instant* is a whole number of minutes since 1970-01-01 00:00 UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from rotasolve.team.spelling import MINUTES_A_DAY

LONDON = ZoneInfo("Europe/London")
LONGEST_DAY = 25 * 60
"""Minutes of the day on which clocks go back."""
_MINUTE = timedelta(minutes=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@lru_cache(maxsize=100_000)
def instant(day: date, minute: int) -> int:
    """The instant at which UK clocks show ``minute`` minutes past 00:00 of ``day``.

    ``minute`` may lie beyond 1440 (the next day) or below 0. A time that the clock shows twice
    (end of October) is the first of the two; a time that it skips (end of March) is the first one
    after the gap, so that no stretch of the clock ends before it starts.
    """
    days, minute = divmod(minute, MINUTES_A_DAY)
    local = datetime.combine(day + timedelta(days), time(minute // 60, minute % 60), LONDON)
    at = local.astimezone(UTC)
    if at.astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None):
        at = local.replace(minute=0).astimezone(UTC)  # the gap is one hour, from the full hour
    return (at - _EPOCH) // _MINUTE


def clock(at: int) -> datetime:
    """The UK date and clock time of the instant ``at``."""
    return (_EPOCH + at * _MINUTE).astimezone(LONDON)


@lru_cache(maxsize=10_000)
def spell_date(day: date) -> str:
    """A date as people say it: ``Mon 2 Mar``."""
    return f"{day:%a} {day.day} {day:%b}"
