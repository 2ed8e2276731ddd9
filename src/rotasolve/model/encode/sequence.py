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

    def asked(item: Item) -> tuple[Callable[[int], Literal], bool]:
        """Whether a day has duties, and whether ``item`` asks for one without."""
        return line.days_with(item), item == "off"

    def match(has_duties: Callable[[int], Literal], off: bool, d: int) -> Literal:
        return negate(has_duties(d)) if off else has_duties(d)

    pattern = [asked(item) for item in rule.forbid or rule.when]
    demands = [(len(pattern) + n, asked(item)) for n, item in enumerate(rule.then)]
    demands += [(-n, asked(item)) for n, item in enumerate(reversed(rule.before), start=1)]
    if rule.same_day is not None:
        demands.append((len(pattern) - 1, asked(rule.same_day)))
    begins = (rule.forbid or rule.when)[0]
    for first in problem.known_days if begins == "off" else line.days_possible(begins):
        if first + len(pattern) > problem.num_days or settled(match(*pattern[0], first), 0):
            continue
        matches = [match(*item, first + n) for n, item in enumerate(pattern)]
        last = first + len(pattern) - 1
        if rule.forbid and last in dates:
            post.forbid(*matches)
        for n, item in demands:
            d = first + n
            if problem.first_day <= d < problem.num_days and max(d, last) in dates:
                post.forbid(*matches, negate(match(*item, d)))
