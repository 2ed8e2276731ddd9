"""Encoder of ``apart``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.rules.apart import Apart

if TYPE_CHECKING:
    from rotasolve.model.rows import Rows


@encodes(Apart)
def apart(rule: Apart, rows: Rows) -> None:
    """For each person and moment at which they can begin: if they do, few enough others are on.

    Of n people, n - 1 others can be on duty where somebody does not begin, which is n - ``at_most``
    more than are allowed where they do. All rows of a date share the variable "too many".
    """
    problem = rows.problem
    people, shifts = problem.people(rule.who), problem.shifts(rule.of)
    room = len(people) - rule.at_most
    if room <= 0:
        return
    for d in problem.days_of(rule):
        begun: dict[int, list[tuple[int, int]]] = {}
        for s in shifts:
            if problem.start(d, s) < problem.end(d, s):
                begun.setdefault(problem.start(d, s), []).append((d, s))
        too_many = [] if rows.price.hard else [(1, rows.variable(room, rows.price))]
        for moment, cells in begun.items():
            on_duty = tuple(problem.cells_during(moment, moment + 1, shifts))
            for p in people:
                others = tuple(q for q in people if q != p)
                rows.at_least(
                    1 - rule.at_most - room,
                    [Presence(-room, (p,), tuple(cells)), Presence(-1, others, on_duty)],
                    variables=too_many,
                    hard=True,
                )
