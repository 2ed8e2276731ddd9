"""Opening + worked + credited - contracted = closing, exactly, from one period into the next."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from report_cases import rota_of, team_of
from ruamel.yaml import YAML

from rotasolve.audit import audit
from rotasolve.loader.load import load
from rotasolve.report.balances import balances_document, balances_text, closing_balances
from rotasolve.report.hours import contract_hours
from rotasolve.report.json import rota_document, to_text
from rotasolve.result import Result
from rotasolve.rota import Rota

if TYPE_CHECKING:
    from pathlib import Path

    from rotasolve.team.team import Team


def test_the_balance_of_everybody_with_contracted_hours_or_a_balance() -> None:
    """Ana: 7.5 worked, two days of leave at 7.5, 37.5 contracted. Ben: 450 - 514 minutes."""
    team = team_of()
    assert balances_document(closing_balances(team, rota_of(team))) == {
        "Ana": {"hours": "-15h"},
        "Ben": {"hours": "-1h04"},
    }
    balances = {"Ana": {"hours": "+20h10"}, "Cy": {"hours": "-2h"}}
    carrying = team_of(history={"balances": balances})
    assert balances_document(closing_balances(carrying, rota_of(carrying))) == {
        "Ana": {"hours": "+5h10"},
        "Ben": {"hours": "-1h04"},
        "Cy": {"hours": "-2h"},  # who has no contracted hours, whatever they work
    }


def test_hours_that_are_paid_as_overtime_are_not_carried_as_well() -> None:
    """Ana has 7.5 h of 5 contracted: 2.5 over, of which 1 h is tolerated and 1.5 h paid.

    With the hour carried in before, that leaves 1 h + 2.5 h - 1.5 h = 2 h. Without overtime pay it
    is 3.5 h.
    """
    balances = {"Ana": {"hours": "+1h"}}
    facts: dict[str, Any] = {
        "staff": [{"name": "Ana", "contract": {"hours": 5}, "rate": 20}],
        "cover": [],
        "absences": [],
        "requests": [],
        "history": {"balances": balances},
    }
    for pay, carried, words in (
        ({"overtime": {"tolerance": "1h"}}, "+2h", " - 1h30 paid as overtime"),
        ({}, "+3h30", ""),
    ):
        team = team_of(**facts, pay=pay)
        rota = Rota.of(team, [("Ana", team.period.start, "E")])
        assert balances_document(closing_balances(team, rota)) == {"Ana": {"hours": carried}}
        assert balances_text(team, rota).splitlines()[1] == (
            f"    Ana: {{hours: {carried}}}  # +1h carried in + 7h30 worked + 0h credited "
            f"- 5h contracted{words}"
        )


def test_duties_with_the_bank_are_not_carried_as_hours_of_the_contract() -> None:
    """15 hours a week up to Wednesday are 3/7 of it: 6h26 (385.7 minutes, so 386).

    The early on Monday counts 7.5 h against them; that on Thursday is the bank's.
    """
    contract = [{"hours": 15, "to": "2026-04-01"}, {"bank": True, "from": "2026-04-02"}]
    team = team_of(
        staff=[{"name": "Ana", "contract": contract}], cover=[], absences=[], requests=[]
    )
    rota = Rota.of(team, [("Ana", date(2026, 3, 30), "E"), ("Ana", date(2026, 4, 2), "E")])
    assert balances_document(closing_balances(team, rota)) == {"Ana": {"hours": "+1h04"}}


def test_the_lines_go_under_the_history_of_the_next_team_file() -> None:
    staff = [
        {"name": "Ana", "contract": {"hours": 30}},
        {"name": "Zoë O'Hara-Smith", "contract": {"hours": 0}},
        {"name": "No", "contract": {"hours": 7}},
        {"name": "B: o #1", "contract": {"hours": 7.5, "accounts": ["paid"]}},
        {"name": "1st", "contract": {"hours": 0, "accounts": ["paid"]}},
    ]
    balances = {"Ana": {"hours": "+3h"}, "B: o #1": {"hours": "-30m"}}
    team = team_of(staff=staff, cover=[], absences=[], requests=[], history={"balances": balances})
    text = balances_text(team, Rota.of(team, [("Ana", team.period.start, "E")]))
    assert text.splitlines() == [
        "  balances:  # after 2026-03-30..2026-04-05",
        "    Ana: {hours: -19h30}  # +3h carried in + 7h30 worked + 0h credited - 30h contracted",
        "    Zoë O'Hara-Smith: {hours: 0h}  "
        "# 0h carried in + 0h worked + 0h credited - 0h contracted",
        "    'No': {hours: -7h}  # 0h carried in + 0h worked + 0h credited - 7h contracted",
        "    'B: o #1': {hours: -30m}  # -30m carried in; no contracted hours",
    ]
    read = YAML(typ="safe", pure=True).load("history:\n" + text)
    later = team_of(
        staff=staff,
        cover=[],
        absences=[],
        requests=[],
        period={"start": "2026-04-06", "weeks": 1},
        **read,
    )
    carried = {each.name: later.history.carried_minutes(each.name) for each in later.staff}
    assert carried == {"Ana": -1170, "Zoë O'Hara-Smith": 0, "No": -420, "B: o #1": -30, "1st": 0}


def test_a_team_without_contracted_hours_has_no_balances() -> None:
    staff = [{"name": "Cy", "contract": {"hours": 0, "accounts": ["paid"]}}]
    team = team_of(staff=staff, cover=[], absences=[], requests=[])
    assert balances_text(team, Rota.of(team)).startswith("  balances: {}  # nobody")


PERIODS = """\
version: 1
team: House
period: {{start: {start}, weeks: 2}}
shifts: {{E: 08:00-16:00}}
staff:
  - {{name: Ana, contract: {{hours: 22.5, days_a_week: 3, bank_holidays: credit}}}}
  - {{name: Bo, contract: {{hours: 30, bank_holidays: credit}}, starts: 2026-04-04}}
