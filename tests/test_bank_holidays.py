"""Bank holidays at a weekend: each with its substitute, and one of the two for each person.

The dates are those of gov.uk: in 2026 Boxing Day is a Saturday and Monday 28 December stands in for
it; in 2027 Christmas Day and Boxing Day are a Saturday and a Sunday; 1 January 2028 is a Saturday.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from rotasolve.duties import Duties
from rotasolve.report.bank_holidays import bank_holiday_lines, bank_holiday_records
from rotasolve.report.pay import pay_sheet
from rotasolve.report.table import rota_text
from rotasolve.rota import Rota
from rotasolve.rules.holiday_pay import ordinary_days
from rotasolve.team.credit import credited_minutes
from rotasolve.team.entitlement import leave_accounts
from rotasolve.team.period import Calendar
from rotasolve.team.team import Team

BOXING_DAY, SUBSTITUTE = date(2026, 12, 26), date(2026, 12, 28)


def team_of(grade: str = "Band 5", **blocks: Any) -> Team:
    stated = {
        "version": 1,
        "team": "Ward",
        "period": {"start": "2026-12-21", "weeks": 2},
        "packs": "nhs/agenda-for-change",
        "shifts": {"E": "07:00-15:00", "N": "21:00-07:00"},
        "staff": [{"name": "Ana", "grade": grade, "contract": {"hours": 37.5}}],
        "pay": {"rates": {grade: 10}},
        **blocks,
    }
    return Team.from_dict(stated)


def pairs_of(region: str, year: int) -> list[tuple[str, str]]:
    calendar = Calendar.model_validate({"region": region})
    found = calendar.shared_pairs(date(year, 1, 1), date(year, 12, 31))
    return [(f"{pair.weekend:%m-%d}", f"{pair.substitute:%m-%d}") for pair in found]


@pytest.mark.parametrize(
    ("region", "year", "pairs"),
    [
        ("England", 2025, []),
        ("England", 2026, [("12-26", "12-28")]),
        ("Wales", 2027, [("12-25", "12-27"), ("12-26", "12-28")]),
        ("England & Wales", 2028, [("01-01", "01-03")]),
        # Sunday 1 January 2023: the Monday is a bank holiday of its own in Scotland.
        ("England", 2023, [("01-01", "01-02")]),
        ("Scotland", 2023, [("01-01", "01-03")]),
        ("Scotland", 2022, [("01-01", "01-03"), ("01-02", "01-04"), ("12-25", "12-27")]),
        ("Scotland", 2027, [("01-02", "01-04"), ("12-25", "12-27"), ("12-26", "12-28")]),
        ("Scotland", 2024, [("11-30", "12-02")]),  # St Andrew's Day on a Saturday
        ("Northern Ireland", 2024, [("03-17", "03-18")]),  # St Patrick's Day on a Sunday
        ("Northern Ireland", 2026, [("07-12", "07-13"), ("12-26", "12-28")]),
    ],
)
def test_each_bank_holiday_at_a_weekend_has_its_substitute(
    region: str, year: int, pairs: list[tuple[str, str]]
) -> None:
    assert pairs_of(region, year) == pairs


@pytest.mark.parametrize(
    ("reading", "paid"),
    [("either", [True, True]), ("substitute", [False, True]), ("actual", [True, False])],
)
def test_the_reading_says_which_day_is_public_holiday_and_leave_has_the_substitute(
    reading: str, paid: list[bool]
) -> None:
    calendar = Calendar.model_validate({"weekend_holidays": reading})
    assert [calendar.public_holiday(day) is not None for day in (BOXING_DAY, SUBSTITUTE)] == paid
    assert calendar.bank_holiday(BOXING_DAY) is None
    assert calendar.bank_holiday(SUBSTITUTE) == "Boxing Day (substitute day)"
    assert calendar.public_holiday(date(2026, 12, 25)) == "Christmas Day"


@pytest.mark.parametrize(
    ("reading", "is_one_more"), [("either", False), ("substitute", True), ("actual", False)]
)
def test_a_weekend_day_named_as_extra_is_one_more_only_beside_the_substitute_alone(
    reading: str, is_one_more: bool
) -> None:
    stated = {"weekend_holidays": reading, "extra": {"2026-12-26": "St Stephen's"}}
    calendar = Calendar.model_validate(stated)
    assert calendar.public_holiday(BOXING_DAY) == "St Stephen's"
    assert (calendar.bank_holiday(BOXING_DAY) == "St Stephen's") is is_one_more
    # Easter Sunday is nobody's pair.
    assert Calendar.model_validate({"extra": "2026-04-05"}).bank_holiday(date(2026, 4, 5))


def test_scotland_has_the_bank_holiday_of_2026_that_was_given_once() -> None:
    day = date(2026, 6, 15)
    assert Calendar.model_validate({"region": "Scotland"}).bank_holiday(day)
    assert Calendar.model_validate({"region": "England"}).bank_holiday(day) is None


# -- pay -------------------------------------------------------------------------------------------


def enhancements(team: Team, *worked: tuple[str, str]) -> list[int]:
    """What Ana's duties are paid on top, in order, in pence."""
    rota = Rota.of(team, [("Ana", date.fromisoformat(day), code) for day, code in worked])
    return [line.enhancement for line in pay_sheet(team, rota) if line.line == "duty"]


