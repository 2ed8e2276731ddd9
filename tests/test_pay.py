"""What a duty is paid, each figure worked out by hand with the figures of Agenda for Change.

Unsocial hours (England, section 2(a) of the handbook): bands 4 to 9 have 30 % on Saturdays and on
weekdays from 20:00 to 06:00, and 60 % on Sundays and public holidays; band 2 has 41 and 83 %.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from rotasolve.duties import Duties
from rotasolve.report.hours import contract_hours
from rotasolve.rota import Rota
from rotasolve.rules.cost import most_pence, overtime
from rotasolve.team.pay import DutyPay, Pay
from rotasolve.team.spelling import factor, pence, percent, spell_gbp
from rotasolve.team.team import Team

AFC: dict[str, Any] = {
    "rates": {"Band 2": 12.60, "Band 5": 16.80, "recovery worker": 13.25},
    "enhancements": {
        "first": {
            "percent": {"Band 1": 47, "Band 2": 41, "Band 3": 35, "others": 30},
            "time": [
                {"days": "Sat"},
                {"days": "weekdays", "clock": "20:00-06:00", "more_than_half": True},
            ],
        },
        "second": {
            "percent": {"Band 1": 94, "Band 2": 83, "Band 3": 69, "others": 60},
            "time": [{"days": "Sun, bank holidays"}],
        },
    },
    "overtime": {},
}
SHIFTS: dict[str, Any] = {
    "LD": {"time": "07:00-19:30", "break": "1h"},
    "L": {"time": "14:20-22:20", "break": "30m"},
    "N": {"time": "21:00-07:30", "break": "30m"},
    "SI": {"time": "22:30-07:00", "kind": "sleep_in", "allowance": 45},
    "OC": {"time": "09:00-09:00", "kind": "on_call", "allowance": "20.50"},
}


def team_of(*staff: dict[str, Any], **blocks: Any) -> Team:
    people = staff or ({"grade": "Band 5"},)
    return Team.model_validate(
        {
            "version": 1,
            "team": "Ward",
            "period": {"start": "2026-03-02", "weeks": 40},
            "shifts": SHIFTS,
            "staff": [
                {"name": f"P{n}", "contract": {"hours": 37.5}, **facts}
                for n, facts in enumerate(people)
            ],
            "pay": AFC,
            **blocks,
        }
    )


def paid(code: str, day: str, team: Team | None = None) -> DutyPay:
    team = team or team_of()
    return team.duty_pay(team.staff[0], team.shifts[code], date.fromisoformat(day))


def test_the_night_from_sunday_to_monday() -> None:
    """21:00 to 07:30 less 30 m is 10 h paid, 168.00 at 16.80.

    Sunday 21:00 to 24:00 is second: 3 h x 16.80 x 60 % = 30.24. 9 of 10.5 h lie in 20:00-06:00, so
    that all 7.5 h of Monday are first; the break comes out of these, as they are paid less: 7 h x
    16.80 x 30 % = 35.28.
    """
    found = paid("N", "2026-03-08")
    assert (found.paid, found.plain, found.enhanced) == (600, 0, (420, 180))
    assert (found.basic, found.enhancement) == (16800, 3024 + 3528)


def test_the_night_from_friday_to_saturday() -> None:
    """All of it is first, less the break: 10 h x 16.80 x 30 % = 50.40."""
    found = paid("N", "2026-03-06")
    assert (found.plain, found.enhanced) == (0, (600, 0))
    assert (found.basic, found.enhancement) == (16800, 5040)


def test_the_night_from_saturday_to_sunday() -> None:
    """First until midnight, 3 h less the break; 7.5 h second: 2.5 x 5.04 + 7.5 x 10.08 = 88.20."""
    found = paid("N", "2026-03-07")
    assert found.enhanced == (150, 450)
    assert found.enhancement == 8820


def test_a_weekday_night_counts_whole() -> None:
    """9 of 10.5 h lie in 20:00-06:00: 10 h x 16.80 x 30 % = 50.40."""
    assert paid("N", "2026-03-03").enhancement == 5040


def test_a_late_has_only_the_minutes_after_eight() -> None:
    """2 h 20 of 8 h: 140 minutes x 28p x 30 % = 11.76; the break is taken from the plain ones."""
    found = paid("L", "2026-03-03")
    assert (found.paid, found.plain, found.enhanced) == (450, 310, (140, 0))
    assert (found.basic, found.enhancement) == (12600, 1176)


def test_a_long_day_on_a_weekday_has_none() -> None:
    found = paid("LD", "2026-03-03")
    assert (found.paid, found.plain, found.enhanced, found.enhancement) == (690, 690, (0, 0), 0)


def test_a_bank_holiday_monday_is_second() -> None:
    """Easter Monday: 11.5 h x 16.80 x 60 % = 115.92."""
    found = paid("LD", "2026-04-06")
    assert found.enhanced == (0, 690)
    assert found.enhancement == 11592


def test_other_bands_have_other_shares() -> None:
    """Band 2 on a Sunday: 11.5 h x 12.60 x 83 % = 120.267, on a Saturday x 41 % = 59.409."""
    team = team_of({"grade": "Band 2"})
    assert paid("LD", "2026-03-08", team).enhancement == 12027
    assert paid("LD", "2026-03-07", team).enhancement == 5941


def test_a_half_penny_is_rounded_up() -> None:
    """Band 2, 7.5 h on a Saturday: 94.50 x 41 % = 38.745."""
    team = team_of({"grade": "Band 2"}, shifts={"E": {"time": "07:00-15:00", "break": "30m"}})
    assert paid("E", "2026-03-07", team).enhancement == 3875


@pytest.mark.parametrize(
    ("day", "enhanced", "minutes"),
    [
        # Clocks go forward on Sunday 29 March: the night has 9.5 h, 3 first and 6.5 second.
        ("2026-03-28", (150, 390), 540),
        # They go back on Sunday 25 October: 11.5 h, 3 first and 8.5 second.
        ("2026-10-24", (150, 510), 660),
    ],
)
def test_a_night_on_which_clocks_change_is_paid_as_long_as_it_is(
    day: str, enhanced: tuple[int, int], minutes: int
) -> None:
    found = paid("N", day)
    assert (found.paid, found.enhanced) == (minutes, enhanced)
    assert found.basic == minutes * 28


def test_a_sleep_in_has_its_allowance_alone() -> None:
    found = paid("SI", "2026-03-07")
    assert (found.paid, found.basic, found.enhancement, found.allowance) == (0, 0, 0, 4500)
    assert paid("OC", "2026-03-07").allowance == 2050


def test_hours_stated_as_paid_are_paid_plain_beyond_the_shift() -> None:
    """12 h paid for a night of 10.5: 1.5 h of them plain, as no enhancement holds for them."""
    team = team_of(shifts={"N": {"time": "21:00-07:30", "counts": {"paid": 12}}})
    found = paid("N", "2026-03-06", team)
    assert (found.paid, found.plain, found.enhanced) == (720, 90, (630, 0))


def test_of_two_enhancements_the_higher_counts() -> None:
    """A Saturday that is a bank holiday too is second; 200 % at any time is more than none."""
    extra = {"calendar": {"extra": ["2026-03-07"]}}
    assert paid("LD", "2026-03-07", team_of(**extra)).enhanced == (0, 690)
    dear = {**AFC, "enhancements": {**AFC["enhancements"], "party": {"percent": 200, "time": [{}]}}}
    assert paid("LD", "2026-03-03", team_of(pay=dear)).enhanced == (0, 0, 690)


@pytest.mark.parametrize(
    ("facts", "rate", "bank"),
    [
        ({"grade": "Band 5", "role": "recovery worker"}, 1680, False),
        ({"role": "recovery worker"}, 1325, False),
        ({"grade": "Band 7", "role": "recovery worker"}, 1325, False),
        ({"grade": "Band 5", "contract": {"hours": 10, "rate": 20}}, 2000, False),
        ({"rate": "£21", "contract": {"hours": 10, "rate": 20}}, 2100, False),
        ({"grade": "Band 5", "contract": {"hours": 0, "accounts": ["paid"]}}, 1800, True),
        ({"rate": 17, "contract": {"hours": 0, "accounts": ["paid"]}}, 1700, True),
    ],
)
def test_the_nearest_rate_counts(facts: dict[str, Any], rate: int, bank: bool) -> None:
    terms = paid("LD", "2026-03-03", team_of(facts, pay={**AFC, "bank": {"rate": 18}})).terms
    assert terms is not None
    assert (terms.rate, terms.bank) == (rate, bank)


def test_somebody_without_a_rate_is_no_team() -> None:
    with pytest.raises(ValidationError, match="P0 has no rate of pay on 2026-03-02"):
        team_of({"grade": "Band 9"}, rules=[{"rule": "cost"}])
    assert team_of({"grade": "Band 9"}).pay is not None  # nothing counts the money
    with pytest.raises(ValidationError, match="cost counts money, and the team has no pay"):
        team_of(pay=None, rules=[{"rule": "cost"}])


def test_overtime_of_full_time_and_part_time() -> None:
    """Three long days and a late are 42 h.

    Full time: 4.5 h over, 18 quarter hours at 16.80 x 1.5 / 4 = 6.30, in all 113.40. On 30 h: 12 h
    over, of which 7.5 h up to a full week at 4.20 a quarter hour, and 4.5 h at 6.30: 126 + 113.40.
    """
    shift = {"contract": {"hours": 30}, "grade": "Band 5"}
    week = {"period": {"start": "2026-03-02", "weeks": 1}}
    team = team_of({"grade": "Band 5"}, shift, **week)
    rota = Rota.of(
        team,
        [
            (staff.name, date(2026, 3, 2 + d), code)
            for staff in team.staff
            for d, code in enumerate(("LD", "LD", "LD", "L"))
        ],
    )
    duties = Duties(team, rota)
    full, part = (list(overtime(team, staff, duties)) for staff in team.staff)
    assert [(each.additional, each.above, each.pence) for each in full] == [(18, 18, 11340)]
    assert [(each.additional, each.above, each.pence) for each in part] == [(48, 18, 23940)]
    # What is paid is settled: 42 h worked, 37.5 or 30 contracted, 4.5 or 12 paid; nothing carried.
    hours = [contract_hours(team, rota, staff) for staff in team.staff]
    assert [(each.paid, each.balance) for each in hours] == [(270, 0), (720, 0)]
    assert most_pence(team) > 23940 + 4 * 19320


def test_money_and_shares_are_read_exactly() -> None:
    assert [pence(each) for each in (14.5, "14.50", "£14.50", 0, 12)] == [1450, 1450, 1450, 0, 1200]
    assert [percent(each) for each in (47, "47%", 33.35)] == [
        Fraction(47, 100),
        Fraction(47, 100),
        Fraction(667, 2000),
    ]
    assert factor(1.1) == Fraction(11, 10)
    assert (spell_gbp(123456), spell_gbp(-5)) == ("£1,234.56", "-£0.05")


@pytest.mark.parametrize("value", [True, "14,50", 14.505, -1, "1e3", None, [1], 1e12, "£"])
def test_what_is_no_amount_of_money_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="expected GBP such as"):
        pence(value)


@pytest.mark.parametrize("value", [True, "half", -1, None, 2000])
def test_what_is_no_percentage_or_factor_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="expected for example 47"):
        percent(value)
    with pytest.raises(ValueError, match="not a factor"):
        factor(value)


def test_pay_is_written_as_it_is_read() -> None:
    read = Pay.model_validate(AFC)
    written = read.model_dump(mode="json", by_alias=True, exclude_none=True)
    assert written["rates"] == {"Band 2": "12.60", "Band 5": "16.80", "recovery worker": "13.25"}
    assert written["enhancements"]["first"]["percent"]["Band 2"] == "41%"
    assert written["overtime"]["factor"] == "1.5"
    assert Pay.model_validate(written) == read


def test_an_enhancement_cannot_take_the_name_of_a_column() -> None:
    with pytest.raises(ValidationError, match="'plain' has a meaning of its own"):
        Pay.model_validate({"enhancements": {"plain": {"percent": 1, "time": [{}]}}})
