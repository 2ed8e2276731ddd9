"""Contracted hours and absence credit, pro rata, in minutes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


def contracted_minutes(team: Team, staff: Staff, days: Iterable[date]) -> int:
    """Minutes contracted over ``days``: a seventh of the weekly hours for each day in the team.

    Days without a contract, or with one to which the ``contract`` account does not apply, count 0.
    Rounded to the nearest minute (half up) over all the days together.
    """
    total = 0.0
    for day in days:
        contract = team.contract_on(staff, day)
        if contract is not None and "contract" in contract.accounts:
            total += contract.weekly_minutes(team.team.full_week) / 7
    return int(total + 0.5 + 1e-9)


def absence_days(team: Team, staff: Staff) -> dict[date, int | None]:
    """The dates of the period on which ``staff`` is absent with credit, and the minutes stated.

    None stands for the default credit. Where absences overlap, the first in the file counts.
    """
    days: dict[date, int | None] = {}
    for absence in team.absences:
        if absence.credited and staff in team.staff_of(absence.who):
            for day in team.dates_of(absence):
                days.setdefault(day, absence.hours)
    return days


def credited_minutes(team: Team, staff: Staff, days: Iterable[date]) -> int:
    """Minutes that absence counts as worked over ``days``.

    Each absent day counts the hours its entry states, else the weekly hours divided by the
    contract's days a week; no week of the rota counts more than its contracted hours. A week of
    leave of somebody on 37.5 h thus counts 37.5 h, a single day 7.5 h.
    """
    absent = absence_days(team, staff)
    asked = set(days) & absent.keys()
    if not asked:
        return 0
    weeks: defaultdict[int, list[date]] = defaultdict(list)
    for day in sorted(absent):
        weeks[(day - team.period.start).days // 7].append(day)
    total = 0.0
    for dates in weeks.values():
        left = None
        for day in dates:
            contract = team.contract_on(staff, day)
            if contract is None or "contract" not in contract.accounts:
                continue
            weekly = contract.weekly_minutes(team.team.full_week)
            stated = absent[day]
            credit = weekly / contract.days_a_week if stated is None else stated
            left = weekly if left is None else left
            credit = min(credit, max(left, 0.0))
            left -= credit
            total += credit if day in asked else 0
    return int(total + 0.5 + 1e-9)
