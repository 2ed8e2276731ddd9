"""A first rota without a model of the whole: everybody in turn takes the line that helps most.

For teams whose full model is too large (50 people over half a year have 50,000 cells), or finds far
worse rotas. It may break what binds people together; the search then betters that first.
"""

from __future__ import annotations

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from rotasolve.model.build import HARD_LEVELS, build_rows, rota_of
from rotasolve.model.duals import SCALE, Duals
from rotasolve.model.problem import FREE
from rotasolve.search.cpsat import answers
from rotasolve.search.pricing import LinePricer
from rotasolve.team.level import MUST

if TYPE_CHECKING:
    from collections.abc import Callable

    from rotasolve.model.build import Column
    from rotasolve.model.problem import Problem
    from rotasolve.model.rows import Rows
    from rotasolve.rota import Rota
    from rotasolve.search.cpsat import Settings
    from rotasolve.search.pricing import Priced

SMALL = 2500
"""Free cells up to which the full model is worth trying at every level."""

LARGE = 15_000
"""Free cells from which no model of the whole is built."""

ROUGH_GAP = 0.1
"""Relative gap at which a line is good enough."""

LIMITS = (2.0, 4.0, 20.0, 40.0)
"""Most time for one line, in the budget's unit; the next where none was found.

A line is harder to find where few cells are worth anything any more. So from the second time on it
is priced as the first line is, and from the third, where the clock is the measure, with many
searches at once. A long line has both at once, and is then swept for what is worth most.
"""

HIGHER = 100
"""How much more a unit of cost counts than one of the next level."""


def num_free(problem: Problem) -> int:
    """Number of free cells."""
    return int((problem.domain == FREE).sum())


def is_large(problem: Problem) -> bool:
    """Whether ``problem`` is too large for a model of the whole."""
    return num_free(problem) > LARGE


def first_rota(problem: Problem, settings: Settings, until: float) -> tuple[Rota | None, bool]:
    """A rota made line by line, and whether everybody has a line that keeps their every must.

    Somebody who has none gets one that breaks as little as can be; then no rota keeps every must.
    None where somebody's line is not found, or not before ``until``, in the budget's unit.
    """
    rows = build_rows(problem, hard_levels=frozenset())
    levels = (MUST, *problem.team.levels)
    weights = {level: HIGHER ** max(0, 2 - n) for n, level in enumerate(levels)}
    sums: defaultdict[int, int] = defaultdict(int)
    plain = _duals(rows, defaultdict(int), weights)
    cells, possible = [], True
    for p in range(problem.num_people):
        duals = _duals(rows, sums, weights), plain
        line, exists = _line(problem, rows, p, duals, settings, until)
        possible = possible and exists
        if line is None:
            return None, possible
        cells += [(p, d, s) for d, s in line.cells]
        for number, amount in line.activity.items():
            sums[number] += amount
    return rota_of(problem, cells), possible


def _line(
    problem: Problem,
    rows: Rows,
    p: int,
    duals: tuple[Duals, Duals],
    settings: Settings,
    until: float,
) -> tuple[Column | None, bool]:
    """The line of ``p`` that helps most, and whether, as far as is known, one keeps every must.

    One that breaks as little as can be where none does, or none was found; None where there is no
    time for that. ``duals`` are those at which a line helps most, and those at which one is easier
    to find.
    """
    possible = True
    best, easy = duals
    for hard_levels in (HARD_LEVELS, frozenset[str]()):
        pricer = LinePricer(problem, rows, p, hard_levels=hard_levels)
        for n, limit in enumerate(LIMITS):
            alone = settings.budget.deterministic or (n < 2 and not pricer.is_long)
            if not settings.in_time(until):
                return None, possible
            priced = _alone(
                pricer,
                settings,
                partial(
                    pricer.price,
                    easy if n or pricer.is_long else best,
                    replace(settings, seed=settings.seed + n),
                    limit=min(limit, until - settings.budget.spent()),
                    gap=ROUGH_GAP,
                    pool=1,
                    workers=1 if alone else settings.many,
                ),
            )
            if priced.columns:
                line = priced.columns[0]
                if pricer.is_long:
                    left = until - settings.budget.spent()
                    sweep = partial(pricer.sweep, best, settings, line, limit=left)
                    line = next(iter(_alone(pricer, settings, sweep).columns), line)
                return line, possible
            if not priced.possible:
                possible = False
                break
    return None, possible


def _alone(pricer: LinePricer, settings: Settings, search: Callable[[], Priced]) -> Priced:
    """What ``search`` gives, in a thread of its own, so that this one can look at ``stop``."""
    with ThreadPoolExecutor(1) as pool:
        (priced,) = answers([pool.submit(search)], settings.stop, pricer.stop)
    settings.budget.spend(priced.work)
    return priced


def _duals(rows: Rows, sums: defaultdict[int, int], weights: dict[str, int]) -> Duals:
    """The worth of each row as duals, and what a unit of each level weighs."""
    levels = {level: SCALE * weight for level, weight in weights.items()}
    return Duals(_worth(rows, sums, weights), levels)


def _worth(
    rows: Rows, sums: defaultdict[int, int], weights: dict[str, int]
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """What a further unit of each row is worth, given the ``sums`` of the lines so far."""
    worth = np.zeros(len(rows.rows), dtype=np.int64)
    for number, row in enumerate(rows.rows):
        short = sums[number] < row.lower
        for coefficient, variable in row.variables:
            if variable.level is None or not row.shows_its_cost:
                continue
            if (coefficient > 0) == short:
                price = SCALE * weights.get(variable.level, 1) * variable.cost
                if short or row.equal:
                    worth[number] += price if short else -price
    return worth
