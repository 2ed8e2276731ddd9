"""Encoder of ``surplus``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.asked import spots
from rotasolve.model.problem import NO
from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.rules.surplus import Surplus

if TYPE_CHECKING:
    from rotasolve.model.rows import Rows


@encodes(Surplus)
def surplus(rule: Surplus, rows: Rows) -> None:
    """A row for each spot: each person more than asked for is a variable of its own.

    The next is always dearer than the one before, so that of the variables of a row the first are
    used: k people more cost the first k of them. Hard, nobody may be more.
    """
    problem = rows.problem
    if not rule.weight:
        return
    days = set(problem.days_of(rule))
    everybody = problem.people(rule.who)
    for spot in spots(problem):
        if spot.d not in days:
            continue
        asked, extra = spot.asked, 0
        people = everybody
        if asked is None:
            asked, extra = 0, problem.num_people
            people = tuple(p for p in everybody if p not in spot.named)
        shifts = list(spot.shifts)
        able = tuple(p for p in people if (problem.domain[p, spot.d, shifts] != NO).any())
        present = Presence(-1, able, tuple((spot.d, s) for s in shifts))
        more = range(1, len(able) - asked + 1)
        if not more:
            continue
        steps = [] if rows.price.hard else [rows.variable(1, rows.price, extra + k) for k in more]
        rows.at_least(-asked, [present], variables=[(1, each) for each in steps], hard=True)
