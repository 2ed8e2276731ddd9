"""Encoder of ``rest``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.model.sheet import negate, settled
from rotasolve.rules.rest import Rest

if TYPE_CHECKING:
    from rotasolve.model.line import Line
    from rotasolve.model.problem import Cell
    from rotasolve.model.sheet import Post


@encodes(Rest)
def rest(rule: Rest, line: Line, post: Post) -> None:
    """Each earlier cell against the later cells that start too soon after it.

    A third duty wholly between the two, where the clock leaves room for one, saves the pair: it
    stands negated in the clause. Pairs without such a third duty are posted in groups of exclusive
    later cells.
    """
    problem = line.problem
    dates = set(problem.days_of(rule))
    shifts = [s for s, kind in enumerate(problem.kinds) if kind not in rule.ignore]
    after, before = set(problem.shifts(rule.after)), set(problem.shifts(rule.before))
    joined = {
        (s, t)
        for first, second in rule.exceptions
        for s in problem.shifts(first)
        for t in problem.shifts(second)
    }
    for d in problem.known_days:
        for s in after.intersection(shifts):
            end = problem.end(d, s)
            if settled(line.x(d, s), 0) or problem.start(d, s) == end:
                continue
            soon = [
                (e, t)
                for e, t in problem.cells_during(end, end + rule.hours, shifts)
                if problem.start(e, t) >= end and not settled(line.x(e, t), 0)
            ]
            alone: list[Cell] = []
            for e, t in soon:
                if e in dates and t in before and (s, t) not in joined:
                    start = problem.start(e, t)
                    between = [line.x(*cell) for cell in soon if problem.end(*cell) <= start]
                    if between:
                        post.forbid(line.x(d, s), line.x(e, t), *map(negate, between))
                    else:
                        alone.append((e, t))
            for group in line.exclusive_groups(alone):
                post.not_both(line.x(d, s), [line.x(*cell) for cell in group])
