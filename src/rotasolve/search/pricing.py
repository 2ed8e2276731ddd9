"""Pricing: for one person and given duals, the line of least reduced cost.

The line's model is built once, by the same encoders as the full model; from round to round only
its objective changes. Duals are whole numbers, scaled as the master says, so that objective and
bound are exact.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from rotasolve.errors import EncoderMismatch
from rotasolve.model.build import Column, build_line
from rotasolve.model.ortools_parts import domains, linear_forms, num_variables, solutions
from rotasolve.model.problem import FREE, NO
from rotasolve.model.sheet import Sheet
from rotasolve.search.cpsat import search_alone, search_anew

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from rotasolve.model.duals import Duals
    from rotasolve.model.ortools_parts import Terms
    from rotasolve.model.problem import Cell, Problem
    from rotasolve.model.rows import Rows
    from rotasolve.search.cpsat import Settings

REACH_GAP = 0.5
"""Share of the unseen cells that a line may miss of those that one could have at once."""

REACH_LIMIT = 2.0
"""Most time of one search for such a line, in the budget's unit."""

WINDOW = 84
"""Days of a window of a longer line."""

WINDOW_STEP = 56
"""Days from one window to the next: they overlap, so that no day is always at an edge."""

WINDOW_GAP = 0.02
"""Relative gap at which a window is good enough."""

WINDOW_LIMIT = 2.0
"""Most time of one window, in the budget's unit; most take a tenth of that."""

_NOTHING = np.zeros(0, dtype=np.int64)

