"""Leave: entitlement by scheme, service and hours, and what of it is taken, booked and left.

Hours are checked in minutes; each expected number is derived beside it. The leave year from
1 April 2026 to 31 March 2027 has 365 days and, in England, ten bank holidays: 3 and 6 April, 4 and
25 May, 31 August, 25 and 28 December 2026, and 1 January, 26 and 29 March 2027.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from rotasolve import Team, leave_accounts
from rotasolve.report.events import attendance
from rotasolve.report.hours import contract_hours
from rotasolve.rota import Rota
from rotasolve.team.entitlement import LeaveAccount, uses_leave
from rotasolve.team.leave import Leave, LeaveScheme, LeaveYear, completed_years

AFC = {"days": {0: 27, 5: 29, 10: 33}, "bank_holidays": 8}
HOUSING = {"days": 26, "extra_a_year": 1, "at_most": 30, "bank_holidays": "calendar"}
SCHEMES = {"afc": AFC, "housing": HOUSING}
MAY = {"start": "2026-05-04", "weeks": 4}
FULL_TIME = {"hours": 37.5}


def team_of(*staff: dict[str, Any], **blocks: Any) -> Team:
    """A team of ``staff``, on Agenda for Change where ``blocks`` do not say otherwise."""
    people = [{"name": "Ana", "contract": FULL_TIME, **facts} for facts in staff or ({},)]
    return Team.model_validate(
        {
            "version": 1,
            "team": "House",
            "period": MAY,
            "shifts": {"E": "08:00-16:00"},
            "staff": people,
            "leave": {"schemes": SCHEMES, "scheme": "afc"},
            **blocks,
        }
    )


def account(facts: dict[str, Any], **blocks: Any) -> LeaveAccount:
    """Ana's only account."""
    (found,) = leave_accounts(team_of(facts, **blocks))
    return found


def by_scheme(**scheme: Any) -> dict[str, Any]:
    """A block of one scheme."""
    return {"leave": {"schemes": {"own": scheme}}}


def on_leave(dates: Any, **more: Any) -> dict[str, Any]:
    return {"who": "Ana", "dates": dates, **more}


# -- service and years -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "day", "years"),
    [
        (date(2020, 6, 15), date(2021, 6, 14), 0),
        (date(2020, 6, 15), date(2021, 6, 15), 1),
        (date(2020, 6, 15), date(2026, 6, 14), 5),
        (date(2020, 6, 15), date(2019, 1, 1), 0),
        (date(2024, 2, 29), date(2025, 2, 28), 0),
        (date(2024, 2, 29), date(2025, 3, 1), 1),
        (date(2024, 2, 29), date(2028, 2, 28), 3),
        (date(2024, 2, 29), date(2028, 2, 29), 4),
        (None, date(2026, 1, 1), 0),
    ],
)
def test_a_year_of_service_is_complete_on_its_anniversary(
    since: date | None, day: date, years: int
) -> None:
    assert completed_years(since, day) == years


@pytest.mark.parametrize(
    ("year_from", "joined", "day", "year"),
    [
        ("04-01", None, date(2026, 3, 31), (date(2025, 4, 1), date(2026, 3, 31))),
        ("04-01", None, date(2026, 4, 1), (date(2026, 4, 1), date(2027, 3, 31))),
        ("01-01", None, date(2026, 12, 31), (date(2026, 1, 1), date(2026, 12, 31))),
        ("joined", date(2020, 9, 7), date(2026, 9, 6), (date(2025, 9, 7), date(2026, 9, 6))),
        ("joined", date(2020, 9, 7), date(2026, 9, 7), (date(2026, 9, 7), date(2027, 9, 6))),
        # On 29 February: 1 March where there is no 29th.
        ("joined", date(2024, 2, 29), date(2025, 2, 28), (date(2024, 2, 29), date(2025, 2, 28))),
        ("joined", date(2024, 2, 29), date(2027, 5, 1), (date(2027, 3, 1), date(2028, 2, 28))),
    ],
)
def test_the_leave_year_holds_the_day(
    year_from: str, joined: date | None, day: date, year: tuple[date, date]
) -> None:
    leave = Leave.model_validate({"year_from": year_from, "schemes": SCHEMES, "scheme": "afc"})
    assert leave.year_of(day, joined) == LeaveYear(*year)


