"""Encoder of ``weekly_rest``."""

from __future__ import annotations

from fractions import Fraction
from math import floor
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
    and from each it is there if and only if no cell lies in the time that it needs. Days of absence
    part a window: each part is looked at by itself.
    """
    problem = line.problem
    dates = set(problem.days_of(rule))
    shifts, calls = _shifts(rule, line), _calls(rule, line)

    def busy(start: int, end: int) -> Literal:
        """Some duty lies between the two instants."""
        if any(max(start, first) < min(end, last) for first, last in calls):
            return 1
        return line.any(problem.cells_during(start, end, shifts))

    away = problem.away(line.p, rule.absence)
    for days, complete in problem.windows(rule.per):
        if not complete or days[-1] not in dates:
            continue
        there = [d for d in days if d not in away]
        due = floor(Fraction(rule.rests * len(there), len(days)) + Fraction(1, 2))
        starts = [each for part in _unbroken(there) for each in _starts(rule, line, part, due)]
        taken = [busy(start, start + length + rule.on_top_of) for start, length, _ in starts]
        works: list[Literal] = []
        if len(there) < len(days):  # where nobody works, nothing is due beside an absence
            whole = instant(problem.date(days[0]), 0), instant(problem.date(days[-1] + 1), 0)
            works = [busy(*whole)]
        if due == 1:  # the same rest may be told of twice, so where it starts is all one
            post.forbid(*taken, *works)
        elif due:
            rests = [
                (1, line.all([literal, negate(each)]))
                for (_, _, literal), each in zip(starts, taken, strict=True)
            ]
            post.at_least(due, [*rests, *((due, negate(each)) for each in works)])


def _starts(
    rule: WeeklyRest, line: Line, part: list[int], most: int
) -> list[tuple[int, int, Literal]]:
    """Each instant from which rests may lie in ``part``, how long so many last, and whether it is.

    It is where a duty ends, or the daily rest before the first day.
    """
    problem, shifts = line.problem, _shifts(rule, line)
    first, last = instant(problem.date(part[0]), 0), instant(problem.date(part[-1] + 1), 0)
    earliest = first - rule.on_top_of
    ends: dict[int, list[Cell]] = {}
    for cell in problem.cells_during(earliest, last, shifts):
        ends.setdefault(problem.end(*cell), []).append(cell)
    ended: dict[int, Literal] = {end: line.any(cells) for end, cells in ends.items()}
    ended.update({end: 1 for _, end in _calls(rule, line)})
    ended = {end: literal for end, literal in ended.items() if earliest < end < last}
    ended[earliest] = 1  # where nothing ends, but a stretch may be under way
    return [
        (start, number * rule.hours, literal)
        for start, literal in ended.items()
        for number in range(1, most + 1)
        if max(start, first) + number * rule.hours <= last
    ]


def _shifts(rule: WeeklyRest, line: Line) -> list[int]:
    """The shifts that break rest."""
    return [s for s, kind in enumerate(line.problem.kinds) if kind not in rule.ignore]


def _calls(rule: WeeklyRest, line: Line) -> list[tuple[int, int]]:
    """From when to when shifts of the history that break no rest were worked."""
    shifts = _shifts(rule, line)
    return [
        ends
        for (p, _, s), called in line.problem.called.items()
        if p == line.p and s not in shifts
        for ends in called
    ]


def _unbroken(days: list[int]) -> list[list[int]]:
    """``days``, which are in order, as stretches of days that follow each other."""
    parts: list[list[int]] = []
    for d in days:
        if parts and parts[-1][-1] == d - 1:
            parts[-1].append(d)
        else:
            parts.append([d])
    return parts
