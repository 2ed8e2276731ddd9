"""Contracted hours that no rule counts, or that are more than the cover of the team can take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.loader.problem import listed
from rotasolve.rules.asked import places
from rotasolve.rules.contract_hours import ContractHours
from rotasolve.rules.cover import Need
from rotasolve.rules.hours import Hours
from rotasolve.team.credit import contracted_minutes
from rotasolve.team.spelling import spell_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.loader.check import Scene
    from rotasolve.loader.problem import Problem
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

LEAST_EXCESS = 60
"""Minutes of contracted hours above what cover takes that are worth a word."""


def contracted_warnings(scene: Scene, team: Team) -> Iterator[Problem]:
    """Whose contracted hours no rule counts; and by how much all are more than cover takes."""
    days = team.period.dates
    contracted = {
        staff.name: minutes
        for staff in team.staff
        if (minutes := contracted_minutes(team, staff, days)) > 0
    }
    uncounted = [name for name in contracted if name not in _counted(team)]
    if uncounted:
        words = (
            f"no rule counts the contracted hours of {listed(uncounted)}, so they may work more or "
            "less; add {rule: contract_hours} to rules"
        )
        yield scene.problem(("rules",), words)
    if any(isinstance(rule, Need) for rule in team.stated_rules):
        needed = sum(_needed(team, staff) for staff in team.staff if staff.name in contracted)
        taken = _taken(team)
        if needed - taken >= LEAST_EXCESS:
            needs, takes = spell_duration(needed), spell_duration(taken)
            words = (
                f"contracted hours come to {needs} after absence and what may be missing, and "
                f"cover takes {takes}: {spell_duration(needed - taken)} more than anybody asks for"
            )
            yield scene.problem(("cover",), words)


def _counted(team: Team) -> set[str]:
    """The names of those whose hours a rule holds to a number."""
    rules = [
        rule
        for rule in team.stated_rules
        if isinstance(rule, ContractHours) or (isinstance(rule, Hours) and rule.at_least)
    ]
    return {staff.name for rule in rules for staff in team.staff_of(rule.who)}


def _needed(team: Team, staff: Staff) -> int:
    """Minutes that ``staff`` is to work at least, by the rule that allows the most below."""
    rules = [
        rule
        for rule in team.stated_rules
        if isinstance(rule, ContractHours) and staff in team.staff_of(rule.who)
    ]
    least = []
    for rule in rules or [ContractHours()]:
        under = rule.tolerance if rule.under is None else rule.under
        windows = rule.judged(team, staff)
        carried = rule.carried(team, staff)
        least.append(
            sum(max(0, target - credit - carried - under) for _, target, credit in windows)
        )
    return min(least)


def _taken(team: Team) -> int:
    """Minutes of contracted hours that everybody asked for, or allowed by a ``max``, works."""
    total = 0
    for place in places(team, most=True):
        shifts = [team.shifts[code] for code in place.codes]
        people = len(place.named) if place.asked is None else place.asked
        total += people * max(shift.minutes("contract", place.date) for shift in shifts)
    return total