@pytest.mark.parametrize(
    ("scheme", "days"),
    [
        (AFC, {0: 27, 4: 27, 5: 29, 9: 29, 10: 33, 40: 33}),
        (HOUSING, {0: 26, 1: 27, 3: 29, 4: 30, 5: 30}),
        ({"days": 25.5, "extra_a_year": 0.5}, {0: 25.5, 3: 27, 20: 35.5}),
        ({"days": 28}, {0: 28, 30: 28}),
        ({"days": {5: 29, 0: 27}}, {4: 27, 5: 29}),
    ],
)
def test_days_rise_with_completed_years(scheme: dict[str, Any], days: dict[int, float]) -> None:
    read = LeaveScheme.model_validate(scheme)
    assert {years: float(read.days_after(years)) for years in days} == days


# -- entitlement -----------------------------------------------------------------------------------


def test_a_part_timer_has_both_leave_and_bank_holidays_pro_rata() -> None:
    # 22.5 h of 37.5 are 0.6; six years give 29 days: (29 x 7.5 + 8 x 7.5) x 0.6 = 166.5 h,
    # of which 130.5 are leave and 36 for bank holidays.
    contract = {"hours": 22.5, "days_a_week": 3}
    ana = account({"contract": contract, "service_from": "2020-02-01", "starts": "2024-09-01"})
    assert (ana.leave, ana.bank_holidays) == (7830, 2160)
    assert ana.entitled == ana.left == 166.5 * 60
    # Of her own days of 7.5 h these are 22.2.
    assert ana.days(ana.left) == 22.2
    assert account({"contract": {"fte": 0.6}, "service_from": "2020-02-01"}).entitled == 9990


@pytest.mark.parametrize(
    ("service_from", "hours"),
    # 27, 29 and 33 days, each with 8, of 7.5 h.
    [("2025-01-01", 262.5), ("2021-04-01", 277.5), ("2016-04-01", 307.5), (None, 262.5)],
)
def test_agenda_for_change_in_hours(service_from: str | None, hours: float) -> None:
    facts = {"service_from": service_from} if service_from else {}
    assert account({"contract": FULL_TIME, **facts}).entitled == hours * 60


def test_a_starter_within_the_leave_year_has_the_share_of_the_days_left() -> None:
    # From 1 October to 31 March: 31 + 30 + 31 + 31 + 28 + 31 = 182 of 365 days.
    # 27 x 450 x 182 / 365 = 6058.36 minutes, and 8 x 450 x 182 / 365 = 1795.07.
    ana = account({"starts": "2026-10-01"}, period={"start": "2026-10-05", "weeks": 4})
    assert (ana.leave, ana.bank_holidays) == (6058, 1795)
    # By the calendar there are 25 and 28 December, 1 January, 26 and 29 March: 5 x 450.
    housing = account(
        {"starts": "2026-10-01", "contract": {"hours": 37.5, "leave": "housing"}},
        period={"start": "2026-10-05", "weeks": 4},
    )
    assert housing.bank_holidays == 2250


def test_nothing_is_earned_before_service_began_where_no_start_is_given() -> None:
    # As of the starter of 1 October above: 182 of 365 days.
    ana = account({"service_from": "2026-10-01"}, period={"start": "2026-10-05", "weeks": 4})
    assert (ana.leave, ana.bank_holidays) == (6058, 1795)


def test_a_leaver_has_the_share_of_the_days_there() -> None:
    # April to June are 91 days: 27 x 450 x 91 / 365 = 3029.18 and 3600 x 91 / 365 = 897.53.
    ana = account({"starts": "2025-01-01", "leaves": "2026-06-30"})
    assert (ana.leave, ana.bank_holidays) == (3029, 898)


