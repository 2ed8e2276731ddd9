"""The level of spare duties: what a solve does with it, and when it has its turn."""

from __future__ import annotations

from typing import Any

import pytest

from rotasolve.model.asked import spots
from rotasolve.model.problem import Problem
from rotasolve.rules import Rule  # noqa: F401 (its import completes Team)
from rotasolve.rules.asked import places
from rotasolve.search.levels import _limit
from rotasolve.search.solve import solve
from rotasolve.search.standing import Standing
from rotasolve.team.team import Team

LEVELS = ("safety", "fairness", "wish", "spare")


def team_of(names: str, hours: float, **more: Any) -> Team:
    """People on ``hours`` each, and a day shift of 8 h less a break of half an hour."""
    return Team.model_validate(
        {
            "version": 1,
            "team": "Office",
            "period": {"start": "2026-03-02", "weeks": 1},
            "shifts": {"D": {"time": "09:00-17:00", "break": "30m"}},
            "staff": [{"name": name, "contract": {"hours": hours}} for name in names.split()],
            **more,
        }
    )


def people_by_day(team: Team, seed: int) -> list[int]:
    """How many are on duty on each date of the best rota, which is proven to be that."""
    result = solve(team, seconds=20, seed=seed, deterministic=True)
    assert result.status == "optimal"
    assert result.rota is not None
    rota = result.rota
    return [sum(bool(rota.shifts(name, day)) for name in rota.staff) for day in rota.dates]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_hours_beyond_what_cover_asks_are_worked_where_it_asks(seed: int) -> None:
    # 4 x 75 h are ten duties of 7.5 h each: all four on each of the ten weekdays.
    team = team_of(
        "Ana Bo Cy Di",
        37.5,
        period={"start": "2026-03-02", "weeks": 2},
        cover=[{"shift": "D", "days": "Mon-Fri", "min": 2}],
        rules=[{"rule": "contract_hours"}, {"rule": "run", "at_most": 5}],
    )
    assert people_by_day(team, seed) == [4, 4, 4, 4, 4, 0, 0] * 2


def test_those_to_spare_are_spread_evenly() -> None:
    # 4 people x 3 duties are 12 on five days of at least one: 3, 3, 2, 2, 2 in some order.
    team = team_of(
        "Ana Bo Cy Di",
        22.5,
        cover=[{"shift": "D", "days": "Mon-Fri", "min": 1}],
        rules=[{"rule": "contract_hours"}],
    )
    found = people_by_day(team, 1)
    assert sorted(found[:5]) == [2, 2, 2, 3, 3]
    assert found[5:] == [0, 0]


@pytest.mark.parametrize("most", [{"max": 2}, {}])
def test_shares_are_not_made_fair_by_duties_that_nobody_asks_for(most: dict[str, int]) -> None:
    # 12 duties for seven people are 1.7 each: five do two and two do one.
    team = team_of(
        "Ana Bo Cy Di Eve Fay Gus",
        16,
        cover=[{"shift": "D", "days": "Mon-Sat", "min": 2, **most}],
        rules=[{"rule": "fair_share", "of": "D"}],
    )
    result = solve(team, seconds=20, seed=3, deterministic=True)
    assert result.status == "optimal"
    assert result.rota is not None
    each = [
        sum(len(result.rota.shifts(name, day)) for day in result.rota.dates)
        for name in result.rota.staff
    ]
    assert sorted(each) == [1, 1, 2, 2, 2, 2, 2]
    assert [
        sum(bool(result.rota.shifts(name, day)) for name in result.rota.staff)
        for day in result.rota.dates
    ] == [2, 2, 2, 2, 2, 2, 0]


def test_a_shift_that_nothing_asks_for_is_worked_where_the_hours_are_owed() -> None:
    # Five duties each are owed, and the most of D is met by Ana or Bo: the others do T.
    team = team_of(
        "Ana Bo",
        37.5,
        shifts={"D": {"time": "09:00-17:00", "break": "30m"}, "T": "09:00-16:30"},
        cover=[{"shift": "D", "days": "Mon-Fri", "min": 1, "max": 1}],
        rules=[{"rule": "contract_hours"}],
    )
    result = solve(team, seconds=20, seed=1, deterministic=True)
    assert result.status == "optimal"
    assert result.rota is not None
    assert sum(code == "T" for _, _, code in result.rota.assignments) == 5
    # One T on each of five dates: 2, the number of people, and 1.
    assert result.cost["spare"] == 5 * 3


def standing_of(**proven: int) -> Standing:
    """A standing of a rota that costs 5 at each level."""
    standing = Standing(LEVELS)
    standing.audit = type("Costs", (), {"cost": dict.fromkeys(LEVELS, 5)})()  # type: ignore[assignment]
    standing.bound = dict(proven)
    return standing


def test_spare_waits_for_what_is_open_above_and_then_gets_what_was_kept() -> None:
    standing = standing_of(safety=5, spare=0)
    levels = standing.open_levels
    assert levels == ("fairness", "wish", "spare")
    # Of 100 units 5 are kept: 65 % of 95 for the first; all but what is kept for an only one.
    assert _limit("fairness", levels, standing, 100.0, 5.0) == pytest.approx(61.75)
    assert _limit("spare", levels, standing, 100.0, 5.0) == 0
    assert _limit("wish", ("wish", "spare"), standing, 100.0, 5.0) == 95
    # With no more than that left those above wait, unless spare is proven.
    assert _limit("fairness", levels, standing, 4.0, 5.0) == 0
    assert _limit("spare", levels, standing, 4.0, 5.0) == 4
    standing = standing_of(safety=5, spare=5)
    assert _limit("wish", ("wish", "spare"), standing, 4.0, 5.0) == 4


def test_spare_gets_all_the_time_when_it_alone_is_open() -> None:
    standing = standing_of(safety=5, fairness=5, wish=5)
    assert standing.open_levels == ("spare",)
    assert _limit("spare", ("spare",), standing, 100.0, 5.0) == 100


def test_a_team_without_the_level_shares_its_time_as_before() -> None:
    standing = standing_of(safety=5)
    assert _limit("fairness", ("fairness", "wish"), standing, 100.0, 5.0) == 65
    assert _limit("wish", ("wish",), standing, 100.0, 5.0) == 100


def test_of_many_lines_of_cover_the_first_of_the_file_count_on_both_sides() -> None:
    # Ten lines of their own, Ana or Bo, Bo or Cy, Cy or Di: 12 people are asked for where Ana or Bo
    # is the first of the three, and 11 where Bo or Cy is, which leaves no other. Thirteen lines are
    # too many to compare every choice of them.
    others = [f"Other{n}" for n in range(10)]
    lines = [{"shift": "D", "min": 1, "who": name} for name in others]
    first, between, last = (
        {"shift": "D", "min": 1, "who": who} for who in (["Ana", "Bo"], ["Bo", "Cy"], ["Cy", "Di"])
    )
    cover = [*lines, {**first, "days": "Mon"}, between, {**first, "days": "Tue"}, last]
    team = team_of(" ".join(("Ana", "Bo", "Cy", "Di", *others)), 8, cover=cover)
    by_audit = [place.asked for place in places(team)]
    by_model = [spot.asked for spot in spots(Problem(team))]
    assert by_audit[:3] == by_model[:3] == [12, 11, 11]
