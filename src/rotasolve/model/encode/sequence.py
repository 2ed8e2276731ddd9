"""Encoder of ``sequence``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.model.sheet import negate
from rotasolve.rules.sequence import Sequence
from rotasolve.team.selector import Which

if TYPE_CHECKING:
    from rotasolve.model.line import Line
    from rotasolve.model.sheet import Literal, Post
    from rotasolve.rules.sequence import Item


@encodes(Sequence)
def sequence(rule: Sequence, line: Line, post: Post) -> None:
    """Each place where a forbidden pattern, or a pattern without what it demands, may stand."""
    problem = line.problem
    dates = set(problem.days_of(rule))

    items = (*rule.forbid, *rule.when, *rule.then, *rule.before, rule.same_day)
    shifts = {item: problem.shifts(item) for item in items if isinstance(item, Which)}

    def match(item: Item, d: int) -> Literal:
        if isinstance(item, Which):
            return line.on(d, shifts[item])
        return line.off(d) if item == "off" else line.works(d)

    pattern = rule.forbid or rule.when
    for d in range(problem.first_day, problem.num_days - len(pattern) + 1):
        matches = [match(item, d + n) for n, item in enumerate(pattern)]
        last = d + len(pattern) - 1
        if rule.forbid:
            if last in dates:
                post.forbid(*matches)
            continue
        demands = [(last, rule.same_day)] if rule.same_day is not None else []
        demands += [(last + 1 + n, item) for n, item in enumerate(rule.then)]
        demands += [(d - len(rule.before) + n, item) for n, item in enumerate(rule.before)]
        for day, item in demands:
            if problem.first_day <= day < problem.num_days and max(day, last) in dates:
                post.forbid(*matches, negate(match(item, day)))
