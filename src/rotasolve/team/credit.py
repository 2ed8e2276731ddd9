"""Contracted hours, and the credit of absence and bank holidays, pro rata, in minutes."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from itertools import groupby
from math import floor
from typing import TYPE_CHECKING

from rotasolve.team.bank_holidays import meant_twice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rotasolve.rules.absence import Absence
    from rotasolve.team.contract import Contract
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


def nearest(amount: Fraction) -> int:
    """The nearest whole number, half up."""
    return floor(amount + Fraction(1, 2))


def weekly_minutes(team: Team, contract: Contract | None) -> Fraction:
    """Contracted minutes a week, exactly; 0 where the ``contract`` account does not apply."""
    if contract is None or "contract" not in contract.accounts:
        return Fraction()
    return contract.weekly_minutes(team.team.full_week)


def is_contracted(team: Team, staff: Staff, day: date) -> bool:
    """Whether hours are contracted on ``day``: a contract with the ``contract`` account holds."""
    contract = team.contract_on(staff, day)
    return contract is not None and "contract" in contract.accounts


def counts_as_contracted(team: Team, staff: Staff, day: date) -> bool:
    """Whether duties of ``day`` count towards contracted hours.

    They do not where another contract holds, such as one with the bank, which pays for them.
    """
    return is_contracted(team, staff, day) or not team.employed(staff, day)


def contracted_minutes(team: Team, staff: Staff, days: Iterable[date]) -> int:
    """Minutes contracted over ``days``: a seventh of the weekly hours for each day in the team.

    Days without a contract, or with one to which the ``contract`` account does not apply, count 0.
    Rounded to the nearest minute (half up) over all the days together.
    """
    key = contracted_minutes, staff.name, tuple(days)
    if key not in team.answers:  # every audit asks for the same
        team.answers[key] = nearest(_contracted(team, staff, key[-1]))
    found: int = team.answers[key]
    return found


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
    asked = team.period.dates if days is None else days
    found = {day: absence_on(team, staff, day) for day in asked}
    return {
        day: absence
        for day, absence in found.items()
        if absence and absence.credited and not meant_twice(team, day, absence.days, absence.dates)
    }


def absence_on(team: Team, staff: Staff, day: date) -> Absence | None:
    """The absence of ``staff`` on ``day``, which may lie before the period; None when present.

    Where absences overlap, the first in the file counts.
    """
    if team.known_from <= day <= team.period.end:
        return known_absences(team, staff).get(day)
    own = team.absences_of(staff)
    return next((each for each in own if team.matches(day, each.days, each.dates)), None)


def known_absences(team: Team, staff: Staff) -> dict[date, Absence]:
    """The absence of ``staff`` on each date of the history and of the period that has one."""
    key = known_absences, staff.name
    found: dict[date, Absence] | None = team.answers.get(key)
    if found is None:  # every audit asks for the same
        found = {}
        for absence in reversed(team.absences_of(staff)):
            found |= dict.fromkeys(
                team.among(team.known_dates, absence.days, absence.dates), absence
            )
        team.answers[key] = found
    return found


def credited_minutes(team: Team, staff: Staff, days: Iterable[date]) -> int:
    """Minutes that count as worked over ``days`` for absence and for bank holidays.

    The days may lie outside the period. An absent day counts the hours that its entry states, as
    they are. A day of sickness for which a rota is published counts what was rostered on it, in
    weeks in which anything was: who has nothing in a week was away when it was made. Any other
    absent day counts the weekly hours divided by the contract's days a week, and a bank
    holiday a fifth of the weekly hours where the contract credits them, whether or not somebody
    works on it; these are counted in order of the days, until the week of the rota has its
    contracted hours. A bank holiday on which somebody is absent counts once: what counts more.

    On 37.5 h a week of leave thus counts 37.5 h, with a bank holiday in it too, and a single day
    7.5 h; four days of leave that state 11.5 h count 46 h. Rounded to the nearest minute (half up)
    over all the days together.
    """
    key = credited_minutes, staff.name, tuple(days)
    if key not in team.answers:  # every audit asks for the same
        team.answers[key] = _credited_minutes(team, staff, set(key[-1]))
    found: int = team.answers[key]
    return found


def _credited_minutes(team: Team, staff: Staff, asked: set[date]) -> int:
    """What :func:`credited_minutes` says of the days ``asked``."""
    absent = credited_absences(team, staff, _whole_weeks(team, asked))
    credited = {day for day in asked if day in absent or _holiday(team, staff, day)}
    start, total = team.period.start, Fraction()
    for week in {(day - start).days // 7 for day in credited}:
        dates = [start + timedelta(7 * week + n) for n in range(7)]
        counts = _credit_of_week(team, staff, dates, absent)
        total += sum((counts[day] for day in dates if day in asked), Fraction())
    return nearest(total)


def _credit_of_week(
    team: Team, staff: Staff, dates: list[date], absent: dict[date, Absence]
) -> dict[date, Fraction]:
    """What each of the ``dates`` of a week counts for absence and for bank holidays."""
    away = {day: absent[day] for day in dates if day in absent}
    published = any(team.published.shifts(staff.name, day) for day in dates)
    known = {day: _known(team, staff, day, each, published) for day, each in away.items()}
    exact = {day: minutes for day, minutes in known.items() if minutes is not None}
    left = max(Fraction(), _contracted(team, staff, dates) - sum(exact.values()))
    counts = {}
    for day in dates:
        certain, usual = exact.get(day, Fraction()), _holiday(team, staff, day)
        if day in away and day not in exact:
            usual = max(usual, _usual_day(team, staff, day))
        more = min(max(usual - certain, Fraction()), left)
        left -= more
        counts[day] = certain + more
    return counts


def _contracted(team: Team, staff: Staff, days: Iterable[date]) -> Fraction:
    """Minutes contracted over ``days``, exactly."""
    contracts = groupby(team.contract_on(staff, day) for day in days)
    weekly = (len(list(same)) * weekly_minutes(team, contract) for contract, same in contracts)
    return sum(weekly, Fraction()) / 7


def _whole_weeks(team: Team, days: set[date]) -> list[date]:
    """Every date of the weeks of ``days``; those of the rota go on before and after the period."""
    start = team.period.start
    weeks = {(day - start).days // 7 for day in days}
    return [start + timedelta(7 * week + n) for week in sorted(weeks) for n in range(7)]


def _known(
    team: Team, staff: Staff, day: date, absence: Absence, published: bool
) -> Fraction | None:
    """What ``absence`` states of ``day``, or was rostered on it; None where neither is known.

    A rota is ``published`` where it has anything for ``staff`` in the week.
    """
    codes = team.published.shifts(staff.name, day)
    if absence.hours is not None:
        minutes = absence.hours
    elif (
        absence.kind == "sickness"
        and published
        and team.published.covers(day)
        and codes <= team.shifts.keys()
    ):
        minutes = sum(team.shifts[code].minutes("contract", day) for code in codes)
    else:
        return None
    return Fraction(minutes if is_contracted(team, staff, day) else 0)


def _usual_day(team: Team, staff: Staff, day: date) -> Fraction:
    """The weekly hours divided by the contract's days a week."""
    contract = team.contract_on(staff, day)
    if contract is None:
        return Fraction()
    return weekly_minutes(team, contract) / Fraction(str(contract.days_a_week))


def _holiday(team: Team, staff: Staff, day: date) -> Fraction:
    """What a bank holiday counts: pro rata, as everybody's hours have the same share of them."""
    contract = team.contract_on(staff, day)
    if contract is None or contract.bank_holidays == "none":
        return Fraction()
    if team.calendar.bank_holiday(day) is None:
        return Fraction()
    return weekly_minutes(team, team.contract_on(staff, day)) / 5
