"""Encoder of ``availability``."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rotasolve.model.problem import WHOLE_DAY
from rotasolve.model.registry import encodes
from rotasolve.rules.availability import Availability
from rotasolve.team.clock import instant
from rotasolve.team.spelling import EVERY_DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rotasolve.model.problem import Problem
    from rotasolve.team.spelling import ClockSpan


@encodes(Availability)
def availability(rule: Availability, problem: Problem, p: int) -> Iterator[tuple[int, int, int]]:
    """Every cell with minutes at which p cannot work, and how many.

    The hours of two dates never overlap, as no stretch of the clock is longer than a day. So what
    a cell has of a date outside them is its minutes of the date less those it shares with each.
    """
    eve = problem.team.matches(problem.date(-1), rule.days, rule.dates)
    days = [*([-1] if eve else []), *problem.days_reached(rule)]
    shifts = problem.shifts_of_kind(rule.kinds)

    def spans(clock: ClockSpan, some: Iterable[int]) -> dict[int, tuple[int, int]]:
        return {
            d: (instant(problem.date(d), clock.start), instant(problem.date(d), clock.end))
            for d in some
        }

    if rule.not_ is not None:
        closed, opened = spans(rule.not_, days), {}
    else:
        closed = spans(WHOLE_DAY, days)
        fixed_days = rule.only_days or (EVERY_DAY if rule.only is not None else None)
        some = [
            d
            for d in days
            if fixed_days and problem.team.matches(problem.date(d), fixed_days, None)
        ]
        opened = spans(rule.only or WHOLE_DAY, some)
    outside: Counter[tuple[int, int]] = Counter()
    for d, (start, end) in closed.items():
        near = [opened[e] for e in range(d - 1, d + 1) if e in opened] if d in opened else []
        for e, s in problem.cells_during(start, end, shifts):
            first, last = max(start, problem.start(e, s)), min(end, problem.end(e, s))
            within = sum(max(0, min(last, to) - max(first, since)) for since, to in near)
            if e >= 0 and within < last - first:
                outside[e, s] += last - first - within
    for (d, s), minutes in sorted(outside.items()):
        yield d, s, minutes
