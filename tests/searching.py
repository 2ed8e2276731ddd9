"""One team solved in several ways, which must agree on whether it can be and on what it costs.

- The full model alone, level by level, by CP-SAT to proven optimality.
- The decomposition: at each level a ``Core``, from the first rota that the full model finds.
- ``solve``, which uses both.
- For tiny teams, every rota there is, by the auditor.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from decomposing import TooHard, optima
from mixed_teams import mixed_team
from solving import rota_of

from rotasolve.audit import audit
from rotasolve.model.build import HARD_LEVELS, build_full
from rotasolve.model.problem import NO, Problem
from rotasolve.search.aim import Aim
from rotasolve.search.core import Core
from rotasolve.search.cpsat import Budget, Settings
from rotasolve.search.levels import find_any
from rotasolve.search.solve import solve
from rotasolve.search.standing import Standing
from rotasolve.search.ways import Ways
from rotasolve.team.level import MUST

PATIENCE = 30.0
"""Seconds in which the search is to reach a known optimum; it takes a small part of them."""

TURN = 0.3
"""Seconds that the decomposition gets at a level, then twice as many each time until the optimum.

Each run begins its turns anew, and on a busy machine no neighbourhood is solved in so short a time.
"""

NONE_HARD: frozenset[str] = frozenset()

Costs = dict[str, int]


@dataclass(frozen=True)
class Agreement:
    """What came of one team.

    Attributes
    ----------
    feasible
        Whether some rota keeps every ``must``; None where the full model took too long.
    optimum
        The least cost at each level, ``must`` among them where no rota keeps it.
    by_decomposition
        Levels at which the decomposition has proven its rota best.
    rotas
        Rotas tried one by one.
    disagreements
        Each, in words.
    """

    feasible: bool | None
    optimum: Costs
    by_decomposition: tuple[str, ...]
    rotas: int
    disagreements: tuple[str, ...]


def compare(
    seed: int, *, free_days: int | None = None, wide: bool = False, workers: int = 1
) -> Agreement:
    """Solve the team of ``seed`` in every way; for the others see ``mixed_team``."""
    team = mixed_team(seed, free_days=free_days, wide=wide)
    problem = Problem(team)
    levels: tuple[str, ...] = team.levels
    hard = HARD_LEVELS
    try:
        optimum = _known(optima(problem, dict.fromkeys(levels), {}))
        feasible = optimum is not None
        if optimum is None:
            levels, hard = (MUST, *levels), NONE_HARD
            optimum = _known(optima(problem, dict.fromkeys(levels), {}, hard))
            assert optimum is not None
    except TooHard:
        return Agreement(None, {}, (), 0, ())

    words: list[str] = []
    by_decomposition = _decompose(problem, levels, hard, optimum, words)
    result = solve(team, seconds=PATIENCE, workers=workers)
    if result.status != ("optimal" if feasible else "infeasible"):
        words.append(f"solve says {result.status}")
    if any(result.cost[level] != cost for level, cost in optimum.items()):
        words.append(f"solve gives {result.cost}, the full model {optimum}")
    if any(result.bound[level] != cost for level, cost in optimum.items()):
        words.append(f"solve proves {result.bound}, the full model {optimum}")
    rotas = 0
    if free_days is not None:
        tried = every_rota(problem)
        rotas = len(tried)
        clean = [costs for costs in tried if not costs[MUST]]
        if bool(clean) != feasible:
            words.append(f"{len(clean)} rotas are clean, the full model says {feasible}")
        least = min(tuple(costs[level] for level in levels) for costs in clean or tried)
        if least != tuple(optimum.values()):
            words.append(f"the best of all rotas costs {least}, the full model says {optimum}")
    return Agreement(feasible, optimum, by_decomposition, rotas, tuple(words))


def _known(costs: dict[str, int | None]) -> Costs | None:
    known = {level: cost for level, cost in costs.items() if cost is not None}
    return known if len(known) == len(costs) else None


def _decompose(
    problem: Problem,
    levels: tuple[str, ...],
    hard: frozenset[str],
    optimum: Costs,
    words: list[str],
) -> tuple[str, ...]:
    """The levels that the decomposition alone proves; what it does wrong goes to ``words``."""
    settings = Settings(Budget(PATIENCE), seed=1, workers=1)
    budget, standing = settings.budget, Standing(levels)
    if find_any(build_full(problem, hard_levels=hard), standing, settings, PATIENCE) != "optimal":
        words.append("no first rota")
        return ()
    for level in levels:

        def note(_way: str, level: str = level) -> None:
            cost, bound = standing.cost(level), standing.bound.get(level, 0)
            if cost < optimum[level]:
                words.append(f"a rota costs {cost} at {level}, the optimum is {optimum[level]}")
            if bound > optimum[level]:
                words.append(f"{bound} is proven at {level}, the optimum is {optimum[level]}")

        core = Core(Ways(problem, standing, settings, Aim.at(level, standing), note))
        turn = TURN
        core.run(budget.seconds() + turn)
        while standing.cost(level) != optimum[level] and budget.left() > 0 and not words:
            turn *= 2
            core.run(budget.seconds() + turn)
        if standing.cost(level) != optimum[level]:
            words.append(f"the search stays at {standing.cost(level)} at {level}")
        if standing.bound.get(level, 0) > standing.cost(level):
            words.append(f"the bound at {level} is above the cost")
        if words:
            return ()
    assert standing.rota is not None
    audited = audit(problem.team, standing.rota)
    if any(audited.cost[level] != cost for level, cost in optimum.items()):
        words.append(f"the rota costs {audited.cost}, the optimum is {optimum}")
    if MUST not in levels and not audited.clean:
        words.append("the rota breaks what must hold")
    return tuple(level for level in levels if standing.proven(level))


def every_rota(problem: Problem) -> list[Costs]:
    """The audited cost of every rota that nothing rules out from the start, by level."""
    cells = [tuple(cell) for cell in np.argwhere(problem.domain != NO).tolist()]
    found = []
    for choice in product((False, True), repeat=len(cells)):
        chosen = [cell for cell, there in zip(cells, choice, strict=True) if there]
        audited = audit(problem.team, rota_of(problem, chosen))
        if not any(breach.rule == "overlap" for breach in audited.must_breaches):
            found.append(audited.cost)
    return found