def test_a_completed_year_within_the_leave_year_counts_from_its_day_on() -> None:
    # Two years are complete on 1 October 2026. 183 days at 27 and 182 at 28 days a year:
    # (183 x 27 + 182 x 28) / 365 = 27.4986 days = 12374.38 minutes; bank holidays 10 x 450.
    facts = {"starts": "2024-10-01", "contract": {"hours": 37.5, "leave": "housing"}}
    ana = account(facts)
    assert ana.years == (1, 2)
    assert (ana.leave, ana.bank_holidays) == (12374, 4500)


def test_nobody_is_raised_beyond_the_most() -> None:
    # Four years are complete on 1 September 2026, five a year later: 29 days for 153 days, 30 for
    # 212. (153 x 29 + 212 x 30) / 365 x 450 = 13311.37. Ten years on it is 30 all the year.
    facts = {"contract": {"hours": 37.5, "leave": "housing"}}
    assert account({**facts, "service_from": "2022-09-01"}).leave == 13311
    assert account({**facts, "service_from": "2010-09-01"}).leave == 30 * 450


def test_a_change_of_hours_and_of_scheme_counts_by_the_days_of_each() -> None:
    # 183 days of 37.5 h on 27 + 8 days, then 182 of 22.5 h on 26 and the calendar:
    # 27 x 450 x 183 / 365 + 26 x 270 x 182 / 365 = 6091.64 + 3500.38 = 9592.03;
    # 8 x 450 x 183 / 365 = 1804.93, and five bank holidays of 270: 3154.93.
    contract = [
        {"hours": 37.5, "to": "2026-09-30"},
        {"hours": 22.5, "days_a_week": 3, "leave": "housing", "from": "2026-10-01"},
    ]
    ana = account({"contract": contract})
    assert ana.schemes == ("afc", "housing")
    assert (ana.leave, ana.bank_holidays) == (9592, 3155)
    # Days are told by the contract at the period: 37.5 h over five days.
    assert ana.usual_day == 450


def test_a_leap_year_has_shares_of_366() -> None:
    # From 1 April 2027 to 31 March 2028; April is 30 of 366 days: 27 x 450 x 30 / 366 = 995.90.
    ana = account({"leaves": "2027-04-30"}, period={"start": "2027-04-05", "weeks": 1})
    assert ana.leave == 996
    assert ana.year == LeaveYear(date(2027, 4, 1), date(2028, 3, 31))


@pytest.mark.parametrize(
    ("stated", "minutes"),
    [
        (8, 3600),
        (8.5, 3825),
        (0, 0),
        ("calendar", 4500),  # the ten of this leave year
        ("separate", 0),
        ("none", 0),
    ],
)
def test_bank_holidays_are_added_as_the_scheme_says(stated: Any, minutes: int) -> None:
    assert account({}, **by_scheme(days=28, bank_holidays=stated)).bank_holidays == minutes


def test_bank_holidays_are_those_of_the_nation() -> None:
    # Scotland: 3 April, 4 and 25 May, 3 August, 30 November, 25 and 28 December, 1 and 4 January,
    # 26 March, and 15 June 2026, which is given here in case the calendar does not know of it.
    calendar = {"region": "Scotland", "extra": ["2026-06-15"]}
    found = account({}, calendar=calendar, **by_scheme(days=28))
    assert found.bank_holidays == 11 * 450
    assert account({}, calendar={"region": None}, **by_scheme(days=28)).bank_holidays == 0


def test_who_has_no_contracted_hours_has_no_account() -> None:
    bank = {"hours": 20, "accounts": ["paid", "working_time"]}
    staff = [{"contract": bank}, {"name": "Bo", "contract": {"hours": 0}}, {"name": "Cy"}]
    accounts = leave_accounts(team_of(*staff))
    assert [each.staff for each in accounts] == ["Cy"]


def test_without_a_block_there_are_no_accounts() -> None:
    assert leave_accounts(team_of({}, leave=None)) == ()


# -- taken, booked, left ---------------------------------------------------------------------------


