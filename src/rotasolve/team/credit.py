"""Contracted hours and absence credit, pro rata, in minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rotasolve.rules.absence import Absence
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


def contracted_minutes(team: Team, staff: Staff, days: Iterable[date]) -> int:
    """Minutes contracted over ``days``: a seventh of the weekly hours for each day in the team.

    Days without a contract, or with one to which the ``contract`` account does not apply, count 0.
    Rounded to the nearest minute (half up) over all the days together.
    """
    return _rounded(sum(_weekly(team, staff, day) for day in days) / 7)


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


def absence_on(team: Team, staff: Staff, day: date) -> Absence | None:
    """The absence of ``staff`` on ``day``, which may lie before the period; None when present.

    Where absences overlap, the first in the file counts.
    """
    for absence in team.absences:
        if staff in team.staff_of(absence.who) and team.matches(day, absence.days, absence.dates):
            return absence
    return None


def credited_minutes(team: Team, staff: Staff, days: Iterable[date]) -> int:
    """Minutes that absence counts as worked over ``days``.

    Each absent day counts the hours its entry states, else the weekly hours divided by the
    contract's days a week; no week of the rota counts more than its contracted hours, and the
    days of a week are filled in order. A week of leave of somebody on 37.5 h thus counts 37.5 h, a
    single day 7.5 h.
    """
    absent = absence_days(team, staff)
    asked = set(days) & absent.keys()
    if not asked:
        return 0
    start, total = team.period.start, 0.0
    for week in {(day - start).days // 7 for day in asked}:
        dates = [start + timedelta(7 * week + n) for n in range(7)]
        left = sum(_weekly(team, staff, day) for day in dates) / 7
        for day in dates:
            contract = team.contract_on(staff, day)
            if day in absent and contract is not None and "contract" in contract.accounts:
                stated = absent[day]
                usual = _weekly(team, staff, day) / contract.days_a_week
                credit = min(usual if stated is None else stated, left)
                left -= credit
                total += credit if day in asked else 0
    return _rounded(total)


def _weekly(team: Team, staff: Staff, day: date) -> float:
    """Contracted minutes a week on ``day``; 0 where the ``contract`` account does not apply."""
    contract = team.contract_on(staff, day)
    if contract is None or "contract" not in contract.accounts:
        return 0
    return contract.weekly_minutes(team.team.full_week)


def _rounded(minutes: float) -> int:
    """The nearest whole number, half up, whatever the last digit of the float."""
    return int(minutes + 0.5 + 1e-9)
