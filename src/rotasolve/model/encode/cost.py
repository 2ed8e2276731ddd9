"""Encoder of ``cost``."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from rotasolve.model.encode.contract_hours import nearest, owed_over
from rotasolve.model.holiday_pay import holiday_pay
from rotasolve.model.registry import encodes
from rotasolve.rules.cost import Cost
from rotasolve.team.pay import QUARTER, rate_on

if TYPE_CHECKING:
    from rotasolve.model.holiday_pay import HolidayPay
    from rotasolve.model.line import Line
    from rotasolve.model.sheet import Post


@encodes(Cost)
def cost(rule: Cost, line: Line, post: Post) -> None:
    """What each cell is paid; overtime as two slopes over the contract minutes of a window."""
    problem = line.problem
    team, staff = problem.team, problem.team.staff[line.p]
    shifts = tuple(team.shifts.values())
    parts = [part for part in rule.of if part != "overtime"]
    days = problem.days_of(rule)
    holidays = holiday_pay(problem, line.p, days)
    for d in days:
        for s, shift in enumerate(shifts):
            pay = team.duty_pay(staff, shift, problem.date(d), holidays.ordinary)
            pence = sum(pay.part(part) for part in parts)
            if "enhancements" in parts:
                pence -= holidays.on_substitutes(pay.gains)
            if pence:
                post.forbid(line.x(d, s), amount=pence)
    if "enhancements" in parts:
        _pairs(holidays, line, post)
    if "overtime" in rule.of:
        _overtime(line, post)


def _pairs(holidays: HolidayPay, line: Line, post: Post) -> None:
    """The weekend days are paid; of each substitute what it brings above its weekend day.

    With W and S for the two sums, max(W, S) is W + max(0, S - W).
    """
    for each in holidays.pairs:
        terms = [(pence, line.x(*cell)) for pence, cell in each.substitute]
        terms += [(-pence, line.x(*cell)) for pence, cell in each.weekend]
        post.at_most(0, terms)


def _overtime(line: Line, post: Post) -> None:
    problem = line.problem
    team, staff = problem.team, problem.team.staff[line.p]
    rules = team.pay.overtime if team.pay else None
    if rules is None:
        return
    salaried = {
        d
        for d in range(problem.num_days)
        if (contract := team.contract_on(staff, problem.date(d)))
        and "contract" in contract.accounts
        and "paid" in contract.accounts
    }
    for days, _ in problem.windows(rules.per):
        own = [d for d in days if d in salaried]
        if not own:
            continue
        contracted, credit = owed_over(problem, line.p, own)
        terms = line.minutes_of("contract", own, range(problem.num_shifts))
        full_week = nearest(Fraction(team.team.full_week * len(own), 7))
        low, high = rules.prices(rate_on(team, staff, problem.date(own[-1])) or 0)
        for above, pence in ((contracted, low), (max(contracted, full_week), high - low)):
            if pence:
                limit = above - credit + rules.tolerance
                post.at_most(limit, terms, amount=pence, per=QUARTER)
