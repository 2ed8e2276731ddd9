"""Over the border of two periods: whoever has no possible first day is told, with the rules."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from rotasolve.cli import app
from rotasolve.explain.border import after, after_published, first_days
from rotasolve.model.build import build_full
from rotasolve.model.problem import Problem
from rotasolve.rota import Rota
from rotasolve.rules import Rule  # noqa: F401 (its import completes Team)
from rotasolve.search.cpsat import Budget, Settings, run
from rotasolve.team.team import Team

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

START = date(2026, 3, 2)
JOINED = "a sleep-in joins the early after it"
SIX = "six days at most"
RULES = [
    {"rule": "sequence", "name": JOINED, "when": "S", "then": "E"},
    {"rule": "run", "name": SIX, "at_most": 6},
]
# Off on Monday; five earlies from Tuesday to Saturday, a late and a sleep-in on Sunday: six days.
SIX_DAYS = [*((d, "E") for d in range(1, 6)), (6, "L"), (6, "S")]
WORDS = (
    "Ana has no possible Mon 9 Mar after L and S on Sun 8 Mar, whatever they do then: "
    "a sleep-in joins the early after it: Ana does L+S on Sun 8 Mar but off on Mon 9 Mar, where E "
    "is wanted; or six days at most: Ana has a run of 7 working days from Tue 3 Mar to Mon 9 Mar; "
    "at most 6"
)


def duties(worked: list[tuple[int, str]], name: str = "Ana") -> list[dict[str, Any]]:
    return [{"staff": name, "date": START + timedelta(d), "shift": code} for d, code in worked]


def house(start: date = START, **blocks: Any) -> Team:
    return Team.model_validate(
        {
            "version": 1,
            "team": "House",
            "period": {"start": start, "weeks": 1},
            "shifts": {
                "E": "07:00-15:00",
                "L": "14:00-22:00",
                "S": {"time": "22:00-07:00", "kind": "sleep_in"},
            },
            "staff": [{"name": name, "contract": {"hours": 40}} for name in ("Ana", "Bo")],
            "rules": RULES,
            **blocks,
        }
    )


def second(worked: list[tuple[int, str]], **blocks: Any) -> Team:
    return house(START + timedelta(7), history={"from": START, "duties": duties(worked)}, **blocks)


def words_of(team: Team) -> list[str]:
    return [finding.words for finding in first_days(team)]


def test_the_later_period_tells_both_rules() -> None:
    assert words_of(second(SIX_DAYS)) == [WORDS]


def test_the_earlier_period_tells_it_of_a_rota() -> None:
    team = house()
    rota = Rota.of(
        team, ((each["staff"], each["date"], each["shift"]) for each in duties(SIX_DAYS))
    )
    assert [finding.words for finding in after(team, rota)] == [WORDS]


def test_the_earlier_period_tells_it_of_what_is_published() -> None:
    told = {"from": START, "to": START + timedelta(6), "duties": duties(SIX_DAYS)}
    assert [finding.words for finding in after_published(house(published=told))] == [WORDS]
    short = {**told, "to": START + timedelta(5), "duties": duties(SIX_DAYS[:5])}
    assert after_published(house(published=short)) == ()  # the last night is not known yet


@pytest.mark.parametrize(
    "worked",
    [
        pytest.param(SIX_DAYS[1:], id="one day fewer, and the early can be worked"),
        pytest.param(SIX_DAYS[:-1], id="no sleep-in, and the day can be off"),
        pytest.param([], id="nothing worked"),
    ],
)
def test_nothing_is_told_where_some_day_is_possible(worked: list[tuple[int, str]]) -> None:
    assert words_of(second(worked)) == []


def test_a_rule_that_need_not_hold_makes_nothing_impossible() -> None:
    soft = [RULES[0], {**RULES[1], "level": "safety"}]
    assert words_of(second(SIX_DAYS, rules=soft)) == []


def test_whoever_has_left_needs_no_day() -> None:
    staff = [{"name": "Ana", "contract": {"hours": 40}, "leaves": "2026-03-08"}]
    assert (
        words_of(second(SIX_DAYS, staff=[*staff, {"name": "Bo", "contract": {"hours": 40}}])) == []
    )


def test_the_commands_tell_it(tmp_path: Path) -> None:
    lines = "".join(
        f"    - {{staff: Ana, date: {START + timedelta(d)}, shift: {code}}}\n"
        for d, code in SIX_DAYS
    )
    head = (
        "version: 1\nteam: House\n"
        "shifts:\n  E: 07:00-15:00\n  L: 14:00-22:00\n  S: {time: 22:00-07:00, kind: sleep_in}\n"
        "staff:\n  - {name: Ana, contract: {hours: 40}}\n"
        "cover:\n  - {shift: E, ideal: 1}\n"
        f"rules:\n  - {{rule: sequence, name: {JOINED}, when: S, then: E}}\n"
        f"  - {{rule: run, name: {SIX}, at_most: 6}}\n"
    )
    later = tmp_path / "later.yaml"
    later.write_text(
        f"{head}period: {{start: 2026-03-09, weeks: 1}}\n"
        f"history:\n  from: {START}\n  duties:\n{lines}"
    )
    told = CliRunner().invoke(app, ["check", str(later)])
    assert told.exit_code == 3
    assert WORDS in told.stdout
    earlier = tmp_path / "earlier.yaml"
    earlier.write_text(f"{head}period: {{start: {START}, weeks: 1}}\n")
    rota = tmp_path / "rota.csv"
    rota.write_text(
        "staff,date,shift\n"
        + "".join(f"Ana,{START + timedelta(d)},{code}\n" for d, code in SIX_DAYS)
    )
    told = CliRunner().invoke(app, ["audit", str(earlier), str(rota)])
    assert told.exit_code == 0
    assert f"The next rota cannot keep every must: {WORDS}" in told.stdout


def at_random(seed: int) -> Team:
    """Ana after a week at random, with some rules at random."""
    chance = random.Random(seed)
    shift = ["E", "L", "S"]
    makers: list[Callable[[], dict[str, Any]]] = [
        lambda: {"rule": "sequence", "when": chance.choice(shift), "then": chance.choice(shift)},
        lambda: {"rule": "sequence", "forbid": [chance.choice([*shift, "off"]) for _ in range(2)]},
        lambda: {"rule": "run", "at_most": chance.randint(1, 4)},
        lambda: {
            "rule": "run",
            "at_least": chance.randint(2, 4),
            "of": chance.choice(["working days", "days off", "E"]),
        },
        lambda: {"rule": "rest", "hours": chance.choice([9, 11, 16])},
        lambda: {
            "rule": "count",
            "of": chance.choice(["working days", "days off"]),
            chance.choice(["at_most", "at_least"]): chance.randint(1, 4),
            "per": "any 5 days",
        },
        lambda: {"rule": "availability", "who": "Ana", "days": chance.choice(["Mon", "Tue"])},
        lambda: {"rule": "weekends", "whole": True},
    ]
    rules = [chance.choice(makers)() for _ in range(chance.randint(2, 4))]
    days = [(), ("E",), ("L",), ("L", "S"), ("S",)]
    worked = [(d, code) for d in range(7) for code in chance.choice(days)]
    away = [{"who": "Ana", "dates": "2026-03-09"}] if chance.random() < 0.2 else []
    return second(worked, rules=rules, absences=away)


def test_whatever_is_told_to_be_impossible_is_by_the_model_too() -> None:
    told = [team for team in map(at_random, range(100)) if list(first_days(team))]
    assert len(told) >= 10
    for team in told:
        model = build_full(Problem(team)).sheet.cp
        outcome = run(model, Settings(Budget(600.0), workers=1), limit=600.0)
        assert outcome.status == "infeasible"
