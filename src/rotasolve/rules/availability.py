"""Availability: days and hours on which somebody cannot work."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from rotasolve.duties import ONE_DAY, spell_date, spell_time
from rotasolve.rules.spans import without
from rotasolve.team.clock import LONGEST_DAY, clock, instant
from rotasolve.team.listed import Listed
from rotasolve.team.rule import Rule
from rotasolve.team.shift import KINDS, Kind
from rotasolve.team.spelling import (
    MINUTES_A_DAY,
    ClockSpan,
    ClockSpanField,
    DayNamesField,
    spell_duration,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.rules.spans import Span
    from rotasolve.team.rule import Breach
    from rotasolve.team.team import Team


class Availability(Rule):
    """Nobody is on duty at a time at which they cannot work.

    On the dates concerned they can work ``only`` in these hours, ``not`` in these hours, or not at
    all; with ``only_days`` they can work on these days of the week alone, and on no other date.
    One unit is one minute of a duty of the period at which they cannot work. So where it is a
    wish, the duty that takes the least of such time is the best. Hours that pass midnight run on
    into the next date, unless ``only_days`` leaves that date out. The date after the period counts
    for the duties that run into it.
    """

    rule: Literal["availability"] = "availability"
    only: ClockSpanField | None = Field(
        default=None, description="The hours in which they can work."
    )
    not_: ClockSpanField | None = Field(
        default=None,
        validation_alias="not",
        serialization_alias="not",
        description="The hours in which they cannot work.",
    )
    only_days: DayNamesField | None = Field(
        default=None, description="The only days on which they work."
    )
    kinds: Listed[Kind] = Field(
        default=KINDS, description="Kinds of shift that they cannot do then."
    )

    scope = "cell"
    unit = "minutes"

    @model_validator(mode="after")
    def _is_clear(self) -> Availability:
        if "who" not in self.model_fields_set:
            raise ValueError("availability needs whom it is about, such as who: Ana")
        if self.only and self.not_:
            raise ValueError("availability has either only or not; write two rules for both")
        if self.only_days and (self.days or self.not_):
            raise ValueError("only_days names the days itself; leave out days and not")
        return self

    def most_units(self, team: Team) -> int:
        """Every minute of every shift on every day of everybody concerned."""
        people, shifts = len(team.staff_of(self.who)), len(team.shifts)
        return people * team.num_known_days * shifts * LONGEST_DAY

    def breaches(self, duties: Duties, team: Team) -> Iterator[Breach]:
        """Every duty with minutes at which its staff member cannot work."""
        unavailable = self.unavailable(team)
        starts, ends = [start for start, _ in unavailable], [end for _, end in unavailable]
        for staff in duties.staff_of(self.who):
            for duty in duties.of(staff.name):
                if not duty.in_period or duty.shift.kind not in self.kinds:
                    continue
                # The spans are in order of time, and so are their ends.
                first, last = bisect_right(ends, duty.start), bisect_left(starts, duty.end)
                touched = unavailable[first:last] if duty.start < duty.end else []
                minutes = sum(min(duty.end, end) - max(duty.start, start) for start, end in touched)
                if minutes:
                    words = f"{staff.name} is on {duty} but cannot work {_spell(touched[0])}"
                    if minutes < duty.end - duty.start:
                        words += f" ({spell_duration(minutes)} of the duty)"
                    where = {"staff": (staff.name,), "dates": (duty.date,)}
                    yield self.breach(team, words, minutes, **where)

    def unavailable(self, team: Team) -> list[Span]:
        """The spans of time at which the rule lets nobody work, in order."""
        before = team.period.start - ONE_DAY  # whose hours may run on into the period
        early = (before,) if team.matches(before, self.days, self.dates) else ()
        dates = (*early, *team.dates_reached(self))
        if self.not_:
            spans = [(instant(day, self.not_.start), instant(day, self.not_.end)) for day in dates]
            # Hours that the clock skips at the end of March hold no minute.
            return [(start, end) for start, end in spans if start < end]
        hours = self.only or ClockSpan(0, MINUTES_A_DAY)
        can_work = {
            day
            for day in dates
            if (self.only or self.only_days) and team.matches(day, self.only_days, None)
        }
        available = [(instant(day, hours.start), instant(day, hours.end)) for day in can_work]
        return [
            span
            for day in dates
            for span in without(_day(day), available if day in can_work else ())
        ]


def _day(day: date) -> Span:
    return instant(day, 0), instant(day + ONE_DAY, 0)


def _spell(span: Span) -> str:
    day = clock(span[0]).date()
    if span == _day(day):
        return f"on {spell_date(day)}"
    return f"on {spell_date(day)} {spell_time(span[0])}-{spell_time(span[1])}"