@pytest.mark.parametrize(
    ("grade", "saturday", "holiday"),
    [("Band 1", 47, 94), ("Band 2", 41, 83), ("Band 3", 35, 69), ("Band 4", 30, 60)],
)
def test_each_band_is_paid_one_of_the_two_days(grade: str, saturday: int, holiday: int) -> None:
    """8 hours at 10.00 are 8000 pence, of which each per cent is 80."""
    team = team_of(grade)
    on_weekend, on_substitute = ("2026-12-26", "E"), ("2026-12-28", "E")
    assert enhancements(team, on_weekend) == [80 * holiday]
    assert enhancements(team, on_substitute) == [80 * holiday]
    assert enhancements(team, on_weekend, on_substitute) == [80 * saturday, 80 * holiday]


def test_at_most_two_public_holidays_over_christmas_2027() -> None:
    """Sat and Sun 25 and 26, Mon and Tue 27 and 28: one Saturday, one Sunday and two holidays."""
    team = team_of(period={"start": "2027-12-20", "weeks": 2})
    days = [(f"2027-12-{day}", "E") for day in (25, 26, 27, 28)]
    assert enhancements(team, *days) == [2400, 4800, 4800, 4800]
    assert enhancements(team, *days[:2]) == [4800, 4800]


def test_new_year_2028() -> None:
    team = team_of(period={"start": "2027-12-27", "weeks": 2})
    assert enhancements(team, ("2028-01-01", "E")) == [4800]
    assert enhancements(team, ("2028-01-01", "E"), ("2028-01-03", "E")) == [2400, 4800]


def test_a_night_into_the_weekend_day() -> None:
    """Fri 25 is a holiday: 3 h at 60 %. Of Sat 26 7 h: at 60 %, at 30 % if Mon is the holiday."""
    team = team_of()
    assert enhancements(team, ("2026-12-25", "N")) == [6000]
    assert enhancements(team, ("2026-12-25", "N"), ("2026-12-28", "E")) == [3900, 4800]


def test_the_hours_of_a_day_that_is_no_holiday_are_shown_as_what_they_are() -> None:
    """Of 10 h of a night from Fri 25 the 7 h of Saturday are those of a Saturday."""
    team = team_of()
    worked = [("Ana", date(2026, 12, 25), "N"), ("Ana", SUBSTITUTE, "E")]
    lines = pay_sheet(team, Rota.of(team, worked))
    assert [line.enhanced for line in lines][:2] == [(420, 180), (0, 480)]


def test_a_pair_over_two_periods_is_paid_once() -> None:
    first = team_of(period={"start": "2026-12-20", "weeks": 1})
    assert enhancements(first, ("2026-12-26", "E")) == [4800]
    duties = [{"staff": "Ana", "date": "2026-12-26", "shift": "E"}]
    period = {"start": "2026-12-27", "weeks": 1}
    second = team_of(period=period, history={"duties": duties})
    assert enhancements(second, ("2026-12-28", "E")) == [0]
    assert enhancements(team_of(period=period), ("2026-12-28", "E")) == [4800]


def test_what_pays_less_as_a_holiday_is_paid_as_the_day_it_is() -> None:
    """Saturdays have half, public holidays a fifth: of 80.00 these are 4000 and 1600 pence."""
    pay = {
        "rates": {"Band 5": 10},
        "enhancements": {
            "saturdays": {"percent": 50, "time": [{"days": "Sat except bank holidays"}]},
            "holidays": {"percent": 20, "time": [{"days": "bank holidays"}]},
        },
    }
    team = team_of(pay=pay, packs="uk/working-time")
    assert enhancements(team, ("2026-12-26", "E")) == [4000]
    assert enhancements(team, ("2026-12-26", "E"), ("2026-12-28", "E")) == [4000, 1600]


def test_without_pay_there_is_no_day_to_choose() -> None:
    team = team_of(pay=None, packs="uk/working-time")
    duties = Duties(team, Rota.of(team, [("Ana", BOXING_DAY, "E"), ("Ana", SUBSTITUTE, "E")]))
    assert ordinary_days(team, team.staff[0], duties) == frozenset()


def test_a_pack_takes_a_reading_that_a_file_may_change() -> None:
    named = {"nhs/agenda-for-change": {"holidays at a weekend": {"weekend_holidays": "actual"}}}
    assert team_of().calendar.weekend_holidays == "either"
    assert team_of(packs=named).calendar.weekend_holidays == "actual"
    stated = {"region": "Wales", "weekend_holidays": "substitute"}
    assert team_of(calendar=stated).calendar.weekend_holidays == "substitute"
    assert team_of(calendar={"region": "Wales"}, packs="housing/sleep-in").calendar == Calendar(
        region="Wales", weekend_holidays="either"
    )


