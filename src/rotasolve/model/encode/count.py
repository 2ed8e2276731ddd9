"""Encoder of ``count``."""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.model.sheet import negate
from rotasolve.rules.count import Count
from rotasolve.team.bank_holidays import pairs_in

if TYPE_CHECKING:
    from rotasolve.model.line import Line
    from rotasolve.model.problem import Problem
    from rotasolve.model.sheet import Literal, Post, Term


@encodes(Count)
def count(rule: Count, line: Line, post: Post) -> None:
    """The duties or days of each window, at most and, where it is complete, at least.

    Days of absence are no days off, and of the least their share is not due.
    """
    problem, away = line.problem, line.problem.away(line.p, rule.absence)
    concerned = set(problem.days_of(rule, known=True))
    for days, complete in problem.windows(rule.per):
        counted = [d for d in days if d in concerned]
        terms = _terms(rule, line, counted)
        if rule.at_most is not None:
            post.at_most(rule.at_most, terms)
        if (
            rule.at_least is not None
            and complete
            and counted
            and all(problem.employed(line.p, d) for d in days)
        ):
            share = Fraction(len([d for d in counted if d not in away]), len(counted))
            post.at_least(floor(rule.at_least * share + Fraction(1, 2)), terms)


def _terms(rule: Count, line: Line, days: list[int]) -> list[Term]:
    """What counts on ``days``; of two days that are one holiday, as the rule has it."""
    problem = line.problem
    if rule.of == "days off":
        away = problem.away(line.p, rule.absence)
        days = [d for d in days if problem.employed(line.p, d) and d not in away]
    pairs = _pairs(rule, problem, days)
    alone = [d for d in days if not any(d in pair for pair in pairs)]
    if rule.of == "working days":
        worked = [(1, line.works(d)) for d in alone]
        return worked + [(1, negate(line.all(line.off(d) for d in pair))) for pair in pairs]
    if rule.of == "days off":
        free = [(1, line.off(d)) for d in alone]
        return free + [(1, line.all(line.off(d) for d in pair)) for pair in pairs]
    shifts = problem.shifts(rule.of)
    terms = line.terms([*alone, *(substitute for _, substitute in pairs)], shifts)
    for weekend, substitute in pairs:
        without: Literal = negate(line.on(substitute, shifts))
        terms += [
            (factor, line.all((literal, without)))
            for factor, literal in line.terms([weekend], shifts)
        ]
    return terms


def _pairs(rule: Count, problem: Problem, days: list[int]) -> list[tuple[int, int]]:
    """The two days of each holiday at a weekend, where both are among ``days``."""
    first = problem.date(0)
    pairs = pairs_in(problem.team, rule.days, rule.dates)
    found = [((pair.weekend - first).days, (pair.substitute - first).days) for pair in pairs]
    return [pair for pair in found if pair[0] in days and pair[1] in days]
