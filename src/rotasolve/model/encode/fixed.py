"""Encoder of ``fixed``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.model.sheet import negate
from rotasolve.rules.fixed import Fixed

if TYPE_CHECKING:
    from rotasolve.model.line import Line
    from rotasolve.model.sheet import Post


@encodes(Fixed)
def fixed(rule: Fixed, line: Line, post: Post) -> None:
    """The pinned cell on each date, or none at all."""
    problem = line.problem
    for d in problem.days_of(rule):
        if rule.shift == "off":
            for s in range(problem.num_shifts):
                post.forbid(line.x(d, s))
        else:
            post.forbid(negate(line.x(d, problem.shift(rule.shift))))
