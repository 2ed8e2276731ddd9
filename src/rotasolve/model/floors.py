"""Who stays on the floor while something takes people off it, as rows."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from rotasolve.model.occasions import Room, span_in
from rotasolve.model.problem import once
from rotasolve.model.rows import Presence
from rotasolve.model.stretches import stretches_of
from rotasolve.rules.clock_cover import ClockCover
from rotasolve.rules.supervision_meetings import SupervisionMeetings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rotasolve.model.occasions import Spans
    from rotasolve.model.problem import Cell, Problem
    from rotasolve.model.rows import Rows, Variable
    from rotasolve.rules.leaves import Leaves
    from rotasolve.rules.occasions import Occasion


class Floor(NamedTuple):
    """At least ``people`` of ``staff`` stay on ``shifts``, in ``spans``; None for always."""

    people: int
    staff: tuple[int, ...]
    shifts: tuple[int, ...]
    spans: Spans | None


class Stay(NamedTuple):
    """So many of those of a floor who are none of ``away`` have to be on duty."""

    people: int
    away: frozenset[int]


@once
def floors_of(problem: Problem, rule: Occasion) -> tuple[Floor, ...]:
    """Who has to stay while ``rule`` takes people off the floor."""
    if rule.leaves is not None:
        return (floor_of(problem, rule.leaves),) if rule.leaves.people else ()
    if not isinstance(rule, SupervisionMeetings):
        return ()
    lines = (rule for rule in problem.team.stated_rules if isinstance(rule, ClockCover))
    return tuple(
        Floor(
            1,
            problem.people(line.who),
            problem.shifts_of_kind(line.kinds),
            stretches_of(problem, line),
        )
        for line in lines
        if line.min is not None and line.min.people
    )


def floor_of(problem: Problem, leaves: Leaves) -> Floor:
    """Who has to stay by the key ``leaves``."""
    shifts = problem.shifts_of_kind(("work",))
    return Floor(leaves.people, problem.people(leaves.who), shifts, None)


def spans_in(
    problem: Problem, rule: Occasion, room: Room, cells: Sequence[Cell], events: Spans
) -> list[tuple[int, int]]:
    """Between which instants ``rule`` may be in ``room`` with its people on ``cells``.

    Where others have to stay these are all stretches between two instants at which somebody could
    come or go: the longest at which enough are there is one of them.
    """
    if not floors_of(problem, rule):
        span = span_in(problem, rule, room, cells, events)
        return [] if span is None else [span]
    edges = {*_edges(problem, rule, room), *(edge for each in events for edge in each)}
    edges.update(edge for c in cells for edge in (problem.start(*c), problem.end(*c)))
    found = {
        span_in(problem, rule, Room(first, last, []), cells, events)
        for first, last in product(edges, repeat=2)
        if room.start <= first and last <= room.end and last - first >= rule.takes
    }
    return sorted(span for span in found if span is not None)


def _edges(problem: Problem, rule: Occasion, room: Room) -> set[int]:
    """The instants of ``room`` at which somebody who counts could come or go."""
    edges = {room.start, room.end}
    for floor in floors_of(problem, rule):
        for cell in problem.cells_during(room.start, room.end, floor.shifts):
            edges |= {problem.start(*cell), problem.end(*cell)}
        edges.update(edge for span in floor.spans or () for edge in span)
    return {edge for edge in edges if room.start <= edge <= room.end}


def shortest(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those of ``spans`` that hold no other: where something may be in any, it may be in these."""
    spans = set(spans)
    return sorted(
        (a, b)
        for a, b in spans
        if not any((a, b) != (c, d) and a <= c and d <= b for c, d in spans)
    )


def stays(
    problem: Problem, floors: Sequence[Floor], shares: Iterable[tuple[int, Cell]]
) -> tuple[Stay, ...]:
    """Who has to be on duty by each of ``floors`` while each (p, cell) of ``shares`` is taken.

    Somebody on a cell that counts is one more; on another cell they are left out, whatever else
    they do.
    """
    shares = tuple(shares)
    found = []
    for floor in floors:
        own = [(p, s) for p, (_, s) in shares if p in floor.staff]
        counted = {p for p, s in own if s in floor.shifts}
        away = frozenset(p for p, _ in own if p not in counted)
        found.append(Stay(floor.people + len(counted), away))
    return tuple(found)


def keep_on_floor(
    rows: Rows,
    rule: Occasion,
    span: tuple[int, int],
    staying: Sequence[Stay],
    place: Variable,
) -> None:
    """``place`` is 1 only where enough people are on duty all through ``span``."""
    held = _held_all_through(rows, floors_of(rows.problem, rule), span, tuple(staying))
    rows.at_least(0, [], variables=[(1, held), (-1, place)], hard=True)


def _held_all_through(
    rows: Rows, floors: tuple[Floor, ...], span: tuple[int, int], staying: tuple[Stay, ...]
) -> Variable:
    """A variable that is 1 only where enough of each floor are on duty all through ``span``."""
    key = floors, span, staying
    held = rows.manned.get(key)
    if held is None:  # all who meet at that time ask for the same
        held = rows.manned[key] = rows.variable(1)
        for floor, stay in zip(floors, staying, strict=True):
            for start, end in (span,) if floor.spans is None else _shared(span, floor.spans):
                for _, _, cells in rows.problem.pieces(start, end, floor.shifts):
                    manned = _manned(rows, floor, stay, cells)
                    rows.at_least(0, [], variables=[(1, manned), (-1, held)], hard=True)
    return held


def _shared(span: tuple[int, int], spans: Spans) -> list[tuple[int, int]]:
    shared = ((max(span[0], start), min(span[1], end)) for start, end in spans)
    return [(start, end) for start, end in shared if start < end]


def _manned(rows: Rows, floor: Floor, stay: Stay, cells: tuple[Cell, ...]) -> Variable:
    """A variable that is 1 only where enough of a floor are on ``cells``."""
    key = floor.staff, stay, cells
    found = rows.manned.get(key)
    if found is None:
        found = rows.manned[key] = rows.variable(1)
        staff = tuple(p for p in floor.staff if p not in stay.away)
        present = [Presence(1, staff, cells)]
        rows.at_least(0, present, variables=[(-stay.people, found)], hard=True)
    return found
