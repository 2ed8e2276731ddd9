"""Encoder of ``supervision_meetings``."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from rotasolve.model.crowds import events_of, is_crowded, place_on, span_in
from rotasolve.model.occasions import rooms
from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.rules.supervision_meetings import SupervisionMeetings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rotasolve.model.occasions import Room
    from rotasolve.model.problem import Cell, Problem
    from rotasolve.model.rows import Rows, Variable


@encodes(SupervisionMeetings)
def supervision_meetings(rule: SupervisionMeetings, rows: Rows) -> None:
    """For each pair and window: at one of the times at which they could meet, both are there.

    A time is a variable that is at most the presence of each of the two on the cells that are there
    all the while. On crowded cells the time of the meeting is taken.
    """
    problem = rows.problem
    concerned = set(problem.people(rule.who))
    away = {
        (p, d)
        for absence in problem.team.all_absences
        for p in problem.people(absence.who)
        for d in problem.days_of(absence)
    }
    for window, days, found in rooms(problem, rule):
        times = [(room, _times(problem, room, rule.takes)) for room in found]
        for supervisor, supervised in rule.pairs.items():
            p = problem.person(supervisor)
            for q in map(problem.person, supervised):
                present = any((p, d) not in away and (q, d) not in away for d in days)
                if q not in concerned or not present:
                    continue
                if not all(problem.employed(p, d) and problem.employed(q, d) for d in window):
                    continue
                rows.at_least(1, [], variables=[*_meetings(rows, rule, (p, q), times)])


def _meetings(
    rows: Rows,
    rule: SupervisionMeetings,
    pair: tuple[int, int],
    times: list[tuple[Room, list[set[Cell]]]],
) -> Iterator[tuple[int, Variable]]:
    """A variable for each time at which they could meet whichever cells of that time they are on.

    With two cells with which it may be crowded it is for these two; and for what is left, as where
    one of the cells has an event, for a cell of the supervisor and all that go with it.
    """
    problem, seen = rows.problem, set()
    for room, some in times:
        spans = _spans(problem, rule, room, pair)
        crowded = [
            both
            for both, span in spans.items()
            if any(is_crowded(problem, p, c, span) for p, c in zip(pair, both, strict=True))
        ]
        roomy = spans.keys() - set(crowded)
        free = _largest(t for t in some if roomy.issuperset(product(t, repeat=2)))
        together = [(cells, cells) for cells in free]
        left = roomy.difference(*(product(cells, repeat=2) for cells, _ in together))
        for cell in sorted({own for own, _ in left}):
            together.append(((cell,), tuple(other for own, other in sorted(roomy) if own == cell)))
        for each in together:
            if all(each) and each not in seen:
                seen.add(each)
                meeting = rows.variable(1)
                for p, cells in zip(pair, each, strict=True):
                    row = [Presence(1, (p,), cells)]
                    rows.at_least(0, row, variables=[(-1, meeting)], hard=True)
                yield 1, meeting
        for both in crowded:
            yield 1, place_on(rows, rule, spans[both], list(zip(pair, both, strict=True)))


def _spans(
    problem: Problem, rule: SupervisionMeetings, room: Room, pair: tuple[int, int]
) -> dict[tuple[Cell, Cell], tuple[int, int]]:
    """Between which instants the pair could meet in ``room``, by the cells that they are on."""
    found = {}
    for own, other in product(room.cells, repeat=2):
        both = own, other
        events = [events_of(problem, p).get(c, ()) for p, c in zip(pair, both, strict=True)]
        span = span_in(problem, rule, room, both, events[0] + events[1])
        if span is not None:
            found[both] = span
    return found


def _times(problem: Problem, room: Room, takes: int) -> list[set[Cell]]:
    """For each time at which a meeting could start, the cells that last until it ends.

    It may as well start when the later of two duties does.
    """
    starts = sorted({max(room.start, problem.start(*cell)) for cell in room.cells})
    return [
        {c for c in room.cells if problem.start(*c) <= at and at + takes <= problem.end(*c)}
        for at in starts
        if at + takes <= room.end
    ]


def _largest(times: Iterable[set[Cell]]) -> list[tuple[Cell, ...]]:
    """The times without those all of whose cells are there at another one too."""
    kept: list[set[Cell]] = []
    for cells in sorted(times, key=len, reverse=True):
        if not any(cells <= other for other in kept):
            kept.append(cells)
    return [tuple(sorted(cells)) for cells in kept if cells]
