"""Span: how long somebody is on site at a stretch, over several duties."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import Field, model_validator

from rotasolve.duties import ONE_DAY, spell_time
from rotasolve.rules.windows import windows
from rotasolve.team.clock import LONGEST_DAY, clock, instant
from rotasolve.team.listed import Listed
from rotasolve.team.rule import Rule
from rotasolve.team.shift import Kind
from rotasolve.team.spelling import (
    MINUTES_A_DAY,
    Duration,
    Hours,
    Window,
    WindowField,
    spell_duration,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rotasolve.duties import Duties, Duty
    from rotasolve.team.rule import Breach
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


_LONGEST_REST = 28 * MINUTES_A_DAY


class _Chain(NamedTuple):
    """Duties that follow each other, the first and the last in time."""

    first: Duty
    last: Duty

    @property
    def length(self) -> int:
        """Minutes from the start of the first to the end of the last."""
        return self.last.end - self.first.start

    @property
    def begins(self) -> date:
        """The date on which it begins."""
        return clock(self.first.start).date()

    @property
    def dates(self) -> tuple[date, ...]:
        """The dates of the first and of the last duty."""
        return tuple(dict.fromkeys((self.first.date, self.last.date)))

    def __str__(self) -> str:
        return (
            f"{spell_duration(self.length)} on site from {self.first} "
            f"({spell_time(self.first.start)}) to {self.last} ({spell_time(self.last.end)})"
        )


class Span(Rule):
    """Nobody is on site longer than ``at_most`` at a stretch, or long too often.

    Duties with ``gap`` or less between them are one stretch, from the start of the first to the end
    of the last: a late, the sleep-in after it and the next early, for example. One unit is one
    minute beyond ``at_most``; with ``days`` or ``dates`` only minutes on those dates count, and
    minutes up to the end of somebody's last duty of the history never do. Or one unit is one
    stretch longer than ``long`` above ``at_most_long`` in one window, where a stretch belongs to
    the date on which it begins; rolling windows reach back into the history. Or one unit is one
    stretch longer than ``long`` with less than ``rest_after`` free until the next duty, to which it
    belongs: with ``long: 23h`` and ``rest_after: 22h`` the daily rest that was missed is given at
    once, on top of the next (equivalent compensatory rest, Working Time Regulations 1998,
    regulation 24).

    Stretches that began in the history count from there; of what was before it nothing is known.
    Kinds that are ignored are not on site, but what was worked of them in the history is. Times are
    true, on clock-change nights too.
    """

    rule: Literal["span"] = "span"
    at_most: Hours | None = Field(default=None, description="Longest stretch.")
    gap: Duration = Field(default=60, description="Longest time between duties of one stretch.")
    long: Hours | None = Field(
        default=None, description="A stretch longer than this is a long one."
    )
    at_most_long: int | None = Field(
        default=None, ge=0, le=1000, description="Most long ones in a window."
    )
    per: WindowField = Field(
        default=Window("rolling", 7), description="What long ones are counted over."
    )
    rest_after: Hours | None = Field(default=None, description="Hours free after a long one.")
    ignore: Listed[Kind] = Field(
        default=("on_call",), description="Kinds of shift during which nobody is on site."
    )

    scope = "line"
    unit = "minutes"

    @model_validator(mode="after")
    def _has_limits(self) -> Span:
        of_long = self.at_most_long is not None or self.rest_after is not None
        if of_long != (self.long is not None):
            raise ValueError("long goes with at_most_long or rest_after, and they with long")
        if self.at_most is None and self.long is None:
            raise ValueError("the rule sets no limit; give at_most, or long and at_most_long")
        if self.rest_after is not None and self.rest_after > _LONGEST_REST:
            longest = spell_duration(_LONGEST_REST)
            words = f"{spell_duration(self.rest_after)} are no rest; expected at most {longest}"
            raise ValueError(words)
        return self

    def most_units(self, team: Team) -> int:
        """Every minute that is known, and every shift of every day begins a stretch."""
        stretches = team.num_known_days * len(team.shifts) * len(windows(team, self.per))
        minutes = (team.num_known_days + 2) * LONGEST_DAY
        return len(team.staff_of(self.who)) * (minutes + stretches)

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every stretch that is too long, and every window with too many long ones."""
        for staff in duties.staff_of(self.who):
            chains = self._chains(duties.busy(staff.name, self.ignore))
            yield from self._too_long(chains, staff, duties, team)
            yield from self._too_many(chains, staff, team)
            yield from self._too_soon(chains, staff, duties, team)

    def _chains(self, busy: list[Duty]) -> list[_Chain]:
        """The stretches of duties in order of time."""
        chains: list[_Chain] = []
        for duty in busy:
            if chains and duty.start <= chains[-1].last.end + self.gap:
                first, last = chains[-1]
                chains[-1] = _Chain(first, duty if duty.end > last.end else last)
            else:
                chains.append(_Chain(duty, duty))
        return chains

    def _too_long(
        self, chains: list[_Chain], staff: Staff, duties: Duties, team: Team
    ) -> Iterator[Breach]:
        if self.at_most is None:
            return
        busy = duties.busy(staff.name, self.ignore)
        dates = team.dates_reached(self)
        past = max((duty.end for duty in busy if not duty.in_period), default=None)
        for chain in chains:
            start = chain.first.start + self.at_most
            if past is not None:
                start = max(start, past)
            if start >= chain.last.end:
                continue
            beyond = 0
            # What was worked of its last duty may go on for a day after it.
            near = chain.first.date, chain.last.date + 3 * ONE_DAY
            some = dates[bisect_left(dates, near[0]) : bisect_right(dates, near[1])]
            for day in some:
                first, last = instant(day, 0), instant(day, MINUTES_A_DAY)
                beyond += max(0, min(last, chain.last.end) - max(first, start))
            if beyond:
                words = f"{staff.name} is {chain}; at most {spell_duration(self.at_most)}"
                yield self.breach(team, words, beyond, staff=(staff.name,), dates=chain.dates)

    def _too_many(self, chains: list[_Chain], staff: Staff, team: Team) -> Iterator[Breach]:
        if self.long is None or self.at_most_long is None:
            return
        long = [
            chain
            for chain in chains
            if chain.length > self.long and team.matches(chain.begins, self.days, self.dates)
        ]
        begins = [chain.begins for chain in long]
        for window in windows(team, self.per) if len(long) > self.at_most_long else ():
            first, last = bisect_left(begins, window.first), bisect_right(begins, window.last)
            found = long[first:last]
            if len(found) > self.at_most_long:
                words = (
                    f"{staff.name} is {', and '.join(map(str, found))}: {len(found)} of more than "
                    f"{spell_duration(self.long)} {window}; at most {self.at_most_long}"
                )
                dates = tuple(dict.fromkeys(day for chain in found for day in chain.dates))
                over = len(found) - self.at_most_long
                breach = self.breach(team, words, over, staff=(staff.name,), dates=dates)
                yield replace(breach, unit="")

    def _too_soon(
        self, chains: list[_Chain], staff: Staff, duties: Duties, team: Team
    ) -> Iterator[Breach]:
        if self.long is None or self.rest_after is None:
            return
        busy = duties.busy(staff.name, self.ignore)
        # Not those at which a call-out of the history starts, even after the first midnight.
        dates = set(team.dates_of(self))
        starts = {duty.start for duty in busy if duty.date in dates}
        for chain, following in pairwise(chains):
            free = following.first.start - chain.last.end
            if (
                chain.length > self.long
                and free < self.rest_after
                and following.first.start in starts
            ):
                words = (
                    f"{staff.name} is {chain}, and has {spell_duration(free)} free before "
                    f"{following.first}; at least {spell_duration(self.rest_after)}"
                )
                where = tuple(dict.fromkeys((*chain.dates, following.first.date)))
                breach = self.breach(team, words, staff=(staff.name,), dates=where)
                yield replace(breach, unit="")
