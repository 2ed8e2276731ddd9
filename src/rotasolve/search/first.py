"""A first rota without a model of the whole: one after the other takes the line that helps most.

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
    from collections.abc import Mapping

    from rotasolve.model.build import Column
    from rotasolve.model.problem import Problem
    from rotasolve.model.rows import Rows
    from rotasolve.rota import Rota
    from rotasolve.search.cpsat import Settings

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
searches at once. A long line is begun with the second time, and then swept for what is worth most.
"""

SWEEP_SHARE = 0.5
"""Share of the time for everybody's lines that sweeping them may take."""

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

    As many lines are looked for at once as there are threads.

    Somebody who has none gets one that breaks as little as can be; then no rota keeps every must.
    None where somebody's line is not found, or not before ``until``, in the budget's unit.
    """
    rows = build_rows(problem, hard_levels=frozenset())
    levels = (MUST, *problem.team.levels)
    weights = {level: HIGHER ** max(0, 2 - n) for n, level in enumerate(levels)}
    sums: defaultdict[int, int] = defaultdict(int)
    plain = _duals(rows, defaultdict(int), weights)
    cells, possible = [], True
    for first in range(0, problem.num_people, settings.threads):
        together = range(first, min(first + settings.threads, problem.num_people))
        duals = _duals(rows, sums, weights), plain
        turns = -(-(problem.num_people - first) // settings.threads)
        patience = SWEEP_SHARE * (until - settings.budget.spent()) / turns
        pricers: dict[int, LinePricer] = {}
        with ThreadPoolExecutor(len(together)) as pool:
            running = [
                pool.submit(_line, problem, rows, p, duals, settings, until, patience, pricers)
                for p in together
            ]
            found = answers(running, settings.stop, partial(_stop, pricers))
        for p, (line, exists) in zip(together, found, strict=True):
            possible = possible and exists
            if line is None:
                return None, possible
            cells += [(p, d, s) for d, s in line.cells]
            for number, amount in line.activity.items():
                sums[number] += amount
    return rota_of(problem, cells), possible


def _stop(pricers: Mapping[int, LinePricer]) -> None:
    for pricer in tuple(pricers.values()):
        pricer.stop()


def _line(
    problem: Problem,
    rows: Rows,
    p: int,
    duals: tuple[Duals, Duals],
    settings: Settings,
    until: float,
    patience: float,
    pricers: dict[int, LinePricer],
) -> tuple[Column | None, bool]:
    """The line of ``p`` that helps most, and whether, as far as is known, one keeps every must.

    One that breaks as little as can be where none does, or none was found; None where there is no
    time for that. ``duals`` are those at which a line helps most, and those at which one is easier
    to find. A long line is swept for ``patience``. What is at work is in ``pricers`` under ``p``.
    """
    possible, budget = True, settings.budget
    best, easy = duals
    for hard_levels in (HARD_LEVELS, frozenset[str]()):
        pricer = pricers[p] = LinePricer(problem, rows, p, hard_levels=hard_levels)
        first = 1 if pricer.is_long else 0
        for n, limit in enumerate(LIMITS[first:], first):
            if not settings.in_time(until):
                return None, possible
            priced = pricer.price(
                easy if n else best,
                replace(settings, seed=settings.seed + n),
                limit=min(limit, until - budget.spent()),
                gap=ROUGH_GAP,
                pool=1,
                workers=1 if n < 2 or budget.deterministic else settings.many,
            )
            budget.spend(priced.work)
            if priced.columns:
                line = priced.columns[0]
                if pricer.is_long:
                    swept = pricer.sweep(best, settings, line, limit=patience)
                    budget.spend(swept.work)
                    line = next(iter(swept.columns), line)
                return line, possible
            if not priced.possible:
                possible = False
                break
    return None, possible


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
