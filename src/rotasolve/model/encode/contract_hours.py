"""Encoder of ``contract_hours``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.rules.contract_hours import ContractHours
from rotasolve.team.credit import contracted_minutes, credited_minutes

if TYPE_CHECKING:
    from rotasolve.model.line import Line
    from rotasolve.model.sheet import Post


@encodes(ContractHours)
def contract_hours(rule: ContractHours, line: Line, post: Post) -> None:
    """The contract minutes of each window, between its target less ``under`` and plus ``over``."""
    problem = line.problem
    team, staff = problem.team, problem.team.staff[line.p]
    under = rule.tolerance if rule.under is None else rule.under
    over = rule.tolerance if rule.over is None else rule.over
    for days, _ in problem.windows(rule.per):
        dates = [problem.date(d) for d in days]
        contracts = [team.contract_on(staff, day) for day in dates]
        if not any(contract and "contract" in contract.accounts for contract in contracts):
            continue
        target = contracted_minutes(team, staff, dates) - credited_minutes(team, staff, dates)
        terms = [
            (problem.minutes("contract", d, s), line.x(d, s))
            for d in days
            for s in range(problem.num_shifts)
        ]
        post.at_least(target - under, terms)
        post.at_most(target + over, terms)
