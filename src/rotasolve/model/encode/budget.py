"""Encoder of ``budget``."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.rules.budget import Budget

if TYPE_CHECKING:
    from rotasolve.model.rows import Rows

PENCE_A_POUND = 100


@encodes(Budget)
def budget(rule: Budget, rows: Rows) -> None:
    """A row in pence for each window: what each cell costs, together for whom it costs the same."""
    problem = rows.problem
    team = problem.team
    concerned = set(problem.days_of(rule))
    for days, _ in problem.windows(rule.per):
        presences = []
        for d in concerned.intersection(days):
            for s, shift in enumerate(team.shifts.values()):
                people: defaultdict[int, list[int]] = defaultdict(list)
                for p in problem.people(rule.who):
                    pay = team.duty_pay(team.staff[p], shift, problem.date(d))
                    people[sum(map(pay.part, rule.of))].append(p)
                presences += [
                    Presence(pence, tuple(group), ((d, s),))
                    for pence, group in people.items()
                    if pence
                ]
        rows.at_most(rule.at_most, presences, per=PENCE_A_POUND)
