"""Encoder of ``overlap``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.rules.overlap import Overlap

if TYPE_CHECKING:
    from rotasolve.model.line import Line
    from rotasolve.model.sheet import Post


@encodes(Overlap)
def overlap(rule: Overlap, line: Line, post: Post) -> None:
    """Each pair of overlapping cells, the later on a day concerned, and a sum for each day.

    Two duties are in order of (start, end, code), as the auditor sorts them; only pairs with a
    free cell are posted as more than a constant.
    """
    problem = line.problem
    work = problem.shifts_of_kind(("work",))
    for d in problem.days_of(rule):
        post.at_most(rule.shifts_a_day, line.terms([d], work))
    shifts = [s for s, kind in enumerate(problem.kinds) if kind not in rule.may_overlap]
    dates = set(problem.days_of(rule))
    for d in problem.known_days:
        for s in shifts:
            first = (problem.start(d, s), problem.end(d, s), problem.codes[s], d)
            for e, t in problem.cells_during(first[0], first[1], shifts):
                second = (problem.start(e, t), problem.end(e, t), problem.codes[t], e)
                if first < second and e in dates:
                    post.forbid(line.x(d, s), line.x(e, t))
