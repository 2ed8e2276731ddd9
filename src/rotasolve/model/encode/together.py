"""Encoder of ``together``."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.rules.together import Together

if TYPE_CHECKING:
    from rotasolve.model.problem import Cell, Problem
    from rotasolve.model.rows import Rows


@encodes(Together)
def together(rule: Together, rows: Rows) -> None:
    """A row for each cell of a person and each other: if on it, then on a cell beside it."""
    problem = rows.problem
    people, shifts = problem.people(rule.who), problem.shifts(rule.of)
    cells = [(d, s) for d in problem.days_of(rule) for s in shifts]
    beside = {cell: _beside(rule, problem, cell, shifts) for cell in cells}
    away = {p: _days_away(problem, p) for p in people}
    for p, q in permutations(people, 2):
        for cell in cells:
            if cell[0] not in away[q] and problem.start(*cell) < problem.end(*cell):
                rows.at_least(
                    0,
                    [Presence(-1, (p,), (cell,)), Presence(1, (q,), beside[cell])],
                    most_short=1,
                )


def _beside(
    rule: Together, problem: Problem, cell: Cell, shifts: tuple[int, ...]
) -> tuple[Cell, ...]:
    """The known cells that lie long enough beside ``cell``."""
    start, end = problem.start(*cell), problem.end(*cell)
    least = rule.overlap or -(-(end - start) // 2)
    return tuple(
        other
        for other in problem.cells_during(start, end, shifts)
        if min(end, problem.end(*other)) - max(start, problem.start(*other)) >= least
    )


def _days_away(problem: Problem, p: int) -> set[int]:
    """The days of the period on which ``p`` is absent or not in the team."""
    away = {d for d in range(problem.num_days) if not problem.employed(p, d)}
    for absence in problem.team.all_absences:
        if p in problem.people(absence.who):
            away.update(problem.days_of(absence))
    return away
