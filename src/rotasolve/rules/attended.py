"""Events that are attended as part of a duty, and take their time of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.rules.event import Event

if TYPE_CHECKING:
    from rotasolve.duties import Duties, Duty
    from rotasolve.team.team import Team

Named = tuple[str, int, str]
"""Whose duty, when it starts, and its code."""
Events = dict[Named, list[tuple[int, int]]]
"""The times of the events that are attended on each duty."""


def named(duty: Duty) -> Named:
    """What a duty is known by."""
    return duty.staff, duty.start, duty.code


def events_on(duties: Duties, team: Team, staff: str) -> Events:
    """The times of the events that ``staff`` attends as part of a duty, by the duty."""

    def of_one(name: str) -> Events:
        found: Events = {}
        for rule in team.stated_rules:
            if isinstance(rule, Event):
                for duty, span in rule.sat_in(team.staff_by_name[name], duties.of(name), team):
                    found.setdefault(named(duty), []).append(span)
        return {duty: sorted(spans) for duty, spans in found.items()}

    return duties.of_each(events_on, [staff], of_one)[staff]
