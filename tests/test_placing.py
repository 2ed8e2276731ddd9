"""Tasks and meetings that need the same time: as many as can be have a place."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from rotasolve.audit import audit
from rotasolve.rota import Rota
from rotasolve.rules import packing
from rotasolve.search.solve import solve
from rotasolve.team.team import Team

Rooms = tuple[tuple[int, ...], ...]
Items = tuple[packing.Item, ...]

MONDAY = date(2026, 3, 2)
WEEK = "2026-03-02..2026-03-08"


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


# Of 480 minutes each; the three of a row belong together, and there is hardly another way.
FULL_DUTIES = [
    (121, 138, 221),
    (123, 164, 193),
    (127, 149, 204),
    (131, 142, 207),
    (137, 161, 182),
    (139, 153, 188),
    (126, 173, 181),
]


def test_what_fills_every_duty_exactly_has_its_place() -> None:
    # 21 tasks of two to four hours, and seven duties of eight hours that they fill to the minute.
    takes = sorted((minutes for row in FULL_DUTIES for minutes in row), reverse=True)
    team = team_of([{"takes": f"{minutes}m"} for minutes in takes])
    assert missed(team, on(team, *range(7))) == []


def test_a_minute_too_much_is_one_task_too_many() -> None:
    takes = [minutes for row in FULL_DUTIES for minutes in row]
    team = team_of([{"takes": f"{minutes}m"} for minutes in (*takes[:-1], takes[-1] + 1)])
    assert len(missed(team, on(team, *range(7)))) == 1


def test_a_solve_of_duties_that_are_filled_exactly_goes_to_its_end() -> None:
    takes = [minutes for row in FULL_DUTIES for minutes in row]
    pins = [
        {"who": "Ana", "dates": WEEK, "shift": "E"},
        {"who": "Bo", "dates": WEEK, "shift": "off"},
    ]
    tasks = [{"takes": f"{minutes}m", "who": "Ana"} for minutes in takes]
    found = solve(team_of(tasks, fixed=pins), seconds=60, seed=1, workers=2)
    assert found.failures == ()
    assert found.audit is not None
    assert found.audit.cost["safety"] == 0


def test_where_too_many_ways_are_left_the_breaches_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "MOST_TRIES", 2)
    takes = [minutes for row in FULL_DUTIES for minutes in row]
    team = team_of([{"takes": f"{minutes}m"} for minutes in takes])
    found = audit(team, on(team, *range(7)))
    unsure = [breach for breach in found.breaches if breach.rule.startswith("task")]
    assert unsure
    for breach in unsure:
        assert not breach.sure
        assert "too many ways to fit all in" in breach.words


@pytest.mark.parametrize("published", [{}, {"from": MONDAY, "to": "2026-03-08"}])
@pytest.mark.parametrize("level", ["must", "safety"])
def test_a_solve_bears_with_what_the_auditor_cannot_tell(
    monkeypatch: pytest.MonkeyPatch, level: str, published: dict[str, Any]
) -> None:
    """The model knows a place for every task, and the auditor finds none for some of them."""
    monkeypatch.setattr(packing, "MOST_TRIES", 2)
    takes = [minutes for row in FULL_DUTIES for minutes in row]
    pins = [
        {"who": "Ana", "dates": WEEK, "shift": "E"},
        {"who": "Bo", "dates": WEEK, "shift": "off"},
    ]
    tasks = [{"takes": f"{minutes}m", "who": "Ana", "level": level} for minutes in takes]
    team = team_of(tasks, fixed=pins, published=published)
    found = solve(team, seconds=4, seed=1, workers=2)
    assert found.failures == ()
    assert found.rota is not None
    assert found.audit == audit(team, found.rota)
    assert found.audit.cost[level] > 0
    assert found.bound.get(level, 0) == 0
    assert found.status == ("unknown" if level == "must" else "feasible")


# -- packing -------------------------------------------------------------------------------------


def cost_of(rooms: Rooms, items: Items, choices: tuple[int | None, ...]) -> int:
    """What is left out costs so much, where what is not left out fits."""
    free = [list(limits) for limits in rooms]
    for item, n in zip(items, choices, strict=True):
        for room, limits in () if n is None else item.choices[n]:
            for limit in limits:
                free[room][limit] -= item.takes
    assert min(min(limits) for limits in free) >= 0
    return sum(item.cost for item, n in zip(items, choices, strict=True) if n is None)


def tried(rooms: Rooms, items: Items) -> int:
    """The least cost, by trying every choice of every item."""
    ways = [(None, *range(len(item.choices))) for item in items]
    found = []
    for choices in product(*ways):
        try:
            found.append(cost_of(rooms, items, choices))
        except AssertionError:
            continue
    return min(found)


def some(seed: int) -> tuple[Rooms, Items]:
    """Up to three rooms with stretches of their own, and up to six items of one room or of two."""
    rng = random.Random(seed)
    rooms = tuple(
        (rng.choice([8, 8, 10]), *(rng.choice([3, 4, 5]) for _ in range(rng.choice([0, 0, 1, 2]))))
        for _ in range(rng.randint(1, 3))
    )

    def part(room: int) -> packing.Part:
        inner = [limit for limit in range(1, len(rooms[room])) if rng.random() < 0.5]
        return packing.Part(room, (0, *inner))

    items: list[packing.Item] = []
    for _ in range(rng.randint(1, 5)):
        two = seed % 3 == 0 and len(rooms) > 1
        choices = {
            tuple(part(room) for room in rng.sample(range(len(rooms)), 1 + two))
            for _ in range(rng.randint(1, 3))
        }
        cost, takes = rng.choice([1, 1, 1, 2, 5, 20]), rng.randint(1, 6)
        item = packing.Item(cost, takes, tuple(sorted(choices)))
        items += [item] * rng.choice([1, 1, 2])
    return rooms, tuple(items[:6])


@pytest.mark.parametrize("seed", range(60))
def test_no_packing_costs_less(seed: int) -> None:
    rooms, items = some(seed)
    found = packing.pack(rooms, items)
    assert found.sure
    assert cost_of(rooms, items, found.choices) == tried(rooms, items)


@pytest.mark.parametrize("seed", range(30))
def test_with_few_tries_no_more_is_claimed_than_was_found(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(packing, "MOST_TRIES", 1)
    rooms, items = some(seed)
    found = packing.pack(rooms, items)
    cost, least = cost_of(rooms, items, found.choices), tried(rooms, items)
    assert cost == least if found.sure else cost >= least


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