def test_leave_before_the_period_is_taken_and_from_it_on_booked() -> None:
    absences = [
        on_leave("2026-03-23..2026-03-31"),  # of the leave year before
        on_leave("2026-04-13..2026-04-19"),  # a week: 37.5 h
        on_leave("2026-05-01..2026-05-04"),  # Fri, Sat and Sun 7.5 h each; Mon is in the period
        on_leave("2026-05-11"),
        on_leave("2027-03-31..2027-04-04"),  # Wed; the days after it are of the next leave year
    ]
    ana = account({}, absences=absences)
    assert ana.taken == 2250 + 3 * 450
    assert ana.booked == 3 * 450
    # 262.5 h are 15750 minutes.
    assert ana.left == 15750 - 3600 - 1350 == 10800
    assert ana.days(ana.left) == 24
    assert ana.beyond_from is None


def test_what_the_file_does_not_list_is_added() -> None:
    facts = {"leave": {"carried": "7h30", "taken": "45h", "booked": 15}}
    ana = account(facts, absences=[on_leave("2026-05-11")])
    assert (ana.carried, ana.taken, ana.booked) == (450, 2700, 900 + 450)
    assert ana.left == 15750 + 450 - 2700 - 1350


def test_leave_has_the_hours_of_the_usual_day_or_those_stated() -> None:
    # 20 h over 3 days are 400 minutes a day. Mon and Tue are 800, Wed 5 h as stated.
    contract = {"hours": 20, "days_a_week": 3}
    absences = [on_leave("2026-07-06..07"), on_leave("2026-07-08", hours=5)]
    ana = account({"contract": contract}, absences=absences)
    assert ana.booked == 800 + 300
    # 22.5 h over 4 days are 337.5 a day: two are 675, one is rounded half up.
    quarter = {"contract": {"hours": 22.5, "days_a_week": 4}}
    assert account(quarter, absences=[on_leave("2026-07-06..07")]).booked == 675
    assert account(quarter, absences=[on_leave("2026-07-06")]).booked == 338


def test_leave_in_a_heavy_week_uses_the_hours_that_it_states() -> None:
    # Four days of 11.5 h are 46 h, in a week of the 40.25 h that are contracted on average.
    contract = {"hours": 40.25, "days_a_week": 3.5}
    ana = account({"contract": contract}, absences=[on_leave("2026-05-11..14", hours=11.5)])
    assert ana.booked == 46 * 60


@pytest.mark.parametrize(
    "absence",
    [
        on_leave("2026-05-11", kind="sickness"),
        on_leave("2026-05-11", kind="study"),
        on_leave("2026-05-11", credited=False),  # unpaid
        {"who": "Bo", "dates": "2026-05-11"},
    ],
)
def test_only_own_paid_leave_uses_leave(absence: dict[str, Any]) -> None:
    team = team_of({}, {"name": "Bo", "leaves": "2026-05-10"}, absences=[absence])
    assert [each.booked for each in leave_accounts(team)] == [0, 0]
    assert not uses_leave(team, team.absences[0])


def test_sickness_that_is_listed_first_gives_the_leave_back() -> None:
    absences = [on_leave("2026-05-12", kind="sickness"), on_leave("2026-05-11..2026-05-13")]
    assert account({}, absences=absences).booked == 2 * 450


def test_a_bank_holiday_given_beside_the_leave_uses_none() -> None:
    # Mon 25 May is the Spring bank holiday; the week is filled from Monday on.
    week = [on_leave("2026-05-25..2026-05-31")]
    assert account({}, absences=week, **by_scheme(days=28, bank_holidays="separate")).booked == 1800
    for stated in ("calendar", "none", 8):
        scheme = by_scheme(days=28, bank_holidays=stated)
        assert account({}, absences=week, **scheme).booked == 2250
    # Good Friday (26 March 2027) does not pass its hours on to Saturday: Mon to Thu are 30 h.
    easter = [on_leave("2027-03-22..2027-03-28")]
    scheme = by_scheme(days=28, bank_holidays="separate")
    assert account({}, absences=easter, **scheme).booked == 1800


def test_a_period_over_two_leave_years_has_an_account_for_each() -> None:
    team = team_of(
        {"leave": {"carried": "15h", "taken": "200h"}},
        period={"start": "2026-03-16", "weeks": 4},
        absences=[on_leave("2026-03-30..2026-04-03")],
    )
    before, after = leave_accounts(team)
    assert (before.year.last, after.year.first) == (date(2026, 3, 31), date(2026, 4, 1))
    assert (before.carried, before.taken, before.booked) == (900, 12000, 2 * 450)
    assert (after.carried, after.taken, after.booked) == (0, 0, 3 * 450)


