"""The pay sheet says what each duty is paid, and adds up to what the rules say."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from typing import Any

import pandas as pd

from rotasolve.audit import audit
from rotasolve.report.pay import pay_csv, pay_document, pay_frame, pay_sheet, pay_table
from rotasolve.report.table import plain
from rotasolve.rota import Rota
from rotasolve.rules import Rule  # noqa: F401 (its import completes Team)
from rotasolve.team.team import Team

TEAM: dict[str, Any] = {
    "version": 1,
    "team": "House",
    "period": {"start": "2026-03-02", "weeks": 1},
    "shifts": {
        "E": {"time": "07:00-15:00", "break": "30m"},
        "N": {"time": "21:00-07:30", "break": "30m"},
        "S": {"time": "22:00-07:00", "kind": "sleep_in", "allowance": 45},
    },
    "staff": [
        {"name": "=Ana", "grade": "Band 5", "contract": {"hours": 15}},
        {"name": "Bo", "grade": "Band 2", "contract": {"hours": 0, "accounts": ["paid"]}},
        {"name": "Cy", "grade": "Band 2", "contract": {"hours": 30}},
    ],
    "pay": {
        "rates": {"Band 5": 16.80, "Band 2": 12.60},
        "enhancements": {
            "first": {
                "percent": {"Band 2": 41, "others": 30},
                "time": [
                    {"days": "Sat"},
                    {"days": "weekdays", "clock": "20:00-06:00", "more_than_half": True},
                ],
            },
            "second": {
                "percent": {"Band 2": 83, "others": 60},
                "time": [{"days": "Sun, bank holidays"}],
            },
        },
        "overtime": {},
    },
    "rules": [{"rule": "cost"}, {"rule": "budget", "at_most": 200}],
    "history": [{"staff": "Cy", "date": "2026-03-01", "shift": "N"}],
}
DUTIES = [
    ("=Ana", date(2026, 3, 2), "E"),
    ("=Ana", date(2026, 3, 8), "N"),
    ("Bo", date(2026, 3, 7), "E"),
    ("Bo", date(2026, 3, 6), "S"),
]
# Ana: 7.5 h at 16.80 is 126.00. The Sunday night is 10 h, 168.00: 3 h at 60 % are 30.24 and 7 h at
# 30 % are 35.28. She has 17.5 h of 15: 2.5 h of overtime at 16.80, as a full week is far off.
# Bo: the Saturday is 7.5 h at 12.60, 94.50, and 41 % of it: 38.745. Bank staff have no salary.
LINES = """\
line,staff,date,shift,from,to,paid hours,plain hours,first hours,second hours,rate,basic,enhancement,allowance,overtime,on top of salary
duty,'=Ana,2026-03-02,E,07:00,15:00,7.5,7.5,0,0,16.80,126.00,0.00,0.00,0.00,0.00
duty,'=Ana,2026-03-08,N,21:00,07:30,10,0,7,3,16.80,168.00,65.52,0.00,0.00,65.52
overtime,'=Ana,2026-03-08,,2026-03-02,2026-03-08,2.5,0,0,0,16.80,0.00,0.00,0.00,42.00,42.00
total,'=Ana,,,,,17.5,7.5,7,3,,294.00,65.52,0.00,42.00,107.52
duty,Bo,2026-03-06,S,22:00,07:00,0,0,0,0,12.60,0.00,0.00,45.00,0.00,45.00
duty,Bo,2026-03-07,E,07:00,15:00,7.5,0,7.5,0,12.60,94.50,38.75,0.00,0.00,133.25
total,Bo,,,,,7.5,0,7.5,0,,94.50,38.75,45.00,0.00,178.25
team,House,,,,,25,7.5,14.5,3,,388.50,104.27,45.00,42.00,285.77
"""  # noqa: E501


def test_every_duty_has_a_line_and_everybody_a_total() -> None:
    team = Team.model_validate(TEAM)
    sheet = pay_sheet(team, Rota.of(team, DUTIES))
    assert pay_csv(team, sheet).replace("\r\n", "\n") == LINES


def test_what_is_on_top_of_salaries_is_what_the_rule_cost_counts() -> None:
    team = Team.model_validate(TEAM)
    rota = Rota.of(team, DUTIES)
    by_staff = {b.staff: b.amount for b in audit(team, rota).breaches if b.rule == "cost"}
    totals = {(line.staff,): line.on_top for line in pay_sheet(team, rota) if line.line == "total"}
    assert by_staff == totals == {("=Ana",): 10752, ("Bo",): 17825}
    # The budget leaves overtime out: 285.77 - 42.00 = 243.77, started pounds above 200: 44.
    (over,) = (breach for breach in audit(team, rota).breaches if breach.rule == "budget")
    assert over.amount == 44
    assert "£243.77" in over.words


def test_the_names_of_enhancements_and_shifts_are_no_formulas() -> None:
    stated = {**TEAM, "shifts": {"=E": "07:00-15:00"}, "history": []}
    first = TEAM["pay"]["enhancements"]["first"]
    stated["pay"] = {**TEAM["pay"], "enhancements": {"@first": first}}
    team = Team.model_validate(stated)
    sheet = pay_sheet(team, Rota.of(team, [("=Ana", date(2026, 3, 2), "=E")]))
    for row in csv.reader(StringIO(pay_csv(team, sheet))):
        assert not any(cell[:1] in ("=", "+", "-", "@") for cell in row), row


def test_the_table_says_the_same() -> None:
    team = Team.model_validate(TEAM)
    shown = plain(pay_table(team, pay_sheet(team, Rota.of(team, DUTIES))), width=1000).splitlines()
    rows = [line.split(",") for line in LINES.replace("'", "").splitlines()]
    assert [line.split() for line in shown] == [
        " ".join(cell for cell in row if cell).split() for row in rows
    ]


def test_programs_are_told_minutes_and_pence() -> None:
    team = Team.model_validate(TEAM)
    sheet = pay_sheet(team, Rota.of(team, DUTIES))
    document = pay_document(team, sheet, "abc")
    assert document["lines"][1] == {
        "line": "duty",
        "staff": "=Ana",
        "date": "2026-03-08",
        "shift": "N",
        "from": "21:00",
        "to": "07:30",
        "paid_minutes": 600,
        "plain_minutes": 0,
        "first_minutes": 420,
        "second_minutes": 180,
        "rate_pence": 1680,
        "basic_pence": 16800,
        "enhancement_pence": 6552,
        "allowance_pence": 0,
        "overtime_pence": 0,
        "on_top_of_salary_pence": 6552,
    }
    frame = pay_frame(team, sheet)
    assert list(frame.columns) == list(document["lines"][0])
    duties = frame[frame["line"] == "duty"]
    assert duties["enhancement_pence"].sum() == 6552 + 3875
    assert frame["on_top_of_salary_pence"].iloc[-1] == 28577
    # A workbook keeps whole minutes; it would show pandas' lengths of time as whole days.
    minutes = [name for name in frame.columns if name.endswith("_minutes")]
    assert len(minutes) == 4
    assert all(pd.api.types.is_integer_dtype(duties[name].convert_dtypes()) for name in minutes)


def test_a_rota_without_duties_costs_nothing() -> None:
    team = Team.model_validate(TEAM)
    (line,) = pay_sheet(team, Rota.of(team))
    assert (line.line, line.enhanced, line.on_top) == ("team", (0, 0), 0)
    assert len(pay_frame(team, (line,))) == 1
