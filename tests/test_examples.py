"""The examples are what the README and the docs say they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from rotasolve import audit, load
from rotasolve.explain.precheck import precheck
from rotasolve.rota import Rota
from rotasolve.team.credit import contracted_minutes, credited_minutes

EXAMPLES = Path(__file__).parent.parent / "examples"


@pytest.mark.parametrize(
    ("name", "staff", "weeks"),
    [("first_rota", 6, 2), ("crisis_team", 16, 4), ("sleep_in_house", 11, 4)],
)
def test_each_example_loads_and_asks_for_nothing_impossible(
    name: str, staff: int, weeks: int
) -> None:
    team = load(EXAMPLES / f"{name}.yaml")
    assert len(team.staff) == staff
    assert team.period.weeks == weeks
    assert precheck(team) == ()


def test_the_hours_of_the_first_rota_are_exactly_those_of_its_cover() -> None:
    # Two earlies and two lates a day for 14 days are 56 shifts of 7.5 h: 420 h. Five people on
    # 37.5 h and one on 22.5 h are 210 h a week.
    team = load(EXAMPLES / "first_rota.yaml")
    contracted = sum(contracted_minutes(team, staff, team.period.dates) for staff in team.staff)
    assert contracted == 420 * 60


def test_a_week_of_leave_in_the_crisis_team_counts_its_contract() -> None:
    team = load(EXAMPLES / "crisis_team.yaml")
    credit = {
        staff.name: credited_minutes(team, staff, team.period.dates) / 60 for staff in team.staff
    }
    assert credit["Callum Oakmantle"] == 37.5  # seven days, on 37.5 h
    assert credit["Ivy Pebblesworth"] == 45  # ten days in two weeks, on 22.5 h
    assert credit["Owen Starlingham"] == 15  # two study days


def test_the_house_starts_in_the_middle_of_a_chain() -> None:
    """Marek sleeps in on the night before the period, so an early on its first day is due."""
    team = load(EXAMPLES / "sleep_in_house.yaml")
    last = max((duty.date, duty.staff) for duty in team.history.duties if duty.shift == "SI")[1]
    assert last == "Marek Tidewell"
    for duties, owed in (((), 1), (((last, team.period.start, "E"),), 0)):
        breaches = audit(team, Rota.of(team, duties)).breaches
        assert sum(breach.rule == "between shifts" for breach in breaches) == owed