NO_ROOM = "a known line does not fit the model of its person"


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
        Whether the best line found is proven best, or as near to it as was asked for.
    possible
        Whether any line exists, as far as is known.
    work
        Deterministic time spent.
    """

    columns: tuple[Column, ...]
    bound: int | None
    optimal: bool
    possible: bool = True
    work: float = 0.0


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
        self._size = num_variables(self._sheet.cp)
        self._solver: cp_model.CpSolver | None = None

    @property
    def domains(self) -> list[list[int]]:
        """The domain of each variable of the line's model."""
        return domains(self._sheet.cp)

    @property
    def linear_forms(self) -> Iterable[tuple[float, float, Terms]]:
        """The constraints of the line's model that are bounds of sums."""
        return linear_forms(self._sheet.cp)

    @property
    def row_terms(self) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
        """What the line adds to each row: its number, a constant, and terms of variables."""
        terms: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for row, coefficient, variable in zip(
            self._row.tolist(), self._coefficient.tolist(), self._variable.tolist(), strict=True
        ):
            terms[row].append((coefficient, variable))
        for row in sorted(terms.keys() | set(np.flatnonzero(self._fixed).tolist())):
            yield row, int(self._fixed[row]), terms[row]

    def cost_terms(self, level: str) -> tuple[int, list[tuple[int, int]]]:
        """What the line costs at ``level``: a constant, and terms of variables."""
        constant, indices, coefficients = self._costs.get(level, (0, *2 * (_NOTHING,)))
        return constant, list(zip(coefficients.tolist(), indices.tolist(), strict=True))

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
        self,
        duals: Duals,
        settings: Settings,
        *,
        limit: float,
        gap: float = 0.0,
        pool: int = 5,
        workers: int = 1,
        near: Column | None = None,
        days: Container[int] | None = None,
        restarts: bool = False,
        anew: bool = False,
    ) -> Priced:
        """The best lines at ``duals``: scaled cost at the levels that count less the rows' worth.

        Parameters
        ----------
        limit
            In the budget's unit; the bound of an interrupted search is valid all the same.
        gap
            Relative gap at which a line is good enough.
        pool
            How many lines to give at most.
        workers
            Searches at once; one sees the whole linear program, more are of different kinds.
        near
            A line to begin with, if there is one.
        days
            Those on which a line may differ from ``near``, if not any; the bound is that of such
            lines.
        restarts
            Begin anew often, each time in another way: a line of a year takes 1 to 6 s so, where
            one way alone ended after anything from 1 s to a minute.
        anew
            Search in another way than usual; see :func:`search_anew`.

        Raises
        ------
        EncoderMismatch
            Where the model has no room for ``near`` itself, with ``days``.
        """
        assert near is not None or days is None
        constant, objective = self._minimise(duals)
        if near is not None:
            self._hint(near.cells, besides=days or ())
        solver = self._solver = _solver(settings, limit, pool)
        solver.parameters.fix_variables_to_their_hinted_value = days is not None
        solver.parameters.num_workers = workers
        solver.parameters.relative_gap_limit = gap
        if restarts:
            solver.parameters.search_branching = (
                cp_model.SatParameters.PORTFOLIO_WITH_QUICK_RESTART_SEARCH
            )
        if anew:
            search_anew(solver.parameters, settings)
        code = solver.solve(self._sheet.cp)
        work = solver.deterministic_time
        if code == cp_model.INFEASIBLE and days is not None:
            raise EncoderMismatch(NO_ROOM)
        if code == cp_model.INFEASIBLE:
            return Priced((), None, optimal=True, possible=False, work=work)
        least = int(
            objective[objective < 0].sum()
        )  # holds for any line: variables are not negative
        if code not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Priced((), constant + least, optimal=False, work=work)
        bound = math.ceil(solver.best_objective_bound - 1e-6)
        columns = self._columns(solver)
        return Priced(columns, constant + bound, code == cp_model.OPTIMAL, work=work)

    @property
    def is_long(self) -> bool:
        """Whether a line is longer than a window, and better looked for by windows."""
        return has_long_lines(self._line.problem)

    def sweep(
        self,
        duals: Duals,
        settings: Settings,
        line: Column,
        *,
        limit: float,
        days: Container[int] | None = None,
    ) -> Priced:
        """Lines better than ``line`` found by windows: one after another is solved, the rest held.

        Lines of half a year take many times longer to find as a whole, while a sweep mostly ends
        within a few hundredths of the best. Nothing is proven. ``limit`` and ``days`` are as in
        ``price``, for all windows together.

        Raises
        ------
        EncoderMismatch
            Where the model has no room for ``line`` itself.
        """
        self._minimise(duals)
        num_days, budget = self._line.problem.num_days, settings.budget
        until = budget.spent() + limit
        work, found = 0.0, [line]
        for first in range(0, num_days - WINDOW + WINDOW_STEP, WINDOW_STEP):
            left = until - budget.spent() - (work if budget.deterministic else 0.0)
            if left <= 0 or not settings.time_left:
                break
            start = min(first, num_days - WINDOW)
            window = range(start, start + WINDOW)
            free = window if days is None else [d for d in window if d in days]
            if not free:
                continue
            self._hint(found[-1].cells, besides=free)
            solver = self._solver = _solver(settings, min(WINDOW_LIMIT, left), pool=1)
            solver.parameters.fix_variables_to_their_hinted_value = True
            solver.parameters.relative_gap_limit = WINDOW_GAP
            code = solver.solve(self._sheet.cp)
            work += solver.deterministic_time
            if code == cp_model.INFEASIBLE:
                raise EncoderMismatch(NO_ROOM)
            if code in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                (column,) = self._columns(solver)
                if scaled_cost(column, duals) < scaled_cost(found[-1], duals):
                    found.append(column)
        return Priced(tuple(reversed(found[1:])), None, optimal=False, work=work)

    def _hint(self, cells: Iterable[Cell], besides: Container[int] = ()) -> None:
        """Hint at a line that works ``cells``, but for the days ``besides``."""
        cells = frozenset(cells)
        self._sheet.cp.clear_hints()  # type: ignore[no-untyped-call]
        for cell, x in self._line.cells.items():
            if cell[0] not in besides:
                self._sheet.cp.add_hint(x, cell in cells)

    def reach(
        self,
        duals: Duals,
        settings: Settings,
        most: int,
        domain: NDArray[np.int8],
        *,
        seen: Collection[Cell],
        until: float,
    ) -> Priced:
        """Rule out, in ``domain``, the free cells that no line of reduced cost up to ``most`` has.

        Each search asks for the line with the most cells not seen in one yet; when there is none,
        none of them is in any. ``domain``, shape (D, S), is changed in place; ``seen`` are the
        cells known to be in one; lines seen on the way are given. Cells that are not decided by
        ``until``, in the budget's unit, stay.
        """
        constant, objective = self._reduced_cost(duals)
        used = np.flatnonzero(objective).tolist()
        model = self._sheet.cp.clone()
        model.clear_hints()  # type: ignore[no-untyped-call]
        model.clear_objective()  # type: ignore[no-untyped-call]
        variable = model.get_int_var_from_proto_index
        reduced_cost = cp_model.LinearExpr.weighted_sum(
            [variable(index) for index in used], objective[used].tolist()
        )
        model.add(reduced_cost <= most - constant)
        unseen = {
            cell: variable(x.index)
            for cell, x in self._line.cells.items()
            if domain[cell] == FREE and cell not in seen
        }
        found: dict[tuple[Cell, ...], Column] = {}
        clock = not settings.budget.deterministic
        work, least = 0.0, constant + int(objective[objective < 0].sum())
        while unseen and settings.time_left:
            limit = until - settings.budget.spent() - (0.0 if clock else work)
            if limit <= 0:
                break
            model.maximize(cp_model.LinearExpr.sum(list(unseen.values())))
            solver = self._solver = _solver(settings, min(REACH_LIMIT, limit), pool=5)
            solver.parameters.relative_gap_limit = REACH_GAP
            code = solver.solve(model)
            work += solver.deterministic_time
            if code == cp_model.INFEASIBLE or (
                code == cp_model.OPTIMAL and solver.objective_value < 0.5
            ):
                for cell in unseen:
                    domain[cell] = NO
                break
            if code not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                break
            columns = self._columns(solver)
            found |= {column.cells: column for column in columns}
            left = unseen.keys() - {cell for column in columns for cell in column.cells}
            if len(left) == len(unseen):
                break
            unseen = {cell: unseen[cell] for cell in sorted(left)}
        return Priced(tuple(found.values()), least, optimal=False, work=work)

    def _minimise(self, duals: Duals) -> tuple[int, NDArray[np.int64]]:
        """Make the reduced cost at ``duals`` the objective, without a hint; see _reduced_cost."""
        constant, objective = self._reduced_cost(duals)
        used = np.flatnonzero(objective)
        self._sheet.cp.clear_hints()  # type: ignore[no-untyped-call]
        self._sheet.cp.clear_objective()  # type: ignore[no-untyped-call]
        self._sheet.cp.minimize(
            cp_model.LinearExpr.weighted_sum(
                [self._literals[index] for index in used.tolist()], objective[used].tolist()
            )
        )
        return constant, objective

    def _reduced_cost(self, duals: Duals) -> tuple[int, NDArray[np.int64]]:
        """The reduced cost at ``duals``, scaled: its constant, and a coefficient a variable."""
        objective = np.zeros(self._size, dtype=np.int64)
        constant = -int(self._fixed @ duals.rows)
        np.subtract.at(objective, self._variable, self._coefficient * duals.rows[self._row])
        for level, weight in duals.levels.items():
            if level in self._costs and weight:
                offset, indices, coefficients = self._costs[level]
                constant += weight * offset
                np.add.at(objective, indices, weight * coefficients)
        return constant, objective

    def _columns(self, solver: cp_model.CpSolver) -> tuple[Column, ...]:
        """The lines of a search, the best first."""
        found = reversed(solutions(solver))
        columns = {column.cells: column for column in map(self._column, found)}
        return tuple(reversed(columns.values()))

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


def has_long_lines(problem: Problem) -> bool:
    """Whether lines are longer than a window, and better looked for by windows."""
    return problem.num_days > WINDOW


def scaled_cost(column: Column, duals: Duals) -> int:
    """The cost of ``column`` less what it is worth at ``duals``, scaled."""
    cost = sum(weight * column.costs.get(level, 0) for level, weight in duals.levels.items())
    return cost - sum(int(duals.rows[row]) * amount for row, amount in column.activity.items())


def _solver(settings: Settings, limit: float, pool: int) -> cp_model.CpSolver:
    """A solver set up for one line."""
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    search_alone(parameters)
    parameters.random_seed = settings.seed
    parameters.catch_sigint_signal = False
    parameters.solution_pool_size = pool
    parameters.fill_additional_solutions_in_response = pool > 1
    settings.budget.limit(parameters, limit)
    return solver
