"""What is asked for in indices: the places of a rota, and how many people each asks for."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from rotasolve.model.occasions import rooms
from rotasolve.model.problem import once
from rotasolve.model.stretches import stretches_of
from rotasolve.rules.clock_cover import ClockCover
from rotasolve.rules.cover import Cover
from rotasolve.rules.event import Event
from rotasolve.rules.fixed import Fixed
from rotasolve.rules.request import Request
from rotasolve.rules.task import Task
from rotasolve.team.selector import Which

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rotasolve.model.problem import Cell, Problem
    from rotasolve.team.rule import Rule

FEW = 12
"""Up to so many demands of a place every choice of them is compared."""

Demand = tuple[int, int, int]
"""So many people, out of a set of people, on a set of shifts; both sets as bits."""


class Spot(NamedTuple):
    """Shifts of day ``d`` that are judged together.

    ``asked`` is the number of people asked for, None where it is nobody's demand; ``named`` are
    the people who have one of the shifts by a request or by a pin.
    """

    d: int
    shifts: tuple[int, ...]
    asked: int | None
    named: frozenset[int]


@once
def spots(problem: Problem) -> tuple[Spot, ...]:
    """Every (d, s) of the period in its spot."""
    by_day: defaultdict[int, list[Demand]] = defaultdict(list)
    for rule in problem.team.stated_rules:
        for d, (number, people, shifts) in _demands(rule, problem):
            by_day[d].append((min(number, people.bit_count()), people, shifts))
    named = _named(problem)
    # Of many demands the largest go first, and of those as large the first of the team file.
    answers: dict[tuple[Demand, ...], int] = {}
    found = []
    for d in range(problem.num_days):
        # Shifts are in one spot when a demand counts them together, or through others that do.
        spot_of = list(range(problem.num_shifts))
        for _, _, shifts in by_day[d]:
            merged = {each for s, each in enumerate(spot_of) if shifts >> s & 1}
            spot_of = [min(merged) if each in merged else each for each in spot_of]
        for first in sorted(set(spot_of)):
            together = tuple(s for s, each in enumerate(spot_of) if each == first)
            bits = sum(1 << s for s in together)
            demands = tuple(dict.fromkeys(each for each in by_day[d] if each[2] & bits))
            if demands and demands not in answers:
                answers[demands] = _at_once(demands)
            own = frozenset(p for s in together for p in named[d, s])
            found.append(Spot(d, together, answers[demands] if demands else None, own))
    return tuple(found)


def _at_once(demands: Sequence[Demand]) -> int:
    """The greatest sum of demands of which no two can share a person on a shift."""
    left = sorted((each for each in demands if each[0]), key=lambda each: each[0], reverse=True)
    clashes = [sum(1 << j for j, b in enumerate(left) if a[1] & b[1] and a[2] & b[2]) for a in left]
    if len(left) > FEW:
        total = blocked = 0
        for i, (number, _, _) in enumerate(left):
            if not blocked >> i & 1:
                total += number
                blocked |= clashes[i]
        return total
    # The best sum of each set of demands, from that of the smaller sets.
    best = [0] * (1 << len(left))
    for chosen in range(1, len(best)):
        last = chosen.bit_length() - 1
        without = best[chosen & ~(1 << last)]
        best[chosen] = max(without, left[last][0] + best[chosen & ~clashes[last]])
    return best[-1]


def _demands(rule: Rule, problem: Problem) -> Iterator[tuple[int, Demand]]:
    """The day and the demand of each of what ``rule`` asks for."""
    if isinstance(rule, Cover | ClockCover):
        wanted = rule.ideal or rule.min
        numbers = [] if wanted is None else [wanted.people]
        if isinstance(rule, Cover):
            numbers += [sum(part.people for part in mix.parts) for mix in rule.any_of]
        if numbers:
            people = _bits(problem.people(rule.who))
            for d, shifts in _helpful(rule, problem):
                yield d, (max(numbers), people, _bits(shifts))
    elif isinstance(rule, Event) and rule.bring_in and rule.code is not None:
        shift = 1 << problem.shift(rule.code)
        for d in problem.days_of(rule):
            able = able_to_attend(problem, rule, d)
            if isinstance(rule.attend, int):
                yield d, (rule.attend, _bits(able), shift)
            else:
                share = 100 if rule.attend == "all" else int(rule.attend.rstrip("%"))
                yield d, ((len(able) * share + 99) // 100, _bits(able), shift)
    elif isinstance(rule, Task):
        people = _bits(problem.people(rule.who))
        cells = {
            cell
            for _, days, found in rooms(problem, rule)
            if len(days) == 1
            for room in found
            for cell in room.cells
        }
        for d, s in sorted(cells):
            if d >= 0:
                yield d, (1, people, 1 << s)


def _helpful(rule: Cover | ClockCover, problem: Problem) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The day and the shifts of each demand of a line of cover."""
    if isinstance(rule, Cover):
        shifts = problem.shifts_covered(rule.shift)
        for d in problem.days_of(rule) if shifts else ():
            yield d, shifts
        return
    cells: set[Cell] = set()
    kinds = problem.shifts_of_kind(rule.kinds)
    for start, end in stretches_of(problem, rule):
        cells.update(problem.cells_during(start, end, kinds))
    for d, s in sorted(cells):
        if d >= 0:
            yield d, (s,)


def able_to_attend(problem: Problem, rule: Event, d: int) -> tuple[int, ...]:
    """Those who could attend an event on day ``d``: bank staff where ``who`` means them by name."""
    team, day = problem.team, problem.date(d)
    away = {
        p
        for absence in team.all_absences
        if team.matches(day, absence.days, absence.dates)
        for p in problem.people(absence.who)
    }
    contracts = {p: team.contract_on(team.staff[p], day) for p in problem.people(rule.who)}
    return tuple(
        p
        for p, contract in contracts.items()
        if contract is not None
        and p not in away
        and (not contract.bank or rule.who.names(team.staff[p]))
    )


def _named(problem: Problem) -> defaultdict[tuple[int, int], set[int]]:
    """Who has which (d, s) by a request or by a pin."""
    named: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for rule in problem.team.stated_rules:
        shifts: tuple[int, ...] = ()
        if isinstance(rule, Request) and isinstance(rule.want, Which):
            shifts = problem.shifts(rule.want)
        elif isinstance(rule, Fixed) and rule.shift in problem.codes:
            shifts = (problem.shift(rule.shift),)
        if shifts:
            for d in problem.days_of(rule):
                for s in shifts:
                    named[d, s].update(problem.people(rule.who))
    return named


def _bits(indices: Sequence[int]) -> int:
    return sum(1 << index for index in set(indices))
