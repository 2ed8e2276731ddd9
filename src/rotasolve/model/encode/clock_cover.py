"""Encoder of ``clock_cover``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.limits import declare_limits, limits_of
from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.model.stretches import stretches_of
from rotasolve.rules.clock_cover import ClockCover

if TYPE_CHECKING:
    from rotasolve.model.rows import Rows


@encodes(ClockCover)
def clock_cover(rule: ClockCover, rows: Rows) -> None:
    """A row for each limit and each stretch in which no shift starts or ends, by the minute."""
    problem = rows.problem
    people, shifts = problem.people(rule.who), problem.shifts_of_kind(rule.kinds)
    limits = limits_of(rule, problem.team.levels)
    for start, end in stretches_of(problem, rule):
        for first, last, cells in problem.pieces(start, end, shifts):
            present = [Presence(1, people, tuple(cells))]
            declare_limits(rows, limits, present, amount=last - first)