def test_a_leave_year_of_ones_own_begins_on_the_anniversary() -> None:
    leave = {"schemes": {"afc": AFC}, "year_from": "joined"}
    staff = [
        {"starts": "2024-07-01", "service_from": "2014-01-01"},
        {"name": "Bo", "service_from": "2020-05-11"},
        {"name": "Cy", "starts": "2026-05-12"},
    ]
    years = [(each.staff, each.year.first) for each in leave_accounts(team_of(*staff, leave=leave))]
    assert years == [
        ("Ana", date(2025, 7, 1)),
        ("Bo", date(2025, 5, 11)),
        ("Bo", date(2026, 5, 11)),
        ("Cy", date(2026, 5, 12)),
    ]


def test_leave_beyond_what_there_is_is_known_by_its_first_date() -> None:
    # 262.5 h less 247.5 taken leave 15 h: Mon and Tue of the week. Wed goes beyond, by 22.5 h in
    # all from Wed to Fri.
    facts = {"leave": {"taken": "247h30"}}
    ana = account(facts, absences=[on_leave("2026-05-11..2026-05-17")])
    assert (ana.left, ana.beyond_from) == (-1350, date(2026, 5, 13))
    # A minute more than there is, without any absence of the file.
    over = account({"leave": {"carried": "1h", "taken": "263h31"}})
    assert (over.left, over.beyond_from) == (-1, None)
    exactly = account(facts, absences=[on_leave("2026-05-11..12")])
    assert (exactly.left, exactly.beyond_from) == (0, None)


# -- the statutory least ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "scheme", "minutes"),
    [
        # 5.6 weeks of 37.5 h are 210 h = 28 days, or 12600 minutes.
        ({}, {"days": 28, "bank_holidays": "none"}, 0),
        ({}, {"days": 27.5, "bank_holidays": "none"}, 225),
        ({}, {"days": 20, "bank_holidays": 8}, 0),
        ({}, {"days": 18, "bank_holidays": "calendar"}, 0),  # ten bank holidays this leave year
        ({}, {"days": 18, "bank_holidays": "separate"}, 0),
        ({}, {"days": 17, "bank_holidays": "separate"}, 450),
        # A bank holiday that the contract credits is given too, whatever the scheme says.
        (
            {"contract": {"hours": 37.5, "bank_holidays": "credit"}},
            {"days": 17, "bank_holidays": "none"},
            450,
        ),
        # A part-timer is due 5.6 weeks of their own: 22.5 h x 5.6 = 126 h; 27 days are 121.5.
        ({"contract": {"hours": 22.5}}, {"days": 27, "bank_holidays": "none"}, 270),
        # On six days a week 28 days are the most: 28 / 6 weeks of 45 h are 210 h.
        ({"contract": {"hours": 45, "days_a_week": 6}}, {"days": 24, "bank_holidays": "none"}, 0),
        # Term time, 26 weeks of 20 h: 12.07 % of 520 h are 62.764 h. 28 days for 182 of 365 are
        # 28 x 4 h x 182 / 365 = 55.847 h: 6.917 h or 415 minutes too little.
        (
            {"contract": {"hours": 20, "term": "2026-04-06..2026-10-04"}},
            {"days": 28, "bank_holidays": "none"},
            415,
        ),
        # A starter's share of 28 days is as much as of the least.
        ({"starts": "2026-05-10"}, {"days": 28, "bank_holidays": "none"}, 0),
    ],
)
def test_less_than_the_statutory_least_is_known(
    facts: dict[str, Any], scheme: dict[str, Any], minutes: int
) -> None:
    # 24 days of 9 h are 216 h: more than the 210 h due to somebody who works six days of 7.5 h.
    assert account(facts, **by_scheme(**scheme)).below_statutory == minutes


