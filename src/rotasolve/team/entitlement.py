"""Leave accounts: what somebody is entitled to in a leave year, has taken, has booked, has left.

A day of leave, and a bank holiday, is a fifth of the contracted hours a week: of the full week for
somebody full time, and pro rata for others, as the NHS handbook has it (Agenda for Change, section
13: leave and public holidays in hours, pro rata to the contracted hours). Entitlement grows day by
day: each day of the leave year in the team earns its share (one 365th, or 366th) of the year's
days, at the contract and the completed years of service of that day. So starters, leavers, changes
of hours and anniversaries within the leave year count by the days before and after.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING

from rotasolve.team.credit import credited_absences, credited_minutes, nearest, weekly_minutes
from rotasolve.team.leave import LeaveYear, completed_years, exact

if TYPE_CHECKING:
    from datetime import date

    from rotasolve.rules.absence import Absence
    from rotasolve.team.contract import Contract
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

STATUTORY_WEEKS, STATUTORY_DAYS = Fraction("5.6"), 28
"""The least paid leave a year, bank holidays included; Working Time Regulations 1998, 13 and 13A.

Nobody is due more than 28 days, however many days a week they work (13A(3)).
"""

PART_YEAR = Fraction(1207, 10000)
"""The part of their hours that those who work part of the year earn as leave: regulation 15B, for
leave years from 1 April 2024 on (Employment Rights (Amendment, Revocation and Transitional
Provision) Regulations 2023)."""


@dataclass(frozen=True)
class LeaveAccount:
    """Leave of one staff member in one leave year, in whole minutes, each rounded half up.

    Attributes
    ----------
    staff
        Whose leave it is.
    schemes
        The schemes that apply, in order of time.
    year
        The leave year.
    years
        Completed years of service on the first and on the last day in the team.
    leave, bank_holidays
        Minutes that they are entitled to, of leave and for bank holidays.
    carried
        Minutes carried over from the leave year before.
    taken
        Minutes of leave before the period.
    booked
        Minutes of leave in the period and later.
    usual_day
        Minutes of a usual day, by which hours are told as days.
    below_statutory
        Minutes by which leave and bank holidays are less than the statutory 5.6 weeks.
    beyond_from
        The first date of leave that goes beyond what there is; None where none does.
    """

    staff: str
    schemes: tuple[str, ...]
    year: LeaveYear
    years: tuple[int, int]
    leave: int
    bank_holidays: int
    carried: int
    taken: int
    booked: int
    usual_day: Fraction
    below_statutory: int
    beyond_from: date | None

    @property
    def entitled(self) -> int:
        """Minutes of leave there are in all: entitlement, and what was carried over."""
        return self.leave + self.bank_holidays + self.carried

    @property
    def left(self) -> int:
        """Minutes not yet taken or booked; negative where more is booked than there is."""
        return self.entitled - self.taken - self.booked

    def days(self, minutes: int) -> float:
        """``minutes`` in usual days, to the hundredth."""
        return round(float(minutes / self.usual_day), 2)


def leave_accounts(team: Team) -> tuple[LeaveAccount, ...]:
    """Everybody's account for each leave year that the period touches, in the order of the file.

    Nobody has one who has no contracted hours. What the file says of somebody's ``leave`` (carried,
    taken, booked) belongs to the first of their accounts. Empty without a block ``leave``.
    """
    accounts = []
    for staff in team.staff if team.leave is not None else ():
        opens = True
        for year in leave_years(team, staff):
            account = _account(team, staff, year, opens=opens)
            if account is not None:
                accounts.append(account)
                opens = False
    return tuple(accounts)


def leave_years(team: Team, staff: Staff) -> list[LeaveYear]:
    """The leave years of ``staff`` that the period touches; none without a block ``leave``."""
    years: list[LeaveYear] = []
    day = team.period.start
    while team.leave is not None and day <= team.period.end:
        years.append(team.leave.year_of(day, staff.joined))
        day = years[-1].last + timedelta(1)
    return years


def uses_leave(team: Team, absence: Absence) -> bool:
    """Whether ``absence`` is paid leave on some date of a leave year that the period touches."""
    if absence.kind != "leave" or not absence.credited:
        return False
    people = team.staff_of(absence.who)
    years = {year for staff in people for year in leave_years(team, staff)}
    return any(
        team.matches(day, absence.days, absence.dates)
        and any(team.employed(staff, day) and _of_year(team, staff, day) for staff in people)
        for year in years
        for day in year.days
    )


def _of_year(team: Team, staff: Staff, day: date) -> bool:
    """Whether ``day`` lies in a leave year of ``staff`` that the period touches."""
    return any(year.first <= day <= year.last for year in leave_years(team, staff))


def _account(team: Team, staff: Staff, year: LeaveYear, *, opens: bool) -> LeaveAccount | None:
    """The account of ``staff`` for ``year``; None where no hours are contracted in it."""
    contracts = {
        day: contract
        for day in _days_since_joining(staff, year)
        if (contract := team.contract_on(staff, day)) and weekly_minutes(team, contract)
    }
    if not contracts:
        return None
    leave, holidays, below = _earned(team, staff, year, contracts)
    carried = staff.leave.carried if opens else 0
    before, after = (staff.leave.taken, staff.leave.booked) if opens else (0, 0)
    dates = _dates_of_leave(team, staff, year)
    past = [day for day in dates if day < team.period.start]
    taken = before + credited_minutes(team, staff, past)
    booked = before + after + credited_minutes(team, staff, dates) - taken
    beyond = None
    room = leave + holidays + carried - before - after  # for what the file lists
    if taken + booked - before - after > room:

        def used(number: int) -> int:
            return credited_minutes(team, staff, dates[: number + 1])

        first = bisect_right(range(len(dates)), room, key=used)
        beyond = dates[first] if first < len(dates) else None
    day = min((d for d in contracts if d >= team.period.start), default=max(contracts))
    return LeaveAccount(
        staff.name,
        tuple(dict.fromkeys(_scheme_of(team, each) for each in contracts.values())),
        year,
        (
            completed_years(staff.served_from, min(contracts)),
            completed_years(staff.served_from, max(contracts)),
        ),
        leave,
        holidays,
        carried,
        taken,
        booked,
        weekly_minutes(team, contracts[day]) / exact(contracts[day].days_a_week),
        below,
        beyond,
    )


def _earned(
    team: Team, staff: Staff, year: LeaveYear, contracts: dict[date, Contract]
) -> tuple[int, int, int]:
    """Minutes earned as leave and for bank holidays, and minutes missing to the statutory least.

    Of a number of bank holidays each day earns its share, as of leave; those of the calendar are
    earned by whoever is in the team on the day. Those given beside the leave, or credited by
    the contract, count towards the statutory least.
    """
    assert team.leave is not None  # callers have asked
    leave = holidays = beside = least = Fraction(0)

    def terms(day: date) -> tuple[Contract, int]:
        return contracts[day], completed_years(staff.served_from, day)

    for (contract, years), stretch in groupby(contracts, key=terms):
        days = list(stretch)
        weekly, part = weekly_minutes(team, contract), Fraction(len(days), len(year.days))
        scheme = team.leave.schemes[_scheme_of(team, contract)]
        leave += scheme.days_after(years) * weekly / 5 * part
        if contract.term is None:
            weeks = min(STATUTORY_WEEKS, STATUTORY_DAYS / exact(contract.days_a_week))
            least += weeks * weekly * part
        else:
            least += PART_YEAR * weekly * len(days) / 7
        if not isinstance(scheme.bank_holidays, str):
            holidays += exact(scheme.bank_holidays) * weekly / 5 * part
        number = sum(team.calendar.bank_holiday(day) is not None for day in days)
        if scheme.bank_holidays == "calendar":
            holidays += number * weekly / 5
        elif scheme.bank_holidays == "separate" or contract.bank_holidays == "credit":
            beside += number * weekly / 5
    below = least - leave - holidays - beside
    return nearest(leave), nearest(holidays), max(0, nearest(below))


def _days_since_joining(staff: Staff, year: LeaveYear) -> list[date]:
    """The days of ``year`` from which on ``staff`` may earn and use leave, as far as is known."""
    return [day for day in year.days if staff.joined is None or staff.joined <= day]


def _dates_of_leave(team: Team, staff: Staff, year: LeaveYear) -> list[date]:
    """The dates of ``year`` on which ``staff`` uses leave, in order.

    A bank holiday that is given beside the leave uses none.
    """
    absences = credited_absences(team, staff, year.days)
    return [
        day
        for day in _days_since_joining(staff, year)
        if day in absences
        and absences[day].kind == "leave"
        and not _is_given(team, team.contract_on(staff, day), day)
    ]


def _is_given(team: Team, contract: Contract | None, day: date) -> bool:
    """Whether ``day`` is a bank holiday that ``contract`` gives beside the leave."""
    if contract is None or team.leave is None:
        return False
    scheme = team.leave.schemes[_scheme_of(team, contract)]
    return scheme.bank_holidays == "separate" and team.calendar.bank_holiday(day) is not None


def _scheme_of(team: Team, contract: Contract) -> str:
    assert team.leave is not None  # callers have asked
    return contract.leave or team.leave.usual
