"""Leaves: who is still on duty while a task, a meeting or an event takes others off the floor."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import Field, model_validator

from rotasolve.duties import ONE_DAY
from rotasolve.rules.clock_cover import ClockCover
from rotasolve.rules.spans import without
from rotasolve.team.base import Model
from rotasolve.team.clock import clock
from rotasolve.team.selector import EVERYBODY, Who

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from rotasolve.duties import Duties
    from rotasolve.rules.spans import Span
    from rotasolve.team.team import Team


class Leaves(Model):
    """So many people of ``who`` are on a duty of kind work meanwhile, and do not take part."""

    people: int = Field(ge=0, le=1000, description="How many people stay on the floor.")
    who: Who = Field(default=EVERYBODY, description="Those of whom they are.")

    @model_validator(mode="before")
    @classmethod
    def _from_number(cls, value: Any) -> Any:
        return {"people": value} if type(value) is int else value

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
        shared = ((max(first, start), min(last, end)) for start, end in self.spans)
        return [(start, end) for start, end in shared if start < end]


def floor_of(leaves: Leaves, team: Team) -> Floor:
    """Who stays by the key ``leaves``."""
    names = frozenset(staff.name for staff in team.staff_of(leaves.who))
    return Floor(leaves.people, names, ("work",))


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
    first, last = span
    edges = {first, last, *(edge for each in present for edge in each if first < edge < last)}
    return [
        (
            (start, end),
            set().union(*(names for (a, b), names in present.items() if a <= start and end <= b)),
        )
        for start, end in pairwise(sorted(edges))
    ]


def open_parts(
    duties: Duties, team: Team, floors: Iterable[Floor], span: Span, people: Collection[str]
) -> list[Span]:
    """The parts of ``span`` at which enough others are on duty for ``people`` to be away."""
    closed = [
        part
        for floor in floors
        for each in floor.asked(span)
        for part, there in on_floor(duties, team, floor, each)
        if len(there.difference(people)) < floor.people
    ]
    return without(span, closed) if closed else [span]
