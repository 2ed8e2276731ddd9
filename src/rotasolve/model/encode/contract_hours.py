"""Encoder of ``contract_hours``."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING, Any

from rotasolve.model.problem import once
from rotasolve.model.registry import encodes
from rotasolve.rules.contract_hours import ContractHours
from rotasolve.team.bank_holidays import pairs_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rotasolve.model.line import Line
    from rotasolve.model.problem import Problem
    from rotasolve.model.sheet import Post
    from rotasolve.team.contract import Contract
    from rotasolve.team.spelling import Window


@encodes(ContractHours)
def contract_hours(rule: ContractHours, line: Line, post: Post) -> None:
    """The contract minutes of each window, between its target less ``under`` and plus ``over``.

    The target is what is contracted, less what is credited and, over the period, carried in.
    """
    problem = line.problem
    under = rule.tolerance if rule.under is None else rule.under
    over = rule.tolerance if rule.over is None else rule.over
    carried = _carried(rule, problem, line.p)
    elsewhere = _days_elsewhere(problem, line.p)
    for days, contracted, credit in owed_minutes(problem, line.p, rule.per):
        target = contracted - credit - carried
        counted = [d for d in days if d not in elsewhere]
        terms = line.minutes_of("contract", counted, range(problem.num_shifts))
        post.at_least(target - under, terms)
        post.at_most(target + over, terms)


@once
def owed_minutes(problem: Problem, p: int, per: Window) -> list[tuple[range, int, int]]:
    """The days of each window that asks for contracted hours, the minutes, and the credit."""
    contracts = _contract_of_each_day(problem, p)
    return [
        (days, *owed_over(problem, p, days))
        for days, _ in problem.windows(per)
        if any(contracts[d] is not None for d in days)
    ]


def owed_over(problem: Problem, p: int, days: Iterable[int]) -> tuple[int, int]:
    """The minutes contracted over ``days``, and those credited."""
    weekly, credit = _owed_each_day(problem, p)
    contracted = sum((weekly[d] for d in days), Fraction()) / 7
    return nearest(contracted), nearest(sum((credit[d] for d in days), Fraction()))


@once
def _owed_each_day(problem: Problem, p: int) -> tuple[list[Fraction], list[Fraction]]:
    """The minutes a week contracted on each day of the period, and those credited on it."""
    contracts = _contract_of_each_day(problem, p)
    weekly = [_weekly(problem, contract) for contract in contracts]
    return weekly, _credit_of_each_day(problem, p, contracts, weekly)


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
            if contract.term is None or contract.term.match(problem.date(d)):
                by_day[d] = contract
    return [each if each and "contract" in each.accounts else None for each in by_day]


@once
def _days_elsewhere(problem: Problem, p: int) -> set[int]:
    """The days with a contract that asks for no contracted hours, as one with the bank."""
    contracts = (
        (d, problem.team.contract_on(problem.team.staff[p], problem.date(d)))
        for d in range(problem.num_days)
    )
    return {d for d, each in contracts if each and "contract" not in each.accounts}


def _weekly(problem: Problem, contract: Contract | None) -> Fraction:
    """The minutes a week of ``contract``, without the errors of floating point."""
    if contract is None:
        return Fraction()
    if contract.hours is not None:
        return Fraction(contract.hours)
    if contract.annual_hours is not None:
        return Fraction(contract.annual_hours, 365) * 7
    return Fraction(str(contract.fte)) * problem.team.team.full_week


def _credit_of_each_day(
    problem: Problem, p: int, contracts: list[Contract | None], weekly: list[Fraction]
) -> list[Fraction]:
    """What absence or a bank holiday counts on each day, whichever is more.

    What an entry states, or was rostered when somebody fell ill, counts as it is. The others fill
    the week of the rota up to what is contracted in it, one day after another.
    """
    away: dict[int, Any] = {}  # the first in the file counts
    without: set[int] = set()
    for absence in problem.team.all_absences:
        if p in problem.people(absence.who):
            # A holiday at a weekend and its substitute are one day of leave: the substitute.
            pairs = pairs_in(problem.team, absence.days, absence.dates)
            twice = {(pair.weekend - problem.date(0)).days for pair in pairs}
            for d in problem.days_of(absence):
                away.setdefault(d, absence)
                if d in twice and away[d] is absence:
                    without.add(d)
    paid = {
        d: each
        for d, each in away.items()
        if each.credited and contracts[d] is not None and d not in without
    }
    credit = [Fraction()] * problem.num_days
    certain = {d: each.hours for d, each in paid.items() if each.hours is not None}
    ill = [d for d, each in paid.items() if each.kind == "sickness" and each.hours is None]
    certain.update(_rostered(problem, p, ill))
    for d, minutes in certain.items():
        credit[d] = Fraction(minutes)
    for d, contract in enumerate(contracts):
        if contract is None:
            continue
        asked = credit[d]
        if d in paid and d not in certain:
            asked = weekly[d] / Fraction(str(contract.days_a_week))
        if contract.bank_holidays == "credit" and problem.team.calendar.bank_holiday(
            problem.date(d)
        ):
            asked = max(asked, weekly[d] / 5)
        week = range(d - d % 7, d - d % 7 + 7)  # of the rota
        room = sum((weekly[e] for e in week), Fraction()) / 7 - sum(credit[e] for e in week)
        credit[d] += max(Fraction(), min(asked - credit[d], room))
    return credit


def _rostered(problem: Problem, p: int, days: Iterable[int]) -> dict[int, int]:
    """The contract minutes published for each of ``days``, as far as that is known.

    Of a week for which nothing is published it is not known, nor of a day with a shift that is no
    more.
    """
    published, codes = problem.team.published, problem.codes
    told: dict[int, list[str]] = {}
    for duty in published.duties:
        if duty.staff == problem.names[p]:
            d = (duty.date - problem.team.period.start).days
            told.setdefault(d, []).append(duty.shift)
    weeks = {d // 7 for d in told}
    return {
        d: sum(problem.minutes("contract", d, problem.shift(code)) for code in told.get(d, ()))
        for d in days
        if d // 7 in weeks
        and published.covers(problem.date(d))
        and all(code in codes for code in told.get(d, ()))
    }


def _carried(rule: ContractHours, problem: Problem, p: int) -> int:
    """The minutes that p carries into the windows of the rule."""
    balance = problem.team.history.balances.get(problem.names[p])
    if balance is None or not rule.carry or rule.per.kind != "period":
        return 0
    return balance.hours or 0


def nearest(minutes: Fraction) -> int:
    """The nearest whole number, half up."""
    return floor(minutes + Fraction(1, 2))
