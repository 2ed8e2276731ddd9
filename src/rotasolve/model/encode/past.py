"""Encoder of ``past``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.model.sheet import negate
from rotasolve.rules.past import Past

if TYPE_CHECKING:
    from rotasolve.model.line import Line
    from rotasolve.model.problem import Problem
    from rotasolve.model.sheet import Post


@encodes(Past)
def past(rule: Past, line: Line, post: Post) -> None:
    """On each day before today: every published shift, and no other."""
    problem, staff = line.problem, line.problem.team.staff[line.p]
    published, today = problem.team.published, problem.team.today
    if today is None:
        return
    for d in sorted(set(problem.days_of(rule)) - _days_not_judged(problem, line.p)):
        day = problem.date(d)
        was = published.shifts(staff.name, day)
        if day < today and published.covers(day) and was.issubset(problem.codes):
            kept = [
                line.x(d, s) if code in was else negate(line.x(d, s))
                for s, code in enumerate(problem.codes)
            ]
            post.forbid(negate(line.all(kept)))


def _days_not_judged(problem: Problem, p: int) -> set[int]:
    """The days on which ``p`` is away, or is pinned to what they did."""
    days = {d for d in range(problem.num_days) if not problem.employed(p, d)}
    for entry in (*problem.team.all_absences, *problem.team.fixed):
        if p in problem.people(entry.who):
            days.update(problem.days_of(entry))
    return days
