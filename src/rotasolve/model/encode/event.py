"""Encoder of ``event``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.model.registry import encodes
from rotasolve.model.rows import Presence
from rotasolve.rules.event import Event
from rotasolve.team.clock import instant

if TYPE_CHECKING:
    from rotasolve.model.problem import Problem
    from rotasolve.model.rows import Rows


@encodes(Event)
def event(rule: Event, rows: Rows) -> None:
    """A row for each date: how many are on a duty that takes it in, or on the event's own shift."""
    problem = rows.problem
    absences = [(set(problem.people(each.who)), each) for each in problem.team.all_absences]
    duties = problem.shifts_of_kind(rule.kinds) if rule.on_duty else ()
    for d in problem.days_of(rule):
        day = problem.date(d)
        away = set()
        for people, absence in absences:
            if problem.team.matches(day, absence.days, absence.dates):
                away |= people
        able = tuple(
            p
            for p in problem.people(rule.who)
            if p not in away and problem.employed(p, d) and not _not_counted(rule, problem, p, d)
        )
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


def _not_counted(rule: Event, problem: Problem, p: int, d: int) -> bool:
    """Whether ``p`` is with the bank on day ``d``, and ``who`` does not mean them by name."""
    staff = problem.team.staff[p]
    contract = problem.team.contract_on(staff, problem.date(d))
    return contract is not None and contract.bank and not rule.who.names(staff)
