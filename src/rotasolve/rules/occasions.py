"""Occasions: what has to be possible once in every window, in one stretch of time on duty."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from pydantic import Field, model_validator

from rotasolve.duties import ONE_DAY
from rotasolve.rules.attended import events_on, named
from rotasolve.rules.leaves import Leaves, Staffing, floor_of
from rotasolve.rules.spans import Span
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
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.rules.attended import Events, Named
    from rotasolve.rules.leaves import Floor
    from rotasolve.rules.windows import Stretch
    from rotasolve.rules.wishes import Share, Wish
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

_WHOLE_DAY = ClockSpan(0, MINUTES_A_DAY)


class Time(NamedTuple):
    """The time of one duty on one date, and when events are attended on the duty."""

    start: int
    end: int
    duty: Named
    events: Events


Times = Callable[[str, "date"], list[Time]]
"""When somebody is on duty for long enough, by the date to which the time belongs."""


class SpansOf(dict[tuple[str, "date"], dict["date", Span]]):
    """By the code and the date of a duty, the time of it that is long enough for a rule.

    By the date to which it belongs, as a duty may have some on several. Everybody's are alike.
    """

    def __init__(self, rule: Occasion, team: Team) -> None:
        super().__init__()
        self._rule, self._team = rule, team

    def __missing__(self, key: tuple[str, date]) -> dict[date, Span]:
        """Work it out for the first one who asks."""
        (code, on), rule = key, self._rule
        shift = self._team.shifts[code]
        found = self[key] = {}
        # No shift is longer than a day, and no stretch of the clock passes two midnights.
        for day in (on - ONE_DAY, on, on + ONE_DAY) if shift.kind in rule.kinds else ():
            first, last = rule.stretch_of(day)
            start, end = max(first, shift.start(on)), min(last, shift.end(on))
            if end - start >= rule.takes:
                found[day] = start, end
        return found


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
    at_once: ClassVar[bool] = False
    """Whether it takes the time of all its people at once."""

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
    def wishes(self, team: Team) -> Iterator[Wish]:
        """What is judged, in each window that is not cut short."""

    @abstractmethod
    def choices(
        self, wish: Wish, times: Times, names: Sequence[str], dates: Sequence[date]
    ) -> Iterator[tuple[Share, ...]]:
        """Every place that ``wish`` may have on ``dates``, on duties of ``names``.

        Where it is on duties of several people at once, ``names`` make no difference.
        """

    @abstractmethod
    def possible(self, wish: Wish, times: Times) -> bool:
        """Whether people are on duty for ``wish``, whatever else there is."""

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
        staffing = Staffing.of(duties, team)
        parts = staffing.open_parts(duties, team, self.floors(team), span, people)
        return [part for part in parts if part[1] - part[0] >= self.takes]

    def stretch_of(self, day: date) -> Span:
        """The instants between which it may be on ``day``: the whole day without a clock."""
        clock = self.clock or _WHOLE_DAY
        return instant(day, clock.start), instant(day, clock.end)

    def times(self, duties: Duties, team: Team) -> Times:
        """When each of :meth:`people` is on duty for long enough."""
        eve, with_events = duties.start - ONE_DAY, "event" in self.kinds
        spans, found = self.spans_of(team), dict[tuple[str, "date"], list[Time]]()

        def of_one(name: str, day: date) -> list[Time]:
            if (name, day) in found:
                return found[name, day]
            own = found[name, day] = []
            for on in (day - ONE_DAY, day, day + ONE_DAY):
                for duty in duties.on(name, on) if on >= eve else ():
                    span = spans[duty.code, on].get(day)
                    if span is not None:
                        events = () if with_events else events_on(team, named(duty))
                        own.append(Time(*span, named(duty), events))
            return own

        return of_one

    def spans_of(self, team: Team) -> SpansOf:
        """The time of each duty that is long enough."""
        key = SpansOf, self.takes, self.clock, self.kinds
        found: SpansOf | None = team.answers.get(key)
        if found is None:  # every audit asks for the same
            found = team.answers[key] = SpansOf(self, team)
        return found

    def spell_leaves(self) -> str:
        """Who stays: ``with 1 other (registered) on duty``."""
        return f"with {self.leaves or 'somebody else'} on duty"

    def spell_where(self) -> str:
        """Days of the week, stretch of the clock and kinds: `` (Mon-Fri, 09:00-17:00)``."""
        limits = [str(limit) for limit in (self.days, self.clock) if limit is not None]
        if "kinds" in self.model_fields_set:
            limits += [kind.replace("_", " ") for kind in self.kinds]
        return f" ({', '.join(limits)})" if limits else ""
