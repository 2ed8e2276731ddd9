"""Encoder of ``request``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.model.sheet import negate
from rotasolve.rules.request import Request

if TYPE_CHECKING:
    from rotasolve.model.line import Line
    from rotasolve.model.sheet import Post


@encodes(Request)
def request(rule: Request, line: Line, post: Post) -> None:
    """Each unwanted duty, and each date without any of the shifts wanted."""
    problem = line.problem
    for d in problem.days_of(rule):
        if rule.avoid is not None or rule.want == "off":
            unwanted = range(problem.num_shifts)
            for s in unwanted if rule.avoid is None else problem.shifts(rule.avoid):
                post.forbid(line.x(d, s))
        elif rule.want is not None:
            post.forbid(negate(line.on(d, problem.shifts(rule.want))))
