"""Encoder of ``eligible``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.rules.eligible import Eligible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.model.problem import Problem


@encodes(Eligible)
def eligible(rule: Eligible, problem: Problem, p: int) -> Iterator[tuple[int, int, int]]:
    """Every cell that p has not the contract, the skills or the sort of shifts for."""
    staff = problem.team.staff[p]
    own = set(problem.shifts(staff.shifts))
    held = set(staff.skills)
    skilled = {
        s
        for s, shift in enumerate(problem.team.shifts.values())
        if s in own and held.issuperset(shift.needs)
    }
    for d in problem.days_of(rule):
        under_contract = problem.team.contract_on(staff, problem.date(d)) is not None
        for s in range(problem.num_shifts):
            if not under_contract or s not in skilled:
                yield d, s, 1
