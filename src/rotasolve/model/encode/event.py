"""Encoder of ``event``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.asked import able_to_attend
from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.rules.event import Event
from rotasolve.team.clock import instant

if TYPE_CHECKING:
    from rotasolve.model.rows import Rows


@encodes(Event)
def event(rule: Event, rows: Rows) -> None:
    """A row for each date: how many are on a duty that takes it in, or on the event's own shift."""
    problem = rows.problem
    duties = problem.shifts_of_kind(rule.kinds) if rule.on_duty else ()
    for d in problem.days_of(rule):
        day = problem.date(d)
        able = able_to_attend(problem, rule, d)
        if isinstance(rule.attend, int):
            least = rule.attend
        else:
            share = 100 if rule.attend == "all" else int(rule.attend.rstrip("%"))
            least = (len(able) * share + 99) // 100
        start, end = instant(day, rule.time.start), instant(day, rule.time.end)
        asked = end - start if rule.minutes is None else min(rule.minutes, end - start)
        cells = [
            (e, s)
            for e, s in problem.cells_during(start, end, duties)
            if min(end, problem.end(e, s)) - max(start, problem.start(e, s)) >= asked
        ]
        if rule.bring_in and rule.code is not None:
            cells.append((d, problem.shift(rule.code)))
        present = tuple(dict.fromkeys(cells))  # the event may be among the duties already
        rows.at_least(least, [Presence(1, able, present)])
