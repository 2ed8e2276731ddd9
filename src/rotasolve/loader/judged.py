"""Rules that judge nobody: found through what each rule says of whom it can judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.rules.absence import Absence
from rotasolve.rules.cover import Need
from rotasolve.rules.eligible import can_ever_do
from rotasolve.rules.event import Event
from rotasolve.rules.request import Request
from rotasolve.rules.task import Task
from rotasolve.team.selector import Which
from rotasolve.team.team import RULE_BLOCKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.loader.check import Scene
    from rotasolve.loader.problem import Problem
    from rotasolve.team.rule import Rule
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

_SAID_ELSEWHERE = (Absence, Event, Need, Request, Task)
"""Rules by which nobody is judged, or of which it is told in their own words."""


def judged_warnings(scene: Scene, team: Team) -> Iterator[Problem]:
    """Every rule that selects people and dates, and cannot judge any of them."""
    there = {
        staff.name
        for staff in team.staff
        if any(team.employed(staff, day) for day in team.period.dates)
    }
    for trail, rule in scene.entries(*RULE_BLOCKS):
        selected = [staff for staff in team.staff_of(rule.who) if staff.name in there]
        if isinstance(rule, _SAID_ELSEWHERE) or not selected or not team.dates_of(rule):
            continue
        judged = list(rule.judged_staff(team))
        if not judged:
            words = f"judges nobody, as nobody whom it selects {rule.judged_for}"
        elif key := _shifts_of_nobody(rule, judged, team):
            words = f"judges nobody, as nobody whom it selects can do a shift of '{key}'"
        else:
            continue
        yield scene.problem(trail, words)


def _shifts_of_nobody(rule: Rule, judged: list[Staff], team: Team) -> str:
    """The first key of ``rule`` for shifts of which nobody judged can do any."""
    for name, info in type(rule).model_fields.items():
        which = getattr(rule, name)
        if isinstance(which, Which):
            shifts = team.shifts_of(which)
            able = (can_ever_do(team, each, shift) for each in judged for shift in shifts)
            if shifts and not any(able):
                return info.serialization_alias or name
    return ""
