"""What was worked is a fact: it stands in the way of no re-plan, and what it breaks is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support import MONDAY, SHIFTS
from typer.testing import CliRunner

from rotasolve.cli import app
from rotasolve.explain.precheck import precheck
from rotasolve.explain.worked import STUCK, worked_breaches
from rotasolve.rules import Rule  # noqa: F401 (its import completes Team)
from rotasolve.search.solve import solve
from rotasolve.team.team import Team

Told = list[tuple[str, int, str]]
"""Name, day of the week (Monday is 0) and code."""


def team_of(told: Told, today: str = "2026-03-05", **blocks: Any) -> Team:
    """Ana and Bo; Monday to Wednesday are past."""
    duties = [
        {"staff": name, "date": date(2026, 3, 2 + d), "shift": code} for name, d, code in told
    ]
    published = {"from": MONDAY, "to": "2026-03-08", "today": today, "duties": duties}
    return Team.model_validate(
        {
            "version": 1,
            "team": "Harbour",
            "period": {"start": MONDAY, "weeks": 1},
            "shifts": {code: SHIFTS[code] for code in "EL"},
            "staff": [{"name": name, "contract": {"hours": 8}} for name in ("Ana", "Bo")],
            "published": published,
            **blocks,
        }
    )


ILL = [{"who": "Ana", "kind": "sickness", "dates": "2026-03-03"}]
LATE_THEN_EARLY: Told = [("Ana", 0, "L"), ("Ana", 1, "E")]
BOTH: Told = [("Ana", 0, "E"), ("Ana", 0, "L")]


@pytest.mark.parametrize(
    ("told", "blocks", "words"),
    [
        # Ana was ill on Tuesday, and nobody else came: the cover of Tuesday was short.
        (
            [("Ana", d, "E") for d in range(7)],
            {"absences": ILL, "cover": [{"shift": "E", "min": 1}]},
            "cover: E on Tue 3 Mar has 0 people; at least 1",
        ),
        (LATE_THEN_EARLY, {"rules": [{"rule": "rest", "hours": "11h"}]}, "rest: Ana has 9h free"),
        (BOTH, {}, "overlap: Ana is on"),
        (
            [("Ana", 0, "E")],
            {"staff": [{"name": "Ana", "contract": {"hours": 8}, "shifts": ["L"]}, "Bo"]},
            "eligible: Ana is on E",
        ),
        (
            [("Ana", 0, "E")],
            {"rules": [{"rule": "availability", "who": "Ana", "dates": MONDAY, "level": "must"}]},
            "availability: Ana is on E",
        ),
    ],
)
def test_what_is_past_is_no_hindrance_and_is_told(
    told: Told, blocks: dict[str, Any], words: str
) -> None:
    if "staff" in blocks:
        blocks["staff"] = [blocks["staff"][0], {"name": "Bo", "contract": {"hours": 8}}]
    team = team_of(told, **blocks)
    found, *_ = worked_breaches(team)  # two shifts at once are too many of a day as well
    assert found.startswith(f"what was worked breaks {words}")
    assert "is past, and no rota is asked to mend it" in found
    assert precheck(team) == ()
    result = solve(team, seconds=10, seed=1, deterministic=True)
    assert result.audit is not None
    assert result.audit.clean
    assert result.failures == ()
    unaware = team_of(told, today=MONDAY, **blocks)  # nothing is past on the first day
    assert worked_breaches(unaware) == ()


def test_what_many_days_together_break_is_told_with_a_way_out() -> None:
    """Three days in a row, and two at most: no rota mends it, as the three have been worked."""
    rules = [{"rule": "run", "of": "working days", "at_most": 2}]
    team = team_of([("Ana", d, "E") for d in range(3)], rules=rules)
    (found,) = worked_breaches(team)
    assert found.startswith("what was worked breaks run: Ana")
    assert found.endswith(STUCK)
    assert solve(team, seconds=10, seed=1, deterministic=True).status == "infeasible"


def test_what_fixed_says_instead_is_what_was_worked() -> None:
    rules = [{"rule": "rest", "hours": "11h"}]
    fixed = [{"who": "Ana", "dates": "2026-03-03", "shift": "off"}]
    assert worked_breaches(team_of(LATE_THEN_EARLY, rules=rules, fixed=fixed)) == ()


def test_nothing_is_told_of_a_rota_that_broke_nothing() -> None:
    assert worked_breaches(team_of([("Ana", 0, "E")])) == ()


def test_a_team_that_restates_the_past_is_judged_on_all_dates() -> None:
    rules = [{"rule": "rest", "hours": "11h"}, {"rule": "past", "who": "Bo"}]
    team = team_of(LATE_THEN_EARLY, rules=rules)
    assert team.settled == frozenset()
    assert worked_breaches(team) == ()


def test_check_and_solve_warn_of_it(tmp_path: Any) -> None:
    file = tmp_path / "team.yaml"
    file.write_text(
        """
version: 1
team: Harbour
period: {start: 2026-03-02, weeks: 1}
shifts: {E: "07:00-15:00", L: "14:00-22:00"}
staff:
  - {name: Ana, contract: {hours: 8}}
rules:
  - {rule: rest, hours: 11h}
published:
  today: 2026-03-05
  from: 2026-03-02
  to: 2026-03-08
  duties:
    - {staff: Ana, date: 2026-03-02, shift: L}
    - {staff: Ana, date: 2026-03-03, shift: E}
""",
        encoding="utf-8",
    )
    words = "warning: what was worked breaks rest: Ana has 9h free"
    checked = CliRunner().invoke(app, ["check", str(file)])
    assert words in checked.output
    assert checked.exit_code == 0
    solved = CliRunner().invoke(
        app, ["solve", str(file), "--seconds", "5", "--out", str(tmp_path / "out")]
    )
    assert words in solved.output
    assert solved.exit_code == 0
