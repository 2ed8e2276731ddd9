"""Encoder of ``absence_cap``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.rules.absence_cap import AbsenceCap

if TYPE_CHECKING:
    from rotasolve.model.rows import Rows


@encodes(AbsenceCap)
def absence_cap(rule: AbsenceCap, rows: Rows) -> None:
    """A row without presences for each date with too many away: what is missing is paid for.

    Hard, such a row has no solution, as no rota has fewer away.
    """
    problem = rows.problem
    people = set(problem.people(rule.who))
    away: dict[int, set[int]] = {d: set() for d in problem.days_of(rule)}
    for absence in problem.team.all_absences:
        if absence.kind in rule.kinds:
            for d in away.keys() & set(problem.days_of(absence)):
                away[d] |= people & set(problem.people(absence.who))
    for d, absent in away.items():
        too_many = sum(problem.employed(p, d) for p in absent) - rule.at_most
        if too_many > 0:
            rows.at_least(too_many, [])
