"""What everybody has of all that is shared, beside their fair share, as a table and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from report_cases import day, team_of

from rotasolve.report.shares import share_documents, share_table
from rotasolve.report.table import plain
from rotasolve.rota import Rota

if TYPE_CHECKING:
    from rotasolve.team.team import Team


def fair_team(*rules: dict[str, Any]) -> Team:
    """Ana on 37.5 h, Ben on 18.75 h: weights 2 and 1. Cy has no contracted hours."""
    staff = [
        {"name": "Ana", "contract": {"hours": 37.5}},
        {"name": "Ben", "contract": {"fte": 0.5}},
        {"name": "Cy", "contract": {"hours": 30, "accounts": ["paid"]}},
    ]
    history = [{"staff": "Ben", "date": "2026-03-29", "shift": "L"}]
    return team_of(
        staff=staff,
        cover=[],
        absences=[],
        requests=[],
        history={"from": "2026-03-29", "duties": history},
        rules=[{"rule": "fair_share", **rule} for rule in rules],
    )


def rota_of(team: Team) -> Rota:
    """Ana is on L on Monday and Sunday, Ben on Good Friday, Cy on Saturday."""
    return Rota.of(
        team,
        [("Ana", day(0), "L"), ("Ana", day(6), "L"), ("Ben", day(4), "L"), ("Cy", day(5), "L")],
    )


LATES = {"of": "L"}
HOLIDAYS = {"of": "bank holidays", "name": "holidays", "past_weeks": 0}
UNSOCIAL = {"of": "unsocial hours", "past_weeks": 0}


def test_without_such_rules_there_is_no_table() -> None:
    team = fair_team()
    assert share_table(team, rota_of(team)) is None
    assert share_documents(team, rota_of(team)) == []


def test_the_table_has_a_column_for_each_rule_and_a_line_for_those_with_a_share() -> None:
    # Lates: Ana 2 and Ben 1 + 1 of the history are 4, so 2.67 and 1.33. Bank holidays: 1, so 0.67
    # and 0.33. Hours: Ana 2 (20:00 on) + 8 on Sunday, Ben 8 on Good Friday are 18, so 12 and 6.
    team = fair_team(LATES, HOLIDAYS, UNSOCIAL)
    table = share_table(team, rota_of(team))
    assert table is not None
    assert [" ".join(line.split()) for line in plain(table).splitlines()] == [
        "fair shares L since Sun 29 Mar holidays since Mon 30 Mar unsocial hours since Mon 30 Mar",
        "Ana 2 of 2.7 0 of 0.7 10h of 12h",
        "Ben 2 of 1.3 1 of 0.3 8h of 6h",
    ]


def test_the_document_has_numbers() -> None:
    team = fair_team(HOLIDAYS, UNSOCIAL)
    found = share_documents(team, rota_of(team))
    since = "2026-03-30"
    hours = {"rule": "fair_share", "of": "unsocial hours", "since": since}
    days = {"rule": "holidays", "of": "duties on bank holidays", "since": since}
    assert found == [
        {**days, "staff": "Ana", "count": 0, "target": 0.67},
        {**days, "staff": "Ben", "count": 1, "target": 0.33},
        {**hours, "staff": "Ana", "count": 10, "target": 12},
        {**hours, "staff": "Ben", "count": 8, "target": 6},
    ]
