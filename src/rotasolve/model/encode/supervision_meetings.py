"""Encoder of ``supervision_meetings``."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from typing import TYPE_CHECKING

from rotasolve.model.crowds import events_of, is_crowded, place_on
from rotasolve.model.floors import floors_of, keep_on_floor, shortest, spans_in, stays
from rotasolve.model.occasions import rooms
from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.rules.supervision_meetings import SupervisionMeetings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rotasolve.model.floors import Stay
    from rotasolve.model.occasions import Room
    from rotasolve.model.problem import Cell, Problem
    from rotasolve.model.rows import Rows, Variable


_Together = defaultdict[
    tuple[tuple[int, int], tuple["Stay", ...]], tuple[dict["Cell", None], dict["Cell", None]]
]


@encodes(SupervisionMeetings)
def supervision_meetings(rule: SupervisionMeetings, rows: Rows) -> None:
    """For each pair and window: at one of the times at which they could meet, both are there.

    A time is a variable that is at most the presence of each of the two on the cells that are there
    all the while. On crowded cells the time of the meeting is taken. Where others have to stay on
    the floor, a time is a stretch in which they do.
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
                if floors_of(problem, rule):
                    places = [
                        each for room in found for each in _on_floor(rows, rule, room, (p, q))
                    ]
                else:
                    places = [*_meetings(rows, rule, (p, q), times)]
                rows.at_least(1, [], variables=places)


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
            for both, (span,) in spans.items()
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
                yield 1, _meeting(rows, pair, each)
        for both in crowded:
            yield 1, place_on(rows, rule, spans[both][0], list(zip(pair, both, strict=True)))


def _on_floor(
    rows: Rows, rule: SupervisionMeetings, room: Room, pair: tuple[int, int]
) -> Iterator[tuple[int, Variable]]:
    """A variable for each stretch of ``room`` in which they could meet, enough others on duty.

    Those for which the same others have to stay share one where neither cell may be crowded.
    """
    problem, floors = rows.problem, floors_of(rows.problem, rule)
    spans = _spans(problem, rule, room, pair)
    crowded = {
        (p, cell)
        for both, some in spans.items()
        for p, cell in zip(pair, both, strict=True)
        if any(is_crowded(problem, p, cell, span) for span in some)
    }
    together: _Together = defaultdict(lambda: ({}, {}))
    for both, some in spans.items():
        shares = list(zip(pair, both, strict=True))
        staying = stays(problem, floors, shares)
        if crowded.isdisjoint(shares):
            for span in shortest(some):
                for cells, cell in zip(together[span, staying], both, strict=True):
                    cells[cell] = None
            continue
        for span in some:
            place = place_on(rows, rule, span, shares)
            keep_on_floor(rows, rule, span, staying, place)
            yield 1, place
    for (span, staying), each in together.items():
        meeting = _meeting(rows, pair, (tuple(each[0]), tuple(each[1])))
        keep_on_floor(rows, rule, span, staying, meeting)
        yield 1, meeting


def _meeting(
    rows: Rows, pair: tuple[int, int], cells_of: tuple[tuple[Cell, ...], tuple[Cell, ...]]
) -> Variable:
    """A variable that may be 1 where each of ``pair`` is on one of their cells."""
    meeting = rows.variable(1)
    for p, cells in zip(pair, cells_of, strict=True):
        rows.at_least(0, [Presence(1, (p,), cells)], variables=[(-1, meeting)], hard=True)
    return meeting


def _spans(
    problem: Problem, rule: SupervisionMeetings, room: Room, pair: tuple[int, int]
) -> dict[tuple[Cell, Cell], list[tuple[int, int]]]:
    """Between which instants the pair could meet in ``room``, by the cells that they are on."""
    found = {}
    for own, other in product(room.cells, repeat=2):
        both = own, other
        events = [events_of(problem, p).get(c, ()) for p, c in zip(pair, both, strict=True)]
        if some := spans_in(problem, rule, room, both, events[0] + events[1]):
            found[both] = some
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
