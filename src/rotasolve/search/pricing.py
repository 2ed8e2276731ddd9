"""Pricing: for one person and given duals, the line of least reduced cost.

The line's model is built once, by the same encoders as the full model; from round to round only
its objective changes. Duals are whole numbers, multiples of 1/``SCALE``, so that objective and
bound are exact.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from rotasolve.model.build import Column, build_line
from rotasolve.model.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from rotasolve.model.problem import Problem
    from rotasolve.model.rows import Rows

SCALE = 1000
"""Units of scaled cost for one unit of cost."""


@dataclass(frozen=True)
class Duals:
    """Prices at which lines are asked for, scaled by ``SCALE`` and whole.

    Attributes
    ----------
    rows
        The dual of each row: what one unit of it is worth; not negative but for equations.
    levels
        The weight of the cost at each level; levels left out do not count.
    """

    rows: NDArray[np.int64]
    levels: Mapping[str, int]


@dataclass(frozen=True)
class Priced:
    """What pricing one person gave.

    Attributes
    ----------
    columns
        Lines found, the best first.
    bound
        What no line of the person can go below at these duals, scaled; None when not known.
    optimal
        Whether the best line found is proven best.
    possible
        Whether any line exists, as far as is known.
    """

    columns: tuple[Column, ...]
    bound: int | None
    optimal: bool
    possible: bool = True


class LinePricer:
    """One person's own model, to be priced again and again."""

    def __init__(
        self, problem: Problem, rows: Rows, p: int, *, hard_levels: frozenset[str]
    ) -> None:
        self.p = p
        self._sheet = Sheet()
        self._line = build_line(problem, p, self._sheet, hard_levels=hard_levels)
        self._literals: dict[int, cp_model.BoolVarT] = {}
        fixed = np.zeros(len(rows.rows), dtype=np.int64)
        numbers, variables, coefficients = [], [], []
        for row, coefficient, cells in rows.of(p):
            for c, literal in self._line.present(cells):
                if isinstance(literal, int):
                    fixed[row] += coefficient * c * literal
                else:
                    numbers.append(row)
                    variables.append(self._index(literal))
                    coefficients.append(coefficient * c)
        self._fixed = fixed
        self._row = np.array(numbers, dtype=np.int64)
        self._variable = np.array(variables, dtype=np.int64)
        self._coefficient = np.array(coefficients, dtype=np.int64)
        self._costs = {
            level: self._vector(zip(cost.coefficients, cost.variables, strict=True), cost.constant)
            for level, cost in self._sheet.costs.items()
        }
        self._size = len(self._sheet.cp.proto.variables)
        self._solver: cp_model.CpSolver | None = None

    def stop(self) -> None:
        """End the pricing that is under way, if any, with the best so far."""
        if self._solver is not None:
            self._solver.stop_search()

    def _index(self, literal: cp_model.BoolVarT) -> int:
        self._literals[literal.index] = literal
        return int(literal.index)

    def _vector(
        self, terms: Iterable[tuple[int, cp_model.BoolVarT]], constant: int
    ) -> tuple[int, NDArray[np.int64], NDArray[np.int64]]:
        """A linear cost as constant, indices and coefficients; a negated literal is 1 - x."""
        indices, coefficients = [], []
        for coefficient, literal in terms:
            if literal.index < 0:
                constant += coefficient
                literal, coefficient = ~literal, -coefficient
            indices.append(self._index(literal))
            coefficients.append(coefficient)
        return constant, np.array(indices, dtype=np.int64), np.array(coefficients, dtype=np.int64)

    def divisor(self, level: str) -> int:
        """A number that divides the cost at ``level`` of every line; 0 where it is always 0."""
        if level not in self._costs:
            return 0
        constant, _, coefficients = self._costs[level]
        return math.gcd(constant, *coefficients.tolist())

    def price(
        self, duals: Duals, *, seconds: float, gap: float = 0.0, pool: int = 5, seed: int = 1
    ) -> Priced:
        """The best lines at ``duals``: scaled cost at the levels that count less the rows' worth.

        Parameters
        ----------
        seconds
            Limit; the bound of an interrupted search is valid all the same.
        gap
            Relative gap at which a line is good enough.
        pool
            How many lines to give at most.
        """
        objective = np.zeros(self._size, dtype=np.int64)
        constant = -int(self._fixed @ duals.rows)
        np.subtract.at(objective, self._variable, self._coefficient * duals.rows[self._row])
        for level, weight in duals.levels.items():
            if level in self._costs and weight:
                offset, indices, coefficients = self._costs[level]
                constant += weight * offset
                np.add.at(objective, indices, weight * coefficients)
        used = np.flatnonzero(objective)
        self._sheet.cp.clear_objective()  # type: ignore[no-untyped-call]
        self._sheet.cp.minimize(
            cp_model.LinearExpr.weighted_sum(
                [self._literals[index] for index in used.tolist()], objective[used].tolist()
            )
        )
        solver = self._solver = cp_model.CpSolver()
        parameters = solver.parameters
        parameters.num_workers = 1
        parameters.linearization_level = 2  # a line alone is small: let the linear program see all
        parameters.cut_level = 0  # cuts cost two thirds of the time and prove nothing more
        parameters.symmetry_level = 0
        parameters.random_seed = seed
        parameters.catch_sigint_signal = False
        parameters.max_time_in_seconds = seconds
        parameters.relative_gap_limit = gap
        parameters.solution_pool_size = pool
        parameters.fill_additional_solutions_in_response = pool > 1
        code = solver.solve(self._sheet.cp)
        if code == cp_model.INFEASIBLE:
            return Priced((), None, optimal=True, possible=False)
        least = int(
            objective[objective < 0].sum()
        )  # holds for any line: variables are not negative
        if code not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Priced((), constant + least, optimal=False)
        bound = math.ceil(solver.best_objective_bound - 1e-6)
        response = solver.response_proto
        solutions = [tuple(response.solution)]
        solutions += [tuple(each.values) for each in response.additional_solutions]
        columns = {column.cells: column for column in map(self._column, reversed(solutions))}
        return Priced(tuple(reversed(columns.values())), constant + bound, code == cp_model.OPTIMAL)

    def _column(self, solution: Sequence[int]) -> Column:
        values = np.array(solution, dtype=np.int64)
        sums = self._fixed.copy()
        np.add.at(sums, self._row, self._coefficient * values[self._variable])
        costs = {
            level: offset + int(coefficients @ values[indices])
            for level, (offset, indices, coefficients) in self._costs.items()
        }
        cells = self._line.worked(lambda literal: solution[literal.index])
        activity = {int(row): int(sums[row]) for row in np.flatnonzero(sums)}
        return Column(self.p, tuple(sorted(cells)), costs, activity)
