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


def absence_days(
    team: Team, staff: Staff, days: Iterable[date] | None = None
) -> dict[date, int | None]:
    """The dates on which ``staff`` is absent with credit, and the minutes stated.

    These are dates of the period, or of ``days``, which may lie outside it. None stands for the
    default credit. Where absences overlap, the first in the file counts.
    """
    return {day: absence.hours for day, absence in credited_absences(team, staff, days).items()}


def credited_absences(
    team: Team, staff: Staff, days: Iterable[date] | None = None
) -> dict[date, Absence]:
    """The absence with credit of ``staff`` on each date that has one; see :func:`absence_days`."""
    asked = None if days is None else tuple(days)
    found: dict[date, Absence] = {}
    for absence in team.absences:
        if absence.credited and staff in team.staff_of(absence.who):
            dates = team.dates_of(absence) if asked is None else asked
            for day in dates:
                if asked is None or team.matches(day, absence.days, absence.dates):
                    found.setdefault(day, absence)
    return found


def absence_on(team: Team, staff: Staff, day: date) -> Absence | None:
    """The absence of ``staff`` on ``day``, which may lie before the period; None when present.

    Where absences overlap, the first in the file counts.
    """
    for absence in team.absences:
        if staff in team.staff_of(absence.who) and team.matches(day, absence.days, absence.dates):
            return absence
    return None


def credited_minutes(team: Team, staff: Staff, days: Iterable[date]) -> int:
    """Minutes that absence counts as worked over ``days``, which may lie outside the period.

    Each absent day counts the hours its entry states, else the weekly hours divided by the
    contract's days a week; no week of the rota counts more than its contracted hours, and the
    days of a week are filled in order. A week of leave of somebody on 37.5 h thus counts 37.5 h, a
    single day 7.5 h.
    """
    asked = set(days)
    absent = absence_days(team, staff, _whole_weeks(team, asked))
    asked &= absent.keys()
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


def _whole_weeks(team: Team, days: set[date]) -> list[date] | None:
    """Every date of the weeks of ``days``; None, for the whole period, where they all lie in it.

    The weeks of the rota go on before and after the period.
    """
    start = team.period.start
    if all(day in team.period for day in days):
        return None
    weeks = {(day - start).days // 7 for day in days}
    return [start + timedelta(7 * week + n) for week in sorted(weeks) for n in range(7)]


def _weekly(team: Team, staff: Staff, day: date) -> float:
    """Contracted minutes a week on ``day``; 0 where the ``contract`` account does not apply."""
    contract = team.contract_on(staff, day)
    if contract is None or "contract" not in contract.accounts:
        return 0
    return contract.weekly_minutes(team.team.full_week)


def _rounded(minutes: float) -> int:
    """The nearest whole number, half up, whatever the last digit of the float."""
    return int(minutes + 0.5 + 1e-9)
