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
    """A row for each limit and date: how many people are on any of the shifts.

    Of each date one mix is chosen, and each part of a mix is a row that asks for its people where
    the mix is chosen.
    """
    problem = rows.problem
    people, shifts = problem.people(rule.who), problem.shifts_covered(rule.shift)
    limits = limits_of(rule, problem.team.levels)
    for d in problem.days_of(rule):
        present = [Presence(1, people, tuple((d, s) for s in shifts))]
        declare_limits(rows, limits, present)
        chosen = [rows.variable(1) for _ in rule.any_of]
        if chosen:
            rows.at_least(1, (), variables=[(1, each) for each in chosen], hard=True)
        for mix, own in zip(rule.any_of, chosen, strict=True):
            for part in mix.parts:
                counted = tuple(p for p in problem.people(part.who) if p in people)
                there = Presence(1, counted, tuple((d, s) for s in shifts))
                rows.at_least(0, [there], variables=[(-part.people, own)])
