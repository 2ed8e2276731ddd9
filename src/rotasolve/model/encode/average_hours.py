"""Encoder of ``average_hours``."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from rotasolve.model.problem import once
from rotasolve.model.registry import encodes
from rotasolve.model.sheet import negate
from rotasolve.rules.average_hours import AverageHours
from rotasolve.team.clock import instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rotasolve.model.line import Line
    from rotasolve.model.problem import Cell, Problem
    from rotasolve.model.sheet import Post
    from rotasolve.team.contract import Contract


@encodes(AverageHours)
def average_hours(rule: AverageHours, line: Line, post: Post) -> None:
    """The minutes of each reference period against its limit, a constant.

    Where the limit holds for night workers only, whoever has too few night duties is given as many
    minutes to spare as there can be.
    """
    problem = line.problem
    shifts = range(problem.num_shifts)
    for counted, limit in _limits(problem, rule, line.p):
        terms = line.minutes_of("working_time", counted, shifts)
        if rule.night_duties is not None:
            at_night = _nights(problem, rule)
            nights = [line.x(d, s) for d in counted for s in shifts if (d, s) in at_night]
            worker = line.at_least(rule.night_duties, nights)
            spare = max(0, sum(minutes for minutes, _ in terms) - limit)
            terms.append((-spare, negate(worker)))
        post.at_most(limit, terms)


@once
def _limits(problem: Problem, rule: AverageHours, p: int) -> list[tuple[list[int], int]]:
    """The days that count of each reference period, and the minutes allowed on them."""
    days = 7 * rule.over
    ends = range(6, problem.num_days, 7)
    periods = [range(d - days + 1, d + 1) for d in ends if d - days + 1 >= problem.first_day]
    dates = set(problem.days_of(rule))
    contracts = _contracts(rule, problem, p)
    excluded = _excluded(rule, problem, p)
    found = []
    for period in periods or [problem.known_days]:
        counted = [d for d in period if d in contracts]
        if period[-1] in dates and counted:
            found.append((counted, _limit(rule, period, contracts, excluded)))
    return found


def _contracts(rule: AverageHours, problem: Problem, p: int) -> dict[int, Contract]:
    """The contract of each known day that counts."""
    staff = problem.team.staff[p]
    found: dict[int, Contract] = {}
    for d in problem.known_days:
        contract = problem.team.contract_on(staff, problem.date(d))
        if contract is not None and not (contract.opt_out and not rule.opted_out):
            found[d] = contract
    return found


def _excluded(rule: AverageHours, problem: Problem, p: int) -> set[int]:
    """The known days with an absence that is made up for."""
    found: set[int] = set()
    for absence in problem.team.all_absences:
        if absence.kind in rule.excluded and p in problem.people(absence.who):
            found.update(problem.days_of(absence, known=True))
    return found


def _limit(
    rule: AverageHours, period: Sequence[int], contracts: dict[int, Contract], excluded: set[int]
) -> int:
    """Minutes allowed in ``period``: those of each of its weeks less its excluded days."""
    weeks: dict[int, list[int]] = {}
    for d in period:
        if d in contracts:
            weeks.setdefault((period[-1] - d) // 7, []).append(d)
    left = Fraction()
    for week in weeks.values():
        away = (Fraction(str(contracts[d].days_a_week)) for d in week if d in excluded)
        left += max(
            Fraction(), Fraction(len(week), 7) - sum((1 / each for each in away), Fraction())
        )
    return int(rule.at_most * left)


@once
def _nights(problem: Problem, rule: AverageHours) -> set[Cell]:
    """The night duties among all cells."""
    return {
        (d, s)
        for d in problem.known_days
        for s in range(problem.num_shifts)
        if _night(rule, problem, d, s)
    }


def _night(rule: AverageHours, problem: Problem, d: int, s: int) -> bool:
    """Whether shift ``s`` of day ``d`` is a night duty."""
    if problem.kinds[s] != "work":
        return False
    start, end = problem.start(d, s), problem.end(d, s)
    spans = [
        (instant(problem.date(e), rule.nights.start), instant(problem.date(e), rule.nights.end))
        for e in (d - 1, d, d + 1)
    ]
    return any(min(end, last) - max(start, first) >= rule.night_hours for first, last in spans)
