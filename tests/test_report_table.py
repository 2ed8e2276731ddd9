"""The table says who does what, how their hours stand and where cover is short."""

from __future__ import annotations

import pytest
from report_cases import day, rota_of, team_of

from rotasolve.report.hours import contract_hours, spell_balance, spell_hours
from rotasolve.report.table import rota_text
from rotasolve.rota import Rota


def test_the_whole_table() -> None:
    team = team_of()
    # Hours: Ana 7.5 + two days of leave at 37.5 / 5 = 22.5 of 37.5.
    # Ben is in the team Mon-Thu, so his target is 15 / 7 x 4 = 8.57 h; he works 7.5.
    # Cy's contract has no contract account: 15 h, without a target.
    assert rota_text(team, rota_of(team)).splitlines() == [
        "House: Mon 30 Mar to Sun 5 Apr 2026",
        "",
        "                      Mo Tu We Th FR SA SU |",
        "Mar-Apr 2026          30 31 1  2  3* 4  5  |     hours   +/-",
        "Ana                   E  .  lv lv .  .  .  | 22.5/37.5   -15",
        "Ben                   E  .  .  .           |  7.5/8.57 -1.07",
        "Cy                    L  E  .  .  .  .  .  |        15",
        "on E                  2  1  0  0  0  0  0  |",
        "on L                  1  0  0  0  0  0  0  |",
        "short: E                 -1                |",
        "short: E (registered)    -1                |",
        "short: 16:00-20:00       -1                |",
        "",
        "Shifts: E Early 08:00-16:00; L 14:00-22:00",
        "Marks: . off; lv leave; blank: not in the team",
        "Days in capitals: weekends and bank holidays; * Good Friday (Fri 3 Apr)",
        "Hours: worked, and credited for absence, of those contracted; +/- is above or below",
    ]


def test_the_balance_carried_in_is_part_of_the_difference() -> None:
    balances = {"Ana": {"hours": "+3h30"}, "Cy": {"hours": "-2h"}}
    team = team_of(history={"balances": balances})
    lines = rota_text(team, rota_of(team)).splitlines()
    ends = {
        line.split()[0]: line.split()[-2:] for line in lines if line[:3] in ("Ana", "Ben", "Cy ")
    }
    # Ana -15 + 3.5; Cy has no contracted hours, and keeps what they carry.
    assert ends == {"Ana": ["22.5/37.5", "-11.5"], "Ben": ["7.5/8.57", "-1.07"], "Cy": ["15", "-2"]}
    assert lines[-1].endswith("+/- is above or below, with the balance carried in")


def test_bank_holidays_that_are_credited_are_part_of_the_hours() -> None:
    staff = [{"name": "Ana", "contract": {"hours": 37.5, "bank_holidays": "credit"}}]
    team = team_of(staff=staff, cover=[], absences=[], requests=[])
    lines = rota_text(team, Rota.of(team)).splitlines()
    # Good Friday: 37.5 / 5
    assert next(line for line in lines if line.startswith("Ana")).split()[-2:] == [
        "7.5/37.5",
        "-30",
    ]
    assert lines[-1].startswith("Hours: worked, and credited for absence and bank holidays, of")


def test_the_legend_explains_only_what_the_table_has() -> None:
    period = {"start": "2026-03-02", "weeks": 1}
    staff = [{"name": "Ana", "contract": {"hours": 37.5}}]
    team = team_of(period=period, staff=staff, cover=[], absences=[], requests=[])
    assert rota_text(team, Rota.of(team)).splitlines()[-3:-1] == [
        "Marks: . off",
        "Days in capitals: weekends",
    ]


