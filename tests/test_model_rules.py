"""The model counts every case of ``tests/rules/<rule>.yaml`` as counted by hand.

The rule under test decides alone: every other rule of the case's team is put at a level that is
not looked at.
"""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Any

import pytest
from solving import Pinned, cells_of, folded
from support import Case, all_cases

from rotasolve.model import registry
from rotasolve.model.build import build_full
from rotasolve.model.problem import Problem
from rotasolve.rules import Rule
from rotasolve.team.level import MUST

LEVEL, WEIGHT, ASIDE = "wish", 3, "fairness"
_LIMITS = ("min", "ideal", "max")
_BLOCKS = ("rules", "cover", "events", "tasks", "absences", "requests", "fixed")


def priced(rule: dict[str, Any], level: str) -> dict[str, Any]:
    """``rule`` with every unit of breach at ``level``, at the same weight."""
    rule = {**rule, "level": level, "weight": WEIGHT}
    for key in _LIMITS:
        if isinstance(rule.get(key), dict):
            limit = {k: v for k, v in rule[key].items() if k not in ("level", "weight")}
            if key == "ideal":
                limit["weight"] = WEIGHT
                if limit.get("over"):
                    limit["over"] = WEIGHT
            rule[key] = limit
        elif key == "ideal" and key in rule:
            rule[key] = {"people": rule[key], "weight": WEIGHT}
    # What the bank sends is always soft: at must, where it would leave room, it sends nobody.
    if bank := rule.pop("bank", None):
        stated = bank if isinstance(bank, dict) else {"up_to": bank}
        if level != MUST:
            rule["bank"] = {**stated, "level": level, "weight": WEIGHT}
    return rule


def _has_to_be_done(block: str, rule: dict[str, Any]) -> bool:
    return block == "tasks" and rule.get("level") == MUST


@cache
def problem_of(case: Case, level: str) -> Problem:
    """The team of ``case`` with the rule under test at ``level`` and all others aside.

    Tasks at ``must`` stay there: they take the time that the rule under test is left without.
    """
    blocks = case.stated.get("team", {})
    others = {
        key: [r if _has_to_be_done(key, r) else priced(r, ASIDE) for r in blocks[key]]
        for key in _BLOCKS
        if key in blocks
    }
    stated = priced(case.stated["rule"], level)
    rules = [stated, *others.pop("rules", [])]
    for always in ("eligible", "overlap"):
        if not any(rule["rule"] == always for rule in rules):
            rules.append({"rule": always, "level": ASIDE})
    team = {**blocks, **others, "rules": rules}
    return Problem(dataclasses.replace(case, stated={**case.stated, "team": team}).team)


def agrees(case: Case) -> bool:
    """Whether the model counts as the case does, hard and soft, free and folded."""
    for level in (MUST, LEVEL):
        problem = problem_of(case, level)
        cells = cells_of(problem, case.rota)
        expected = WEIGHT * case.amount if level == LEVEL else None if case.amount else 0
        pinned = Pinned(build_full(problem), LEVEL).least(cells)
        if not pinned == folded(problem, cells, LEVEL) == expected:
            return False
    return True


@pytest.mark.parametrize("case", all_cases(), ids=str)
def test_a_hard_rule_leaves_room_for_a_rota_that_keeps_it_alone(case: Case) -> None:
    problem = problem_of(case, MUST)
    cells = cells_of(problem, case.rota)
    expected = None if case.amount else 0
    assert Pinned(build_full(problem), LEVEL).least(cells) == expected
    assert folded(problem, cells, LEVEL) == expected


@pytest.mark.parametrize("case", all_cases(), ids=str)
def test_a_soft_rule_costs_its_amount(case: Case) -> None:
    problem = problem_of(case, LEVEL)
    cells = cells_of(problem, case.rota)
    assert Pinned(build_full(problem), LEVEL).least(cells) == WEIGHT * case.amount
    assert folded(problem, cells, LEVEL) == WEIGHT * case.amount


@pytest.mark.parametrize("name", sorted(Rule.registry))
def test_the_cases_of_a_rule_notice_when_its_encoder_says_nothing(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = Rule.registry[name]
    registry.load_encoders()
    silent = {
        "cell": (registry.cell_encoders, lambda rule, problem, p: iter(())),
        "line": (registry.line_encoders, lambda rule, line, post: None),
        "team": (registry.team_encoders, lambda rule, rows: None),
    }
    encoders, nothing = silent[rule.scope]
    problem_of.cache_clear()
    monkeypatch.setitem(encoders, rule, nothing)
    cases = [case for case in all_cases() if case.of == name]
    assert not all(agrees(case) for case in cases)
    problem_of.cache_clear()
