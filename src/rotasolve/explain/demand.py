"""Demand: every number of people that cover asks for and that must be met."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from rotasolve.duties import ONE_DAY, spell_time
from rotasolve.rules.clock_cover import ClockCover
from rotasolve.rules.cover import Cover, Need
from rotasolve.team.level import MUST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from rotasolve.explain.supply import Slot, Supply


@dataclass(frozen=True)
class Demand:
    """At least ``number`` of ``people`` each do at least one of ``slots``.

    Attributes
    ----------
    day
        The date in whose name it is asked.
    what
        The shift or the stretch of the clock.
    who
        Which people count, as `` registered``; empty for everybody.
    already
        Those who are there because of the history; they are not among ``people``, and ``number``
        is what is asked beyond them.
    """

    day: date
    what: str
    who: str
    people: frozenset[str]
    slots: frozenset[Slot]
    number: int
    already: frozenset[str] = frozenset()

    def able(self, supply: Supply) -> frozenset[str]:
        """Those among ``people`` who can do any of the slots."""
        return self.people & frozenset().union(*(supply.able[slot] for slot in self.slots))

    def clashes(self, other: Demand) -> bool:
        """Whether one duty could serve both."""
        return not (self.slots.isdisjoint(other.slots) or self.people.isdisjoint(other.people))

    def __str__(self) -> str:
        return f"{self.what} needs {self.number + len(self.already)}{self.who}"


def demands(supply: Supply) -> tuple[Demand, ...]:
    """Every demand of a line of cover whose minimum must be met, in the order of the file."""
    found: dict[tuple[object, ...], Demand] = {}
    for need in supply.team.all_rules:
        if isinstance(need, Need):
            for demand in _demands_of(need, supply):
                key = demand.day, demand.people, demand.slots, demand.number
                found.setdefault(key, demand)
    return tuple(found.values())


def _demands_of(need: Need, supply: Supply) -> Iterator[Demand]:
    team = supply.team
    numbers = [
        limit.people
        for limit in need.priced_limits(team)
        if limit.side == "least" and limit.level == MUST and limit.people
    ]
    if not numbers:
        return
    people = frozenset(staff.name for staff in team.staff_of(need.who))
    who = f" {need.who_counts}" if need.who_counts else ""
    if isinstance(need, Cover):
        codes = [shift.code for shift in team.shifts_covered(need.shift)]
        what = " or ".join(team.shifts[code].label for code in codes) or "a shift of no kind"
        for day in team.dates_of(need):
            slots = frozenset((day, code) for code in codes)
            yield Demand(day, what, who, people, slots, max(numbers))
    elif isinstance(need, ClockCover):
        past: defaultdict[Slot, set[str]] = defaultdict(set)
        for duty in team.history.duties:
            if duty.date < team.period.start:
                past[duty.date, duty.shift].add(duty.staff)
        for stretch in need.stretches(team):
            for first, last, slots in _same_shifts(need, stretch, supply):
                there = people & frozenset().union(*(past.get(slot, ()) for slot in slots))
                missing = max(numbers) - len(there)
                if missing > 0:
                    what = f"{spell_time(first)}-{spell_time(last)}"
                    new = frozenset(slots & supply.able.keys())
                    yield Demand(stretch[0], what, who, people - there, new, missing, there)


def _same_shifts(
    need: ClockCover, stretch: tuple[date, int, int], supply: Supply
) -> Iterator[tuple[int, int, frozenset[Slot]]]:
    """Each part (first, last, slots) of the stretch in which the same shifts are on."""
    day, start, end = stretch
    spans = {
        (on, code): (shift.start(on), shift.end(on))
        for on in (day - ONE_DAY, day, day + ONE_DAY)
        for code, shift in supply.team.shifts.items()
        if shift.kind in need.kinds
    }
    edges = {edge for span in spans.values() for edge in span if start < edge < end}
    for first, last in pairwise(sorted({start, end} | edges)):
        yield (
            first,
            last,
            frozenset(slot for slot, span in spans.items() if span[0] < last and first < span[1]),
        )


def apart(candidates: Iterable[Demand]) -> list[Demand]:
    """Some of the demands, the largest first, of which no duty can serve two."""
    chosen: list[Demand] = []
    by_slot: defaultdict[Slot, list[Demand]] = defaultdict(list)
    for demand in sorted(candidates, key=lambda each: (-each.number, len(each.slots))):
        rivals = (rival for slot in demand.slots for rival in by_slot[slot])
        if not any(demand.clashes(rival) for rival in rivals):
            chosen.append(demand)
            for slot in demand.slots:
                by_slot[slot].append(demand)
    return sorted(chosen, key=lambda each: (each.day, each.what))
