"""Encoder of ``task``."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rotasolve.model.crowds import events_of, is_crowded, place_on, span_in
from rotasolve.model.occasions import rooms
from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.rules.task import Task

if TYPE_CHECKING:
    from rotasolve.model.problem import Cell
    from rotasolve.model.rows import Rows


@encodes(Task)
def task(rule: Task, rows: Rows) -> None:
    """A row for each window: at least one person on a cell that has room for the task.

    On a crowded cell that alone is not enough: there it has a place of its own.
    """
    problem = rows.problem
    people = problem.people(rule.who)
    for _, _, found in rooms(problem, rule):
        roomy: defaultdict[int, dict[Cell, None]] = defaultdict(dict)
        places = []
        for room in found:
            for cell in room.cells:
                for p in people:
                    events = events_of(problem, p).get(cell, ())
                    span = span_in(problem, rule, room, [cell], events)
                    if span is None:
                        continue
                    if is_crowded(problem, p, cell, span):
                        places.append((1, place_on(rows, rule, span, [(p, cell)])))
                    else:
                        roomy[p][cell] = None
        alike: defaultdict[tuple[Cell, ...], list[int]] = defaultdict(list)
        for p in people:
            alike[tuple(roomy[p])].append(p)
        presences = [Presence(1, tuple(some), cells) for cells, some in alike.items()]
        rows.at_least(1, presences, variables=places)
