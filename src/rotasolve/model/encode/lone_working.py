"""Encoder of ``lone_working``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.rules.lone_working import LoneWorking

if TYPE_CHECKING:
    from rotasolve.model.rows import Rows


@encodes(LoneWorking)
def lone_working(rule: LoneWorking, rows: Rows) -> None:
    """In each stretch of time: where somebody without the sign-off is on, company counts 2 or more.

    Those whom the rule concerns count 1 and everybody else 2, so that the sum is 1 exactly when one
    of the former is alone. The variable "concerned" must be 1 when any of them is on.
    """
    problem = rows.problem
    concerned = tuple(
        p for p in problem.people(rule.who) if rule.skill not in problem.team.staff[p].skills
    )
    others = tuple(p for p in range(problem.num_people) if p not in concerned)
    dates = set(problem.days_of(rule))
    for start, end in problem.judged(rule.clock):
        for first, last, cells in problem.pieces(start, end, problem.shifts_of_kind(rule.kinds)):
            own = tuple((d, s) for d, s in cells if d in dates)
            if not own or not concerned:
                continue
            somebody = rows.variable(1)
            for p in concerned:
                row = [Presence(-1, (p,), own)]
                rows.at_least(0, row, variables=[(1, somebody)], hard=True)
            rows.at_least(
                0,
                [Presence(1, concerned, cells), Presence(2, others, cells)],
                variables=[(-2, somebody)],
                amount=last - first,
                most_short=1,
            )