def test_weeks_share_the_width_evenly_and_hours_move_below_when_there_is_no_room() -> None:
    team = team_of(period={"start": "2026-03-30", "weeks": 4}, cover=[])
    text = rota_text(team, rota_of(team), width=80)
    headings = [line for line in text.splitlines() if " Mo Tu We Th" in line or "MO Tu" in line]
    # Names need 12 columns (as the heading does) and a week 7 x 3 + 2: two weeks fit 80, three
    # do not.
    assert [line.count("SA SU") for line in headings] == [2, 2]
    assert all(len(line) <= 80 for line in text.splitlines())
    narrow = rota_text(team, rota_of(team), width=36)
    assert [line.split()[0] for line in narrow.splitlines() if "SA SU" in line] == [
        "Mo",
        "MO",  # Easter Monday
        "Mo",
        "Mo",
    ]
    assert "whole period" not in text
    assert "hours" in narrow.split("Apr 2026")[-1]


def test_a_week_that_does_not_fit_is_cut_into_parts() -> None:
    """Names ("on LATESHIFT123") need 15 columns, a day 13 and a part of a week 2.

    So 7 days need 108, 4 days 69, 2 days 43 and a day 30.
    """
    team = team_of(shifts={"LATESHIFT123": "08:00-16:00"}, cover=[], requests=[], absences=[])
    rota = Rota.of(team, [("Ana", day(n), "LATESHIFT123") for n in range(7)])
    for width, parts in ((108, [7]), (107, [4, 3]), (43, [2, 2, 2, 1]), (42, [1] * 7)):
        lines = rota_text(team, rota, width=width).splitlines()
        rows = [line for line in lines if line.startswith("Ana")]
        assert [row.count("LATESHIFT123") for row in rows if "LATE" in row] == parts


def test_two_shifts_of_a_day_and_a_shift_on_a_day_of_leave_are_shown() -> None:
    team = team_of(cover=[])
    rota = Rota.of(team, [("Ana", day(2), "E"), ("Cy", day(0), "E"), ("Cy", day(0), "L")])
    lines = rota_text(team, rota).splitlines()
    assert next(line for line in lines if line.startswith("Ana")).split()[1:5] == [
        ".",
        ".",
        "E",
        "lv",
    ]
    assert next(line for line in lines if line.startswith("Cy")).split()[1] == "E+L"


def test_a_mark_that_is_the_code_of_a_shift_stands_in_brackets() -> None:
    team = team_of(shifts={"E": "08:00-16:00", "LV": "14:00-22:00"}, cover=[], requests=[])
    rota = Rota.of(team, [("Ana", day(0), "LV")])
    lines = rota_text(team, rota).splitlines()
    row = next(line for line in lines if line.startswith("Ana"))
    assert row.split()[1:5] == ["LV", ".", "(lv)", "(lv)"]
    assert any(line.startswith("Marks: . off; (lv) leave") for line in lines)


def test_a_name_with_brackets_is_no_markup() -> None:
    staff = [{"name": "Ana [red]", "contract": {"hours": 37.5}}]
    team = team_of(team="The [b]House", staff=staff, cover=[], absences=[], requests=[])
    text = rota_text(team, Rota.of(team))
    assert "Ana [red]" in text
    assert text.startswith("The [b]House:")


def test_a_long_name_is_cut_short() -> None:
    staff = [{"name": "A" * 80, "contract": {"hours": 37.5}}]
    team = team_of(staff=staff, cover=[], absences=[], requests=[])
    assert "A" * 23 + "…" in rota_text(team, Rota.of(team))


@pytest.mark.parametrize(
    ("minutes", "hours", "balance"),
    [(450, "7.5", "+7.5"), (-64, "-1.07", "-1.07"), (0, "0", "="), (6000, "100", "+100")],
)
def test_hours_are_spelt_as_decimals(minutes: int, hours: str, balance: str) -> None:
    assert (spell_hours(minutes), spell_balance(minutes)) == (hours, balance)


def test_the_balance_counts_work_and_credit_against_the_target() -> None:
    team = team_of()
    ana = contract_hours(team, rota_of(team), team.staff_by_name["Ana"])
    assert (ana.worked, ana.credit, ana.target) == (450, 900, 2250)
    assert ana.balance == -900
