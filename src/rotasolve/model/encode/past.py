"""Encoder of ``past``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.published import changed, days_away
from rotasolve.model.registry import encodes
from rotasolve.rules.past import Past

if TYPE_CHECKING:
    from rotasolve.model.line import Line
    from rotasolve.model.problem import Problem
    from rotasolve.model.sheet import Post


@encodes(Past)
def past(rule: Past, line: Line, post: Post) -> None:
    """On each day before today: every published shift, and no other."""
    problem, today = line.problem, line.problem.team.today
    if today is None:
        return
    for d in sorted(set(problem.days_of(rule)) - _days_not_judged(problem, line.p)):
        change = changed(line, d) if problem.date(d) < today else None
        if change is not None:
            post.forbid(change)


def _days_not_judged(problem: Problem, p: int) -> set[int]:
    """The days on which ``p`` is away, or is pinned to what they did."""
    days = days_away(problem, p)
    for pin in problem.team.fixed:
        if p in problem.people(pin.who):
            days.update(problem.days_of(pin))
    return days
