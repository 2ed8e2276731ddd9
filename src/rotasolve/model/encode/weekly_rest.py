"""Encoder of ``weekly_rest``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.model.sheet import negate
from rotasolve.rules.weekly_rest import WeeklyRest
from rotasolve.team.clock import instant

if TYPE_CHECKING:
    from rotasolve.model.line import Line
    from rotasolve.model.problem import Cell
    from rotasolve.model.sheet import Literal, Post


@encodes(WeeklyRest)
def weekly_rest(rule: WeeklyRest, line: Line, post: Post) -> None:
    """The rests of each window, told apart by the instant from which each can start.

    A rest may be moved forward in its stretch of free time until it begins where a duty ends, or as
    early as the daily rest before the window lets it. So a rest is due from one of few instants,
    and from each it is there if and only if no cell lies in the time that it needs.
    """
    problem = line.problem
    dates = set(problem.days_of(rule))
    shifts = [s for s, kind in enumerate(problem.kinds) if kind not in rule.ignore]
    calls = [
        ends
        for (p, _, s), called in problem.called.items()
        if p == line.p and s not in shifts
        for ends in called
    ]

    def busy(start: int, end: int) -> Literal:
        """Some duty lies between the two instants."""
        if any(max(start, first) < min(end, last) for first, last in calls):
            return 1
        return line.any(problem.cells_during(start, end, shifts))

    for days, complete in problem.windows(rule.per):
        if not complete or days[-1] not in dates:
            continue
        first = instant(problem.date(days[0]), 0)
        last = instant(problem.date(days[-1] + 1), 0)
        earliest = first - rule.on_top_of
        ends: dict[int, list[Cell]] = {}
        for cell in problem.cells_during(earliest, last, shifts):
            ends.setdefault(problem.end(*cell), []).append(cell)
        ended: dict[int, Literal] = {end: line.any(cells) for end, cells in ends.items()}
        ended.update({end: 1 for _, end in calls})
        ended = {end: literal for end, literal in ended.items() if earliest < end < last}
        ended[earliest] = 1  # where nothing ends, but a stretch may be under way
        starts = {
            (start, number * rule.hours): literal
            for start, literal in ended.items()
            for number in range(1, rule.rests + 1)
            if max(start, first) + number * rule.hours <= last
        }
        taken = {
            (start, length): busy(start, start + length + rule.on_top_of)
            for start, length in starts
        }
        if rule.rests == 1:  # the same rest may be told of twice, so where it starts is all one
            post.forbid(*taken.values())
        else:
            rests = [(1, line.all([starts[each], negate(taken[each])])) for each in starts]
            post.at_least(rule.rests, rests)
