"""Level by level in strict order: a lower level is never traded for a higher."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from rotasolve.audit import Auditor
from rotasolve.errors import EncoderMismatch
from rotasolve.search.aim import Aim
from rotasolve.search.core import Core
from rotasolve.search.cpsat import Stopped, run
from rotasolve.search.standing import judge
from rotasolve.search.ways import Ways
from rotasolve.team.level import SPARE

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from rotasolve.model.build import FullModel
    from rotasolve.model.problem import Problem
    from rotasolve.search.cpsat import Run, Settings
    from rotasolve.search.standing import Standing

Report = Callable[["Standing", str, str], None]
"""Told of the standing, of the level worked on, and in which way, at each change."""

SLICE = 0.65
"""Share of the time left that a level gets while others are still open."""

LEAST_SLICE = 1.0
"""Least time that a level gets, in the budget's unit."""

SPARE_SHARE = 0.05
"""Share of the time that is kept for the level of spare duties while higher ones are open."""

FULL_SHARE = 0.25
"""Share of a level's time for the full model."""

FULL_TIME = 2.0
"""Time for the full model, in the budget's unit, after it has last found a clearly better rota.

It doubles each time that a level has its turn.
"""

FULL_MOST = 10.0
"""Most time of a level for the full model, in seconds."""


def find_any(
    model: FullModel, standing: Standing, settings: Settings, limit: float, *, anew: bool = False
) -> str:
    """Look for any rota of ``model``, ``anew`` in another way; returns the status of the run."""
    outcome = run(model.sheet.cp, settings, limit=limit, workers=settings.many, anew=anew)
    if outcome.solution is not None:
        _take(model, outcome, standing)
    return outcome.status


def improve(
    problem: Problem,
    model: FullModel | None,
    standing: Standing,
    settings: Settings,
    report: Report,
) -> None:
    """Better the rota level by level until every level is proven or the time is up.

    Each open level gets a share of the time left, the highest first; when all have had theirs and
    time is left, it starts again at the highest that is not proven. An only open level gets all.
    A level is first tried on the full ``model``, where there is one: it proves most levels of
    most small teams at once. Then comes the decomposition. What duties are spare is looked at when
    all else is proven, or in a small share of the time at its end. What a search has learnt of a
    level is kept for its next turn, and let go once the level is proven.
    """
    cores: dict[tuple[str, ...], Core] = {}
    patience = dict.fromkeys(standing.levels, FULL_TIME)
    report(standing, standing.levels[0], "")
    budget = settings.budget
    kept = math.inf if budget.unlimited else SPARE_SHARE * budget.left()
    while (levels := standing.open_levels) and settings.time_left:
        for level in levels:
            _forget_proven(cores, standing)
            if standing.proven(level):
                continue
            if level not in standing.bound:
                _set_out(model, level, standing)
            limit = _limit(level, levels, standing, budget.left(), kept)
            if not limit:
                continue
            until = budget.spent() + limit
            if model is not None and not standing.proven(level):
                most = patience[level] if settings.budget.deterministic else FULL_MOST
                first = min(FULL_SHARE * limit, most)
                _minimise(model, level, standing, settings, first, report, patience[level])
                patience[level] *= 2
            if not standing.proven(level) and settings.time_left:
                try:
                    core = _core(cores, level, problem, standing, settings, report)
                    if level == SPARE != levels[0]:
                        core.polish(until)
                    else:
                        core.run(until)
                    del core  # which goes before another is built, if the level is proven
                except Stopped:
                    return
            if not settings.time_left:
                return


def _limit(
    level: str, levels: tuple[str, ...], standing: Standing, left: float, kept: float
) -> float:
    """How much of the time ``left`` a level gets among the open ``levels``; 0 where it waits.

    The level of spare duties waits for those above it until no more than ``kept`` is left; where
    that is infinite, as there is no end, it is a level like any other.
    """
    if levels[-1] != SPARE or len(levels) == 1 or math.isinf(kept):
        return left if len(levels) == 1 else max(SLICE * left, LEAST_SLICE)
    if level == SPARE:
        return left if left <= kept else 0.0
    if left > kept:
        left -= kept
    elif not standing.proven(SPARE):
        return 0.0
    return left if len(levels) == 2 else min(left, max(SLICE * left, LEAST_SLICE))


def _core(
    cores: dict[tuple[str, ...], Core],
    level: str,
    problem: Problem,
    standing: Standing,
    settings: Settings,
    report: Report,
) -> Core:
    """The decomposition at ``level``, within what the best rota costs above it."""
    higher = standing.levels[: standing.levels.index(level)]
    key = (level, *(f"{each}={standing.cost(each)}" for each in higher))
    if key not in cores:
        # What was for other costs above is of no use any more.
        for old in [each for each in cores if each[0] == level]:
            del cores[old]
        aim = Aim.at(level, standing)
        told = partial(report, standing, level)
        cores[key] = Core(Ways(problem, standing, settings, aim, told))
    return cores[key]


def _forget_proven(cores: dict[tuple[str, ...], Core], standing: Standing) -> None:
    """Let go of the searches of proven levels, each of which holds everybody's models."""
    for key in [key for key in cores if standing.proven(key[0])]:
        del cores[key]


def _set_out(model: FullModel | None, level: str, standing: Standing) -> None:
    """Begin with the bound that needs no search: what every rota costs."""
    cost = model.sheet.costs.get(level) if model else None
    standing.prove(level, cost.constant if cost else 0)


def _minimise(
    model: FullModel,
    level: str,
    standing: Standing,
    settings: Settings,
    limit: float,
    report: Report,
    patience: float,
) -> None:
    """Minimise the cost at ``level`` among the rotas that are as good at every higher level."""
    costs = model.sheet.costs
    sub_model = model.sheet.cp.clone()
    above = {
        higher: standing.cost(higher) for higher in standing.levels[: standing.levels.index(level)]
    }
    for higher, most in above.items():
        if higher in costs and costs[higher].variables:
            sub_model.add(costs[higher].expression() <= most)

    def note(news: Run) -> None:
        if news.solution is not None:
            _take(model, news, standing, level, above)
        standing.prove(level, news.bound)
        report(standing, level, "the full model")

    # What comes to light on the way depends on the clock: leave it where all must be repeatable.
    outcome = run(
        sub_model,
        settings,
        limit=limit,
        workers=settings.many,
        cost=costs[level],
        hint=_hint(model, standing),
        on_news=None if settings.budget.deterministic else note,
        patience=patience,
    )
    if outcome.status == "infeasible":
        raise EncoderMismatch(f"the model at level {level} has no room for an audited rota")
    note(outcome)


def _take(
    model: FullModel,
    outcome: Run,
    standing: Standing,
    level: str | None = None,
    above: Mapping[str, int] | None = None,
) -> None:
    """Audit the rota of ``outcome``, and keep it where it is the best."""
    rota = model.rota(outcome.value)
    audited = judge(Auditor(model.problem.team), rota, standing, level, outcome, above or {})
    standing.offer(rota, audited)


def _hint(model: FullModel, standing: Standing) -> list[tuple[cp_model.BoolVarT, bool]]:
    """The best rota as a hint; none where there is no rota."""
    rota, problem = standing.rota, model.problem
    if rota is None:
        return []
    return model.hint(
        lambda p, d, s: problem.codes[s] in rota.shifts(problem.names[p], problem.date(d))
    )
