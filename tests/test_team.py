"""A team says what it means: clock, contracts, selectors, credit, calendar, history and levels."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rotasolve.rules import Rule
from rotasolve.rules.event import code_of
from rotasolve.team.clock import clock, instant
from rotasolve.team.contract import Contract
from rotasolve.team.credit import absence_days, contracted_minutes, credited_minutes
from rotasolve.team.history import History
from rotasolve.team.level import resolve
from rotasolve.team.period import Calendar, Period
from rotasolve.team.selector import Which, Who
from rotasolve.team.shift import Shift
from rotasolve.team.staff import Staff
from rotasolve.team.team import Team

MONDAY = date(2026, 3, 2)
ONE_DAY = timedelta(1)
HOUR = 60


def team_of(*staff: dict[str, Any], weeks: int = 4, **blocks: Any) -> Team:
    """A team with two shifts, from Monday 2 March 2026."""
    stated = {
        "version": 1,
        "team": "Ward",
        "period": {"start": MONDAY, "weeks": weeks},
        "shifts": {"E": "07:00-15:00", "N": {"time": "21:00-07:00", "tags": "night"}},
        "staff": [{"name": "Ana", "contract": {"hours": 37.5}, **each} for each in staff or [{}]],
    }
    return Team.model_validate({**stated, **blocks})


def days(first: int, last: int) -> list[date]:
    """The dates from ``first`` to ``last``, counted from 0 on the first day of the period."""
    return [MONDAY + n * ONE_DAY for n in range(first, last + 1)]


# -- the clock -------------------------------------------------------------------------------------


def test_instants_are_minutes_of_true_time() -> None:
    # 2026-03-02 is day 20514 since 1970-01-01 (56 x 365 + 14 leap days + 31 + 28 + 1), and UK
    # clocks show UTC in winter.
    assert instant(MONDAY, 0) == 20514 * 1440
    assert instant(MONDAY, 485) == 20514 * 1440 + 485
    # In summer they are an hour ahead: midnight is 23:00 UTC of the day before.
    midsummer = date(2026, 6, 24)
    assert instant(midsummer, 0) == (20514 + 114) * 1440 - HOUR


def test_minutes_beyond_a_day_belong_to_the_days_around_it() -> None:
    assert instant(MONDAY, 1440 + 420) == instant(MONDAY + ONE_DAY, 420)
    assert instant(MONDAY, -60) == instant(MONDAY - ONE_DAY, 1380)


def test_clock_change_days_have_their_true_length() -> None:
    forward, back = date(2026, 3, 29), date(2026, 10, 25)
    assert instant(forward + ONE_DAY, 0) - instant(forward, 0) == 23 * HOUR
    assert instant(back + ONE_DAY, 0) - instant(back, 0) == 25 * HOUR
    assert instant(back, 0) - instant(back - ONE_DAY, 0) == 24 * HOUR


def test_a_time_that_clocks_skip_is_the_first_one_after_the_gap() -> None:
    forward = date(2026, 3, 29)
    # Clocks go from 00:59 to 02:00, an hour after midnight.
    skipped = [instant(forward, minute) for minute in (60, 75, 90, 119, 120)]
    assert skipped == [instant(forward, 0) + HOUR] * 5
    assert f"{clock(instant(forward, 90)):%H:%M}" == "02:00"
    assert instant(forward, 135) == instant(forward, 0) + 75


def test_a_time_that_clocks_show_twice_is_the_first() -> None:
    back = date(2026, 10, 25)
    assert instant(back, 90) == instant(back, 0) + 90
    assert instant(back, 150) == instant(back, 0) + 150 + HOUR


@given(st.integers(0, 365 * 40), st.integers(0, 1439))
def test_the_clock_shows_what_was_asked_for(n: int, minute: int) -> None:
    day = date(2000, 1, 1) + n * ONE_DAY
    asked = datetime(day.year, day.month, day.day, minute // 60, minute % 60)
    shown = clock(instant(day, minute)).replace(tzinfo=None)
    # Clocks skip 01:00-01:59 on the last Sunday of March.
    if day.month == 3 and day.weekday() == 6 and day.day >= 25 and minute // 60 == 1:
        asked = asked.replace(hour=2, minute=0)
    assert shown == asked


# -- shifts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "contract", "paid", "working_time"),
    [
        ({}, 450, 450, 450),  # 08:00-16:00 less half an hour
        ({"kind": "sleep_in"}, 0, 0, 480),
        ({"kind": "on_call"}, 0, 0, 0),
        ({"counts": {"paid": 8}}, 450, 480, 450),
        ({"kind": "sleep_in", "counts": {"contract": "4h", "working_time": 0}}, 240, 0, 0),
    ],
)
def test_a_shift_counts_by_its_kind_unless_it_says_otherwise(
    facts: dict[str, Any], contract: int, paid: int, working_time: int
) -> None:
    shift = Shift.model_validate({"code": "X", "time": "08:00-16:00", "break": "30m", **facts})
    assert shift.minutes("contract", MONDAY) == contract
    assert shift.minutes("paid", MONDAY) == paid
    assert shift.minutes("working_time", MONDAY) == working_time


def test_a_night_has_its_true_length() -> None:
    shift = Shift.model_validate({"code": "N", "time": "21:00-07:00", "break": "1h"})
    assert shift.minutes("paid", date(2026, 3, 27)) == 9 * HOUR
    assert shift.minutes("paid", date(2026, 3, 28)) == 8 * HOUR  # clocks go forward
    assert shift.minutes("paid", date(2026, 10, 24)) == 10 * HOUR  # clocks go back


@pytest.mark.parametrize(
    ("facts", "minutes"),
    [
        ({"time": "01:30-02:15"}, 15),  # from 02:00, the first time after 01:30
        ({"time": "00:30-01:30"}, 30),  # to 01:00, which is 02:00
        ({"time": "01:15-01:45"}, 0),  # not there at all
        ({"time": "01:30-02:15", "break": "20m"}, 0),  # 15 minutes less 20
        ({"time": "01:30-02:15", "kind": "sleep_in"}, 15),
    ],
)
def test_a_shift_in_the_hour_that_clocks_skip_is_never_of_negative_length(
    facts: dict[str, Any], minutes: int
) -> None:
    shift = Shift.model_validate({"code": "X", **facts})
    assert shift.minutes("working_time", date(2026, 3, 29)) == minutes
    assert shift.end(date(2026, 3, 29)) >= shift.start(date(2026, 3, 29))


def test_a_break_is_shorter_than_its_shift() -> None:
    with pytest.raises(ValueError, match="as long as the shift"):
        Shift.model_validate({"code": "X", "time": "08:00-16:00", "break": "8h"})


@pytest.mark.parametrize("code", ["E L", "E+", "E,L", "\tE", "E\n", "\x1b[1m", "E\u200b", "\xa0"])
def test_a_code_is_one_word_that_rows_can_join_with_plus(code: str) -> None:
    with pytest.raises(ValueError, match="is not a code; expected one word such as LD"):
        Shift.model_validate({"code": code, "time": "08:00-16:00"})


@pytest.mark.parametrize("code", ["E", "Off-site", "L/N", "Ö1", "早", "="])
def test_a_code_may_be_any_other_word(code: str) -> None:
    assert Shift.model_validate({"code": code, "time": "08:00-16:00"}).label == code


# -- contracts -------------------------------------------------------------------------------------


def test_a_contract_has_hours_or_a_share_of_the_full_week() -> None:
    assert Contract.model_validate({"hours": 30}).weekly_minutes(2250) == 1800
    assert Contract.model_validate({"hours": 0}).weekly_minutes(2250) == 0
    assert Contract.model_validate({"fte": 0.8}).weekly_minutes(2250) == 1800
    assert Contract.model_validate({"fte": 0}).weekly_minutes(2250) == 0
    # exactly 967.5, although 0.43 is no number of binary digits
    assert Contract.model_validate({"fte": 0.43}).weekly_minutes(2250) == Fraction(1935, 2)
    # 7 days of 365 of 1950 h x 60 = 117000 minutes
    assert Contract.model_validate({"annual_hours": 1950}).weekly_minutes(2250) == Fraction(
        7 * 117_000, 365
    )


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, "hours a week, its fte or its annual_hours"),
        ({"hours": 30, "fte": 0.8}, "hours a week, its fte or its annual_hours"),
        ({"hours": 30, "annual_hours": 1560}, "hours a week, its fte or its annual_hours"),
        ({"annual_hours": 8761}, "8761h are more hours than a year has"),
        ({"annual_hours": 1000, "term": "2026-04-13..24"}, "with term, give hours a week"),
        ({"hours": 30, "bank_holidays": "paid"}, "'credit' or 'none'"),
        ({"hours": 30, "from": "2026-03-08", "to": "2026-03-02"}, "ends .* before it starts"),
        ({"hours": 375}, "375h are more hours than a week has"),
        ({"hours": 30, "days_a_week": 0}, "greater than 0"),
        ({"hours": 30, "weeks": 4}, "Extra inputs"),
    ],
)
def test_an_impossible_contract_is_refused(facts: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Contract.model_validate(facts)


def test_a_contract_holds_from_its_first_to_its_last_date() -> None:
    contract = Contract.model_validate({"hours": 30, "from": "2026-03-02", "to": "2026-03-08"})
    held = [contract.holds(day) for day in days(-1, 7)]
    assert held == [False, *[True] * 7, False]
    assert Contract.model_validate({"hours": 30}).holds(MONDAY)


def test_a_contract_holds_in_its_term_alone() -> None:
    term = {"term": ["2026-03-03..04", "2026-03-07"], "from": "2026-03-04"}
    contract = Contract.model_validate({"hours": 30, **term})
    assert [contract.holds(day) for day in days(0, 6)] == [
        *[False] * 2,
        True,
        *[False] * 2,
        True,
        False,
    ]


def test_nobody_is_in_the_team_outside_their_term() -> None:
    team = team_of({"contract": {"hours": 30, "term": "2026-03-02..03"}})
    (ana,) = team.staff
    assert [team.employed(ana, day) for day in days(0, 2)] == [True, True, False]


def test_the_contract_of_a_date_is_the_first_that_holds_while_somebody_is_there() -> None:
    team = team_of(
        {
            "contract": ["full", {"hours": 20, "from": "2026-03-07"}],
            "starts": "2026-03-03",
            "leaves": "2026-03-10",
        },
        contracts={"full": {"hours": 37.5, "to": "2026-03-06"}},
    )
    (ana,) = team.staff
    contracts = [team.contract_on(ana, day) for day in days(0, 9)]
    weekly = [contract and contract.hours for contract in contracts]
    # Mon not there; Tue-Fri full; from Sat 20 h; gone after Tue 10 Mar
    assert weekly == [None, 2250, 2250, 2250, 2250, 1200, 1200, 1200, 1200, None]


def test_a_number_alone_is_no_contract_of_a_staff_member_but_may_be_a_named_one() -> None:
    with pytest.raises(ValueError, match=r"write contract: \{hours: 30\}"):
        team_of({"contract": 30})
    team = team_of({"contract": "part"}, contracts={"part": 20})
    assert team.contracts["part"].hours == 1200
    assert team.contracts["part"].name == "part"


def test_nobody_leaves_before_starting() -> None:
    with pytest.raises(ValueError, match=r"Ana leaves \(2026-03-01\) before starting"):
        team_of({"starts": "2026-03-02", "leaves": "2026-03-01"})


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (" Ana", "begins or ends with a blank"),
        ("Ana\n", "begins or ends with a blank"),
        ("Ana\nBo", "a line break or a control character"),
        ("Ana\x1b[2J", "a line break or a control character"),
        ("Ana\u2029Bo", "a line break or a control character"),
    ],
)
def test_a_name_is_plain_text_of_one_line(name: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        team_of({"name": name})


# -- selectors -------------------------------------------------------------------------------------

PEOPLE = [
    Staff.model_validate(
        {
            "name": "Ana",
            "role": "nurse",
            "grade": "Band 6",
            "skills": ["registered", "driver"],
            "contract": "full",
        }
    ),
    Staff.model_validate(
        {
            "name": "Bo",
            "role": "nurse",
            "grade": "Band 5",
            "skills": "registered",
            "contract": ["full", {"name": "part", "hours": 20}],
        }
    ),
    Staff.model_validate({"name": "Cy", "role": "assistant", "contract": {"hours": 20}}),
    Staff.model_validate({"name": "nurse", "skills": ["Ana"], "contract": "part"}),
]


@pytest.mark.parametrize(
    ("who", "names"),
    [
        ("all", ["Ana", "Bo", "Cy", "nurse"]),
        ("Bo", ["Bo"]),
        ("driver", ["Ana"]),
        ("full", ["Ana", "Bo"]),
        ("Band 5", ["Bo"]),
        # A plain word is anything that it can name: a person, or a role; a person, or a skill.
        ("nurse", ["Ana", "Bo", "nurse"]),
        ("Ana", ["Ana", "nurse"]),
        ("nobody", []),
        ({"name": "nurse"}, ["nurse"]),
        ({"role": "nurse"}, ["Ana", "Bo"]),
        ({"skill": "Ana"}, ["nurse"]),
        ({"contract": "part"}, ["Bo", "nurse"]),
        ({"grade": ["Band 5", "Band 6"]}, ["Ana", "Bo"]),
        # A list means any of its entries, of whatever sort.
        (["Bo", "Cy"], ["Bo", "Cy"]),
        (["driver", {"role": "assistant"}], ["Ana", "Cy"]),
        ({"any": ["driver", {"role": "assistant"}]}, ["Ana", "Cy"]),
        # The keys of one mapping must all hold.
        ({"role": "nurse", "skill": "driver"}, ["Ana"]),
        ({"skill": "registered", "and": {"contract": "part"}}, ["Bo"]),
        # not takes away.
        ({"not": "registered"}, ["Cy", "nurse"]),
        ({"skill": "registered", "not": "Ana"}, ["Bo"]),
        ({"not": ["Ana", "Cy"]}, ["Bo"]),
        ({"not": {"not": "Cy"}}, ["Cy"]),
        ({"not": "all"}, []),
    ],
)
def test_staff_are_selected_by_word_or_key(who: Any, names: list[str]) -> None:
    selector = Who.model_validate(who)
    assert [staff.name for staff in PEOPLE if selector.match(staff)] == names


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("all", "everybody"),
        ("registered", "registered"),
        ({"skill": "registered"}, "registered"),
        (["Ana", "Bo"], "Ana or Bo"),
        ({"not": "bank"}, "not bank"),
        ({"not": ["Ana", "Bo"]}, "not (Ana or Bo)"),
        ({"not": {"role": "nurse", "skill": "driver"}}, "not (driver and nurse)"),
        ({"not": "all"}, "nobody"),
        ({"word": "all", "not": "Ana"}, "not Ana"),
        ({"skill": "registered", "not": "driver"}, "registered and not driver"),
        ({"skill": ["registered", "nvq3"], "not": "Bo"}, "(registered or nvq3) and not Bo"),
        ({"skill": "registered", "and": {"skill": "driver"}}, "registered and driver"),
        ({"skill": "registered", "and": ["Ana", "Bo"]}, "registered and (Ana or Bo)"),
        (["driver", {"role": "nurse", "grade": "Band 5"}], "driver or (nurse and Band 5)"),
        ({"any": ["driver", "Ana"], "not": "Bo"}, "(driver or Ana) and not Bo"),
    ],
)
def test_those_who_are_selected_are_spelled_in_words(who: Any, words: str) -> None:
    assert str(Who.model_validate(who)) == words


SHIFTS = [
    Shift.model_validate({"code": "E", "time": "07:00-15:00", "tags": ["day", "short"]}),
    Shift.model_validate({"code": "D", "time": "08:00-20:00", "tags": "day"}),
    Shift.model_validate({"code": "S", "time": "22:00-07:00", "kind": "sleep_in"}),
    Shift.model_validate({"code": "day", "time": "09:00-17:00"}),
]


@pytest.mark.parametrize(
    ("which", "codes"),
    [
        ("all", ["E", "D", "S", "day"]),
        ("E", ["E"]),
        ("day", ["E", "D", "day"]),
        ("work", ["E", "D", "day"]),
        ({"code": "day"}, ["day"]),
        ({"tag": "day"}, ["E", "D"]),
        ({"kind": "sleep_in"}, ["S"]),
        ({"kind": ["sleep_in", "on_call"]}, ["S"]),
        (["S", "short"], ["E", "S"]),
        (["S", {"tag": "day", "not": "short"}], ["D", "S"]),
        ({"tag": "day", "not": "short"}, ["D"]),
        ({"not": {"kind": "work"}}, ["S"]),
    ],
)
def test_shifts_are_selected_by_word_or_key(which: Any, codes: list[str]) -> None:
    selector = Which.model_validate(which)
    assert [shift.code for shift in SHIFTS if selector.match(shift)] == codes


@pytest.mark.parametrize("empty", [[], {}, {"not": None}, {"any": []}])
@pytest.mark.parametrize(("selector", "nothing"), [(Who, "nobody"), (Which, "no shift")])
def test_a_selector_that_says_nothing_is_refused(selector: Any, nothing: str, empty: Any) -> None:
    """It would select everybody, which an empty list does not mean."""
    with pytest.raises(ValueError, match=f"selects {nothing}; name some, or write 'all'"):
        selector.model_validate(empty)


def test_an_unknown_key_of_a_selector_is_refused() -> None:
    with pytest.raises(ValueError, match="Extra inputs"):
        Who.model_validate({"skils": "driver"})


def test_a_selector_mentions_every_word_to_be_known() -> None:
    who = Who.model_validate(["Ana", {"skill": "driver", "not": "all"}, {"and": "Bo"}])
    assert sorted(who.mentions()) == [("skill", "driver"), ("word", "Ana"), ("word", "Bo")]
    which = Which.model_validate({"tag": "day", "not": ["E", {"kind": "work"}]})
    assert sorted(which.mentions()) == [("kind", "work"), ("tag", "day"), ("word", "E")]


def test_the_team_gives_those_selected_in_the_order_of_the_file() -> None:
    people = [{"name": "Bo", "skills": "driver"}, {"name": "Ana", "skills": "driver"}]
    team = team_of(*people, {"name": "Cy"}, skills=["driver"])
    driver = Who.model_validate("driver")
    assert [staff.name for staff in team.staff_of(driver)] == ["Bo", "Ana"]
    assert team.staff_of(driver) is team.staff_of(driver)
    assert [shift.code for shift in team.shifts_of(Which.model_validate(["night", "E"]))] == [
        "E",
        "N",
    ]


# -- contracted hours and credit -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "first", "last", "minutes"),
    [
        ({}, 0, 6, 2250),
        ({}, 0, 27, 9000),
        ({}, 0, 0, 321),  # 2250 / 7 = 321.43
        ({}, 0, 1, 643),  # 642.86
        ({"contract": {"fte": 0.6}}, 0, 6, 1350),
        ({"contract": {"hours": "3h30"}}, 0, 0, 30),
        ({"contract": {"hours": "3m"}}, 0, 0, 0),  # 0.43
        ({"contract": {"hours": "4m"}}, 0, 0, 1),  # 0.57
        ({"starts": "2026-03-05"}, 0, 6, 1286),  # 4/7 of 2250 = 1285.71
        ({"leaves": "2026-03-04"}, 0, 27, 964),  # 3/7 of 2250 = 964.29
        # 3 days of 30 h and 4 of 20 h: (3 x 1800 + 4 x 1200) / 7 = 1457.14
        (
            {"contract": [{"hours": 30, "to": "2026-03-04"}, {"hours": 20, "from": "2026-03-05"}]},
            *(0, 6, 1457),
        ),
        ({"contract": {"hours": 30, "accounts": ["paid"]}}, 0, 6, 0),
        ({"contract": {"hours": 30, "to": "2026-03-01"}}, 0, 6, 0),
    ],
)
def test_a_day_in_the_team_is_a_seventh_of_the_week(
    facts: dict[str, Any], first: int, last: int, minutes: int
) -> None:
    team = team_of(facts)
    assert contracted_minutes(team, team.staff[0], days(first, last)) == minutes


def test_the_full_week_is_the_team_s() -> None:
    team = team_of({"contract": {"fte": 0.5}}, team={"name": "Ward", "full_week": 36})
    assert contracted_minutes(team, team.staff[0], days(0, 6)) == 18 * HOUR


ONE_DAY_OFF = {"dates": "2026-03-04"}
BANK = {"bank_holidays": "credit"}
LONG_DAYS = {"hours": 40.25, "days_a_week": 3.5}
A_WEEK_OFF = {"dates": "2026-03-02..08"}


@pytest.mark.parametrize(
    ("facts", "absence", "minutes"),
    [
        ({}, ONE_DAY_OFF, 450),  # 37.5 / 5
        ({}, {"dates": "2026-03-07"}, 450),  # a Saturday too
        ({}, A_WEEK_OFF, 2250),  # 7 x 7.5 would be 52.5: no more than the week
        ({}, {"dates": "2026-03-02..06"}, 2250),
        ({}, {"dates": "2026-03-02..29"}, 9000),
        ({}, {"dates": "2026-03-02..08", "days": "Mon, Tue"}, 900),
        ({"contract": {"hours": 30, "days_a_week": 3}}, ONE_DAY_OFF, 600),
        ({"contract": {"fte": 0.6}}, ONE_DAY_OFF, 270),  # 22.5 / 5
        ({"contract": {"hours": 20.5}}, ONE_DAY_OFF, 246),
        ({"contract": {"hours": 37, "days_a_week": 4.5}}, ONE_DAY_OFF, 493),  # 493.33
        ({}, {"dates": "2026-03-04", "hours": 12}, 720),
        ({}, {"dates": "2026-03-04", "hours": 0}, 0),
        ({}, {"dates": "2026-03-02..08", "hours": 12}, 5040),  # 7 x 12 h, as stated
        # Four days of 11.5 h in one week and three in the next, 40.25 h a week: 46 h as stated;
        # where nothing is stated the usual day is 11.5 h too, and a week is full with 40.25 h.
        ({"contract": LONG_DAYS}, {"dates": "2026-03-02..05", "hours": 11.5}, 2760),
        ({"contract": LONG_DAYS}, {"dates": "2026-03-02..05"}, 2415),
        # 36 h in one week and none in the next.
        (
            {"contract": {"hours": 18, "days_a_week": 2}},
            {"dates": "2026-03-02..05", "hours": 9},
            2160,
        ),
        ({}, {**ONE_DAY_OFF, "credited": False}, 0),
        ({}, {**ONE_DAY_OFF, "who": "Bo"}, 0),
        ({"contract": {"hours": 30, "accounts": ["paid"]}}, A_WEEK_OFF, 0),
        # Days outside the period, and before somebody starts, count nothing.
        ({}, {"dates": "2026-02-23..2026-03-02"}, 450),
        ({"starts": "2026-03-04"}, {"dates": "2026-03-02..04"}, 450),
        # From Thu: no more than 4/7 of 2250 = 1285.71, although four days are 30 h.
        ({"starts": "2026-03-05"}, A_WEEK_OFF, 1286),
        # Mon-Wed of 40 h and Thu-Sun of 10 h: (3 x 2400 + 4 x 600) / 7 = 1371.43 is less than
        # 3 x 480 alone.
        (
            {"contract": [{"hours": 40, "to": "2026-03-04"}, {"hours": 10, "from": "2026-03-05"}]},
            *(A_WEEK_OFF, 1371),
        ),
    ],
)
def test_absence_counts_as_the_hours_of_its_days(
    facts: dict[str, Any], absence: dict[str, Any], minutes: int
) -> None:
    team = team_of(facts, {"name": "Bo"}, absences=[{"who": "Ana", **absence}])
    assert credited_minutes(team, team.staff[0], team.period.dates) == minutes


@pytest.mark.parametrize(
    ("facts", "absence", "minutes"),
    [
        # Wed 4 Mar and Thu 12 Mar are the bank holidays.
        ({}, None, 900),  # 2 x 37.5 / 5
        ({"contract": {"hours": 22.5, "days_a_week": 3, **BANK}}, None, 540),  # 2 x 4.5
        ({"contract": {"hours": 37.5}}, None, 0),
        ({"contract": {"hours": 37.5, "accounts": ["paid"], **BANK}}, None, 0),
        ({"starts": "2026-03-05"}, None, 450),
        ({"leaves": "2026-03-11"}, None, 450),
        ({"contract": {"hours": 37.5, "term": "2026-03-02..08", **BANK}}, None, 450),
        # 22.5 h of the week of leave, bank holiday and all, and 4.5 of the other
        ({"contract": {"hours": 22.5, "days_a_week": 3, **BANK}}, A_WEEK_OFF, 1620),
        # leave on the bank holiday: 22.5 / 3 = 7.5 once, and 4.5 of the other
        ({"contract": {"hours": 22.5, "days_a_week": 3, **BANK}}, ONE_DAY_OFF, 720),
        # leave of another day: 7.5 besides
        (
            {"contract": {"hours": 22.5, "days_a_week": 3, **BANK}},
            {"dates": "2026-03-03"},
            990,
        ),
        ({"contract": {"annual_hours": 1825, **BANK}}, None, 840),  # 2 x 35 / 5
        ({"contract": {"hours": "20m", **BANK}}, None, 8),
        ({"contract": {"hours": "21m", **BANK}}, None, 8),  # 2 x 4.2
        ({"contract": {"hours": "22m", **BANK}}, {"dates": "2026-03-04", "hours": "4m"}, 9),  # 8.8
    ],
)
def test_bank_holidays_count_a_fifth_of_the_week_where_they_are_credited(
    facts: dict[str, Any], absence: dict[str, Any] | None, minutes: int
) -> None:
    team = team_of(
        {"contract": {"hours": 37.5, **BANK}, **facts},
        calendar={"extra": ["2026-03-04", "2026-03-12"]},
        absences=[{"who": "Ana", **absence}] if absence else [],
    )
    assert credited_minutes(team, team.staff[0], team.period.dates) == minutes


def test_a_balance_is_of_somebody_on_the_team() -> None:
    team = team_of(history={"balances": {"Ana": {"hours": "-7h30"}}})
    assert team.history.carried_minutes("Ana") == -450
    assert team.history.carried_minutes("Bo") == 0
    left = team_of(history={"balances": {"Bo": {"hours": 1}}})  # Bo has left
    assert left.history.balances == {}


def test_a_week_is_filled_in_order_whatever_days_are_asked_for() -> None:
    team = team_of(absences=[{"who": "Ana", **A_WEEK_OFF}])
    (ana,) = team.staff
    # Mon to Fri fill the 37.5 h; Sat and Sun have none left.
    assert [credited_minutes(team, ana, [day]) for day in days(0, 6)] == [450] * 5 + [0, 0]
    assert credited_minutes(team, ana, days(3, 6)) == 900
    assert credited_minutes(team, ana, days(7, 13)) == 0


def test_each_week_of_the_rota_is_filled_by_itself() -> None:
    # Fri 6 to Tue 10 Mar: 3 and 2 days of 7.5 h
    team = team_of(absences=[{"who": "Ana", "dates": "2026-03-06..10"}])
    (ana,) = team.staff
    assert credited_minutes(team, ana, days(0, 6)) == 1350
    assert credited_minutes(team, ana, days(7, 13)) == 900


def test_where_absences_overlap_the_first_counts() -> None:
    team = team_of(
        absences=[
            {"who": "Ana", "dates": "2026-03-03", "hours": 8, "kind": "study"},
            {"who": "all", "dates": "2026-03-03..04"},
        ]
    )
    (ana,) = team.staff
    assert absence_days(team, ana) == {days(1, 1)[0]: 480, days(2, 2)[0]: None}
    assert credited_minutes(team, ana, team.period.dates) == 480 + 450


def test_stated_hours_come_first_and_usual_days_fill_what_the_week_has_left() -> None:
    # Of 37.5 h, Sat and Sun state 12 h each: 13.5 h are left, Mon 7.5 h and Tue 6 h.
    team = team_of(
        absences=[
            {"who": "Ana", "dates": "2026-03-07..08", "hours": 12},
            {"who": "Ana", **A_WEEK_OFF},
        ]
    )
    (ana,) = team.staff
    counted = [credited_minutes(team, ana, [day]) for day in days(0, 6)]
    assert counted == [450, 360, 0, 0, 0, 720, 720]
    # Four days of 12 h are more than the week has; the others count nothing.
    heavy = team_of(
        absences=[
            {"who": "Ana", "dates": "2026-03-02..05", "hours": 12},
            {"who": "Ana", **A_WEEK_OFF},
        ]
    )
    assert credited_minutes(heavy, heavy.staff[0], days(0, 6)) == 4 * 720


SICK = {"who": "Ana", "kind": "sickness"}
ROSTERED = [
    {"staff": "Ana", "date": f"2026-03-{day:02}", "shift": "LD"} for day in (2, 3, 4, 5, 16)
]


@pytest.mark.parametrize(
    ("absence", "minutes"),
    [
        # LD is 11.5 h. Mon to Thu were rostered: 46 h; Fri to Sun were days off.
        (A_WEEK_OFF, 2760),
        ({"dates": "2026-03-03"}, 690),
        ({"dates": "2026-03-06..08"}, 0),
        # What is stated counts as stated, whatever was rostered; unpaid is unpaid.
        ({"dates": "2026-03-05..06", "hours": 4}, 480),
        ({**A_WEEK_OFF, "credited": False}, 0),
        # In the second week nothing is published for Ana, who was away then: 37.5 h.
        ({"dates": "2026-03-09..15"}, 2250),
        # The third week: LD on Mon, and Tue to Thu off. Fri is published no more: 7.5 h.
        ({"dates": "2026-03-16..20"}, 690 + 450),
        # Leave is no sickness: it was known when the rota was made.
        ({**A_WEEK_OFF, "kind": "leave"}, 2250),
    ],
)
def test_sickness_counts_what_was_rostered(absence: dict[str, Any], minutes: int) -> None:
    team = team_of(
        shifts={"LD": {"time": "07:30-20:00", "break": "1h"}},
        published={"to": "2026-03-19", "duties": ROSTERED},
        absences=[{**SICK, **absence}],
    )
    assert credited_minutes(team, team.staff[0], team.period.dates) == minutes


def test_a_rostered_shift_that_is_no_more_counts_as_a_usual_day() -> None:
    gone = {"staff": "Ana", "date": "2026-03-02", "shift": "OLD"}
    team = team_of(published={"duties": [gone]}, absences=[{**SICK, "dates": "2026-03-02"}])
    assert credited_minutes(team, team.staff[0], team.period.dates) == 450


# -- period and calendar ---------------------------------------------------------------------------


def test_a_period_is_whole_weeks_from_any_day() -> None:
    period = Period.model_validate({"start": "2026-03-04", "weeks": 2})
    assert period.days == len(period.dates) == 14
    assert period.dates[0] == period.start == date(2026, 3, 4)
    assert period.dates[-1] == period.end == date(2026, 3, 17)
    assert period.start in period
    assert period.end in period
    assert period.start - ONE_DAY not in period
    assert period.end + ONE_DAY not in period


@pytest.mark.parametrize(
    "facts",
    [
        {"start": "2026-03-02", "weeks": 0},
        {"start": "2026-03-02", "weeks": 105},
        {"start": "0206-03-02", "weeks": 4},
        {"start": "2026-03-32", "weeks": 4},
    ],
)
def test_an_impossible_period_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="1 validation error"):
        Period.model_validate(facts)


@pytest.mark.parametrize(
    ("region", "day", "holiday"),
    [
        ("England", date(2026, 4, 3), True),  # Good Friday
        ("England", date(2026, 4, 6), True),  # Easter Monday
        ("Scotland", date(2026, 4, 6), False),
        ("Scotland", date(2026, 1, 2), True),
        ("England", date(2026, 1, 2), False),
        ("Northern Ireland", date(2026, 3, 17), True),  # St Patrick's Day
        ("Wales", date(2026, 3, 17), False),
        ("England & Wales", date(2026, 8, 31), True),
        ("Scotland", date(2026, 8, 31), False),
        ("Wales", date(2026, 12, 28), True),  # in place of Saturday 26 December
        (None, date(2026, 12, 25), False),
        ("England", MONDAY, False),
    ],
)
def test_bank_holidays_are_those_of_the_region(
    region: str | None, day: date, holiday: bool
) -> None:
    calendar = Calendar.model_validate({"region": region})
    assert (calendar.bank_holiday(day) is not None) is holiday


def test_extra_bank_holidays_may_have_names() -> None:
    named = Calendar.model_validate({"extra": {"2026-03-02": "Founder's day", "2026-03-03": ""}})
    assert named.bank_holiday(MONDAY) == "Founder's day"
    assert named.bank_holiday(MONDAY + ONE_DAY) is not None
    assert named.bank_holiday(date(2026, 12, 25)) == "Christmas Day"
    for stated in (["2026-03-02"], "2026-03-02", [MONDAY]):
        plain = Calendar.model_validate({"extra": stated})
        assert plain.bank_holiday(MONDAY) == "extra bank holiday"
        assert plain.bank_holiday(MONDAY + ONE_DAY) is None


@pytest.mark.parametrize("extra", [5, [5], [{"2026-03-02": "Founder's day"}], ["someday"]])
def test_extra_bank_holidays_without_dates_are_refused(extra: Any) -> None:
    with pytest.raises(ValueError, match="validation error"):
        Calendar.model_validate({"extra": extra})


def test_days_and_dates_limit_together() -> None:
    team = team_of(calendar={"extra": ["2026-03-02"]})
    rule = Rule.registry["count"].model_validate(
        {"at_most": 5, "days": "Mon, Sun except bank holidays", "dates": "2026-03-02..09"}
    )
    # Mon 2 is a bank holiday; Sun 8 and Mon 9 are left.
    assert team.dates_of(rule) == (date(2026, 3, 8), date(2026, 3, 9))
    assert team.matches(MONDAY, None, None)
    assert not team.matches(MONDAY, rule.days, None)
    assert team.matches(MONDAY, None, rule.dates)


# -- history ---------------------------------------------------------------------------------------

PAST = {"staff": "Ana", "date": "2026-02-28", "shift": "E"}


def test_a_history_is_files_or_duties() -> None:
    assert History.model_validate("february.csv").files == ("february.csv",)
    assert History.model_validate(["january.csv", "february.csv"]).files[1] == "february.csv"
    assert History.model_validate([PAST]).duties[0].date == date(2026, 2, 28)
    assert History.model_validate({"files": "february.csv", "duties": [PAST]}).files


def test_a_duty_told_twice_was_worked_once() -> None:
    later = {**PAST, "date": "2026-03-01"}
    history = History.model_validate([PAST, later, PAST, {**PAST, "shift": "N"}])
    assert [(duty.date.day, duty.shift) for duty in history.duties] == [
        (28, "E"),
        (1, "E"),
        (28, "N"),
    ]


@pytest.mark.parametrize(
    ("history", "known_from"),
    [
        ({}, MONDAY),
        ([PAST], date(2026, 2, 28)),
        ([PAST, {**PAST, "date": "2026-02-20"}], date(2026, 2, 20)),
        ({"from": "2026-02-02", "duties": [PAST]}, date(2026, 2, 2)),
        ({"from": "2026-02-02"}, date(2026, 2, 2)),
    ],
)
def test_days_are_known_from_the_start_of_the_history(history: Any, known_from: date) -> None:
    assert team_of(history=history).known_from == known_from


# -- levels and rules ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "soft_levels", "meant"),
    [
        ("must", ("safety", "contract", "fairness", "wish"), "must"),
        ("fairness", ("safety", "contract", "fairness", "wish"), "fairness"),
        ("safety", ("wish", "safety"), "safety"),  # a name that the team has, wherever it ranks
        ("safety", ("patients", "staff"), "patients"),  # else the same rank
        ("contract", ("patients", "staff"), "staff"),
        ("wish", ("patients", "staff"), "staff"),  # else the last
        ("must", ("patients",), "must"),
    ],
)
def test_a_default_level_stands_for_one_of_the_team(
    level: str, soft_levels: tuple[str, ...], meant: str
) -> None:
    assert resolve(level, soft_levels) == meant


def test_a_team_may_name_its_levels() -> None:
    assert team_of().levels == ("safety", "contract", "fairness", "wish", "spare")
    assert team_of(levels=["must", "patients", "staff"]).levels == ("patients", "staff", "spare")
    assert team_of(levels=["spare", "staff"]).levels == ("spare", "staff")
    written = team_of(levels=["patients", "staff"]).to_dict()
    assert Team.from_dict(written).levels == ("patients", "staff", "spare")
    without = team_of(levels=["patients", "staff"]).with_parts(
        rules=({"rule": "surplus", "weight": 0},)
    )
    assert without.levels == ("patients", "staff")
    for wrong in ([], ["must"], ["staff", "must"], ["staff", "staff"]):
        with pytest.raises(ValueError, match="highest first"):
            team_of(levels=wrong)


def test_a_rule_has_its_own_level_or_its_default() -> None:
    team = team_of(
        levels=["patients", "staff"],
        rules=[
            {"rule": "rest"},
            {"rule": "contract_hours"},
            {"rule": "rest", "level": "patients"},
            {"rule": "rest", "level": "must"},
        ],
    )
    levels = [team.level_of(rule) for rule in team.rules]
    assert levels == ["must", "staff", "patients", "must"]


def test_no_overlap_is_always_in_force_and_may_be_restated() -> None:
    def overlaps(team: Team) -> list[Rule]:
        return [rule for rule in team.all_rules if rule.rule == "overlap"]

    assert len(overlaps(team_of())) == 1
    team = team_of(rules=[{"rule": "overlap", "shifts_a_day": 2}])
    assert overlaps(team) == [team.rules[0]]


def test_rules_are_those_of_every_block() -> None:
    team = team_of(
        rules=[{"rule": "rest"}],
        cover=[{"shift": "E", "min": 1}, {"clock": "08:00-20:00", "min": 1}],
        absences=[{"who": "Ana", "dates": "2026-03-04"}],
        requests=[{"who": "Ana", "dates": "2026-03-05", "want": "off"}],
        fixed=[{"who": "Ana", "dates": "2026-03-06", "shift": "E"}],
    )
    stated = ["rest", "cover", "clock_cover", "absence", "request", "fixed"]
    assert [rule.rule for rule in team.all_rules][-6:] == stated


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(ValueError, match="rests"):
        team_of(rules=[{"rule": "rests"}])


# -- shifts that rules add ------------------------------------------------------------------------

MEETING = {"name": "team meeting", "days": "Wed", "time": "14:30-16:00"}


def test_an_event_adds_a_shift_whichever_block_states_it() -> None:
    for blocks in ({"events": [MEETING]}, {"rules": [{"rule": "event", **MEETING}]}):
        assert list(team_of(**blocks).shifts) == ["E", "N", "TM"]
    assert list(team_of(events=[{**MEETING, "bring_in": False}]).shifts) == ["E", "N"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("team meeting", "TM"),
        ("Fire-safety training, part 2", "FSTP2"),
        ("Council", "COUN"),
        ("a", "A"),
        ("?!", ""),
    ],
)
def test_the_code_of_an_event_is_made_from_its_name(name: str, code: str) -> None:
    assert code_of(name) == code


def test_two_events_cannot_share_a_code() -> None:
    other = {**MEETING, "name": "trust meeting"}
    with pytest.raises(ValueError, match="TM is the code of another shift"):
        team_of(events=[MEETING, other])
    codes = list(team_of(events=[MEETING, {**other, "code": "TM2"}]).shifts)
    assert codes == ["E", "N", "TM", "TM2"]
    # The same event said twice is one shift.
    assert list(team_of(events=[MEETING, MEETING]).shifts) == ["E", "N", "TM"]


@pytest.mark.parametrize(
    ("which", "codes"),
    [
        ("all", ["E", "N"]),
        ({"not": "night"}, ["E"]),
        ({"any": [{"not": "E"}, "E"]}, ["E", "N"]),
        ("event", ["TM"]),
        (["E", "TM"], ["E", "TM"]),
        ({"kind": "event", "not": "E"}, ["TM"]),
        ({"any": ["N", {"code": "TM"}]}, ["N", "TM"]),
        ({"word": ["TM"], "not": "event"}, []),
    ],
)
def test_cover_counts_an_event_only_where_it_asks_for_it(which: Any, codes: list[str]) -> None:
    team = team_of(events=[MEETING])
    selected = team.shifts_covered(Which.model_validate(which))
    assert [shift.code for shift in selected] == codes


def test_a_bank_dearer_than_the_least_it_fills_is_refused() -> None:
    line = {"shift": "E", "min": {"people": 2, "level": "fairness", "weight": 3}}
    for bank in ({"up_to": 1}, {"up_to": 1, "level": "fairness", "weight": 4}):
        with pytest.raises(ValueError, match="costs more than to miss min"):
            team_of(cover=[{**line, "bank": bank}])
    for level, weight in (("fairness", 3), ("wish", 9)):
        team_of(cover=[{**line, "bank": {"up_to": 1, "level": level, "weight": weight}}])


# -- the team file's short forms -------------------------------------------------------------------


def test_short_forms_mean_their_long_ones() -> None:
    team = team_of(skills=["driver", "nvq3"])
    assert team.name == "Ward"
    assert team.team.full_week == 2250
    assert team.skills == {"driver": None, "nvq3": None}
    assert team.shifts["E"].code == "E"
    assert team.shifts["N"].tags == ("night",)


def test_a_shift_has_one_code() -> None:
    with pytest.raises(ValueError, match="'E' is given another code inside: 'X'"):
        team_of(shifts={"E": {"time": "07:00-15:00", "code": "X"}})


def test_a_team_is_closed_and_frozen() -> None:
    with pytest.raises(ValueError, match="unknown key 'rota'; expected one of version, team"):
        team_of(rota="none")
    with pytest.raises(ValueError, match="frozen"):
        team_of().levels = ("wish",)  # type: ignore[misc]


def test_a_team_reads_back_as_it_was_written() -> None:
    team = team_of(
        {"starts": "2026-03-03"},
        {"name": "Bo"},
        cover=[{"shift": "E", "min": 1, "days": "Mon-Fri"}],
        rules=[
            {"rule": "rest", "except": ["E", "N"]},
            {"rule": "count", "of": "days off", "at_least": 8, "per": "period"},
            {"rule": "run", "of": {"tag": "night"}, "then_off": 2},
        ],
        absences=[{"who": {"not": "Bo"}, "dates": "2026-03-04..06"}],
        history=[PAST],
    )
    assert Team.model_validate_json(team.model_dump_json(by_alias=True)) == team


def test_clocks_of_the_team_are_those_of_london() -> None:
    assert clock(0).tzinfo == ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("year", "days"),
    [
        # gov.uk's list for England and Wales: 28 December 2026 and 27, 28 December 2027 and
        # 3 January 2028 are substitute days, and the weekend days they stand in for are not listed.
        (2026, ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"]),
        (2027, ["01-01", "03-26", "03-29", "05-03", "05-31", "08-30", "12-27", "12-28"]),
        (2028, ["01-03", "04-14", "04-17", "05-01", "05-29", "08-28", "12-25", "12-26"]),
    ],
)
def test_england_has_eight_bank_holidays_a_year(year: int, days: list[str]) -> None:
    calendar = Calendar(region="England")
    dates = (date(year, 1, 1) + timedelta(n) for n in range(366))
    found = [f"{day:%m-%d}" for day in dates if day.year == year and calendar.bank_holiday(day)]
    assert found == days


@pytest.mark.parametrize(
    ("region", "year", "days"),
    [
        # gov.uk's lists. Scotland has 2 January, the first Monday of August and St Andrew's Day
        # (30 November, a Sunday in 2025), and no Easter Monday.
        (
            "Scotland",
            2025,
            ["01-01", "01-02", "04-18", "05-05", "05-26", "08-04", "12-01", "12-25", "12-26"],
        ),
        # 2 January is a Saturday, Christmas a Saturday and Boxing Day a Sunday.
        (
            "Scotland",
            2027,
            ["01-01", "01-04", "03-26", "05-03", "05-31", "08-02", "11-30", "12-27", "12-28"],
        ),
        # 1 January is a Sunday, which the 3rd stands in for; with the Coronation on 8 May.
        (
            "Scotland",
            2023,
            [
                "01-02",
                "01-03",
                "04-07",
                "05-01",
                "05-08",
                "05-29",
                "08-07",
                "11-30",
                "12-25",
                "12-26",
            ],
        ),
        # Northern Ireland has 17 March and 12 July besides England's; 12 July 2026 is a Sunday.
        (
            "Northern Ireland",
            2026,
            [
                "01-01",
                "03-17",
                "04-03",
                "04-06",
                "05-04",
                "05-25",
                "07-13",
                "08-31",
                "12-25",
                "12-28",
            ],
        ),
        # St Patrick's Day 2024 is a Sunday.
        (
            "Northern Ireland",
            2024,
            [
                "01-01",
                "03-18",
                "03-29",
                "04-01",
                "05-06",
                "05-27",
                "07-12",
                "08-26",
                "12-25",
                "12-26",
            ],
        ),
        ("Wales", 2026, ["01-01", "04-03", "04-06", "05-04", "05-25", "08-31", "12-25", "12-28"]),
        (
            "England & Wales",
            2022,
            [
                "01-03",
                "04-15",
                "04-18",
                "05-02",
                "06-02",
                "06-03",
                "08-29",
                "09-19",
                "12-26",
                "12-27",
            ],
        ),
    ],
)
def test_the_nations_have_bank_holidays_of_their_own(
    region: str, year: int, days: list[str]
) -> None:
    calendar = Calendar.model_validate({"region": region})
    dates = (date(year, 1, 1) + timedelta(n) for n in range(365))
    assert [f"{day:%m-%d}" for day in dates if calendar.bank_holiday(day)] == days


@pytest.mark.parametrize(
    ("region", "number"), [("England", 8), ("Wales", 8), ("Scotland", 9), ("Northern Ireland", 10)]
)
def test_every_bank_holiday_to_come_is_on_a_weekday(region: str, number: int) -> None:
    """Whichever weekday they fall on, each has its substitute: none is lost, none counted twice."""
    calendar = Calendar.model_validate({"region": region})
    for year in range(2027, 2056):
        dates = [date(year, 1, 1) + timedelta(n) for n in range(366)]
        found = [day for day in dates if day.year == year and calendar.bank_holiday(day)]
        assert len(found) == number, year
        assert all(day.weekday() < 5 for day in found)


# -- parts that do not fit together ----------------------------------------------------------------


ANA = {"name": "Ana", "contract": {"hours": 37.5}}


def refused(**blocks: Any) -> str:
    """What a team with ``blocks`` is refused for."""
    with pytest.raises(ValidationError) as caught:
        team_of(**blocks)
    return "\n".join(str(error["msg"]) for error in caught.value.errors())


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ({"staff": [ANA, ANA]}, "'Ana' is on the team already (staff[0].name); names are unique"),
        ({"staff": [{**ANA, "contract": "full"}]}, "unknown contract 'full'; none is listed"),
        ({"rules": [{"rule": "rest", "level": "dream"}]}, "unknown level 'dream'"),
        ({"cover": [{"shift": "E", "ideal": {"people": 1, "level": "dream"}}]}, "level 'dream'"),
        (
            {"fixed": [{"who": "Ana", "dates": "2026-03-02", "shift": "Q"}]},
            "unknown shift 'Q'; expected one of",
        ),
        (
            {"rules": [{"rule": "fixed", "who": "Ana", "dates": "2026-03-02", "shift": "Q"}]},
            "unknown shift 'Q'",
        ),
        (
            {"history": [{"staff": "Ana", "date": "2026-03-01", "shift": "Q"}]},
            "unknown shift 'Q'",
        ),
    ],
    ids=str,
)
def test_a_team_made_in_python_is_refused_for_names_that_it_does_not_give(
    blocks: dict[str, Any], words: str
) -> None:
    assert words in refused(**blocks)


def test_every_such_name_is_told_at_once() -> None:
    said = refused(
        staff=[ANA, {**ANA, "contract": "full"}], rules=[{"rule": "rest", "level": "dream"}]
    )
    assert len(said.splitlines()) == 3
    assert all(word in said for word in ("'Ana'", "'full'", "'dream'"))


def test_costs_that_no_whole_number_of_the_solver_holds_are_refused() -> None:
    # 21 limits of 1000 people at a weight of 1e6 cost 1e9 a day each: 104 weeks are under 2e13.
    # Minutes on duty are 1500 a day: 3e16, which is more than 2**53.
    cover = {"min": {"people": 1000, "weight": 1_000_000, "level": "wish"}}
    period = {"start": "2026-01-05", "weeks": 104}
    assert team_of(period=period, cover=[{"shift": "E", **cover}] * 21).levels
    said = refused(period=period, cover=[{"clock": "08:00-16:00", **cover}] * 21)
    assert "the breaches at level 'wish' could cost more than 9007199254740992 in all" in said
