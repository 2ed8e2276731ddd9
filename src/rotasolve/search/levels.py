"""The full model, level by level in strict order: a lower level is never traded for a higher."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from rotasolve.errors import EncoderMismatch
from rotasolve.search.core import Core
from rotasolve.search.cpsat import run
from rotasolve.search.standing import judge
from rotasolve.team.level import MUST

if TYPE_CHECKING:
    from collections.abc import Callable

    from ortools.sat.python import cp_model

    from rotasolve.model.build import FullModel
    from rotasolve.search.cpsat import Run, Settings
    from rotasolve.search.standing import Standing

SLICE = 0.65
"""Share of the time left that a level gets while others are still open."""

LEAST_SLICE = 1.0
"""Least time that a level gets, in the budget's unit."""

FULL_SHARE = 0.25
"""Share of a level's time for the full model."""

FULL_SECONDS = 5.0
"""Most time of a level for the full model."""


def find_any(model: FullModel, standing: Standing, settings: Settings, limit: float) -> str:
    """Look for any rota of ``model``; returns the status of the run."""
    outcome = run(model.sheet.cp, settings, limit=limit)
    if outcome.solution is not None:
        _take(model, outcome, standing)
    return outcome.status


def improve(
    model: FullModel,
    standing: Standing,
    settings: Settings,
    report: Callable[[Standing, str, int | None, int | None], None],
) -> None:
    """Better the rota level by level until every level is proven or the time is up.

    Each open level gets a share of the time left, the highest first; when all have had theirs and
    time is left, it starts again at the highest that is not proven. An only open level gets all.
    A level is first tried on the full model, which proves most levels of most teams at once, and
    then by decomposition.
    """
    cores: dict[tuple[str, ...], Core] = {}
    while (levels := standing.open_levels) and _time_left(settings):
        for level in levels:
            if standing.proven(level):
                continue
            budget = settings.budget
            left = budget.left()
            limit = left if len(levels) == 1 else max(SLICE * left, LEAST_SLICE)
            until = budget.seconds() + limit
            alone = budget.deterministic  # the decomposition goes by the clock
            if alone or level not in standing.bound:
                first = limit if alone else min(FULL_SHARE * limit, FULL_SECONDS)
                _minimise(model, level, standing, settings, first, report)
            if not alone and not standing.proven(level) and _time_left(settings):
                higher = standing.levels[: standing.levels.index(level)]
                key = (level, *(f"{each}={standing.cost(each)}" for each in higher))
                if key not in cores:
                    cores[key] = Core(
                        model.problem,
                        standing,
                        settings,
                        level=level,
                        hard_levels=hard_levels(standing, level),
                        report=partial(report, standing, level),
                    )
                cores[key].run(until)
            if not _time_left(settings):
                return


def hard_levels(standing: Standing, level: str) -> frozenset[str]:
    """The levels above ``level`` that cost nothing: nothing of them may be broken any more."""
    higher = standing.levels[: standing.levels.index(level)]
    must = () if MUST in standing.levels else (MUST,)
    return frozenset((*must, *(each for each in higher if not standing.cost(each))))


def _minimise(
    model: FullModel,
    level: str,
    standing: Standing,
    settings: Settings,
    limit: float,
    report: Callable[[Standing, str, int | None, int | None], None],
) -> None:
    """Minimise the cost at ``level`` among the rotas that are as good at every higher level."""
    costs = model.sheet.costs
    cost = costs.get(level)
    if cost is None or not cost.variables:
        standing.bound[level] = cost.constant if cost else 0
        return
    sub_model = model.sheet.cp.clone()
    for higher in standing.levels[: standing.levels.index(level)]:
        if higher in costs and costs[higher].variables:
            sub_model.add(costs[higher].expression() <= standing.cost(higher))
    state = {"objective": None, "bound": standing.bound.get(level)}

    def on_change(**news: int) -> None:
        state.update(news)
        report(standing, level, state["objective"], state["bound"])

    on_change()
    outcome = run(
        sub_model,
        settings,
        limit=limit,
        cost=cost,
        hint=_cells_of(model, standing),
        on_solution=lambda objective: on_change(objective=objective),
        on_bound=lambda bound: on_change(bound=max(bound, state["bound"] or 0)),
    )
    if outcome.status == "infeasible":
        raise EncoderMismatch(f"the model at level {level} has no room for an audited rota")
    if outcome.solution is not None:
        _take(model, outcome, standing, level)
    standing.prove(level, max(standing.bound.get(level, 0), outcome.bound))


def _take(model: FullModel, outcome: Run, standing: Standing, level: str | None = None) -> None:
    """Audit the rota of ``outcome``, and keep it where it is the best."""
    rota = model.rota(outcome.value)
    standing.offer(rota, judge(model.problem.team, rota, standing, level, outcome))


def _cells_of(model: FullModel, standing: Standing) -> list[tuple[cp_model.BoolVarT, bool]]:
    """Every free cell, and whether the best rota has it."""
    rota = standing.rota
    if rota is None:
        return []
    problem = model.problem
    return [
        (literal, problem.codes[s] in rota.shifts(problem.names[line.p], problem.date(d)))
        for line in model.lines
        for (d, s), literal in line.cells.items()
    ]


def _time_left(settings: Settings) -> bool:
    return settings.budget.left() > 0 and not settings.stop.is_set()
