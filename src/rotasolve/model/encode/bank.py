"""Encoder of ``bank``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.rules.bank import Bank

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.model.problem import Problem


@encodes(Bank)
def bank(rule: Bank, problem: Problem, p: int) -> Iterator[tuple[int, int, int]]:
    """Every cell of the shifts concerned on a day on which p is with the bank."""
    staff = problem.team.staff[p]
    for d in problem.days_of(rule):
        contract = problem.team.contract_on(staff, problem.date(d))
        if contract is not None and contract.bank:
            for s in problem.shifts(rule.of):
                yield d, s, 1
