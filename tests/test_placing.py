"""Tasks and meetings that need the same time: as many as can be have a place."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from rotasolve.audit import audit
from rotasolve.rota import Rota
from rotasolve.search.solve import solve
from rotasolve.team.team import Team

MONDAY = date(2026, 3, 2)


def team_of(tasks: list[dict[str, Any]], **more: Any) -> Team:
    """Ana and Bo; E is 08:00-16:00."""
    return Team.model_validate(
        {
            "version": 1,
            "team": "House",
            "period": {"start": MONDAY, "weeks": 1},
            "shifts": {"E": "08:00-16:00"},
            "staff": [{"name": name, "contract": {"hours": 8}} for name in ("Ana", "Bo")],
            "tasks": [{"name": f"task {n}", "per": "week", **each} for n, each in enumerate(tasks)],
            **more,
        }
    )


def on(team: Team, *days: int) -> Rota:
    """Ana on E on so many days after Monday."""
    return Rota.of(team, [("Ana", MONDAY + timedelta(day), "E") for day in days])


def missed(team: Team, rota: Rota) -> list[str]:
    """The names of the tasks that are not done."""
    return [breach.rule for breach in audit(team, rota).breaches if breach.rule.startswith("task")]


def test_as_many_are_done_as_fit() -> None:
    # Four of two hours on each of three duties of eight.
    team = team_of([{"takes": "2h"}] * 20)
    assert len(missed(team, on(team, 0, 1, 2))) == 8


def test_they_are_put_together_so_that_they_fit() -> None:
    # 5 + 3, 5 + 3 and 4 + 4 hours; one after the other as listed, the fours would take two duties.
    team = team_of([{"takes": f"{hours}h"} for hours in (4, 3, 5, 4, 3, 5)])
    assert missed(team, on(team, 0, 1, 2)) == []
    assert len(missed(team, on(team, 0, 1))) == 2  # 24 hours on 16: without 5 + 3 or 4 + 4


def test_the_lighter_is_left_out() -> None:
    team = team_of([{"takes": "8h"}, {"takes": "8h", "weight": 2}, {"takes": "8h"}])
    assert missed(team, on(team, 0)) == ["task 0", "task 2"]


def test_those_of_higher_levels_come_first_whatever_they_weigh() -> None:
    low = {"takes": "4h", "level": "contract", "weight": 1000}
    team = team_of([low, low, {"takes": "8h", "level": "safety"}])
    assert missed(team, on(team, 0)) == ["task 0", "task 1"]


def test_there_is_an_answer_where_there_are_too_many_ways_to_try() -> None:
    # 7 hours and a minute to 7 h 40 each: one a duty, and the rest is left over.
    team = team_of([{"takes": f"{421 + n}m"} for n in range(40)])
    assert len(missed(team, on(team, *range(7)))) == 33


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_solve_gives_each_task_a_duty_of_its_own(seed: int) -> None:
    """Three clinics of eight hours, one person, and cover that asks for nothing."""
    cover = [{"shift": "E", "max": 1}]
    team = team_of([{"takes": "8h", "who": "Ana"}] * 3, cover=cover)
    found = solve(team, seconds=10, seed=seed, workers=1)
    assert found.audit is not None
    assert found.audit.cost["safety"] == 0
    assert found.rota is not None
    assert len([each for each in found.rota.assignments if each.staff == "Ana"]) >= 3


def test_one_duty_is_one_task_short() -> None:
    cover = [
        {"shift": "E", "dates": "2026-03-02", "max": 1},
        {"shift": "E", "days": "Tue-Sun", "max": 0},
    ]
    team = team_of([{"takes": "8h"}, {"takes": "8h"}], cover=cover)
    found = solve(team, seconds=10, seed=1, workers=1)
    assert found.status == "optimal"
    assert found.audit is not None
    assert found.audit.cost["safety"] == 1


def test_meetings_below_give_way_to_tasks_above() -> None:
    """E has eight hours: the task of safety takes them, and the meeting of contract is missed."""
    rules = [{"rule": "supervision_meetings", "pairs": {"Ana": ["Bo"]}, "per": "week"}]
    cover = [
        {"shift": "E", "dates": "2026-03-02", "max": 2},
        {"shift": "E", "days": "Tue-Sun", "max": 0},
    ]
    tasks = [{"takes": "8h", "who": "Ana"}]
    found = solve(team_of(tasks, rules=rules, cover=cover), seconds=10, seed=1, workers=1)
    assert found.status == "optimal"
    assert found.audit is not None
    assert found.audit.cost["safety"] == 0
    assert {breach.rule for breach in found.audit.breaches} >= {"supervision_meetings"}
