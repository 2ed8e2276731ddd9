"""Encoder of ``stability``."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rotasolve.model.published import changed, days_away
from rotasolve.model.registry import encodes
from rotasolve.rules.stability import Stability

if TYPE_CHECKING:
    from rotasolve.model.line import Line
    from rotasolve.model.problem import Problem
    from rotasolve.model.sheet import Post


@encodes(Stability)
def stability(rule: Stability, line: Line, post: Post) -> None:
    """On each day: every published shift, and no other."""
    problem = line.problem
    for d in sorted(set(problem.days_of(rule)) - _days_excused(rule, problem, line.p)):
        change = changed(line, d)
        if change is not None:
            post.forbid(change, amount=_times(rule, problem, d))


def _days_excused(rule: Stability, problem: Problem, p: int) -> set[int]:
    """The days on which ``p`` is away, or has asked for changes."""
    days = days_away(problem, p)
    for asked in rule.free:
        if p in problem.people(asked.who):
            days.update(
                d
                for d in range(problem.num_days)
                if asked.dates is None or asked.dates.match(problem.date(d))
            )
    return days


def _times(rule: Stability, problem: Problem, d: int) -> int:
    """The factor of the nearest stretch that reaches to day ``d``."""
    times, start = 1, rule.on or problem.team.published.today
    for days, each in reversed(rule.nearness):
        if start is not None and problem.date(d) <= start + timedelta(days):
            times = each
    return times
