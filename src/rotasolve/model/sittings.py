"""Who could attend an event, and the cells as part of which they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.asked import able_to_attend
from rotasolve.team.clock import instant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.model.problem import Cell, Problem
    from rotasolve.rules.event import Event


def sittings(
    problem: Problem, rule: Event
) -> Iterator[tuple[int, tuple[int, ...], list[Cell], int, int]]:
    """Of each day of ``rule``: who could attend, the cells as part of which they do, and when."""
    duties = problem.shifts_of_kind(rule.kinds) if rule.on_duty else ()
    for d in problem.days_of(rule):
        day, able = problem.date(d), able_to_attend(problem, rule, d)
        start, end = instant(day, rule.time.start), instant(day, rule.time.end)
        asked = end - start if rule.minutes is None else min(rule.minutes, end - start)
        cells = [
            (e, s)
            for e, s in problem.cells_during(start, end, duties)
            if min(end, problem.end(e, s)) - max(start, problem.start(e, s)) >= asked
        ]
        yield d, able, cells, start, end
