"""Availability under which somebody can do no shift at all, which is seldom meant."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rotasolve.rules.eligible import why_not
from rotasolve.team.level import MUST
from rotasolve.team.spelling import MINUTES_A_DAY, DayNames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.rules.availability import Availability
    from rotasolve.team.team import Team


def shut_out(team: Team, rule: Availability) -> Iterator[str]:
    """Whom ``rule`` leaves no shift on which days of the week, though it leaves them some hours."""
    part_of_day = rule.only or rule.not_
    if part_of_day is None or team.level_of(rule) != MUST:
        return
    if rule.not_ and rule.not_.end - rule.not_.start >= MINUTES_A_DAY:
        return
    days = [day for day in team.dates_of(rule) if team.matches(day, rule.only_days, None)]
    spans = rule.unavailable(team)
    shut = {
        (code, day)
        for code, shift in team.shifts.items()
        for day in days
        if shift.kind in rule.kinds
        and any(start < shift.end(day) and shift.start(day) < end for start, end in spans)
    }
    for staff in team.staff_of(rule.who):
        on_weekday: defaultdict[int, set[bool]] = defaultdict(set)
        for day in days:
            can_do = [c for c, shift in team.shifts.items() if not why_not(team, staff, shift, day)]
            if can_do:
                on_weekday[day.weekday()].add(all((code, day) in shut for code in can_do))
        never = frozenset(day for day, found in on_weekday.items() if found == {True})
        if never:
            reason = "none lies within" if rule.only else "each touches"
            yield f"{staff.name} can do no shift on {DayNames(never)}; {reason} {part_of_day}"
