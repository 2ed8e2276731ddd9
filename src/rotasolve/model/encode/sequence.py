"""Encoder of ``sequence``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.model.sheet import negate, settled
from rotasolve.rules.sequence import Sequence

if TYPE_CHECKING:
    from collections.abc import Callable

    from rotasolve.model.line import Line
    from rotasolve.model.sheet import Literal, Post
    from rotasolve.rules.sequence import Item


@encodes(Sequence)
def sequence(rule: Sequence, line: Line, post: Post) -> None:
    """Each place where a forbidden pattern, or a pattern without what it demands, may stand."""
    problem = line.problem
    dates = set(problem.days_of(rule))
    absent, away = problem.away(line.p), problem.away(line.p, rule.absence)

    def wanted(item: Item) -> Callable[[int], Literal]:
        """Whether a day is as ``item`` demands."""
        if item == "off":
            return line.off
        if isinstance(item, str) and item != "working":
            return lambda d: int(d in absent and item in ("absent", absent[d]))
        return line.days_with(item)

    def matched(item: Item) -> Callable[[int], Literal]:
        """Whether a day is as ``item`` of a pattern says: not off, where somebody is away."""
        if item == "off":
            return lambda d: 0 if d in away else line.off(d)
        return wanted(item)

    pattern = [matched(item) for item in rule.forbid or rule.when]
    demands = [(len(pattern) + n, wanted(item)) for n, item in enumerate(rule.then)]
    demands += [(-n, wanted(item)) for n, item in enumerate(reversed(rule.before), start=1)]
    if rule.same_day is not None:
        demands.append((len(pattern) - 1, wanted(rule.same_day)))
    begins = (rule.forbid or rule.when)[0]
    anywhere = isinstance(begins, str) and begins != "working"
    for first in problem.known_days if anywhere else line.days_possible(begins):
        if first + len(pattern) > problem.num_days or settled(pattern[0](first), 0):
            continue
        matches = [item(first + n) for n, item in enumerate(pattern)]
        last = first + len(pattern) - 1
        if rule.forbid and last in dates:
            post.forbid(*matches)
        for n, item in demands:
            d = first + n
            if problem.first_day <= d < problem.num_days and max(d, last) in dates:
                post.forbid(*matches, negate(item(d)))
