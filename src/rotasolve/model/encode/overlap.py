"""Encoder of ``overlap``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.model.sheet import settled
from rotasolve.rules.overlap import Overlap

if TYPE_CHECKING:
    from rotasolve.model.line import Line
    from rotasolve.model.sheet import Post


@encodes(Overlap)
def overlap(rule: Overlap, line: Line, post: Post) -> None:
    """Each pair of overlapping cells, the later on a day concerned, and a sum for each day.

    Only pairs with a free cell are posted as more than a constant. Where the sum of a day keeps two
    shifts of it apart already, and nothing is counted, their pair is not posted.
    """
    problem = line.problem
    work = problem.shifts_of_kind(("work",))
    for d in problem.days_of(rule):
        post.at_most(rule.shifts_a_day, line.terms([d], work))
    kept_apart = post.hard and rule.shifts_a_day == 1
    for first, later in problem.overlapping(rule, another_day=kept_apart).items():
        literal = line.x(*first)
        for second in later if not settled(literal, 0) else ():
            post.forbid(literal, line.x(*second))
