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
            "rules": [
                *({"rule": "run", **rule} for rule in rules),
                {"rule": "surplus", "weight": 0},  # which would add sums of its own
            ],
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
    "soft days off": team_of([{"at_most": 2}, {**OFF, "at_least": 3, "level": "wish"}]),
    "soft work": team_of([{"at_most": 2, "level": "wish"}, {**OFF, "at_least": 2}], past="EE-"),
    "both soft": team_of(
        [
            {"at_most": 2, "level": "wish", "weight": 3},
            {**OFF, "at_least": 3, "level": "wish", "weight": 2},
        ],
        past="EEE",
    ),
    "both ways, soft": team_of(
        [
            {"at_most": 2, "at_least": 2, "level": "wish"},
            {**OFF, "at_least": 3, "at_most": 3, "level": "wish", "weight": 4},
        ],
        past="E-E",
    ),
    "each twice": team_of(
        [
            {"at_most": 2, "level": "wish"},
            {"at_most": 3},
            {**OFF, "at_least": 2},
            {**OFF, "at_least": 3, "level": "wish"},
        ]
    ),
    "soft on some days": team_of(
        [
            {"at_most": 2, "days": "Thu-Sun", "level": "wish"},
            {**OFF, "at_least": 2, "days": "Mon-Fri", "level": "wish"},
        ]
    ),
}


@pytest.mark.parametrize("name", TEAMS)
def test_every_rota_is_possible_and_costs_as_the_audit_finds(name: str) -> None:
    """Each of the 3 ** 7 weeks of earlies, lates and days off, as far as Ana may work.

    The model has room for it if and only if no must is broken; then it costs what the audit says.
    """
    problem = Problem(TEAMS[name])
    pinned = Pinned(build_full(problem), "wish")
    free = sorted({int(d) for d in problem.domain.nonzero()[1]})
    clean = 0
    for week in product((None, 0, 1), repeat=len(free)):
        cells = frozenset((0, d, s) for d, s in zip(free, week, strict=True) if s is not None)
        audited = audit(problem.team, rota_of(problem, cells))
        hard = [breach for breach in audited.breaches if breach.level == "must"]
        expected = None if hard else audited.cost["wish"]
        assert pinned.least(cells) == expected, (week, audited.breaches)
        clean += not hard
    soft = any(rule.level == "wish" for rule in problem.team.rules)
    assert clean > 0
    assert clean < 3 ** len(free) or soft


def windows(team: Team) -> list[tuple[list[int], int]]:
    """The coefficients of each sum in the model, in order, and its limit."""
    model = build_full(Problem(team))
    linear = [each.linear for each in model.sheet.cp.proto.constraints if each.has_linear()]
    return [(sorted(each.coeffs), list(each.domain)[-1]) for each in linear]


def test_of_so_many_days_so_many_are_worked() -> None:
    """Monday to Thursday, Tuesday to Friday, and so on: four windows of 2 + 2 days."""
    both = [{"at_most": 2}, {**OFF, "at_least": 2}]
    assert windows(team_of(both)) == [([1] * 4, 2)] * 4
    assert windows(team_of(both[::-1])) == [([1] * 4, 2)] * 4
    assert windows(team_of(both[:1])) == []
    assert windows(TEAMS["one shift alone"]) == []


def test_of_so_many_days_so_many_are_off() -> None:
    """Four windows again: of four days, each off where 1 - worked is 1, two are off at most."""
    assert windows(team_of([{"at_least": 2}, {**OFF, "at_most": 2}])) == [([-1] * 4, 2 - 4)] * 4


def test_one_day_more_for_each_unit_that_is_paid() -> None:
    """Of five days two, where three days off are to be together, and two days of work at most.

    Within five days a run of three days of work ends on the third, fourth or fifth day: three
    units of a soft rule. A run of one day off, two too short, lies between two others of which the
    later is the third to the fifth: three times 2; one of two days, 1 too short, of which it is the
    fourth or the fifth: twice 1. Three windows begin from Monday to Wednesday. The same holds with
    work and days off the other way round.
    """
    days, long, short = [1] * 5, [-1] * 3, [-2] * 3 + [-1] * 2
    soft = {"level": "wish"}
    rules: list[Stated] = [{"at_most": 2, **soft}, {**OFF, "at_least": 3, **soft}]
    assert windows(TEAMS["soft days off"]) == [(sorted(short + days), 2)] * 3
    assert windows(team_of(rules)) == [(sorted(long + short + days), 2)] * 3
    assert windows(team_of([rules[0], {**OFF, "at_least": 3}])) == [(long + days, 2)] * 3
    turned: list[Stated] = [{**OFF, "at_most": 2, **soft}, {"at_least": 3, **soft}]
    off = [-1] * 5
    assert windows(team_of(turned)) == [(sorted(long + short + off), 2 - 5)] * 3


def test_windows_lie_where_both_rules_do_and_ana_is_employed() -> None:
    """In four days runs of work are too long on the third, or days off too short, or the fourth.

    With the one judged from Thursday on and the other up to Friday that is Tuesday to Friday alone.
    From Wednesday to Sunday there are two windows of four days, and on either side of a Thursday
    none.
    """
    assert windows(TEAMS["some days"]) == [([1] * 4, 2)]
    assert windows(TEAMS["a starter"]) == [([1] * 4, 2)] * 2
    assert windows(TEAMS["without a contract on Thursday"]) == []
