"""Encoder of ``cover``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.limits import declare_limits, limits_of
from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.rules.cover import Cover

if TYPE_CHECKING:
    from rotasolve.model.rows import Rows


@encodes(Cover)
def cover(rule: Cover, rows: Rows) -> None:
    """A row for each limit and date: how many people are on any of the shifts."""
    problem = rows.problem
    people, shifts = problem.people(rule.who), problem.shifts_covered(rule.shift)
    limits = limits_of(rule, problem.team.levels)
    for d in problem.days_of(rule):
        present = [Presence(1, people, tuple((d, s) for s in shifts))]
        declare_limits(rows, limits, present)
