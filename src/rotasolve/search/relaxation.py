"""The relaxation: what the rows are worth when everybody's lines may be broken into fractions.

One linear program of all cells and rows, solved roughly by a first-order method (PDLP: Applegate
and others 2021). Nothing is proven by it. But pricing at its duals proves a bound at once, as
pricing does at any duals, and finds lines that fit together, long before the master has enough
lines to say what a row is worth.
"""

from __future__ import annotations

import math
from array import array
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from ortools.math_opt.python import mathopt

from rotasolve.model.ortools_parts import linear_program
from rotasolve.search.linear import WORK, passes_within, solved

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rotasolve.model.rows import Rows
    from rotasolve.search.aim import Aim
    from rotasolve.search.cpsat import Settings
    from rotasolve.search.master import Vector
    from rotasolve.search.pricing import LinePricer

TOLERANCE = 1e-3
"""How nearly it is solved, relative to its cost."""

PASSES_EACH = 1.5
"""Passes over the matrix in one iteration, about."""

MOST_ENTRIES = 5_000_000
"""Terms beyond which it is not tried: each takes 400 bytes, and a few millions take minutes."""

DEAREST = 1e4
"""Most that a row may be worth, in the dearest unit of cost."""


class Relaxed(NamedTuple):
    """The duals of the relaxation: what each row, and each capped level, is worth, in cost."""

    rows: Vector
    levels: dict[str, float]


class _Program:
    """A linear program in the making, of which entries of the same place add up."""

    def __init__(self) -> None:
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.costs: list[float] = []
        self.least: list[float] = []
        self.most: list[float] = []
        # Arrays, as there are millions of entries in long teams of many people.
        self._numbers, self._indices, self._entries = array("q"), array("q"), array("d")

    def variable(self, lower: float, upper: float, cost: float = 0.0) -> int:
        """A new variable; its index."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.costs.append(cost)
        return len(self.lower) - 1

    def constraint(self, least: float, most: float, terms: Iterable[tuple[int, int]] = ()) -> int:
        """A new constraint on the sum of ``terms``; its index."""
        number = len(self.least)
        self.least.append(least)
        self.most.append(most)
        self.add(number, terms)
        return number

    def add(self, number: int, terms: Iterable[tuple[int, int]]) -> None:
        """More terms of constraint ``number``."""
        for coefficient, variable in terms:
            self._numbers.append(number)
            self._indices.append(variable)
            self._entries.append(coefficient)

    def shift(self, number: int, constant: int) -> None:
        """A constant on top of the sum of constraint ``number``."""
        self.least[number] -= constant
        self.most[number] -= constant

    @property
    def num_entries(self) -> int:
        """Number of terms."""
        return len(self._entries)

    def model(self) -> mathopt.Model:
        """The program as a model of MathOpt, whose constraints are numbered in the same way."""
        count = max(1, len(self.lower))
        numbers, variables = np.array(self._numbers), np.array(self._indices)
        places, inverse = np.unique(numbers * count + variables, return_inverse=True)
        entries = np.bincount(inverse, weights=self._entries, minlength=len(places))
        places, entries = places[entries != 0], entries[entries != 0]
        return linear_program(
            (self.lower, self.upper),
            self.costs,
            (self.least, self.most),
            ((places // count).tolist(), (places % count).tolist(), entries.tolist()),
        )


def relax(
    rows: Rows, pricers: Sequence[LinePricer], aim: Aim, settings: Settings, limit: float
) -> Relaxed | None:
    """The duals of the relaxation, solved within ``limit``; None where there was no time for any.

    Nor where it is too large. ``limit``, in the budget's unit, holds for building it, too.
    """
    until = settings.budget.spent() + limit
    program = _Program()
    for row in rows.rows:
        program.constraint(row.lower, row.lower if row.equal else math.inf)
    caps = {level: program.constraint(-math.inf, cap) for level, cap in aim.caps.items()}
    for variable in rows.variables:
        cost = variable.cost if variable.level == aim.level else 0
        program.variable(0, variable.upper, cost)
        if variable.level in caps:
            program.add(caps[variable.level], [(variable.cost, variable.number)])
    for number, row in enumerate(rows.rows):
        program.add(number, ((c, variable.number) for c, variable in row.variables))
    for pricer in pricers:
        settings.check()
        _add_line(program, pricer, aim.level, caps)
        if program.num_entries > MOST_ENTRIES or settings.budget.spent() >= until:
            return None
    model, num_entries = program.model(), program.num_entries
    dearest = max(1.0, *program.costs)
    del program  # which is as large as the model, and not needed while that is solved
    settings.check()
    result = _solve(model, num_entries, settings, until - settings.budget.spent())
    solution = result.solutions[0].dual_solution if result and result.solutions else None
    if solution is None:
        return None
    wanted = range(len(rows.rows) + len(caps))
    duals = np.array([solution.dual_values[model.get_linear_constraint(n)] for n in wanted])
    # What is not solved may have any duals; pricing needs some that it can count with.
    if not (np.abs(duals) <= DEAREST * dearest).all():
        return None
    levels = {level: -float(duals[number]) for level, number in caps.items()}
    return Relaxed(duals[: len(rows.rows)], levels)


def _solve(
    model: mathopt.Model, num_entries: int, settings: Settings, limit: float
) -> mathopt.SolveResult | None:
    """``model`` solved by PDLP, which a stop interrupts; None where it fails or has no time."""
    if limit <= 0:
        return None
    clock, passes = not settings.budget.deterministic, 0.0
    parameters = mathopt.SolveParameters(threads=settings.threads)
    criteria = parameters.pdlp.termination_criteria
    criteria.simple_optimality_criteria.eps_optimal_relative = TOLERANCE
    criteria.simple_optimality_criteria.eps_optimal_absolute = TOLERANCE
    if clock:
        parameters.time_limit = timedelta(seconds=limit)
    else:
        passes = passes_within(limit, num_entries)
        criteria.kkt_matrix_pass_limit = passes
    solve = partial(mathopt.solve, model, mathopt.SolverType.PDLP)
    result = solved(solve, parameters, settings)
    if result is not None and not clock:
        done = PASSES_EACH * result.solve_stats.first_order_iterations
        settings.budget.spend(min(passes, done) * WORK * num_entries)
    return result


def _add_line(program: _Program, pricer: LinePricer, level: str, caps: dict[str, int]) -> None:
    """Add the line of ``pricer``: its variables, what its rules say of them, and its sums."""
    first = len(program.lower)
    for domain in pricer.domains:
        program.variable(domain[0], domain[-1])
    for least, most, terms in pricer.linear_forms:
        program.constraint(least, most, ((c, first + n) for c, n in terms))
    for number, constant, terms in pricer.row_terms:
        program.shift(number, constant)
        program.add(number, ((c, first + n) for c, n in terms))
    for coefficient, n in pricer.cost_terms(level)[1]:
        program.costs[first + n] += coefficient
    for capped, number in caps.items():
        constant, terms = pricer.cost_terms(capped)
        program.shift(number, constant)
        program.add(number, ((c, first + n) for c, n in terms))
