"""The windows of what has to be possible once in each, and the cells that have room for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rotasolve.model.problem import WHOLE_DAY
from rotasolve.team.clock import instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rotasolve.model.problem import Cell, Problem
    from rotasolve.rules.occasions import Occasion


Spans = tuple[tuple[int, int], ...]
"""Stretches of time: (first instant, instant after the last)."""


class Room(NamedTuple):
    """The stretch of one day, in instants, and the cells that have enough of it."""

    start: int
    end: int
    cells: list[Cell]


def rooms(problem: Problem, rule: Occasion) -> Iterator[tuple[range, list[int], list[Room]]]:
    """The days of each window that can fall short, those of them concerned, and their rooms."""
    shifts = problem.shifts_of_kind(rule.kinds)
    concerned = set(problem.days_of(rule))
    for window, complete in problem.windows(rule.per):
        days = [d for d in window if d in concerned]
        if not complete or not days:
            continue
        found = []
        for d in days:
            span = rule.clock or WHOLE_DAY
            start, end = (instant(problem.date(d), minute) for minute in span)
            cells = problem.cells_during(start, end, shifts) if start < end else []
            found.append(
                Room(
                    start,
                    end,
                    [
                        c
                        for c in cells
                        if min(end, problem.end(*c)) - max(start, problem.start(*c)) >= rule.takes
                    ],
                )
            )
        yield window, days, found


def span_in(
    problem: Problem, rule: Occasion, room: Room, cells: Iterable[Cell], events: Spans
) -> tuple[int, int] | None:
    """Between which instants ``rule`` may be in ``room`` with its people on ``cells``; or None."""
    cells = tuple(cells)
    at = max(room.start, *(problem.start(*cell) for cell in cells))
    last = min(room.end, *(problem.end(*cell) for cell in cells))
    gaps = []
    for start, end in sorted(events) if "event" not in rule.kinds else ():
        gaps.append((at, min(start, last)))
        at = max(at, end)
    gaps = [gap for gap in [*gaps, (at, last)] if gap[1] - gap[0] >= rule.takes]
    return (gaps[0][0], gaps[-1][1]) if gaps else None
