"""Stretches of duties in which not all tasks and supervision meetings that may be there fit.

Elsewhere each may be, whatever else is there. Only where it is crowded there are variables that say
what is there, and rows that hold this to the time.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from rotasolve.model.floors import spans_in
from rotasolve.model.occasions import rooms
from rotasolve.model.problem import once
from rotasolve.model.rows import Presence
from rotasolve.model.sittings import sittings
from rotasolve.rules.event import Event
from rotasolve.rules.occasions import Occasion
from rotasolve.rules.supervision_meetings import SupervisionMeetings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rotasolve.model.occasions import Room, Spans
    from rotasolve.model.problem import Cell, Problem
    from rotasolve.model.rows import Rows, Variable


class Load(NamedTuple):
    """What is on a cell of a person where ``variable`` is 1.

    It takes ``takes`` minutes within ``span``, and is at no event where ``beside_events``.
    """

    span: tuple[int, int]
    takes: int
    beside_events: bool
    variable: Variable


class _Kind(NamedTuple):
    """All meetings or turns of one rule and window that may be on a cell.

    Attributes
    ----------
    takes
        Their minutes together.
    spans
        Between which instants each of them may be.
    """

    takes: int
    beside_events: bool
    spans: set[tuple[int, int]]


@once
def events_of(problem: Problem, p: int) -> dict[Cell, Spans]:
    """The times of the events that ``p`` attends on each cell, where there are any."""
    found: defaultdict[Cell, Spans] = defaultdict(tuple)
    for able, cells, start, end in _sittings(problem):
        for cell in cells if p in able else ():
            found[cell] += ((max(start, problem.start(*cell)), min(end, problem.end(*cell))),)
    return dict(found)


@once
def _sittings(problem: Problem) -> list[tuple[set[int], list[Cell], int, int]]:
    return [
        (set(able), cells, start, end)
        for rule in problem.team.stated_rules
        if isinstance(rule, Event)
        for _, able, cells, start, end in sittings(problem, rule)
    ]


@once
def _events_on(problem: Problem) -> dict[Cell, set[Spans]]:
    """Which events somebody attends on a cell, for all cells on which there are any."""
    found: defaultdict[Cell, set[Spans]] = defaultdict(set)
    for p in range(problem.num_people):
        for cell, events in events_of(problem, p).items():
            found[cell].add(events)
    return found


def is_crowded(problem: Problem, p: int, cell: Cell, span: tuple[int, int]) -> bool:
    """Whether what has to be in ``span`` on ``cell`` of ``p`` may find too little time there."""
    events = events_of(problem, p).get(cell, ())
    stretches = _crowded(problem, cell, events, _shares_of(problem, p))
    return any(first <= span[0] and span[1] <= last for first, last in stretches)


@once
def _shares_of(problem: Problem, p: int) -> tuple[int, ...]:
    """How many meetings, or turns, of each rule in a window may be those of ``p``."""
    return tuple(
        sum(p in pair for pair in _pairs(problem, rule))
        if isinstance(rule, SupervisionMeetings)
        else int(p in problem.people(rule.who))
        for rule in problem.team.stated_rules
        if isinstance(rule, Occasion)
    )


def _pairs(problem: Problem, meetings: SupervisionMeetings) -> Iterator[tuple[int, int]]:
    for supervisor, supervised in meetings.pairs.items():
        for name in supervised:
            yield problem.person(supervisor), problem.person(name)


@once
def _crowded(
    problem: Problem, cell: Cell, events: Spans, shares: tuple[int, ...]
) -> list[tuple[int, int]]:
    """The stretches of a cell that may be too short for what somebody may have within them."""
    kinds = []
    for number, rule, room in _rooms_of(problem).get(cell, ()):
        others: list[tuple[tuple[Cell, ...], Spans]] = [((cell,), events)]
        if isinstance(rule, SupervisionMeetings):
            others = [
                ((cell, other), events + theirs)
                for other in room.cells
                for theirs in {(), *_events_on(problem).get(other, ())}
            ]
        spans = {s for cells, taken in others for s in spans_in(problem, rule, room, cells, taken)}
        takes, beside = shares[number] * rule.takes, "event" not in rule.kinds
        kinds.append(_Kind(takes, beside, spans))
    found = []
    for first in {first for kind in kinds for first, _ in kind.spans}:
        for last in {last for kind in kinds for _, last in kind.spans}:
            if first < last:
                inside = [k for k in kinds if any(first <= a and b <= last for a, b in k.spans)]
                beside_events = sum(kind.takes for kind in inside if kind.beside_events)
                short = sum(kind.takes for kind in inside) > last - first
                if short or beside_events > _time(first, last, events):
                    found.append((first, last))
    return found


def _time(first: int, last: int, events: Spans) -> int:
    """The minutes between two instants outside ``events``."""
    at, left = first, 0
    for start, end in sorted(events):
        left += max(0, min(start, last) - at)
        at = max(at, end)
    return left + max(0, last - at)


@once
def _rooms_of(problem: Problem) -> dict[Cell, list[tuple[int, Occasion, Room]]]:
    """Every (number, rule, room) that each cell may be used for."""
    found: defaultdict[Cell, list[tuple[int, Occasion, Room]]] = defaultdict(list)
    rules = [rule for rule in problem.team.stated_rules if isinstance(rule, Occasion)]
    for number, rule in enumerate(rules):
        for _, _, some in rooms(problem, rule):
            for room in some:
                for cell in room.cells:
                    found[cell].append((number, rule, room))
    return found


# -- rows ---------------------------------------------------------------------------------------


def place_on(
    rows: Rows, rule: Occasion, span: tuple[int, int], shares: Sequence[tuple[int, Cell]]
) -> Variable:
    """A variable that may be 1 where each (p, cell) of ``shares`` is worked and has the time."""
    place = rows.variable(1)
    for p, cell in shares:
        row = [Presence(1, (p,), (cell,))]
        rows.at_least(0, row, variables=[(-1, place)], hard=True)
        if is_crowded(rows.problem, p, cell, span):
            load = Load(span, rule.takes, "event" not in rule.kinds, place)
            rows.loads.setdefault((p, cell), []).append(load)
    return place


def hold_to_their_time(rows: Rows) -> None:
    """What is on each cell fits into each stretch of it; to be asked once all is declared."""
    for (p, cell), loads in rows.loads.items():
        events = events_of(rows.problem, p).get(cell, ())
        for first, last in _stretches(loads):
            inside = [each for each in loads if first <= each.span[0] and each.span[1] <= last]
            _hold(rows, inside, last - first)
            if events:
                beside = [each for each in inside if each.beside_events]
                _hold(rows, beside, _time(first, last, events))


def _stretches(loads: Sequence[Load]) -> Iterator[tuple[int, int]]:
    for first in sorted({each.span[0] for each in loads}):
        for last in sorted({each.span[1] for each in loads}):
            if first < last:
                yield first, last


def _hold(rows: Rows, loads: Sequence[Load], minutes: int) -> None:
    if sum(each.takes for each in loads) > minutes:
        terms = [(-each.takes, each.variable) for each in loads]
        rows.at_least(-minutes, [], variables=terms, hard=True)
