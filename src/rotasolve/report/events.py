"""Events: who attends each meeting and training day, on duty or brought in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rotasolve.duties import Duties, spell_date, spell_names
from rotasolve.rules.event import Event

if TYPE_CHECKING:
    from rotasolve.rota import Rota
    from rotasolve.rules.event import Attendance
    from rotasolve.team.team import Team


def attendance(team: Team, rota: Rota) -> tuple[Attendance, ...]:
    """Who attends each event on each of its dates, in order of dates, then of the team file."""
    duties = Duties(team, rota)
    found = [
        rule.attendance(duties, team, day)
        for rule in team.all_rules
        if isinstance(rule, Event)
        for day in team.dates_of(rule)
    ]
    return tuple(sorted(found, key=lambda each: each.date))


def attendance_document(each: Attendance) -> dict[str, Any]:
    """The attendance as rota.json lists it."""
    return {
        "event": each.event,
        "date": each.date.isoformat(),
        "on_duty": list(each.on_duty),
        "brought_in": list(each.brought_in),
    }


def spell_attendance(each: Attendance) -> str:
    """``Wed 4 Mar team meeting: on duty Ana and Bo; brought in Cy``."""
    groups = (("on duty", each.on_duty), ("brought in", each.brought_in))
    who = [f"{how} {spell_names(names)}" for how, names in groups if names]
    return f"{spell_date(each.date)} {each.event}: {'; '.join(who) or 'nobody'}"
