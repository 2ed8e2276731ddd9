"""Encoder of ``contract_hours``."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.rules.contract_hours import ContractHours

if TYPE_CHECKING:
    from rotasolve.model.line import Line
    from rotasolve.model.problem import Problem
    from rotasolve.model.sheet import Post
    from rotasolve.team.contract import Contract


@encodes(ContractHours)
def contract_hours(rule: ContractHours, line: Line, post: Post) -> None:
    """The contract minutes of each window, between its target less ``under`` and plus ``over``."""
    problem = line.problem
    under = rule.tolerance if rule.under is None else rule.under
    over = rule.tolerance if rule.over is None else rule.over
    contracts = _contract_of_each_day(problem, line.p)
    weekly = [_weekly(problem, contract) for contract in contracts]
    credit = _credit_of_each_day(problem, line.p, contracts, weekly)
    for days, _ in problem.windows(rule.per):
        if all(contracts[d] is None for d in days):
            continue
        contracted = _nearest(sum((weekly[d] for d in days), Fraction()) / 7)
        target = contracted - _nearest(sum((credit[d] for d in days), Fraction()))
        terms = [
            (line.minutes("contract", d, s), line.x(d, s))
            for d in days
            for s in range(problem.num_shifts)
        ]
        post.at_least(target - under, terms)
        post.at_most(target + over, terms)


def _contract_of_each_day(problem: Problem, p: int) -> list[Contract | None]:
    """The contract of each day of the period; None where none asks for contracted hours."""
    team, staff = problem.team, problem.team.staff[p]
    start = team.period.start
    by_day: list[Contract | None] = [None] * problem.num_days
    for part in reversed(staff.contract_parts):  # the first of them is written last, and counts
        contract = team.contracts[part] if isinstance(part, str) else part
        firsts = [(day - start).days for day in (staff.starts, contract.from_) if day]
        lasts = [(day - start).days for day in (staff.leaves, contract.to) if day]
        for d in range(max([0, *firsts]), min([problem.num_days - 1, *lasts]) + 1):
            by_day[d] = contract
    return [each if each and "contract" in each.accounts else None for each in by_day]


def _weekly(problem: Problem, contract: Contract | None) -> Fraction:
    """The minutes a week of ``contract``, without the errors of floating point."""
    if contract is None:
        return Fraction()
    if contract.hours is not None:
        return Fraction(contract.hours)
    return Fraction(str(contract.fte)) * problem.team.team.full_week


def _credit_of_each_day(
    problem: Problem, p: int, contracts: list[Contract | None], weekly: list[Fraction]
) -> list[Fraction]:
    """What absence counts on each day, which in a week is no more than is contracted in it."""
    stated: dict[int, int | None] = {}
    for absence in problem.team.absences:
        if absence.credited and p in problem.people(absence.who):
            for d in problem.days_of(absence):
                stated.setdefault(d, absence.hours)
    credit = [Fraction()] * problem.num_days
    for d, contract in enumerate(contracts):
        if d in stated and contract is not None:
            first = d - d % 7  # of the week of the rota
            week = sum(weekly[first : first + 7], Fraction()) / 7
            left = week - sum(credit[first:d], Fraction())
            hours = stated[d]
            usual = weekly[d] / Fraction(str(contract.days_a_week))
            credit[d] = min(left, usual if hours is None else Fraction(hours))
    return credit


def _nearest(minutes: Fraction) -> int:
    """The nearest whole number, half up, what is all but a half too."""
    return floor(minutes + Fraction(1, 2) + Fraction(1, 10**9))
