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
    """Every cell that p has not the contract, the skills or the sort of shifts for.

    Cells of dates on which the shift is not worked are among them.
    """
    staff = problem.team.staff[p]
    own = {*problem.shifts(staff.shifts), *problem.shifts_of_kind(("event",))}
    held = set(staff.skills)
    skilled = {
        s
        for s, shift in enumerate(problem.team.shifts.values())
        if s in own and held.issuperset(shift.needs) and p in problem.people(shift.who)
    }
    shifts = tuple(problem.team.shifts.values())
    for d in problem.days_of(rule):
        under_contract = problem.team.contract_on(staff, problem.date(d)) is not None
        for s in range(problem.num_shifts):
            worked = problem.team.matches(problem.date(d), shifts[s].days, shifts[s].dates)
            if not (under_contract and worked and s in skilled):
                yield d, s, 1
