"""A search loses nothing that it has found, and claims nothing that one run alone has said."""

from __future__ import annotations

import importlib.metadata
import math
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from mixed_teams import mixed_team
from ortools.sat.python import cp_model

import rotasolve
from rotasolve.errors import EncoderMismatch, RotasolveError
from rotasolve.model.problem import Problem
from rotasolve.search import core, first, ways
from rotasolve.search import levels as by_level
from rotasolve.search.cpsat import Budget, Settings
from rotasolve.search.standing import Standing
from rotasolve.team.solver import MOST_SEED
from rotasolve.team.team import Team

if TYPE_CHECKING:
    from collections.abc import Callable

    from rotasolve.result import Result
    from rotasolve.search.progress import Progress

solving = import_module("rotasolve.search.solve")
LONG = 600.0
MONDAY = "2026-03-02"


def team_of(people: str = "Ana Bo", **blocks: Any) -> Team:
    """A team with an early shift in the week from Monday 2 March."""
    return Team.model_validate(
        {
            "version": 1,
            "team": "By hand",
            "period": {"start": MONDAY, "weeks": 1},
            "shifts": {"E": "07:00-15:00"},
            "staff": [{"name": name, "contract": {"hours": 40}} for name in people.split()],
            **blocks,
        }
    )


def contradiction() -> Team:
    """Two people are asked for on Monday and Ana is alone: one is short, whatever is done."""
    return team_of("Ana", cover=[{"shift": "E", "dates": MONDAY, "min": 2}])


def solve(team: Team, **options: Any) -> Result:
    return rotasolve.solve(team, **{"seconds": LONG, "workers": 2, **options})


def kept(result: Result, team: Team) -> None:
    """There is a rota, with its audit, that keeps every must; nothing is said beyond."""
    assert result.rota is not None
    assert result.audit == rotasolve.audit(team, result.rota)
    assert result.audit.clean
    assert result.status == "feasible"


def said(result: Result) -> list[str]:
    return [failure.words for failure in result.failures]


# -- what is raised ------------------------------------------------------------------------------


@pytest.mark.parametrize("small", [True, False])
def test_a_rota_outlives_a_listener_that_raises(
    monkeypatch: pytest.MonkeyPatch, small: bool
) -> None:
    """By the full model, and by the decomposition, where other threads tell as well."""
    if not small:
        for module in (solving, core, first):
            monkeypatch.setattr(module, "SMALL", 0)

    def listen(progress: Progress) -> None:
        if progress.cost is not None:
            raise ZeroDivisionError("the caller's own")

    team = mixed_team(30)
    result = solve(team, progress=listen)
    kept(result, team)
    assert said(result) == ["ZeroDivisionError: the caller's own"]
    assert "listen" in result.failures[0].traceback


def test_without_a_rota_what_is_raised_is_all_there_is_to_tell() -> None:
    def listen(progress: Progress) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        solve(mixed_team(30), progress=listen)


@pytest.mark.parametrize("error", [ValueError("lost its way"), MemoryError(), RuntimeError("no")])
@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (by_level, "_minimise"),
        (ways.Ways, "_search_alone"),
        (ways.Ways, "_solve_part"),
        (ways.Ways, "generate"),
        (ways.Generation, "price"),
        (ways.Parts, "columns_of"),
    ],
)
def test_a_rota_outlives_whatever_way_of_searching_raises(
    monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, error: Exception
) -> None:
    def fail(*arguments: Any, **options: Any) -> None:
        raise error

    if owner is not by_level:
        for module in (solving, core, first):
            monkeypatch.setattr(module, "SMALL", 0)
    monkeypatch.setattr(owner, name, fail)
    team = mixed_team(30)
    result = solve(team)
    kept(result, team)
    assert [words.partition(":")[0] for words in said(result)] == [type(error).__name__]


