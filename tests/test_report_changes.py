"""What a solve tells of changes, wishes, the bank, and rotas that are not the newest."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from rotasolve.audit import audit
from rotasolve.cli import app
from rotasolve.cli.rota_set import newest_beside
from rotasolve.report.audit_table import breach_table
from rotasolve.report.bank import bank_shifts
from rotasolve.report.changes import MOST_LINES, spell_changes, spell_refused
from rotasolve.rota import Rota
from rotasolve.team.team import Team

if TYPE_CHECKING:
    from pathlib import Path

MONDAY = date(2026, 3, 2)


def team_of(**blocks: Any) -> Team:
    people = [{"name": name, "contract": {"hours": 40}} for name in ("Ana", "Bo")]
    return Team.model_validate(
        {
            "version": 1,
            "team": "House",
            "period": {"start": MONDAY, "weeks": 4},
            "shifts": {"E": "07:00-15:00", "L": "14:00-22:00"},
            "staff": [*people, {"name": "Zed", "contract": {"bank": True}}],
            **blocks,
        }
    )


def told(*duties: tuple[str, int, str], days: int = 28) -> dict[str, Any]:
    """So many days of the period are published, with these duties."""
    return {
        "from": MONDAY,
        "to": MONDAY + timedelta(days - 1),
        "duties": [
            {"staff": name, "date": MONDAY + timedelta(day), "shift": code}
            for name, day, code in duties
        ],
    }


def rota_of(team: Team, *duties: tuple[str, int, str]) -> Rota:
    return Rota.of(team, ((name, MONDAY + timedelta(day), code) for name, day, code in duties))


def test_each_change_is_a_line() -> None:
    team = team_of(published=told(("Ana", 1, "E"), ("Bo", 0, "L"), days=7))
    rota = rota_of(team, ("Bo", 1, "E"), ("Bo", 0, "E"), ("Bo", 0, "L"), ("Ana", 8, "E"))
    # What lies after the week that is published is no change.
    assert spell_changes(team, rota) == [
        "Changes against the published rota (3):",
        "  Mon 2 Mar Bo: L, now E and L",
        "  Tue 3 Mar Ana: E, now off",
        "  Tue 3 Mar Bo: off, now E",
    ]


def test_many_changes_end_in_a_number() -> None:
    team = team_of(published=told())
    rota = rota_of(team, *(("Ana", day, "E") for day in range(MOST_LINES + 3)))
    lines = spell_changes(team, rota)
    assert len(lines) == MOST_LINES + 2
    assert (lines[0], lines[-1]) == ("Changes against the published rota (23):", "  and 3 more")


def test_no_change_is_told_and_nothing_published_is_not() -> None:
    team = team_of(published=told(("Ana", 1, "E")))
    assert spell_changes(team, rota_of(team, ("Ana", 1, "E"))) == [
        "Nothing differs from the published rota."
    ]
    assert spell_changes(team_of(), rota_of(team_of())) == []


def test_wishes_that_are_refused_are_named() -> None:
    off = {"who": "Ana", "want": "off", "dates": MONDAY}
    team = team_of(requests=[off, {**off, "who": "Bo", "level": "must"}])
    rota = rota_of(team, ("Ana", 0, "E"), ("Bo", 0, "E"))
    lines = spell_refused(team, audit(team, rota))
    assert lines[0] == "Wishes that are refused (1):"
    assert lines[1].startswith("  Ana asked to be off instead of E")
    assert spell_refused(team, audit(team, rota_of(team))) == []


def test_shifts_by_the_bank_are_counted() -> None:
    team = team_of()
    assert bank_shifts(team, rota_of(team, ("Ana", 0, "E"), ("Zed", 0, "E"), ("Zed", 1, "L"))) == 2


@pytest.mark.parametrize(
    ("weight", "shown"),
    [(1, "16h"), (3, "16h (2880)")],  # 16 hours are 960 minutes
)
def test_hours_are_told_as_hours(weight: int, shown: str) -> None:
    rules = [{"rule": "contract_hours", "per": "period", "weight": weight, "who": "Ana"}]
    people = [{"name": "Ana", "contract": {"hours": 4}}]
    team = team_of(rules=rules, staff=people)
    console = Console(width=200)
    with console.capture() as captured:
        console.print(
            breach_table([b for b in audit(team, rota_of(team)).breaches if b.unit == "minutes"])
        )
    assert captured.get().strip().startswith(f"{shown}  contract_hours")


def test_a_newer_rota_beside_one_that_is_read_is_told(tmp_path: Path) -> None:
    for name in ("rota.json", "rota-2.json", "rota-10.json", "rota-worse.json", "may.json"):
        (tmp_path / name).write_text("")
    assert newest_beside(tmp_path / "rota.json") == tmp_path / "rota-10.json"
    assert newest_beside(tmp_path / "rota-2.json") == tmp_path / "rota-10.json"
    assert newest_beside(tmp_path / "rota-10.json") is None
    assert newest_beside(tmp_path / "may.json") is None


TEAM = """
version: 1
team: House
period: {start: 2026-03-02, weeks: 1}
shifts: {E: "07:00-15:00"}
staff: [{name: Ana, contract: {hours: 8}}, {name: Zed, contract: {bank: true}}]
absences: [{who: Ana, kind: leave, dates: 2026-03-02..2026-03-08}]
cover: [{shift: E, days: Mon, min: PEOPLE}]
"""


def test_a_solve_says_what_breaks_a_must_and_how_much_the_bank_does(tmp_path: Path) -> None:
    file, out = tmp_path / "team.yaml", str(tmp_path / "out")

    def run(*options: str) -> str:
        return CliRunner().invoke(app, [*options]).output

    file.write_text(TEAM.replace("PEOPLE", "1"))
    solved = run("solve", str(file), "--seconds", "10", "--out", out)
    assert "; 1 shift by the bank (" in solved
    assert "rota.json, which breaks a must" not in solved
    text = TEAM.replace("PEOPLE", "2") + "published: out/rota.json\nrules: [{rule: stability}]\n"
    file.write_text(text)
    broken = run("solve", str(file), "--seconds", "5", "--out", out)
    assert f"Wrote {tmp_path / 'out' / 'rota-2.json'}, which breaks a must" in broken
    checked = run("check", str(file))
    assert "out/rota.json is read, and rota-2.json lies beside it; name that" in checked
