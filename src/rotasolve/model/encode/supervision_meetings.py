"""Encoder of ``supervision_meetings``."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rotasolve.model.occasions import rooms
from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.rules.supervision_meetings import SupervisionMeetings

if TYPE_CHECKING:
    from rotasolve.model.occasions import Room
    from rotasolve.model.problem import Cell, Problem
    from rotasolve.model.rows import Rows

Match = tuple[tuple["Cell", ...], tuple["Cell", ...]]


@encodes(SupervisionMeetings)
def supervision_meetings(rule: SupervisionMeetings, rows: Rows) -> None:
    """For each pair and window: one of the ways in which both have a cell that goes with the other.

    A way is a variable that is at most the supervisor's presence on some cells, and at most the
    supervisee's on those that share enough time with each of them.
    """
    problem = rows.problem
    concerned = set(problem.people(rule.who))
    away = {
        (p, d)
        for absence in problem.team.absences
        for p in problem.people(absence.who)
        for d in problem.days_of(absence)
    }
    for window, days, found in rooms(problem, rule):
        matches = [match for room in found for match in _matches(problem, room, rule.takes)]
        for supervisor, supervised in rule.pairs.items():
            p = problem.person(supervisor)
            for q in map(problem.person, supervised):
                present = any((p, d) not in away and (q, d) not in away for d in days)
                if q not in concerned or not present:
                    continue
                if not all(problem.employed(p, d) and problem.employed(q, d) for d in window):
                    continue
                ways = []
                for own, other in dict.fromkeys(matches):
                    way = rows.variable(1)
                    for person, cells in ((p, own), (q, other)):
                        row = [Presence(1, (person,), cells)]
                        rows.at_least(0, row, variables=[(-1, way)], hard=True)
                    ways.append((1, way))
                rows.at_least(1, [], variables=ways)


def _matches(problem: Problem, room: Room, takes: int) -> list[Match]:
    """Cells of the first person, and those of the second that share enough time with each."""
    by_other: defaultdict[tuple[Cell, ...], list[Cell]] = defaultdict(list)
    for own in room.cells:
        others = []
        for other in room.cells:
            start = max(room.start, problem.start(*own), problem.start(*other))
            end = min(room.end, problem.end(*own), problem.end(*other))
            if end - start >= takes:
                others.append(other)
        by_other[tuple(others)].append(own)
    return [(tuple(own), others) for others, own in by_other.items()]