def test_what_was_proven_before_a_failure_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is there on Monday for 3 or 7: that costs nothing, and the next level fails."""
    minimise = by_level._minimise

    def fail(model: Any, level: str, *arguments: Any) -> None:
        if level == "wish":
            raise ValueError("lost its way")
        minimise(model, level, *arguments)

    monkeypatch.setattr(by_level, "_minimise", fail)
    team = team_of(
        cover=[{"shift": "E", "min": {"people": 3, "level": "safety"}}],
        requests=[{"who": "Ana", "dates": MONDAY, "avoid": "E"}],
    )
    result = solve(team)
    kept(result, team)
    assert result.bound["safety"] == result.cost["safety"] == 7  # one short on each day


@pytest.mark.parametrize("stated", [0, 99])
def test_where_model_and_auditor_disagree_the_auditor_s_word_counts(
    monkeypatch: pytest.MonkeyPatch, stated: int
) -> None:
    """Monday has nobody for 3 people, or two: 1 unit at least. The model says 0, or 99."""
    run = by_level.run

    def wrong(*arguments: Any, **options: Any) -> Any:
        outcome = run(*arguments, **options)
        if options.get("cost") is None:
            return outcome
        return type(outcome)("optimal", stated, min(1, stated), outcome.solution)

    monkeypatch.setattr(by_level, "run", wrong)
    cover = [{"shift": "E", "dates": MONDAY, "min": {"people": 3, "level": "safety"}}]
    team = team_of(cover=cover)
    result = solve(team)
    kept(result, team)
    assert said(result) == [
        f"EncoderMismatch: level safety costs {stated} in the model and 1 by the audit"
    ]
    assert result.bound == {}
    assert result.cost["safety"] == 1  # that rota is kept as well, by what the auditor says


def test_a_rota_that_a_model_alone_allows_is_kept_as_what_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The model forgets that Ana is off on Monday, and has her work; there is no other rota."""
    pins = [{"who": "Ana", "dates": MONDAY, "shift": "off"}]
    cover = [{"shift": "E", "dates": MONDAY, "min": 1}]
    team = team_of("Ana", fixed=pins, cover=cover)
    forgetful = team_of("Ana", cover=cover)
    monkeypatch.setattr(solving, "Problem", lambda team: Problem(forgetful))
    monkeypatch.setattr(by_level, "Auditor", lambda _: rotasolve.audit.__globals__["Auditor"](team))
    result = solve(team)
    assert result.rota is not None
    assert result.status == "unknown"
    assert result.cost["must"] == 1
    assert len(result.failures) == 1
    assert "the model allows what the audit does not" in said(result)[0]


