"""Encoder of ``sequence``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.model.sheet import negate, settled
from rotasolve.rules.sequence import Sequence
from rotasolve.team.selector import Which

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rotasolve.model.line import Line
    from rotasolve.model.sheet import Literal, Post
    from rotasolve.rules.sequence import Item


@encodes(Sequence)
def sequence(rule: Sequence, line: Line, post: Post) -> None:
    """Each place where a forbidden pattern, or a pattern without what it demands, may stand."""
    problem = line.problem
    dates = set(problem.days_of(rule))

    def days_of(item: Item) -> tuple[Mapping[int, Literal], bool]:
        """For each day whether it has duties, and whether ``item`` asks for a day without."""
        shifts = problem.shifts(item) if isinstance(item, Which) else problem.day_shifts
        return line.days(shifts), item == "off"

    def match(days: Mapping[int, Literal], off: bool, d: int) -> Literal:
        return negate(days[d]) if off else days[d]

    pattern = [days_of(item) for item in rule.forbid or rule.when]
    demands = [(len(pattern) + n, days_of(item)) for n, item in enumerate(rule.then)]
    demands += [(-n, days_of(item)) for n, item in enumerate(reversed(rule.before), start=1)]
    if rule.same_day is not None:
        demands.append((len(pattern) - 1, days_of(rule.same_day)))
    for first in range(problem.first_day, problem.num_days - len(pattern) + 1):
        if settled(match(*pattern[0], first), 0):
            continue
        matches = [match(*item, first + n) for n, item in enumerate(pattern)]
        last = first + len(pattern) - 1
        if rule.forbid and last in dates:
            post.forbid(*matches)
        for n, item in demands:
            d = first + n
            if problem.first_day <= d < problem.num_days and max(d, last) in dates:
                post.forbid(*matches, negate(match(*item, d)))
