"""When a line of cover by the clock asks for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.problem import once
from rotasolve.team.clock import instant

if TYPE_CHECKING:
    from rotasolve.model.problem import Problem
    from rotasolve.rules.clock_cover import ClockCover


@once
def stretches_of(problem: Problem, line: ClockCover) -> tuple[tuple[int, int], ...]:
    """The stretches of the period, in instants, in which ``line`` asks for people, in order.

    That of the day before the first is among them where that day is known.
    """
    found = []
    for day in map(problem.date, range(max(-1, problem.first_day), problem.num_days)):
        if problem.team.matches(day, line.days, line.dates):
            start = max(problem.start_of_period, instant(day, line.clock.start))
            end = min(problem.end_of_period, instant(day, line.clock.end))
            if start < end:
                found.append((start, end))
    return tuple(found)
