"""What rules say together excludes no rota that the auditor allows, and says what it should."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from solving import Pinned, rota_of

from rotasolve.audit import audit
from rotasolve.model.build import build_full
from rotasolve.model.problem import Problem
from rotasolve.team.team import Team

Stated = dict[str, Any]

PAST = ("2026-02-27", "2026-02-28", "2026-03-01")


def team_of(rules: list[Stated], past: str = "", **staff: Any) -> Team:
    """Ana for a week from Monday 2 March, after the days ``past`` (E, or - for none)."""
    assert len(past) in (0, 3)
    duties = [
        {"staff": "Ana", "date": day, "shift": code}
        for day, code in zip(PAST, past, strict=False)
        if code != "-"
    ]
    return Team.model_validate(
        {
            "version": 1,
            "team": "Solo",
            "period": {"start": "2026-03-02", "weeks": 1},
            "shifts": {"E": "07:00-15:00", "L": "14:00-22:00"},
            "staff": [{"name": "Ana", "contract": {"hours": 40}} | staff],
            "rules": [{"rule": "run", **rule} for rule in rules],
            "history": {"from": PAST[0], "duties": duties} if past else {},
        }
    )


OFF = {"of": "days off"}

TEAMS = {
    "work and days off": team_of([{"at_most": 3}, {**OFF, "at_least": 2}]),
    "a history": team_of([{"at_most": 3}, {**OFF, "at_least": 2}], past="-EE"),
    "a history that breaks both": team_of([{"at_most": 1}, {**OFF, "at_least": 3}], past="E-E"),
    "in the other order": team_of([{**OFF, "at_least": 3}, {"at_most": 2}], past="EE-"),
    "days off and work": team_of([{**OFF, "at_most": 2}, {"at_least": 2}], past="--E"),
    "both ways": team_of(
        [{"at_most": 2, "at_least": 2}, {**OFF, "at_least": 2, "at_most": 3}], past="EE-"
    ),
    "work alone": team_of([{"at_most": 2, "at_least": 2}]),
    "no day of work": team_of([{"at_most": 0}, {**OFF, "at_least": 2}]),
    "some days": team_of(
        [{"at_most": 2, "days": "Thu-Sun"}, {**OFF, "at_least": 2, "days": "Mon-Fri"}]
    ),
    "other days": team_of(
        [{"at_most": 2, "days": "Mon-Thu"}, {**OFF, "at_least": 2, "days": "Thu-Sun"}]
    ),
    "a starter": team_of([{"at_most": 2}, {**OFF, "at_least": 2}], starts="2026-03-04"),
    "without a contract on Thursday": team_of(
        [{"at_most": 2}, {**OFF, "at_least": 2}],
        contract=[{"hours": 20, "to": "2026-03-04"}, {"hours": 20, "from": "2026-03-06"}],
    ),
    "one shift alone": team_of([{"at_most": 2, "of": {"code": "E"}}, {**OFF, "at_least": 2}]),
    "soft days off": team_of([{"at_most": 2}, {**OFF, "at_least": 2, "level": "wish"}]),
}


@pytest.mark.parametrize("name", TEAMS)
def test_every_rota_is_possible_if_and_only_if_the_audit_finds_no_hard_breach(name: str) -> None:
    """Each of the 3 ** 7 weeks of earlies, lates and days off, as far as Ana may work."""
    problem = Problem(TEAMS[name])
    pinned = Pinned(build_full(problem), None)
    free = sorted({int(d) for d in problem.domain.nonzero()[1]})
    clean = 0
    for week in product((None, 0, 1), repeat=len(free)):
        cells = frozenset((0, d, s) for d, s in zip(free, week, strict=True) if s is not None)
        hard = [
            breach
            for breach in audit(problem.team, rota_of(problem, cells)).breaches
            if breach.level == "must"
        ]
        assert (pinned.least(cells) is None) == bool(hard), (week, hard)
        clean += not hard
    assert 0 < clean < 3 ** len(free)


def windows(team: Team, length: int, most: int) -> int:
    """How many constraints say that of ``length`` days at most ``most`` are of a kind."""
    model = build_full(Problem(team))
    return sum(
        each.has_linear()
        and len(each.linear.vars) == length
        and list(each.linear.coeffs) == [1] * length
        and list(each.linear.domain) == [0, most]
        for each in model.sheet.cp.proto.constraints
    )


def test_of_so_many_days_so_many_are_worked() -> None:
    """Monday to Thursday, Tuesday to Friday, and so on: four windows of 2 + 2 days."""
    both = [{"at_most": 2}, {**OFF, "at_least": 2}]
    assert windows(team_of(both), 4, 2) == 4
    assert windows(team_of(both[::-1]), 4, 2) == 4
    assert windows(team_of(both[:1]), 4, 2) == 0
    assert windows(TEAMS["soft days off"], 4, 2) == 0
    assert windows(TEAMS["one shift alone"], 4, 2) == 0


def test_windows_lie_where_both_rules_do_and_ana_is_employed() -> None:
    """In four days runs of work are too long on the third, or days off too short, or the fourth.

    With the one judged from Thursday on and the other up to Friday that is Tuesday to Friday alone.
    From Wednesday to Sunday there are two windows of four days, and on either side of a Thursday
    none.
    """
    assert windows(TEAMS["some days"], 4, 2) == 1
    assert windows(TEAMS["a starter"], 4, 2) == 2
    assert windows(TEAMS["without a contract on Thursday"], 4, 2) == 0