rules:
  - {{rule: contract_hours, tolerance: 1h}}
absences:
  - {{who: Ana, dates: 2026-04-06..12}}
history: {history}
"""


def test_a_balance_is_carried_from_a_rota_into_the_next_period_and_out_of_it(
    tmp_path: Path,
) -> None:
    """Two fortnights, from 30 March and from 13 April 2026.

    First: Ana carries +2h in and works 3 x 8 = 24 h. Good Friday counts 22.5 / 5 = 4.5 h; the week
    of leave counts 22.5 h with Easter Monday in it. 2 + 24 + 27 - 45 = +8 h. Bo starts on Saturday
    4 April, so 9/7 of 30 h = 2314.29, 2314 minutes are contracted; Easter Monday counts 360, and
    four shifts are 1920: 2280 - 2314 = -34 minutes.

    Second: Ana has 45 h contracted and works 4 x 8 = 32 h: 8 + 32 - 45 = -5 h, and the rule allows
    one: 240 minutes too few. Bo has 60 h contracted and works 7 x 8 = 56: -34 minutes - 4 h, of
    which the rule allows one: 214 minutes. Without what they carry, Ana would be 13 h under.
    """

    def period(name: str, start: str, history: str) -> tuple[Team, Path]:
        file = tmp_path / f"{name}.yaml"
        file.write_text(PERIODS.format(start=start, history=history), "utf-8")
        return load(file), tmp_path / f"{name}.json"

    def kept(team: Team, file: Path, **shifts: list[str]) -> dict[str, Any]:
        rows = [(name, team.period.dates[int(d)], "E") for name in shifts for d in shifts[name]]
        rota = Rota.of(team, rows)
        found = audit(team, rota)
        result = Result("unknown", rota, found, {}, 0.0, 1)
        file.write_text(to_text(rota_document(team, result, "")), "utf-8")
        for staff in team.staff:
            hours = contract_hours(team, rota, staff)
            closing = closing_balances(team, rota)[staff.name].hours
            assert closing == hours.carried + hours.worked + hours.credit - hours.target
        document: dict[str, Any] = json.loads(file.read_text("utf-8"))
        return document

    team, file = period("first", "2026-03-30", "{balances: {Ana: {hours: +2h}}}")
    first = kept(team, file, Ana=["0", "1", "2"], Bo=["8", "9", "10", "11"])
    assert first["closing"] == {"Ana": {"hours": "+8h"}, "Bo": {"hours": "-34m"}}

    team, file = period("second", "2026-04-13", "first.json")
    assert team.history.carried_minutes("Ana") == 480
    second = kept(team, file, Ana=list("0123"), Bo=["0", "1", "2", "3", "7", "8", "9"])
    assert second["closing"] == {"Ana": {"hours": "-5h"}, "Bo": {"hours": "-4h34"}}
    of_hours = [each for each in second["breaches"] if each["rule"] == "contract_hours"]
    assert [(each["staff"], each["amount"]) for each in of_hours] == [
        (["Ana"], 240),
        (["Bo"], 214),
    ]
    assert (
        "Ana has 32h from Mon 13 Apr to Sun 26 Apr, and carries +8h in: 5h under the 45h"
        in (of_hours[0]["words"])
    )

    # What is stated wins over the file.
    team, _ = period("other", "2026-04-13", "{files: first.json, balances: {Ana: {hours: 0}}}")
    assert [team.history.carried_minutes(name) for name in ("Ana", "Bo")] == [0, -34]
