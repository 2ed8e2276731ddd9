"""Rotas that are solved for what they cost."""

from __future__ import annotations

from typing import Any

import pytest

from rotasolve.rules import Rule  # noqa: F401 (its import completes Team)
from rotasolve.search.solve import solve
from rotasolve.team.team import Team

TEAM: dict[str, Any] = {
    "version": 1,
    "team": "House",
    "period": {"start": "2026-03-02", "weeks": 2},
    "shifts": {"E": "07:00-15:00"},
    "staff": [
        {"name": "Ana", "grade": "Band 5", "contract": {"hours": 40}},
        {"name": "Bo", "grade": "Band 2", "contract": {"hours": 16}},
        {"name": "Cy", "grade": "Band 5", "contract": {"hours": 0, "accounts": ["paid"]}},
    ],
    "cover": [{"shift": "E", "days": "weekends", "ideal": 2}],
    "rules": [{"rule": "cost"}],
    "pay": {
        "rates": {"Band 5": 18, "Band 2": 12},
        "enhancements": {
            "first": {"percent": 30, "time": [{"days": "Sat"}]},
            "second": {"percent": 60, "time": [{"days": "Sun"}]},
        },
        "overtime": {},
    },
}


@pytest.mark.timeout(120)
def test_the_cheapest_people_fill_the_cover() -> None:
    """Two on each weekend day: Ana and Bo, as Cy's hours would be paid in full.

    Ana is paid 8 h x 18.00 x (30 + 60) % = 129.60 a weekend and Bo 8 x 12.00 x 90 % = 86.40; they
    have 32 h of 80 and of 32. Two weekends: 432.00.
    """
    result = solve(Team.model_validate(TEAM), seconds=20, seed=1, workers=2)
    assert result.status == "optimal"
    assert result.cost["fairness"] == 0
    assert result.cost["wish"] == 43200


@pytest.mark.timeout(120)
def test_a_budget_leaves_cover_open() -> None:
    """110.00 a week are enough for two of the four places of a weekend.

    Bo is paid 28.80 for the Saturday and 57.60 for the Sunday, Ana 43.20 and 86.40, and Cy, whose
    hours are paid in full, more than 144. Any three of the first four are 129.60 or more. Two
    places a week stay open; both Saturdays, 72.00, are the cheapest two to fill.
    """
    rules = [{"rule": "budget", "at_most": 110, "per": "week", "level": "must"}, {"rule": "cost"}]
    result = solve(Team.model_validate({**TEAM, "rules": rules}), seconds=20, seed=1, workers=2)
    assert result.status == "optimal"
    assert result.cost["must"] == 0
    assert result.cost["fairness"] == 4
    assert result.cost["wish"] == 2 * 7200


@pytest.mark.timeout(120)
def test_a_budget_may_be_exceeded_where_it_is_soft() -> None:
    """At a level below that of the cover the week's 216.00 are 106 pounds above 110."""
    rules = [{"rule": "budget", "at_most": 110, "per": "week", "level": "wish"}]
    result = solve(Team.model_validate({**TEAM, "rules": rules}), seconds=20, seed=1, workers=2)
    assert result.status == "optimal"
    assert (result.cost["fairness"], result.cost["wish"]) == (0, 212)