def test_a_leave_year_with_few_bank_holidays_may_fall_below_the_least() -> None:
    # From April 2027 to March 2028 there is no Easter: 3 and 31 May, 30 August, 27 and 28 December
    # and 3 January are six bank holidays, and 20 + 6 days are two less than 28.
    scheme = by_scheme(days=20, bank_holidays="calendar")
    ana = account({}, period={"start": "2027-05-03", "weeks": 1}, **scheme)
    assert (ana.bank_holidays, ana.below_statutory) == (6 * 450, 2 * 450)


# -- what cannot be --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("leave", "words"),
    [
        ({"schemes": SCHEMES}, "write which scheme is the usual one, such as scheme: afc, housing"),
        (
            {"schemes": SCHEMES, "scheme": "nhs"},
            "'nhs' is not listed; expected one of afc, housing",
        ),
        ({"schemes": {}}, "at least 1"),
        ({"schemes": {"x": {"days": {1: 27}}}}, "begin at 0"),
        ({"schemes": {"x": {"days": "many"}}}, "expected a number, or days by years of service"),
        ({"schemes": {"x": {"days": True}}}, "expected a number, or days by years of service"),
        ({"schemes": {"x": {"days": -1}}}, "from 0 to 366"),
        ({"schemes": {"x": {"days": 20, "bank_holidays": -1}}}, "from 0 to 366"),
        ({"schemes": {"x": {**AFC, "extra_a_year": 1}}}, "no room for extra_a_year"),
        ({"schemes": {"x": {"days": 26, "at_most": 30}}}, "which is not given"),
        ({"schemes": {"x": {**HOUSING, "at_most": 25}}}, r"at_most \(25\) is below days \(26\)"),
        ({"schemes": {"x": {"days": 26}}, "year_from": "02-29"}, "month-day such as 04-01"),
        ({"schemes": {"x": {"days": 26}}, "year_from": "2026-04-01"}, "month-day such as 04-01"),
        ({"schemes": {"x": {"days": 26}}, "year_from": 4}, "month-day such as 04-01"),
    ],
    ids=str,
)
def test_a_block_that_makes_no_sense_is_refused(leave: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Leave.model_validate(leave)


@pytest.mark.parametrize(
    ("facts", "blocks", "words"),
    [
        ({"contract": {"hours": 20, "leave": "nhs"}}, {}, "unknown leave scheme 'nhs'"),
        ({}, {"contracts": {"x": {"hours": 1, "leave": "nhs"}}}, "unknown leave scheme 'nhs'"),
        (
            {"contract": {"hours": 20, "leave": "afc"}},
            {"leave": None},
            "unknown leave scheme 'afc'; none is listed",
        ),
        (
            {},
            {"leave": {"schemes": {"afc": AFC}, "year_from": "joined"}},
            "the leave year of Ana runs from joining, so starts is needed",
        ),
        (
            {"starts": "2026-03-01", "service_from": "2026-03-02"},
            {},
            "service of Ana counts from 2026-03-02, after starting",
        ),
    ],
    ids=str,
)
def test_a_team_that_leave_does_not_fit_is_refused(
    facts: dict[str, Any], blocks: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValidationError, match=words):
        team_of(facts, **blocks)


def test_a_team_with_leave_survives_json() -> None:
    team = team_of({"service_from": "2020-02-01", "leave": {"carried": "7h30"}})
    assert Team.model_validate_json(team.model_dump_json(by_alias=True)) == team
    assert leave_accounts(team)[0].usual_day == Fraction(450)


def test_an_absence_listed_among_the_rules_is_one_as_any_other() -> None:
    """A week of leave in the period: 37.5 h credited, booked, and no date for a training day."""
    away = on_leave("2026-05-11..2026-05-17", kind="leave")
    training = {"name": "first aid", "dates": "2026-05-13", "time": "09:00-10:00"}
    for blocks in ({"absences": [away]}, {"rules": [{"rule": "absence", **away}]}):
        team = team_of({}, events=[training], **blocks)
        (ana,) = team.staff
        rota = Rota.of(team, [])
        assert leave_accounts(team)[0].booked == 2250
        assert contract_hours(team, rota, ana).credit == 2250
        assert attendance(team, rota)[0].able == ()
