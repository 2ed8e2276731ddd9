"""Encoder of ``count``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.rules.count import Count

if TYPE_CHECKING:
    from rotasolve.model.line import Line
    from rotasolve.model.sheet import Post, Term


@encodes(Count)
def count(rule: Count, line: Line, post: Post) -> None:
    """The duties or days of each window, at most and, where it is complete, at least."""
    problem = line.problem
    concerned = set(problem.days_of(rule, known=True))
    for days, complete in problem.windows(rule.per):
        counted = [d for d in days if d in concerned]
        terms: list[Term]
        if rule.of == "working days":
            terms = [(1, line.works(d)) for d in counted]
        elif rule.of == "days off":
            terms = [(1, line.off(d)) for d in counted if problem.employed(line.p, d)]
        else:
            terms = line.terms(counted, problem.shifts(rule.of))
        if rule.at_most is not None:
            post.at_most(rule.at_most, terms)
        if (
            rule.at_least is not None
            and complete
            and counted
            and all(problem.employed(line.p, d) for d in days)
        ):
            post.at_least(rule.at_least, terms)