# -- leave and credit ------------------------------------------------------------------------------


@pytest.mark.parametrize("reading", ["either", "substitute", "actual"])
@pytest.mark.parametrize(
    ("region", "start", "days"),
    [("England", "2026-01-05", 8), ("Wales", "2027-12-20", 8), ("Scotland", "2026-06-01", 10)],
)
def test_leave_has_the_substitute_alone(reading: str, region: str, start: str, days: int) -> None:
    """From January to December; Scotland has 9 and the one given once. A day is 7.5 h."""
    team = team_of(
        period={"start": start, "weeks": 1},
        packs="uk/working-time",
        pay=None,
        calendar={"region": region, "weekend_holidays": reading},
        leave={"year_from": "01-01", "schemes": {"own": {"days": 25}}},
    )
    assert [account.bank_holidays for account in leave_accounts(team)] == [450 * days]


def test_naming_the_weekend_day_as_extra_adds_no_ninth_day_of_leave() -> None:
    team = team_of(
        packs="uk/working-time",
        calendar={"extra": ["2026-12-26"]},
        leave={"year_from": "01-01", "schemes": {"own": {"days": 25}}},
    )
    assert leave_accounts(team)[0].bank_holidays == 8 * 450


@pytest.mark.parametrize("reading", ["either", "substitute", "actual"])
def test_a_contract_that_credits_bank_holidays_credits_the_substitute_alone(reading: str) -> None:
    """Fri 25 and Mon 28 December and Fri 1 January: 7.5 h each."""
    contract = {"hours": 37.5, "bank_holidays": "credit"}
    team = team_of(
        staff=[{"name": "Ana", "grade": "Band 5", "contract": contract}],
        calendar={"weekend_holidays": reading},
    )
    assert credited_minutes(team, team.staff[0], team.period.dates) == 3 * 450
    assert credited_minutes(team, team.staff[0], [BOXING_DAY]) == 0
    assert credited_minutes(team, team.staff[0], [SUBSTITUTE]) == 450


def test_an_absence_on_bank_holidays_uses_one_day_for_the_two() -> None:
    absence = {"who": "Ana", "kind": "leave", "days": "bank holidays", "dates": "2026-12-25..31"}
    team = team_of(absences=[absence])
    assert credited_minutes(team, team.staff[0], team.period.dates) == 2 * 450
    alone = {**absence, "dates": "2026-12-26"}
    assert credited_minutes(team_of(absences=[alone]), team.staff[0], [BOXING_DAY]) == 450
    summer = team_of(period={"start": "2026-06-01", "weeks": 1}, absences=[absence])
    assert credited_minutes(summer, summer.staff[0], [BOXING_DAY]) == 0  # of any year
    assert credited_minutes(summer, summer.staff[0], [SUBSTITUTE]) == 450


# -- what is told ----------------------------------------------------------------------------------


def test_the_bank_holidays_of_the_period_are_listed_with_the_reading() -> None:
    team = team_of()
    first, second = bank_holiday_lines(team)
    assert first == (
        "Bank holidays (England): Fri 25 Dec Christmas Day; Sat 26 Dec Boxing Day, substitute "
        "Mon 28 Dec; Fri 1 Jan New Year's Day"
    )
    assert "each person has one of the two (weekend_holidays: either)" in second
    assert bank_holiday_records(team)["bank_holidays"][1] == {
        "date": "2026-12-26",
        "name": "Boxing Day",
        "substitute": "2026-12-28",
    }


def test_a_period_that_holds_the_substitute_alone_tells_the_weekend_day_too() -> None:
    lines = bank_holiday_lines(team_of(period={"start": "2026-12-28", "weeks": 1}))
    assert lines[0].startswith(
        "Bank holidays (England): Sat 26 Dec Boxing Day, substitute Mon 28 Dec; Fri 1 Jan"
    )


def test_a_period_without_bank_holidays_says_so() -> None:
    team = team_of(period={"start": "2026-11-02", "weeks": 1}, calendar={"region": None})
    assert bank_holiday_lines(team) == ["Bank holidays (no region): none in the period"]
    extra = team_of(calendar={"region": None, "extra": {"2026-12-22": "Founder's day"}})
    assert bank_holiday_lines(extra) == ["Bank holidays (no region): Tue 22 Dec Founder's day"]


@pytest.mark.parametrize(
    ("reading", "marked"),
    [("either", ["25*", "26*", "27 ", "28*"]), ("substitute", ["25*", "26 ", "27 ", "28*"])],
)
def test_the_table_marks_both_days(reading: str, marked: list[str]) -> None:
    team = team_of(calendar={"weekend_holidays": reading})
    text = rota_text(team, Rota.of(team, [])).replace("\n", " ")
    assert all(f" {heading}" in text for heading in marked)
    assert "* Boxing Day (substitute day) (Mon 28 Dec)" in text
    assert ("* Boxing Day (Sat 26 Dec)" in text) == (reading == "either")
