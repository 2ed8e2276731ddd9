"""Leaves: who is still on duty while a task, a meeting or an event takes others off the floor."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import Field, model_validator

from rotasolve.duties import ONE_DAY
from rotasolve.rules.clock_cover import ClockCover
from rotasolve.rules.spans import who_is_there, without
from rotasolve.team.base import Model
from rotasolve.team.clock import LONGEST_DAY, clock, instant
from rotasolve.team.selector import EVERYBODY, Who
from rotasolve.team.shown import shown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Set
    from datetime import date

    from rotasolve.duties import Duties
    from rotasolve.rules.spans import Span
    from rotasolve.team.team import Team


class Leaves(Model):
    """So many people of ``who`` are on a duty of kind work meanwhile, and do not take part."""

    people: int = Field(ge=0, le=1000, strict=True, description="How many others stay on duty.")
    who: Who = Field(default=EVERYBODY, description="Those of whom they are.")

    @model_validator(mode="before")
    @classmethod
    def _from_number(cls, value: Any) -> Any:
        if type(value) is int:
            return {"people": value}
        if not isinstance(value, dict | Leaves):
            raise ValueError(
                f"{shown(value)} does not say how many others stay on duty; expected a number such "
                "as 1, or people and who, such as {people: 1, who: registered}"
            )
        return value

    def __str__(self) -> str:
        words = f"{self.people} {'other' if self.people == 1 else 'others'}"
        return words if self.who == EVERYBODY else f"{words} ({self.who})"


class Floor(NamedTuple):
    """At least ``people`` of ``names`` stay on duties of the given ``kinds``.

    Attributes
    ----------
    spans
        The stretches of time in which that is asked for, in order; None for always.
    """

    people: int
    names: frozenset[str]
    kinds: tuple[str, ...]
    spans: tuple[Span, ...] | None = None

    def asked(self, span: Span) -> list[Span]:
        """The parts of ``span`` in which somebody has to stay."""
        if self.spans is None:
            return [span]
        first, last = span
        near = bisect_left(self.spans, (first - LONGEST_DAY,)), bisect_left(self.spans, (last,))
        shared = ((max(first, start), min(last, end)) for start, end in self.spans[slice(*near)])
        return [(start, end) for start, end in shared if start < end]


def floor_of(leaves: Leaves, team: Team) -> Floor:
    """Who stays by the key ``leaves``."""
    key = floor_of, leaves
    if key not in team.answers:  # every audit asks for the same
        names = frozenset(staff.name for staff in team.staff_of(leaves.who))
        team.answers[key] = Floor(leaves.people, names, ("work",))
    found: Floor = team.answers[key]
    return found


def floors_of_cover(team: Team) -> tuple[Floor, ...]:
    """One of those whom each line of clock cover with a ``min`` counts, while it holds."""
    found: tuple[Floor, ...] | None = team.answers.get(floors_of_cover)
    if found is None:  # every audit asks for the same
        found = team.answers[floors_of_cover] = tuple(
            Floor(
                1,
                frozenset(staff.name for staff in team.staff_of(line.who)),
                tuple(line.kinds),
                tuple((start, end) for _, start, end in line.stretches(team)),
            )
            for line in team.stated_rules
            if isinstance(line, ClockCover) and line.min is not None and line.min.people
        )
    return found


def on_floor(duties: Duties, team: Team, floor: Floor, span: Span) -> list[tuple[Span, set[str]]]:
    """Who of ``floor`` is on duty in each stretch of ``span`` in which nobody comes or goes."""
    day = clock(span[0]).date()
    key = on_floor, floor.names, floor.kinds, day
    present = duties.answers.get(key)
    if present is None:  # everybody's duties of a date ask for the same
        shifts = [shift for shift in team.shifts.values() if shift.kind in floor.kinds]
        # A duty of the day before may still be going on, and the span may pass midnight.
        days = [day + n * ONE_DAY for n in (-1, 0, 1)]
        present = duties.answers[key] = duties.spans(shifts, days, floor.names)
    return list(who_is_there(present, *span))


MOST_AWAY = 2
"""So many people at most are taken off the floor at once: a meeting takes two."""

Thin = tuple[tuple["Span", frozenset[str]], ...]
"""Stretches with so few people that some may have to stay, and who is there; in order."""


@dataclass(frozen=True)
class Staffing:
    """Where so few are on duty that people may not be taken off the floor.

    Attributes
    ----------
    floors
        The floors that were asked about, by their ``id``; the team keeps them.
    thin
        What was asked about each of them and a date.
    differ
        The floors and dates of which it tells something else than before the last change.
    """

    floors: dict[int, Floor] = field(default_factory=dict)
    thin: dict[tuple[int, date], Thin] = field(default_factory=dict)
    differ: list[tuple[int, date]] = field(default_factory=list)

    @classmethod
    def of(cls, duties: Duties, team: Team) -> Staffing:
        """The staffing of ``duties``; what is known of those before is kept where it holds."""
        found: Staffing | None = duties.answers.get(Staffing)
        if found is None:
            found = duties.answers[Staffing] = cls()
            before: Staffing | None = duties.before.get(Staffing)
            if before is not None and duties.changed is not None:
                found._take_over(before, duties, team, duties.changed)
        return found

    def _take_over(
        self, before: Staffing, duties: Duties, team: Team, changed: Mapping[str, Set[date]]
    ) -> None:
        """Keep what ``before`` knew, and look again where duties have ``changed``."""
        self.floors.update(before.floors)
        self.thin.update(before.thin)
        dates = {day + n * ONE_DAY for each in changed.values() for day in each for n in (0, 1)}
        for number, floor in self.floors.items() if dates else ():
            again = dates if not floor.names.isdisjoint(changed) else ()
            for key in ((number, day) for day in again):
                if key in self.thin:
                    self.thin[key] = tuple(_thin(duties, team, floor, key[1]))
                    if self.thin[key] != before.thin[key]:
                        self.differ.append(key)

    def open_parts(
        self,
        duties: Duties,
        team: Team,
        floors: Iterable[Floor],
        span: Span,
        people: Collection[str],
    ) -> list[Span]:
        """The parts of ``span`` at which enough others are on duty for ``people`` to be away."""
        closed = []
        for floor in floors:
            for day in _dates(span):
                key = id(floor), day
                if key not in self.thin:
                    self.floors[id(floor)] = floor
                    self.thin[key] = tuple(_thin(duties, team, floor, day))
                closed += [
                    part
                    for part, there in self.thin[key]
                    if len(there.difference(people)) < floor.people
                ]
        return without(span, closed) if closed else [span]


def _thin(
    duties: Duties, team: Team, floor: Floor, day: date
) -> Iterator[tuple[Span, frozenset[str]]]:
    """Where on ``day`` so few are on duty that taking people off it can leave too few."""
    shifts = [shift for shift in team.shifts.values() if shift.kind in floor.kinds]
    # A duty of the day before may still be going on.
    present = duties.spans(shifts, (day - ONE_DAY, day), floor.names)
    for first, last in floor.asked((instant(day, 0), instant(day + ONE_DAY, 0))):
        for part, names in who_is_there(present, first, last):
            if len(names) < floor.people + MOST_AWAY:
                yield part, frozenset(names)


def _dates(span: Span) -> Iterator[date]:
    """The dates on which some minute of ``span`` lies."""
    day = clock(span[0]).date()
    yield day
    if instant(day + ONE_DAY, 0) < span[1]:
        yield day + ONE_DAY  # no shift is longer than a day
