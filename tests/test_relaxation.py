"""The relaxation: what rows are worth before any line is known."""

from __future__ import annotations

import math
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import numpy as np
import pytest
from decomposing import (
    LONG,
    Apart,
    failing,
    generation_of,
    goes_on_until_stopped,
    unhurried,
)
from mixed_teams import mixed_team
from ortools.math_opt.python import mathopt
from ortools.sat.python import cp_model

from rotasolve.model.build import HARD_LEVELS
from rotasolve.model.ortools_parts import linear_forms
from rotasolve.search import relaxation
from rotasolve.search.cpsat import Budget, Settings, Stopped
from rotasolve.search.linear import solved
from rotasolve.search.relaxation import Relaxed, relax
from rotasolve.team.team import Team

if TYPE_CHECKING:
    from collections.abc import Callable

    from rotasolve.search.pricing import LinePricer

Literals = list[cp_model.BoolVarT]


def duo(people: int) -> Apart:
    """Ana and Bo, and an early on Monday of which each person missing from ``people`` costs 7."""
    team = Team.model_validate(
        {
            "version": 1,
            "team": "Duo",
            "period": {"start": "2026-03-02", "weeks": 1},
            "shifts": {"E": "07:00-15:00"},
            "staff": [{"name": each, "contract": {"hours": 40}} for each in ("Ana", "Bo")],
            "cover": [
                {
                    "shift": "E",
                    "dates": "2026-03-02",
                    "min": {"people": people, "level": "wish", "weight": 7},
                }
            ],
        }
    )
    return Apart(team, "wish", {}, HARD_LEVELS)


def relaxed(apart: Apart, settings: Settings) -> Relaxed:
    """The duals of ``apart``."""
    found = relax(apart.rows, apart.pricers, apart.aim, settings, 10.0)
    assert found is not None
    return found


@pytest.mark.parametrize(("people", "worth"), [(1, 0.0), (3, 7.0)])
def test_a_row_is_worth_what_it_lacks(people: int, worth: float) -> None:
    """With two people there is one to spare of one, and a third is always missing."""
    apart = duo(people)
    (dual,) = relaxed(apart, unhurried()).rows
    assert dual == pytest.approx(worth, abs=0.01)


def test_pricing_at_its_duals_proves_a_bound_at_once() -> None:
    """Where three are needed one is missing, for 7, whatever the rota."""
    generation = generation_of(duo(3))
    assert generation.first_bound(60.0)
    assert generation.rounded() == 7
    assert generation.mixture is None  # before anything else is done
    assert generation.proven is not None


@pytest.mark.parametrize(
    ("seed", "optimum", "share"), [(1, 20, 0.9), (6, 7812, 0.99), (7, 35, 0.99)]
)
def test_what_is_proven_at_its_duals_comes_near_to_the_optimum(
    seed: int, optimum: int, share: float
) -> None:
    """Of teams whose optimum is more than nothing; the full model has proven what it is."""
    apart = Apart(mixed_team(seed), "wish", {}, HARD_LEVELS)
    found = relaxed(apart, unhurried())
    bound = apart.bound(apart.master.round(found.rows, found.levels))
    assert bound is not None
    assert share * optimum <= bound / apart.master.scale <= optimum


def test_a_capped_level_is_worth_what_a_unit_more_of_it_saves() -> None:
    """Ana may be missing at 7 on the lower level, or be there against a wish of the higher.

    One unit more of the higher level would save one person missing, so it is worth 7 at least.
    """
    team = duo(2).team.model_dump(by_alias=True, exclude_unset=True)
    team["requests"] = [{"who": ["Ana"], "want": "off", "dates": "2026-03-02", "level": "fairness"}]
    apart = Apart(Team.model_validate(team), "wish", {"fairness": 0}, HARD_LEVELS)
    found = relaxed(apart, unhurried())
    assert found.rows[0] == pytest.approx(7, abs=0.01)
    assert found.levels["fairness"] >= 6.99


def test_a_stop_ends_it_before_the_program_is_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relaxation, "_solve", lambda *arguments: pytest.fail("it is solved"))
    settings = unhurried()
    settings.stop.set()
    apart = duo(1)
    with pytest.raises(Stopped):
        relax(apart.rows, apart.pricers, apart.aim, settings, 10.0)


def test_a_stop_ends_it_while_the_program_is_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    """The solver would go on for ever; it ends when it is interrupted, which a stop does."""
    settings, apart = unhurried(), Apart(mixed_team(1), "wish", {}, HARD_LEVELS)
    assert apart.pricers
    monkeypatch.setattr(relaxation.mathopt, "solve", goes_on_until_stopped(settings.stop))
    assert relax(apart.rows, apart.pricers, apart.aim, settings, LONG) is None
    assert settings.stop.is_set()


