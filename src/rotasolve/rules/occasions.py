"""Occasions: what has to be possible once in every window, in one stretch of time on duty."""

from __future__ import annotations

from abc import abstractmethod
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from pydantic import Field, model_validator

from rotasolve.duties import ONE_DAY
from rotasolve.rules.attended import events_on, named
from rotasolve.rules.leaves import Leaves, floor_of, open_parts
from rotasolve.rules.windows import judged
from rotasolve.team.clock import instant
from rotasolve.team.listed import Listed
from rotasolve.team.rule import Rule
from rotasolve.team.shift import Kind
from rotasolve.team.spelling import (
    MINUTES_A_DAY,
    ClockSpan,
    ClockSpanField,
    Duration,
    HowOftenField,
    Window,
    spell_duration,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Set
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.rules.attended import Named
    from rotasolve.rules.leaves import Floor
    from rotasolve.rules.placing import Wanted
    from rotasolve.rules.spans import Span
    from rotasolve.rules.windows import Stretch
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

_WHOLE_DAY = ClockSpan(0, MINUTES_A_DAY)


class Time(NamedTuple):
    """The time of one duty on one date, and when events are attended on the duty."""

    start: int
    end: int
    duty: Named
    events: tuple[Span, ...]


Times = dict[str, dict["date", list[Time]]]
"""The times of each person, by the date to which they belong."""


class Occasion(Rule):
    """What every rule has that asks for one stretch of time on duty in each window."""

    per: HowOftenField = Field(default=Window("blocks", 28), description="How often it comes.")
    takes: Duration = Field(
        default=60, gt=0, description="How long it takes, in one stretch of one duty."
    )
    clock: ClockSpanField | None = Field(
        default=None, description="Only in this stretch of the clock."
    )
    kinds: Listed[Kind] = Field(default=("work",), description="Kinds of shift that count.")
    leaves: Leaves | None = Field(
        default=None, description="How many others stay on duty meanwhile, such as 1."
    )

    scope = "team"

    @model_validator(mode="after")
    def _fits_the_clock(self) -> Occasion:
        clock = self.clock or _WHOLE_DAY
        if clock.end - clock.start < self.takes:
            raise ValueError(
                f"takes: {spell_duration(self.takes)} do not fit into {clock}; "
                f"shorten it{' or widen the clock' if self.clock else ''}"
            )
        return self

    @abstractmethod
    def people(self, team: Team) -> Iterable[Staff]:
        """Those on whose duties it may be."""

    @abstractmethod
    def wanted(
        self, window: Stretch, dates: list[date], times: Times, team: Team
    ) -> Iterator[Wanted]:
        """What is judged in ``window``, with every place that it may have.

        Parameters
        ----------
        dates
            The dates of the window that the rule concerns.
        times
            When each of :meth:`people` is on duty for long enough.
        """

    def judged_windows(self, team: Team) -> list[tuple[Stretch, list[date]]]:
        """Every window that is not cut short and has a date concerned, with these dates."""
        windows = judged(team, self, self.per)
        return [(window, days) for window, days in windows if window.complete and days]

    def floors(self, team: Team) -> tuple[Floor, ...]:
        """Who stays on the floor while it takes people off it."""
        if self.leaves is None:
            return self.usual_floors(team)
        return (floor_of(self.leaves, team),) if self.leaves.people else ()

    def usual_floors(self, team: Team) -> tuple[Floor, ...]:
        """Who stays where ``leaves`` says nothing: nobody."""
        return ()

    def open_parts(
        self, duties: Duties, team: Team, span: Span, people: Collection[str]
    ) -> list[Span]:
        """The parts of ``span`` long enough for it that leave those who have to stay."""
        parts = open_parts(duties, team, self.floors(team), span, people)
        return [part for part in parts if part[1] - part[0] >= self.takes]

    def stretch_of(self, day: date) -> Span:
        """The instants between which it may be on ``day``: the whole day without a clock."""
        clock = self.clock or _WHOLE_DAY
        return instant(day, clock.start), instant(day, clock.end)

    def touched(self, team: Team, changed: Mapping[str, Set[date]]) -> set[date]:
        """The first date of every window in which something else may be wanted.

        ``changed`` are the dates on which the duties of each name are others. A duty that starts on
        the day before a window can run into it, as can the last night of the window into a duty.
        """
        concerned = {staff.name for staff in self.people(team)}
        names = concerned.union(*(floor.names for floor in self.floors(team))).intersection(changed)
        days = sorted(set().union(*(changed[name] for name in names)))
        return {
            window.first
            for window, _ in self.judged_windows(team)
            if bisect_left(days, window.first - ONE_DAY) < bisect_right(days, window.last + ONE_DAY)
        }

    def times(self, duties: Duties, team: Team) -> Times:
        """When each of :meth:`people` is on duty for long enough, by the date it belongs to."""
        staff = [each.name for each in self.people(team)]
        eve, late = (
            duties.start - ONE_DAY,
            self.clock is not None and self.clock.end > MINUTES_A_DAY,
        )

        def of_one(name: str) -> dict[date, list[Time]]:
            events = {} if "event" in self.kinds else events_on(duties, team, name)
            found: dict[date, list[Time]] = {}
            for duty in duties.of(name):
                if duty.date < eve or duty.shift.kind not in self.kinds:
                    continue
                # No shift is longer than a day, and no stretch of the clock passes two midnights.
                days = [duty.date - ONE_DAY] if late else []
                days += [duty.date]
                days += [duty.date + ONE_DAY] if duty.shift.time.end > MINUTES_A_DAY else []
                for day in days:
                    first, last = self.stretch_of(day)
                    start, end = max(first, duty.start), min(last, duty.end)
                    if end - start >= self.takes:
                        taken = tuple(events.get(named(duty), ()))
                        found.setdefault(day, []).append(Time(start, end, named(duty), taken))
            return found

        return duties.of_each((Occasion.times, self.takes, self.clock, self.kinds), staff, of_one)

    def spell_leaves(self) -> str:
        """Who stays: ``with 1 other (registered) on duty``."""
        return f"with {self.leaves or 'somebody else'} on duty"

    def spell_where(self) -> str:
        """Days of the week, stretch of the clock and kinds: `` (Mon-Fri, 09:00-17:00)``."""
        limits = [str(limit) for limit in (self.days, self.clock) if limit is not None]
        if "kinds" in self.model_fields_set:
            limits += [kind.replace("_", " ") for kind in self.kinds]
        return f" ({', '.join(limits)})" if limits else ""
