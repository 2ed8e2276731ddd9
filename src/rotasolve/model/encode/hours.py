"""Encoder of ``hours``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.rules.hours import Hours

if TYPE_CHECKING:
    from rotasolve.model.line import Line
    from rotasolve.model.sheet import Post


@encodes(Hours)
def hours(rule: Hours, line: Line, post: Post) -> None:
    """The minutes of each window, at most and, where the window is complete, at least."""
    problem = line.problem
    shifts = problem.shifts(rule.of)
    concerned = set(problem.days_of(rule, known=True))
    for days, complete in problem.windows(rule.per):
        counted = [d for d in days if d in concerned]
        terms = line.minutes_of(rule.account, counted, shifts)
        if rule.at_most is not None:
            post.at_most(rule.at_most, terms)
        if (
            rule.at_least is not None
            and complete
            and counted
            and all(problem.employed(line.p, d) for d in days)
        ):
            post.at_least(rule.at_least, terms)