def test_its_limit_holds_while_the_program_is_built(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each line takes a unit; with a limit of half of one only the first is added."""
    settings = Settings(Budget(LONG, deterministic=True), seed=1, workers=1)
    apart = Apart(mixed_team(1), "wish", {}, HARD_LEVELS)
    assert len(apart.pricers) == 2
    added: list[int] = []

    def add(program: object, pricer: LinePricer, *arguments: object) -> None:
        added.append(pricer.p)
        settings.budget.spend(1.0)

    monkeypatch.setattr(relaxation, "_add_line", add)
    monkeypatch.setattr(relaxation, "_solve", lambda *arguments: pytest.fail("it is solved"))
    assert relax(apart.rows, apart.pricers, apart.aim, settings, 0.5) is None
    assert added == [0]


def test_numbers_that_fail_end_nothing_else_and_are_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        relaxation.mathopt, "solve", failing("Unexpected GLOP termination reason: ABNORMAL")
    )
    settings, apart = unhurried(), duo(1)
    assert relax(apart.rows, apart.pricers, apart.aim, settings, 10.0) is None
    assert not settings.stop.is_set()
    assert settings.journal.fallbacks == {"linear program: numbers failed": 1}


def test_any_other_failure_of_a_linear_program_is_a_defect(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ours is raised as it is; what MathOpt cannot word, as of a number that is none, in words."""
    settings, apart = unhurried(), duo(1)
    with monkeypatch.context() as patched:
        ours = Mock(side_effect=AttributeError("'NoneType' object has no attribute 'solve'"))
        patched.setattr(relaxation.mathopt, "solve", ours)
        with pytest.raises(AttributeError, match="NoneType"):
            relax(apart.rows, apart.pricers, apart.aim, settings, 10.0)
    program = mathopt.Model()
    program.objective.set_linear_coefficient(program.add_variable(), math.nan)
    settings = unhurried()
    with pytest.raises(RuntimeError, match="a linear program is refused: Invalid NaN value"):
        solved(
            partial(mathopt.solve, program, mathopt.SolverType.GLOP),
            mathopt.SolveParameters(),
            settings,
        )
    assert settings.journal.fallbacks == {}


def test_a_program_that_is_too_large_is_not_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    """That of the duo has the early of each of the two in the row, and what is missing of it."""
    monkeypatch.setattr(relaxation, "_solve", lambda *arguments: pytest.fail("it is solved"))
    monkeypatch.setattr(relaxation, "MOST_ENTRIES", 2)
    apart = duo(1)
    assert relax(apart.rows, apart.pricers, apart.aim, unhurried(), 10.0) is None


def test_without_time_there_are_no_duals() -> None:
    apart = duo(1)
    assert relax(apart.rows, apart.pricers, apart.aim, unhurried(), 0.0) is None


def test_it_is_repeatable_where_time_is_counted_as_work() -> None:
    found, spent = [], []
    for _ in range(2):
        settings = Settings(Budget(1000.0, deterministic=True))
        apart = Apart(mixed_team(1), "wish", {}, HARD_LEVELS)
        found.append(relaxed(apart, settings).rows)
        spent.append(settings.budget.spent())
    assert np.array_equal(*found)
    assert spent[0] == spent[1] > 0


@pytest.mark.parametrize(
    ("post", "exact"),
    [
        (lambda cp, x: cp.add_bool_or([x[0], ~x[1], x[2]]), True),
        (lambda cp, x: cp.add_bool_or([~x[0], x[1]]).only_enforce_if(x[2]), True),
        (lambda cp, x: cp.add_bool_and([x[0], ~x[1]]).only_enforce_if(~x[2]), True),
        (lambda cp, x: cp.add_implication(x[0], ~x[1]), True),
        (lambda cp, x: cp.add_at_most_one([x[0], ~x[1], x[2]]), True),
        (lambda cp, x: cp.add_exactly_one([x[0], x[1], ~x[2]]), True),
        (lambda cp, x: cp.add(x[0] + 2 * x[1] - x[2] <= 1), True),
        (lambda cp, x: cp.add(x[0] + x[1] >= 1), True),
        (lambda cp, x: cp.add(x[0] + x[1] == 1).only_enforce_if(x[2]), False),
    ],
)
def test_a_constraint_has_a_linear_form_that_allows_the_same(
    post: Callable[[cp_model.CpModel, Literals], Any], exact: bool
) -> None:
    """A sum that holds under a condition alone has none, and is left out."""
    cp = cp_model.CpModel()
    literals: Literals = [cp.new_bool_var(name) for name in "abc"]
    post(cp, literals)
    forms = list(linear_forms(cp))
    assert bool(forms) == exact
    for values in product((0, 1), repeat=3):
        fixed = cp.clone()
        for n, value in enumerate(values):
            fixed.add(fixed.get_bool_var_from_proto_index(n) == value)
        allowed = cp_model.CpSolver().solve(fixed) == cp_model.OPTIMAL
        held = all(
            least <= sum(c * values[n] for c, n in terms) <= most for least, most, terms in forms
        )
        assert held == allowed if exact else held, values
    assert all(-math.inf < least or most < math.inf for least, most, _ in forms)
