"""Encoder of ``task``."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rotasolve.model.crowds import events_of, is_crowded, place_on
from rotasolve.model.floors import floors_of, keep_on_floor, shortest, spans_in, stays
from rotasolve.model.occasions import rooms
from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.rules.task import Task

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rotasolve.model.floors import Stay
    from rotasolve.model.occasions import Room
    from rotasolve.model.problem import Cell
    from rotasolve.model.rows import Rows, Variable

_OnFloor = defaultdict[tuple[tuple[int, int], tuple["Stay", ...]], dict[int, dict["Cell", None]]]


@encodes(Task)
def task(rule: Task, rows: Rows) -> None:
    """A row for each window: at least one person on a cell that has room for the task.

    On a crowded cell that alone is not enough: there it has a place of its own. Where others have
    to stay on the floor, it needs a stretch in which they do.
    """
    for _, _, found in rooms(rows.problem, rule):
        roomy: defaultdict[int, dict[Cell, None]] = defaultdict(dict)
        places: list[tuple[int, Variable]] = []
        for room in found:
            if floors_of(rows.problem, rule):
                places += [(1, place) for place in _on_floor(rows, rule, room)]
            else:
                places += [(1, place) for place in _places(rows, rule, room, roomy)]
        rows.at_least(1, _presences(roomy), variables=places)


def _places(
    rows: Rows, rule: Task, room: Room, roomy: Mapping[int, dict[Cell, None]]
) -> list[Variable]:
    """The places on crowded cells; the others are added to those ``roomy`` for each person."""
    problem, places = rows.problem, []
    for cell in room.cells:
        for p in problem.people(rule.who):
            for span in spans_in(problem, rule, room, [cell], events_of(problem, p).get(cell, ())):
                if is_crowded(problem, p, cell, span):
                    places.append(place_on(rows, rule, span, [(p, cell)]))
                else:
                    roomy[p][cell] = None
    return places


def _on_floor(rows: Rows, rule: Task, room: Room) -> list[Variable]:
    """The places in ``room``, each of a stretch of time in which enough others are on duty.

    On cells that are not crowded, all people for whom the same others have to stay share one.
    """
    problem, places = rows.problem, []
    together: _OnFloor = defaultdict(dict)
    for cell in room.cells:
        for p in problem.people(rule.who):
            spans = spans_in(problem, rule, room, [cell], events_of(problem, p).get(cell, ()))
            staying = stays(problem, floors_of(problem, rule), [(p, cell)])
            crowded = any(is_crowded(problem, p, cell, span) for span in spans)
            for span in spans if crowded else shortest(spans):
                if crowded:
                    places.append(place_on(rows, rule, span, [(p, cell)]))
                    keep_on_floor(rows, rule, span, staying, places[-1])
                else:
                    together[span, staying].setdefault(p, {})[cell] = None
    for (span, staying), cells in together.items():
        places.append(rows.variable(1))
        rows.at_least(0, _presences(cells), variables=[(-1, places[-1])], hard=True)
        keep_on_floor(rows, rule, span, staying, places[-1])
    return places


def _presences(cells_of: Mapping[int, dict[Cell, None]]) -> list[Presence]:
    """Everybody on one of their cells; those who have the same together."""
    alike: defaultdict[tuple[Cell, ...], list[int]] = defaultdict(list)
    for p, cells in cells_of.items():
        alike[tuple(cells)].append(p)
    return [Presence(1, tuple(some), cells) for cells, some in alike.items()]
