"""Encoder of ``rest``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.model.sheet import negate, settled
from rotasolve.rules.rest import Rest

if TYPE_CHECKING:
    from rotasolve.model.line import Line
    from rotasolve.model.problem import Cell
    from rotasolve.model.sheet import Literal, Post


@encodes(Rest)
def rest(rule: Rest, line: Line, post: Post) -> None:
    """Each earlier cell against the later cells that start too soon after it.

    A third duty wholly between the two, where the clock leaves room for one, saves the pair: it
    stands negated in the clause. Pairs without such a third duty are posted in groups of exclusive
    later cells. A call-out of the history is an earlier cell with times of its own.
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
    calls = [
        (start, end, s)
        for (p, _, s), called in problem.called.items()
        if p == line.p and s not in shifts
        for start, end in called
    ]
    earlier: list[tuple[int, int, Literal]] = [
        (problem.end(d, s), s, line.x(d, s))
        for d in problem.known_days
        for s in after.intersection(shifts)
        if problem.start(d, s) < problem.end(d, s)
    ]
    earlier += [(end, s, 1) for _, end, s in calls if s in after]
    for end, s, worked in earlier:
        if settled(worked, 0):
            continue
        soon = [
            (e, t)
            for e, t in problem.cells_during(end, end + rule.hours, shifts)
            if problem.start(e, t) >= end and not settled(line.x(e, t), 0)
        ]
        next_call = min((last for first, last, _ in calls if first >= end), default=None)
        alone: list[Cell] = []
        for e, t in soon:
            if e in dates and t in before and (s, t) not in joined:
                start = problem.start(e, t)
                if next_call is not None and next_call <= start:
                    continue
                between = [line.x(*cell) for cell in soon if problem.end(*cell) <= start]
                if between:
                    post.forbid(worked, line.x(e, t), *map(negate, between))
                else:
                    alone.append((e, t))
        for group in line.exclusive_groups(alone):
            post.not_both(worked, [line.x(*cell) for cell in group])