def test_the_rota_that_a_model_alone_allows_is_where_the_least_broken_begins(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two are asked for, Ana is alone, and a rota with her is known: one is short, not two."""
    team = contradiction()
    rota = rotasolve.Rota.of(team, [("Ana", date(2026, 3, 2), "E")])
    audited = rotasolve.audit(team, rota)

    def allowing(*given: Any, **_: Any) -> str:
        assert not given[1].offer(rota, audited), "it breaks a must"
        return "unknown"

    monkeypatch.setattr(solving, "find_any", allowing)
    monkeypatch.setattr(solving, "improve", lambda *_: None)
    monkeypatch.setattr(solving, "nearest_rota", lambda *_, **__: None)
    monkeypatch.setattr(solving, "is_large", lambda _: True)  # no model is there to find another
    monkeypatch.setattr(solving._Course, "_first", lambda self, _: find(self._standing))

    def find(standing: Standing) -> None:
        standing.offer(rota, audited)

    result = solve(team)
    assert result.rota == rota
    assert result.cost["must"] == 1


def test_of_the_rotas_that_must_not_be_the_least_broken_is_kept() -> None:
    team = team_of("Ana Bo", cover=[{"shift": "E", "dates": MONDAY, "min": 2}])
    day = date(2026, 3, 2)
    less, more = (rotasolve.Rota.of(team, [(n, day, "E") for n in who]) for who in (["Ana"], []))
    standing = Standing(team.levels)
    for rota in (more, less, more):
        assert not standing.offer(rota, rotasolve.audit(team, rota))
    assert standing.rota is None
    assert standing.broken == (less, rotasolve.audit(team, less))


def test_an_audit_that_differs_from_the_beginning_drops_what_was_proven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    team = team_of(cover=[{"shift": "E", "min": {"people": 3, "level": "safety"}}])
    whole = rotasolve.audit

    def another(team: Team, rota: rotasolve.Rota) -> Any:
        return SimpleNamespace(**whole(team, rota).__dict__, clean=True, cost={"safety": 8})

    monkeypatch.setattr(solving, "audit", another)
    result = solve(team)
    assert result.status == "feasible"
    assert result.cost == {"safety": 8}
    assert result.bound == {}
    assert said(result) == [
        "EncoderMismatch: the audit of the rota and that of its changed lines differ"
    ]


def test_a_program_without_a_list_of_what_is_installed_is_told_of_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", missing)
    monkeypatch.setattr(importlib.metadata, "distribution", missing)
    result = solve(team_of())
    assert result.status == "optimal"
    assert result.versions["rotasolve"] == rotasolve.__version__
    assert result.versions["ortools"].startswith("9.15")


# -- parameters at the door ------------------------------------------------------------------------


def test_every_search_has_a_seed_that_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """After the greatest comes 0, whatever is counted on from it."""
    settings = Settings(Budget(1.0), seed=MOST_SEED)
    assert [settings.seed_of(n) for n in (0, 1, 2)] == [MOST_SEED, 0, 1]
    for module in (solving, core, first):
        monkeypatch.setattr(module, "SMALL", 0)
    monkeypatch.setattr(first, "LIMITS", (1e-9, LONG))  # a second search with the next seed
    result = solve(mixed_team(1), seed=MOST_SEED)
    assert result.status == "optimal"
    assert result.failures == ()
    assert result.seed == MOST_SEED


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("seconds", 0, "0 is too small"),
        ("seconds", -1, "-1 is too small"),
        ("seconds", math.nan, "nan is not a number"),
        ("seconds", -math.inf, "-inf is too small"),
        ("seconds", 1e300, "1e+300 is more than a year"),
        ("seconds", "soon", "'soon' is not a number"),
        ("seconds", True, "True is not a number"),
        ("seed", -1, "-1 is too small"),
        ("seed", MOST_SEED + 1, "2147483648 is too large"),
        ("seed", 10**400, "1000000000000000000000000000000000000000 is not a whole number"),
        ("seed", 1.5, "1.5 is not a whole number"),
        ("workers", 0, "0 is too small"),
        ("workers", -2, "-2 is too small"),
        ("workers", 257, "257 is too large"),
        ("workers", math.nan, "nan is not a whole number"),
    ],
)
def test_what_cannot_be_used_is_refused_by_python_and_by_the_file_alike(
    name: str, value: Any, words: str
) -> None:
    with pytest.raises(RotasolveError) as refused:
        rotasolve.solve(team_of(), **{name: value})
    assert str(refused.value).startswith(f"{name}: {words}; expected ")
    with pytest.raises(ValueError, match="expected") as wrong:
        team_of(solver={name: value})
    assert str(refused.value).removeprefix(f"{name}: ") in str(wrong.value)


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(RotasolveError) as refused:
        rotasolve.solve(team_of(), seconds=0, seed=-1, workers=0)
    lines = str(refused.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == ["seconds", "seed", "workers"]


@pytest.mark.parametrize("seconds", [math.inf, "unlimited", " Unlimited "])
def test_without_a_limit_it_ends_when_all_is_proven(seconds: Any) -> None:
    assert solve(mixed_team(1), seconds=seconds).status == "optimal"
    team = team_of(solver={"seconds": seconds})
    assert team.solver.seconds == math.inf
    assert team.solver.model_dump(mode="json")["seconds"] == "unlimited"
    assert rotasolve.solve(team).status == "optimal"


def test_without_a_limit_plans_grow_and_never_end() -> None:
    """A minute at first; after 500 of work as much again."""
    budget = Budget(math.inf, deterministic=True)
    assert budget.left() == 60.0
    budget.spend(500.0)
    assert budget.left() == 500.0
    budget.end_at(510.0)
    assert budget.left() == 10.0
    budget.spend(10.0)
    assert budget.left() == 0.0
    budget.end_at(math.inf)
    assert budget.left() == 510.0


# -- threads -------------------------------------------------------------------------------------


def test_asking_whether_a_level_is_proven_races_with_nothing() -> None:
    """A better rota drops the bounds of lower levels while others ask about these."""

    def costing(safety: int, wish: int) -> Any:
        return SimpleNamespace(cost={"safety": safety, "wish": wish})

    rota: Any = None
    standing, stop, wrong = Standing(("safety", "wish")), threading.Event(), []
    standing.offer(rota, costing(100_000, 5))

    def ask() -> None:
        while not stop.is_set():
            try:
                cost, bound = standing.told()
                if bound.get("wish", 0) > cost["wish"]:
                    wrong.append((cost, bound))
                standing.proven("wish")
                assert standing.open_levels == ("safety", "wish")
            except Exception as error:
                wrong.append(error)

    with ThreadPoolExecutor(3) as pool:
        asking = [pool.submit(ask) for _ in range(3)]
        try:
            for safety in range(99_999, 98_000, -1):
                standing.prove("wish", standing.cost("wish"))
                standing.offer(rota, costing(safety, safety % 7))
        finally:
            stop.set()
        for each in asking:
            each.result()
    assert wrong == []


def test_a_search_of_a_proven_level_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the next level begins, that of the level before is gone, models and all."""
    alive: list[int] = []
    searches: list[weakref.ref[core.Core]] = []
    run = core.Core.run

    class Watched(core.Core):
        def __init__(self, ways: ways.Ways) -> None:
            super().__init__(ways)
            searches.append(weakref.ref(self))
            searches.append(weakref.ref(ways))  # type: ignore[arg-type]
            searches.append(weakref.ref(ways.generation))  # type: ignore[arg-type]

        def run(self, until: float) -> None:
            alive.append(sum(search() is not None for search in searches))
            run(self, until)

    monkeypatch.setattr(by_level, "Core", Watched)
    for module in (solving, core, first):
        monkeypatch.setattr(module, "SMALL", 0)
    result = solve(mixed_team(1))
    assert result.status == "optimal"
    assert len(alive) >= 2
    assert set(alive) == {3}


# -- impossible ----------------------------------------------------------------------------------


def false_verdict(how: Callable[[cp_model.CpSolver], bool]) -> Callable[..., Any]:
    """A solver that says of models without a cost, where ``how`` says so, that nothing fits."""
    solve = cp_model.CpSolver.solve

    def lie(solver: cp_model.CpSolver, model: cp_model.CpModel, callback: Any = None) -> Any:
        code = solve(solver, model, callback)
        wanted = not model.has_objective() and how(solver)
        return cp_model.INFEASIBLE if wanted else code

    return lie


def by_presolve(solver: cp_model.CpSolver) -> bool:
    return bool(solver.parameters.cp_model_presolve)


@pytest.mark.parametrize("seed", [1, 30])
def test_a_false_verdict_of_one_run_is_no_answer(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Presolve loses every solution, which is known to happen; without it there is one."""
    team = mixed_team(seed)
    monkeypatch.setattr(cp_model.CpSolver, "solve", false_verdict(by_presolve))
    result = solve(team, seconds=20)
    kept(result, team)
    assert said(result) == [
        "EncoderMismatch: a rota keeps every must, and it is said that none does"
    ]
    assert (result.bound, result.proofs) == ({}, ())


def test_a_false_verdict_that_nothing_confirms_is_no_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """There is no time for a second search: the least broken rota, looked for, breaks nothing."""
    monkeypatch.setattr(cp_model.CpSolver, "solve", false_verdict(by_presolve))
    monkeypatch.setattr(solving._Course, "_confirm", lambda *_: None)
    team = mixed_team(30)
    result = solve(team, seconds=20)
    kept(result, team)
    assert len(result.failures) == 1


def test_what_one_run_alone_has_proven_is_told_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing confirms it, and nothing else is proven: unknown, and not impossible."""
    monkeypatch.setattr(solving._Course, "_confirm", lambda *_: None)
    monkeypatch.setattr(solving, "improve", lambda *_: None)
    result = solve(contradiction())
    assert result.status == "unknown"
    assert result.proofs == ("search",)
    assert result.bound == {}
    assert result.cost["must"] >= 1


def test_two_searches_in_different_ways_are_proof() -> None:
    result = solve(contradiction())
    assert result.status == "infeasible"
    assert result.proofs == ("search", "search anew")
    assert result.bound["must"] == result.cost["must"] == 1
    assert result.failures == ()


def test_arithmetic_is_proof_and_saves_the_search_for_what_is_not_there(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stages: list[str] = []
    result = solve(contradiction(), impossible="said", progress=lambda p: stages.append(p.stage))
    assert result.status == "infeasible"
    assert result.proofs == ("arithmetic",)
    assert all(stage.startswith("impossible: ") for stage in stages)


def test_arithmetic_leaves_a_large_team_its_least_broken_rota(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It has no model of the whole: that rota is made line by line, one short as it has to be."""
    for module in (solving, core, first):
        monkeypatch.setattr(module, "SMALL", 0)
    monkeypatch.setattr(first, "LARGE", 0)
    result = solve(contradiction(), impossible="said")
    assert result.status == "infeasible"
    assert result.proofs == ("arithmetic",)
    assert result.cost["must"] == 1


def test_arithmetic_that_a_rota_refutes_is_a_defect_and_the_rota_is_kept() -> None:
    team = team_of(cover=[{"shift": "E", "min": 1}])
    result = solve(team, impossible="nobody is there")
    kept(result, team)
    assert said(result) == [
        "EncoderMismatch: a rota keeps every must, and it is said that none does (nobody is there)"
    ]
    assert (result.bound, result.proofs) == ({}, ())


def test_the_bound_of_the_least_broken_rota_is_a_proof_that_a_search_confirms(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first search ends without a verdict; that one must breaks is then proven by its cost."""
    find_any = by_level.find_any

    def no_verdict(*arguments: Any, anew: bool = False) -> str:
        status = find_any(*arguments, anew=anew)
        return status if anew or status != "infeasible" else "unknown"

    monkeypatch.setattr(solving, "find_any", no_verdict)
    result = solve(contradiction())
    assert result.status == "infeasible"
    assert result.proofs == ("bound", "search anew")


def test_a_bound_of_the_decomposition_is_worked_out_in_a_second_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two are asked for on Monday and Ana is alone; no model of the whole is built at all."""
    for module in (solving, core, first):
        monkeypatch.setattr(module, "SMALL", 0)
    monkeypatch.setattr(first, "LARGE", 0)
    team = team_of("Ana", cover=[{"shift": "E", "dates": MONDAY, "min": 2}])
    result = solve(team)
    assert result.status == "infeasible"
    assert result.proofs == ("bound", "bound anew")
    assert result.cost["must"] == 1


def test_it_ends_soon_after_it_is_certain(monkeypatch: pytest.MonkeyPatch) -> None:
    """With no limit at all and fairness that is not proven: nothing else would end it."""
    monkeypatch.setattr(solving, "SHORT_WHILE", 1.0)
    monkeypatch.setattr(Standing, "proven", lambda self, level: level == "must")
    stages: list[str] = []
    result = solve(
        contradiction(), seconds="unlimited", progress=lambda each: stages.append(each.stage)
    )
    assert result.status == "infeasible"
    assert result.cost["must"] == 1
    first_certain = next(n for n, stage in enumerate(stages) if stage.startswith("impossible:"))
    assert all(stage.startswith("impossible:") for stage in stages[first_certain:])
    assert "impossible: bettering the least broken rota at must" in stages


def test_a_line_that_is_said_not_to_exist_is_looked_for_in_a_second_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One run says that Ana has no line, and another finds it."""
    solve_one = cp_model.CpSolver.solve

    def lie(solver: cp_model.CpSolver, model: cp_model.CpModel, callback: Any = None) -> Any:
        code = solve_one(solver, model, callback)
        return cp_model.INFEASIBLE if by_presolve(solver) else code

    settings = Settings(Budget(LONG), workers=1)
    problem = Problem(team_of("Ana", cover=[{"shift": "E", "min": 1}]))
    monkeypatch.setattr(cp_model.CpSolver, "solve", lie)
    rota, proofs = first.first_rota(problem, settings, LONG)
    assert rota is not None
    assert proofs == ()
    assert settings.journal.disputed


def test_a_bound_above_an_audited_cost_is_raised_and_the_rota_stays() -> None:
    standing = Standing(("safety",))
    standing.prove("safety", 5)
    audited: Any = SimpleNamespace(cost={"safety": 4})
    rota = rotasolve.Rota.of(team_of(), [])
    with pytest.raises(EncoderMismatch, match="said to cost 5 at least"):
        standing.offer(rota, audited)
    assert standing.rota == rota
