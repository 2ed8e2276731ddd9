"""Encoder of ``clock_cover``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.limits import declare_limits, limits_of
from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.rules.clock_cover import ClockCover
from rotasolve.team.clock import instant

if TYPE_CHECKING:
    from rotasolve.model.rows import Rows


@encodes(ClockCover)
def clock_cover(rule: ClockCover, rows: Rows) -> None:
    """A row for each limit and each stretch in which no shift starts or ends, by the minute."""
    problem = rows.problem
    people, shifts = problem.people(rule.who), problem.shifts_of_kind(rule.kinds)
    limits = limits_of(rule, problem.team.levels)
    for d in range(max(-1, problem.first_day), problem.num_days):
        day = problem.date(d)
        if not problem.team.matches(day, rule.days, rule.dates):
            continue
        start = max(problem.start_of_period, instant(day, rule.clock.start))
        end = min(problem.end_of_period, instant(day, rule.clock.end))
        for first, last, cells in problem.pieces(start, end, shifts) if start < end else ():
            present = [Presence(1, people, tuple(cells))]
            declare_limits(rows, limits, present, amount=last - first)
