"""What was published, on one line of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.sheet import negate

if TYPE_CHECKING:
    from rotasolve.model.line import Line
    from rotasolve.model.problem import Problem
    from rotasolve.model.sheet import Literal


def changed(line: Line, d: int) -> Literal | None:
    """That day ``d`` is not as it was published; None where nothing of it can be judged.

    It is not published, or with a shift that is no more.
    """
    problem = line.problem
    published, day = problem.team.published, problem.date(d)
    was = published.shifts(problem.names[line.p], day)
    if not published.covers(day) or not was.issubset(problem.codes):
        return None
    kept = [
        line.x(d, s) if code in was else negate(line.x(d, s))
        for s, code in enumerate(problem.codes)
    ]
    return negate(line.all(kept))


def days_away(problem: Problem, p: int) -> set[int]:
    """The days of the period on which ``p`` is absent, or not in the team."""
    days = {d for d in range(problem.num_days) if not problem.employed(p, d)}
    for absence in problem.team.all_absences:
        if p in problem.people(absence.who):
            days.update(problem.days_of(absence))
    return days
