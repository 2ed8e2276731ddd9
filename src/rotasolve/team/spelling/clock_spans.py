"""Stretches of the clock, as a team file spells them."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from rotasolve.team.shown import shown
from rotasolve.team.spelling.durations import MINUTES_A_DAY

_SPAN = re.compile(r"(\d{1,2}):(\d\d)\s*(?:-|–|to)\s*(\d{1,2}):(\d\d)")


class ClockSpan(NamedTuple):
    """A stretch of the clock; ``end`` lies after ``start`` and passes midnight when above 1440.

    Both are minutes since 00:00 of the day on which the stretch starts.
    """

    start: int
    end: int

    def __str__(self) -> str:
        return f"{spell_clock(self.start)}-{spell_clock(self.end)}"


def spell_clock(minute: int) -> str:
    """``500`` minutes after midnight are ``08:20``; a minute past midnight wraps."""
    if minute == MINUTES_A_DAY:
        return "24:00"
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def clock_span(value: Any) -> ClockSpan:
    """The stretch of ``08:00-16:00`` or, past midnight, ``22:00-07:00``."""
    if isinstance(value, ClockSpan):
        return value
    match = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(
            f"{shown(value)} is not a stretch of the clock; expected for example 08:00-16:00"
        )
    start, end = _minute(match[1], match[2], value), _minute(match[3], match[4], value)
    if start == MINUTES_A_DAY:
        raise ValueError(f"{shown(value)} starts at 24:00; write 00:00 of the next day")
    return ClockSpan(start, end if end > start else end + MINUTES_A_DAY)


def _minute(hour: str, minute: str, value: Any) -> int:
    total = int(hour) * 60 + int(minute)
    if int(minute) > 59 or total > MINUTES_A_DAY:
        raise ValueError(
            f"{shown(value)} names a time that no clock shows; expected 00:00 to 24:00"
        )
    return total
