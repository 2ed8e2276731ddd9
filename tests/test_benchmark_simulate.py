"""Half a year of a team: who is away, what is left of a rota, and one period after the other."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

from benchmarks import simulate
from benchmarks.simulate import furthest, illness, leave, worked

from rotasolve import Rota, Team

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

MONDAY = date(2026, 3, 2)
STAFF = [
    {"name": "Ana", "skills": "manager"},
    {"name": "Bo", "skills": ["manager"]},
    {"name": "Cy"},
    {"name": "Di"},
]
TEAM = """\
version: 1
team: Harbour House
period: {start: 2026-03-02, weeks: 1}
shifts: {E: 07:00-15:00, SI: {time: 22:30-07:00, kind: sleep_in}}
staff:
  - {name: Ana, contract: {hours: 24}}
  - {name: Bo, contract: {hours: 24}}
  - {name: Cy, contract: {hours: 24}}
cover: [{shift: E, min: 1, max: 1}]
rules:
  - {rule: rest, hours: 11h}
  - {rule: fair_share, of: E}
fixed: [{who: Ana, shift: E, dates: 2026-03-03}]
"""


def weeks_of(booked: list[dict[str, str]]) -> dict[str, date]:
    return {each["who"]: date.fromisoformat(each["dates"][:10]) for each in booked}


def test_leave_is_whole_weeks_and_never_too_many_away() -> None:
    taken = 0
    for seed in range(50):
        booked = weeks_of(leave(STAFF, MONDAY, 4, 2, random.Random(seed)))
        taken += len(booked)
        starts = list(booked.values())
        assert {(start - MONDAY).days % 7 for start in starts} <= {0}
        assert all(starts.count(start) <= 2 for start in starts)
    assert taken > 50  # of the 200 weeks that could be taken, nearly every second is asked for


def test_two_who_share_a_rare_skill_are_away_a_week_apart() -> None:
    both = 0
    for seed in range(400):
        booked = weeks_of(leave(STAFF[:2], MONDAY, 6, 2, random.Random(seed)))
        assert MONDAY not in booked.values()  # the rota before may need them until Monday
        if len(booked) == 2:
            both += 1
            assert abs((booked["Ana"] - booked["Bo"]).days) > 7
    assert both > 0


def test_the_ill_do_not_come_nor_sleep_in_before() -> None:
    team = Team.model_validate(
        {
            "version": 1,
            "team": "Harbour House",
            "period": {"start": MONDAY, "weeks": 1},
            "shifts": {"E": "07:00-15:00", "SI": {"time": "22:30-07:00", "kind": "sleep_in"}},
            "staff": [{"name": name, "contract": {"hours": 24}} for name in ("Ana", "Bo")],
        }
    )
    days = [MONDAY + timedelta(n) for n in range(4)]
    rota = Rota.of(
        team, [(name, day, code) for name in ("Ana", "Bo") for day in days for code in ("E", "SI")]
    )
    ill = [{"who": "Ana", "kind": "sickness", "dates": f"{days[2]}..{days[2]}"}]
    # On Wednesday neither duty, and no sleep-in from Tuesday that ends on Wednesday.
    missed = rota.assignments - worked(team, rota, ill).assignments
    assert sorted(missed) == [("Ana", days[1], "SI"), ("Ana", days[2], "E"), ("Ana", days[2], "SI")]
    drawn = [each for seed in range(100) for each in illness(team, random.Random(seed))]
    assert drawn
    assert all(
        team.period.start <= date.fromisoformat(e["dates"][12:]) <= team.period.end for e in drawn
    )


def test_the_furthest_from_a_fair_share_is_told_on_either_side() -> None:
    shares = [
        {"rule": "nights", "staff": "Ana", "count": 5, "target": 4.5},
        {"rule": "nights", "staff": "Bo", "count": 2, "target": 4.0},
        {"rule": "weekends", "staff": "Cy", "count": 3, "target": 2.2},
    ]
    assert furthest(shares) == {
        "nights": {"staff": "Bo", "off": -2.0, "of": 4.0},
        "weekends": {"staff": "Cy", "off": 0.8, "of": 2.2},
    }


def test_each_period_is_made_with_the_history_of_those_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "team.yaml").write_text(TEAM, encoding="utf-8")
    options = ["--periods", "3", "--seconds", "2", "--away", "1", "--folder", str(tmp_path / "out")]
    monkeypatch.setattr("sys.argv", ["simulate", str(tmp_path / "team.yaml"), *options])
    assert simulate.main() == 0
    *periods, whole = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["period"] for each in periods] == [1, 2, 3]
    assert all(each["must_breaches"] == 0 for each in periods)
    assert (whole["weeks"], whole["working_time_breaches"]) == (3, [])
    # What three weeks share is what was worked in them: a duty a day, but for those missed ill.
    files = [tmp_path / "out" / "team" / f"{n}-rota.json" for n in range(3)]
    rotas = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    duties = sum(len(each["assignments"]) for each in rotas)
    assert duties == 21 - sum(each["duties_missed_ill"] for each in periods)
    assert sum(share["count"] for share in rotas[-1]["shares"]) == duties
