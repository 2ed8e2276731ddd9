"""The stretches of days over which rules count."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from itertools import accumulate, repeat
from typing import TYPE_CHECKING, NamedTuple

from rotasolve.duties import ONE_DAY, spell_date
from rotasolve.team.clock import LONGEST_DAY
from rotasolve.team.shift import ACCOUNTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from rotasolve.team.rule import Rule
    from rotasolve.team.spelling import Window
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


class Stretch(NamedTuple):
    """The days from ``first`` to ``last``; ``complete`` unless days of it are not known."""

    first: date
    last: date
    complete: bool

    @property
    def days(self) -> list[date]:
        """Every date in order."""
        return [self.first + n * ONE_DAY for n in range(self.length)]

    @property
    def length(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1

    @property
    def ends(self) -> tuple[date, ...]:
        """First and last date; a single one when they are the same."""
        return (self.first,) if self.first == self.last else (self.first, self.last)

    def __str__(self) -> str:
        if self.first == self.last:
            return f"on {spell_date(self.first)}"
        return f"from {spell_date(self.first)} to {spell_date(self.last)}"


def most_minutes(team: Team, per: Window) -> int:
    """Minutes of all shifts on all days, summed over every window: no line has more."""
    a_day = sum(
        max(LONGEST_DAY, *(getattr(shift.counts, account) or 0 for account in ACCOUNTS))
        for shift in team.shifts.values()
    )
    return a_day * sum(window.length for window in windows(team, per))


def windows(team: Team, per: Window) -> list[Stretch]:
    """What :func:`_windows` says, worked out once for each team."""
    key = windows, per
    if key not in team.answers:  # every audit asks for the same
        team.answers[key] = _windows(team, per)
    found: list[Stretch] = team.answers[key]
    return found


def totals(team: Team, rule: Rule, per: Window, by_date: Mapping[date, int]) -> list[int]:
    """The sum of ``by_date`` over the dates of each window of :func:`judged`."""
    key = totals, per, rule.days, rule.dates
    if key not in team.answers:  # every audit asks for the same
        days = team.among(team.known_dates, rule.days, rule.dates)
        team.answers[key] = (
            days,
            [
                (bisect_left(days, window.first), bisect_right(days, window.last))
                for window in windows(team, per)
            ],
        )
    days, places = team.answers[key]
    sums = [0, *accumulate(map(by_date.get, days, repeat(0)))]
    return [sums[last] - sums[first] for first, last in places]


def _windows(team: Team, per: Window) -> list[Stretch]:
    """Every stretch of ``per`` that the period of ``team`` is judged by, in order.

    Blocks follow each other from the first day of the period, and the last is cut where the period
    ends. Rolling stretches end in the period and reach back into the history as far as it is known;
    where fewer days are known than one stretch has, all of them are the only stretch. What is cut
    short is not complete. A calendar month belongs to the period that holds its 15th: the stretch
    is the days of that month in the period, and counts as complete.
    """
    start, end = team.period.start, team.period.end
    if per.kind == "period":
        return [Stretch(start, end, True)]
    if per.kind == "month":
        return [
            Stretch(max(start, first), min(end, last), True)
            for first, last in (_month_of(day) for day in team.period.dates if day.day == 15)
        ]
    length = per.length * ONE_DAY
    if per.kind == "blocks":
        firsts = [start + n * ONE_DAY for n in range(0, team.period.days, per.length)]
        blocks = [(first, first + length - ONE_DAY) for first in firsts]
        return [Stretch(first, min(last, end), last <= end) for first, last in blocks]
    stretches = [
        Stretch(last - length + ONE_DAY, last, True)
        for last in team.period.dates
        if last - length + ONE_DAY >= team.known_from
    ]
    return stretches or [Stretch(team.known_from, end, False)]


def judged(team: Team, rule: Rule, per: Window) -> list[tuple[Stretch, list[date]]]:
    """Every stretch of ``per``, in order, and those of its dates that ``rule`` concerns."""
    key = judged, per, rule.days, rule.dates
    found: list[tuple[Stretch, list[date]]] | None = team.answers.get(key)
    if found is None:  # every audit asks for the same
        found = team.answers[key] = [
            (window, team.among(window.days, rule.days, rule.dates))
            for window in windows(team, per)
        ]
    return found


def _month_of(day: date) -> tuple[date, date]:
    """The first and the last date of the month of ``day``."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def can_fall_short(window: Stretch, counted: Sequence[date], team: Team, staff: Staff) -> bool:
    """Whether too little of something in ``window`` can be held against ``staff``.

    The window is complete, some day of it counts, and they are in the team on every day of it.
    """
    return (
        window.complete and bool(counted) and all(team.employed(staff, day) for day in window.days)
    )
