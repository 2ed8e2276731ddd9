"""Events that are attended as part of a duty, and take their time of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rotasolve.rules.event import Event

if TYPE_CHECKING:
    from datetime import date

    from rotasolve.duties import Duty
    from rotasolve.team.team import Team

Named = tuple[str, "date", str]
"""Whose duty, the date on which it starts, and its code."""
Events = tuple[tuple[int, int], ...]
"""The times of the events that are attended on one duty, in order."""


def named(duty: Duty) -> Named:
    """What a duty is known by."""
    return duty.staff, duty.date, duty.code


def events_on(team: Team, duty: Named) -> Events:
    """The times of the events that are attended as part of ``duty``."""
    known: dict[Named, Events] = team.answers.setdefault(events_on, {})
    if duty not in known:  # every audit asks for the same
        name, day, code = duty
        staff, shift = team.staff_by_name[name], team.shifts[code]
        found = (span for rule in _events(team) for span in rule.sat_in(staff, shift, day, team))
        known[duty] = tuple(sorted(found))
    return known[duty]


def _events(team: Team) -> list[Event]:
    """Every event of the team."""
    found: list[Event] | None = team.answers.get(_events)
    if found is None:  # every duty asks for the same
        found = [rule for rule in team.stated_rules if isinstance(rule, Event)]
        team.answers[_events] = found
    return found
