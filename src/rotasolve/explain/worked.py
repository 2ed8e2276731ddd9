"""What has been worked by today and breaks a must, told before a rota is made around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.duties import Duties
from rotasolve.errors import TeamFileError
from rotasolve.explain.supply import pins
from rotasolve.rota import Rota
from rotasolve.rules.fixed import Fixed
from rotasolve.rules.past import Past
from rotasolve.rules.stability import Stability, excused
from rotasolve.team.level import MUST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rotasolve.team.rule import Breach, Rule
    from rotasolve.team.team import Team

SETTLED = "is past, and no rota is asked to mend it"
STUCK = (
    "is past, and no rota can mend it; if it was not worked so, write under absences or fixed what "
    "was; else begin the rule's dates after it, or give the rule a soft level"
)


def worked_breaches(team: Team) -> tuple[str, ...]:
    """Every must that the published duties before today break by themselves, in words.

    Most are no hindrance, as what is past is not judged. Those of rules that judge many days
    together are: they may leave no rota that keeps every must.
    """
    if not team.settled:
        return ()
    rota = _worked(team)
    found = [f"{_told(breach)}; it {SETTLED}" for breach in _settled(team, rota)]
    return (*found, *(f"{_told(breach)}; it {STUCK}" for breach in _stuck(team, rota)))


def _told(breach: Breach) -> str:
    return f"what was worked breaks {breach.rule}: {breach.words}"


def _worked(team: Team) -> Rota:
    """The duties of dates that are past: as published, or as ``fixed`` says instead."""
    pinned = _pinned(team)
    duties = [
        (name, day, code)
        for name, staff in team.staff_by_name.items()
        for day in sorted(team.settled)
        for code in team.published.shifts(name, day)
        if (name, day) not in pinned and not excused(team, staff, day)
    ]
    duties += [pin for pin in pins(team) if pin[1] in team.settled]
    return Rota.of(team, duties)


def _pinned(team: Team) -> set[tuple[str, date]]:
    """The names and dates for which ``fixed`` says what was done."""
    return {
        (staff.name, day)
        for rule in team.fixed
        for staff in team.staff_of(rule.who)
        for day in team.dates_of(rule)
    }


def _settled(team: Team, rota: Rota) -> Iterator[Breach]:
    """What would be broken on past dates if they were judged like others."""
    rules = [rule for rule in team.rules if not isinstance(rule, Stability)]
    try:
        unaware = team.with_parts(published=None, rules=rules)
    except TeamFileError:
        return
    duties = Duties(unaware, Rota.of(unaware, rota.assignments))
    for rule in unaware.all_rules:
        if rule.past_settles or rule.scope == "cell":
            yield from _of_past(rule, duties, unaware, team)


def _stuck(team: Team, rota: Rota) -> Iterator[Breach]:
    """What is broken by rules that judge past dates too, of people whose past is all known."""
    pinned, last = _pinned(team), max(team.settled)
    known = {
        name
        for name in team.staff_by_name
        if all(_known(team, name, day, pinned) for day in team.period.dates if day <= last)
    }
    duties = Duties(team, rota).of_only(known)
    for rule in team.all_rules:
        if rule.scope == "line" and not rule.past_settles and not isinstance(rule, Past | Fixed):
            yield from _of_past(rule, duties, team, team)


def _known(team: Team, name: str, day: date, pinned: set[tuple[str, date]]) -> bool:
    """Whether it is settled what somebody does on a date."""
    codes = team.published.shifts(name, day)
    return day in team.settled and (name, day) not in pinned and codes <= team.shifts.keys()


def _of_past(rule: Rule, duties: Duties, judging: Team, team: Team) -> Iterator[Breach]:
    """The breaches of a must that lie whole in the past."""
    for breach in rule.breaches(duties, judging):
        if breach.level == MUST and breach.dates and set(breach.dates) <= team.settled:
            yield breach
