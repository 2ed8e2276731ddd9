"""Encoder of ``supervision_meetings``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.occasions import rooms
from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.rules.supervision_meetings import SupervisionMeetings

if TYPE_CHECKING:
    from rotasolve.model.occasions import Room
    from rotasolve.model.problem import Cell, Problem
    from rotasolve.model.rows import Rows


@encodes(SupervisionMeetings)
def supervision_meetings(rule: SupervisionMeetings, rows: Rows) -> None:
    """For each pair and window: at one of the times at which they could meet, both are there.

    A time is a variable that is at most the presence of each of the two on the cells that are there
    all the while.
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
        times = [cells for room in found for cells in _times(problem, room, rule.takes)]
        for supervisor, supervised in rule.pairs.items():
            p = problem.person(supervisor)
            for q in map(problem.person, supervised):
                present = any((p, d) not in away and (q, d) not in away for d in days)
                if q not in concerned or not present:
                    continue
                if not all(problem.employed(p, d) and problem.employed(q, d) for d in window):
                    continue
                meetings = []
                for cells in dict.fromkeys(times):
                    meeting = rows.variable(1)
                    for person in (p, q):
                        row = [Presence(1, (person,), cells)]
                        rows.at_least(0, row, variables=[(-1, meeting)], hard=True)
                    meetings.append((1, meeting))
                rows.at_least(1, [], variables=meetings)


def _times(problem: Problem, room: Room, takes: int) -> list[tuple[Cell, ...]]:
    """For each time at which a meeting could start, the cells that last until it ends.

    It may as well start when the later of two duties does. A time is left out if all its cells are
    there at another one too.
    """
    starts = sorted({max(room.start, problem.start(*cell)) for cell in room.cells})
    present = [
        {c for c in room.cells if problem.start(*c) <= at and at + takes <= problem.end(*c)}
        for at in starts
        if at + takes <= room.end
    ]
    kept: list[set[Cell]] = []
    for cells in sorted(present, key=len, reverse=True):
        if not any(cells <= other for other in kept):
            kept.append(cells)
    return [tuple(sorted(cells)) for cells in kept if cells]
