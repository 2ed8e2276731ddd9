"""The master: a linear program that mixes everybody's lines at least cost over the rows.

Each person takes a convex mixture of the columns generated so far. Its duals say what a unit of
each row is worth; priced at any duals, the lines give a bound on every rota (Lagrangian
relaxation of the rows): Desaulniers, Desrosiers, Solomon (eds.), *Column Generation*, 2005.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from ortools.math_opt.python import mathopt

from rotasolve.model.duals import SCALE, Duals
from rotasolve.search.linear import WORK, passes_within, solved

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from rotasolve.model.build import Column
    from rotasolve.model.problem import Cell
    from rotasolve.model.rows import Row, Rows, Variable
    from rotasolve.search.aim import Aim
    from rotasolve.search.cpsat import Settings

Vector = np.ndarray[tuple[int], np.dtype[np.float64]]

ESCAPE = 5.0
"""First price of an escape, in the dearest unit of breach."""

MOST_COLUMNS = 400
"""Columns of a person from which on the dearer half is dropped."""

FINEST = 1000
"""Most by which the scale of duals is finer than ``SCALE``."""

DEAREST_ESCAPE = 1e9
"""Price from which on an escape is no longer raised."""

LAST_RESORT = 2.0
"""Most deterministic time for PDLP, which is tried when no other can solve the program."""

LIMIT = 40.0
"""Most deterministic time of GLOP, of which a second has about three, once there is a mixture;
where that is too little, columns are dropped."""

SIMPLEX_WORK = 6e-9
"""Deterministic time of one entry of the matrix in one iteration of GLOP, so that a unit is about a
second: on instances 8, 12 and 18 of the benchmarks 0.7 to 1.3."""

LEAST_COLUMNS = 10
"""Columns of a person of which none is dropped."""

ENDED = (
    mathopt.TerminationReason.OPTIMAL,
    mathopt.TerminationReason.FEASIBLE,
    mathopt.TerminationReason.NO_SOLUTION_FOUND,
)
"""How a solve ends that solved the program, or had no time to."""


@dataclass(frozen=True)
class Mixture:
    """A solution of the master.

    Attributes
    ----------
    value
        Its cost; no bound of any rota's cost before pricing has ended.
    rows, levels
        What each row, and each capped level, is worth, in cost.
    convexity
        The dual of each person's "one line": what their line may cost at these duals.
    shares
        For each person the columns used, each with its share.
    escaped
        How much of the master still leans on escapes that no rota has; infinite where that is not
        known, as there was no solution of the master as it is.
    """

    value: float
    rows: np.ndarray[tuple[int], np.dtype[np.float64]]
    levels: Mapping[str, float]
    convexity: Sequence[float]
    shares: Sequence[Mapping[Column, float]]
    escaped: float


Balanced = tuple[int, int, tuple[tuple[int, int], ...]]
"""An equation that defines a sum, the sign of the sum in it, and (coefficient, row) elsewhere."""


class Master:
    """The linear program, to which columns are added between solves.

    Parameters
    ----------
    rows
        The rows of the team.
    num_people
        Number of people.
    aim
        What is minimised, and within what.
    settings
        How long it may take.
    """

    def __init__(self, rows: Rows, num_people: int, aim: Aim, settings: Settings) -> None:
        self.level, self.caps, self._rows, self._settings = aim.level, aim.caps, rows, settings
        self.scale = _scale(rows, {aim.level, *aim.caps})
        self._balanced = _balanced(rows)
        self._slack = [_slack(row) for row in rows.rows]
        self._lp = mathopt.Model()
        costs = [v.cost for v in rows.variables if v.level == aim.level] or [1]
        # Escapes bound what a row can be worth, which steadies the duals; see raise_escapes.
        escape = ESCAPE * max(costs)
        self._variables = [
            self._lp.add_variable(lb=0, ub=variable.upper) for variable in rows.variables
        ]
        self._escapes: list[tuple[mathopt.Variable, float]] = []
        self._constraints = []
        for row, slack in zip(rows.rows, self._slack, strict=True):
            upper = row.lower if row.equal else math.inf
            constraint = self._lp.add_linear_constraint(lb=row.lower, ub=upper)
            for coefficient, variable in row.variables:
                constraint.set_coefficient(self._variables[variable.number], coefficient)
            if not any(c > 0 for c, _ in slack):
                constraint.set_coefficient(self._escape(escape), 1)
            if row.equal and not any(c < 0 for c, _ in slack):
                constraint.set_coefficient(self._escape(escape), -1)
            self._constraints.append(constraint)
        self._caps = {}
        for capped, cap in aim.caps.items():
            constraint = self._lp.add_linear_constraint(lb=-math.inf, ub=cap)
            constraint.set_coefficient(self._escape(escape), -1)
            self._caps[capped] = constraint
        for literal, variable in zip(self._variables, rows.variables, strict=True):
            if variable.level == aim.level:
                self._lp.objective.set_linear_coefficient(literal, variable.cost)
            elif variable.level in self._caps:
                self._caps[variable.level].set_coefficient(literal, variable.cost)
        self._convexity = []
        for _ in range(num_people):
            constraint = self._lp.add_linear_constraint(lb=1, ub=1)
            constraint.set_coefficient(self._escape(1000 * escape), 1)
            self._convexity.append(constraint)
        self.columns: list[dict[tuple[Cell, ...], tuple[Column, mathopt.Variable]]] = [
            {} for _ in range(num_people)
        ]
        self._solver = mathopt.IncrementalSolver(self._lp, mathopt.SolverType.GLOP)
        self._mixture: Mixture | None = None
        self._held: set[tuple[int, tuple[Cell, ...]]] = set()
        self._slow = False

    def _escape(self, cost: float) -> mathopt.Variable:
        """A dear variable that makes the program feasible before there are columns."""
        variable = self._lp.add_variable(lb=0)
        self._lp.objective.set_linear_coefficient(variable, cost)
        self._escapes.append((variable, cost))
        return variable

    def raise_escapes(self) -> bool:
        """Make escapes ten times dearer; False when they are so dear that no rota avoids them."""
        raised = [(variable, 10 * cost) for variable, cost in self._escapes]
        if max(cost for _, cost in raised) > DEAREST_ESCAPE:
            return False
        for variable, cost in raised:
            self._lp.objective.set_linear_coefficient(variable, cost)
        self._escapes = raised
        return True

    def add(self, column: Column) -> bool:
        """Add ``column``; False when it is there already at no higher cost."""
        own = self.columns[column.p]
        if column.cells in own:
            # Where a level had no weight, pricing may have paid more there than the line costs.
            known, variable = own[column.cells]
            least = {k: min(v, column.costs.get(k, 0)) for k, v in known.costs.items()}
            if least == known.costs:
                return False
            own[column.cells] = replace(known, costs=least), variable
        else:
            variable, least = self._lp.add_variable(lb=0), dict(column.costs)
            own[column.cells] = column, variable
            self._convexity[column.p].set_coefficient(variable, 1)
            for number, amount in column.activity.items():
                self._constraints[number].set_coefficient(variable, amount)
        self._lp.objective.set_linear_coefficient(variable, least.get(self.level, 0))
        for capped, constraint in self._caps.items():
            constraint.set_coefficient(variable, least.get(capped, 0))
        return True

    def keep(self, lines: Sequence[Collection[tuple[Cell, ...]]] | None) -> None:
        """Leave everybody only their lines given, by their cells; or all again.

        The others become as dear as having none, rather than impossible: the solver can then go on
        from its last basis, a tenth of the work of starting anew.
        """
        surcharge = max(cost for _, cost in self._escapes)
        objective = self._lp.objective
        for p, own in enumerate(self.columns):
            kept = own if lines is None else frozenset(lines[p])
            for cells, (column, variable) in own.items():
                cost = column.costs.get(self.level, 0) + (0 if cells in kept else surcharge)
                if objective.get_linear_coefficient(variable) != cost:
                    objective.set_linear_coefficient(variable, cost)

    def hold(self, rota: Sequence[Column]) -> None:
        """Add the columns of ``rota``, and keep them until those of another are to be held."""
        for column in rota:
            self.add(column)
        self._held = {(column.p, column.cells) for column in rota}

    def prune(self) -> None:
        """Drop the dearer half of everybody's columns where they are many, or the master slow.

        Those held stay, and those that the last mixture uses, by whose duals they are dear. A
        column dropped is found again if it is needed.
        """
        mixture, most = self._mixture, LEAST_COLUMNS if self._slow else MOST_COLUMNS
        if mixture is None:
            return
        # By the duals of an older mixture, what is new is cheap: then all but the cheapest go.
        for p, (own, used) in enumerate(zip(self.columns, mixture.shares, strict=True)):
            if len(own) > most:
                cost = {
                    cells: self.reduced_cost(column, mixture) for cells, (column, _) in own.items()
                }
                for cells in sorted(cost, key=cost.__getitem__)[len(own) // 2 :]:
                    column, variable = own[cells]
                    dear = self._slow or cost[cells] > 1e-6
                    if dear and column not in used and (p, cells) not in self._held:
                        self._lp.delete_variable(variable)
                        del own[cells]
        self._slow = False

    def reduced_cost(self, column: Column, mixture: Mixture) -> float:
        """The reduced cost of ``column`` in ``mixture``, in cost."""
        worth = sum(mixture.rows[row] * amount for row, amount in column.activity.items())
        cost: float = column.costs.get(self.level, 0)
        cost += sum(mixture.levels[level] * column.costs.get(level, 0) for level in mixture.levels)
        return cost - float(worth) - mixture.convexity[column.p]

    def solve(self) -> Mixture:
        """The cheapest mixture of the columns there are; where there is none, the last there was.

        None is found where numbers fail, where the time is up, and where it takes too long: then
        there is to be less to solve the next time (``prune``). Where numbers fail at once, the
        mixture is of no lines, and no row is worth anything in it.

        Raises
        ------
        Stopped
            If the time is up at once.
        """
        result = self._solved()
        if result is None:
            if self._mixture is not None:
                return replace(self._mixture, escaped=math.inf)
            self._settings.check()
            return self._nothing_known()
        values, duals = result.variable_values(), result.dual_values()
        self._mixture = Mixture(
            value=result.objective_value(),
            rows=np.array([duals[each] for each in self._constraints], dtype=np.float64),
            levels={level: -duals[each] for level, each in self._caps.items()},
            convexity=[duals[each] for each in self._convexity],
            shares=[
                {
                    column: values[variable]
                    for column, variable in own.values()
                    if values[variable] > 1e-6
                }
                for own in self.columns
            ],
            escaped=sum(values[variable] for variable, _ in self._escapes),
        )
        return self._mixture

    def _nothing_known(self) -> Mixture:
        """What stands for a mixture as long as none has been found."""
        people = len(self._convexity)
        return Mixture(
            value=math.inf,
            rows=np.zeros(len(self._constraints)),
            levels=dict.fromkeys(self._caps, 0.0),
            convexity=[0.0] * people,
            shares=[{} for _ in range(people)],
            escaped=math.inf,
        )

    def _solved(self) -> mathopt.SolveResult | None:
        """The program solved from the last basis; anew, in other ways, where numbers fail."""
        result = self._tried(self._solver.solve, self._glop())
        if result is None:
            self._solver = mathopt.IncrementalSolver(self._lp, mathopt.SolverType.GLOP)
        for algorithm in (mathopt.LPAlgorithm.PRIMAL_SIMPLEX, mathopt.LPAlgorithm.DUAL_SIMPLEX):
            if result is None:
                result = self._tried(self._solver.solve, self._glop(algorithm))
        if result is None:
            self._settings.journal.fall_back("linear program: solved roughly")
            last_resort = partial(mathopt.solve, self._lp, mathopt.SolverType.PDLP)
            result = self._tried(last_resort, self._pdlp())
        if result is None or result.termination.reason == mathopt.TerminationReason.OPTIMAL:
            return result
        if self._settings.time_left:
            self._settings.journal.fall_back("linear program: not solved")
            self._slow = True
        return None

    def _glop(self, algorithm: mathopt.LPAlgorithm | None = None) -> mathopt.SolveParameters:
        """Parameters of GLOP, which has a limit once there is a mixture to go on with."""
        parameters = mathopt.SolveParameters(lp_algorithm=algorithm)
        if self._mixture is not None:
            parameters.glop.max_deterministic_time = LIMIT
        return parameters

    def _pdlp(self) -> mathopt.SolveParameters:
        """Parameters of PDLP as the last resort."""
        parameters = mathopt.SolveParameters()
        criteria = parameters.pdlp.termination_criteria
        criteria.kkt_matrix_pass_limit = passes_within(LAST_RESORT, self._num_entries)
        return parameters

    @property
    def _num_entries(self) -> int:
        """Number of terms of the columns."""
        columns = (column for own in self.columns for column, _ in own.values())
        return sum(len(column.activity) for column in columns)

    def _tried(
        self, solve: Callable[..., mathopt.SolveResult], parameters: mathopt.SolveParameters
    ) -> mathopt.SolveResult | None:
        """What ``solve`` gives with ``parameters``; None where numbers fail.

        By the clock it has no more time than is left, and it ends soon after a stop. Otherwise its
        iterations are spent.
        """
        budget = self._settings.budget
        if not budget.deterministic:
            parameters.time_limit = timedelta(seconds=budget.left())
        result = solved(solve, parameters, self._settings)
        if result is not None and budget.deterministic:
            stats = result.solve_stats
            simplex = SIMPLEX_WORK * stats.simplex_iterations
            first_order = WORK * stats.first_order_iterations
            budget.spend((simplex + first_order) * self._num_entries)
        if result is None or result.termination.reason in ENDED:
            return result
        self._settings.journal.fall_back(
            f"linear program: {result.termination.reason.name.lower()}"
        )
        return None

    def round(self, rows: Vector, levels: Mapping[str, float]) -> Duals:
        """``rows`` and ``levels`` as whole scaled duals, with the signs that a bound needs.

        A row is worth no more than a priced variable that can fill all of it: rounding up beyond
        that would give the bound away, times as much slack as there may be. One that fills a part
        alone, such as the first person missing, does not limit it. An equation that defines a
        sum is worth exactly what the sum is worth in the other rows.
        """
        whole = np.rint(rows * self.scale).astype(np.int64)
        weights = {level: max(0, round(value * self.scale)) for level, value in levels.items()}
        weights[self.level] = self.scale
        for number, row in enumerate(self._rows.rows):
            dual = int(whole[number]) if row.equal else max(0, int(whole[number]))
            for coefficient, variable in self._slack[number]:
                worth = weights.get(variable.level or "", 0) * variable.cost // abs(coefficient)
                dual = min(dual, worth) if coefficient > 0 else max(dual, -worth)
            whole[number] = dual
        for equation, sign, others in self._balanced:
            whole[equation] = -sign * sum(c * int(whole[number]) for c, number in others)
        return Duals(whole, weights)

    def bound(self, duals: Duals, pricing_bounds: int) -> int:
        """The Lagrangian bound at ``duals``, scaled: no rota within the caps costs less.

        ``pricing_bounds`` is the sum of everybody's pricing bounds at the same duals. With y the
        duals of the rows ``a x + b v >= l`` and m those of the caps ``c_h <= C_h``, every rota
        costs at least

            sum y l - sum m C + sum over people of min (c + m c_h - y a) + sum over v of
            min over 0..upper of (cost of v - y b) v.
        """
        total = pricing_bounds
        worth = [0] * len(self._rows.variables)
        for number, row in enumerate(self._rows.rows):
            dual = int(duals.rows[number])
            total += dual * row.lower
            for coefficient, variable in row.variables:
                worth[variable.number] += dual * coefficient
        for variable in self._rows.variables:
            weight = duals.levels.get(variable.level, 0) if variable.level is not None else 0
            total += min(0, weight * variable.cost - worth[variable.number]) * variable.upper
        for level, cap in self.caps.items():
            total -= duals.levels.get(level, 0) * cap
        return total


def _scale(rows: Rows, levels: set[str]) -> int:
    """Units of scaled cost for one unit of cost, in which a row with a dear unit has duals too.

    Where so many units of a row are paid for at once, one unit of it is worth a small part of the
    cost at most, which has to be many units of scaled cost still.
    """
    units = [
        -(-abs(coefficient) // variable.cost)
        for row in rows.rows
        for coefficient, variable in row.variables
        if variable.level in levels and variable.cost
    ]
    return SCALE * min(FINEST, max(units, default=1))


def _slack(row: Row) -> tuple[tuple[int, Variable], ...]:
    """The priced variables of ``row``, with their coefficients, that can make up for all of it."""

    def others(variable: Variable, sign: int) -> int:
        """The most that everything else in the row can be, times ``sign``."""
        lines = sum(max(0, sign * c) * len(people) for c, people, _ in row.presences)
        return lines + sum(
            max(0, sign * c) * each.upper for c, each in row.variables if each != variable
        )

    return tuple(
        (c, variable)
        for c, variable in row.variables
        if variable.level is not None
        and abs(c) * variable.upper
        >= (row.lower + others(variable, -1) if c > 0 else others(variable, 1) - row.lower)
    )


def _balanced(rows: Rows) -> list[Balanced]:
    """Every equation that defines a variable which costs nothing as a sum, each variable once."""
    uses: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, row in enumerate(rows.rows):
        for coefficient, variable in row.variables:
            if variable.level is None:
                uses[variable.number].append((coefficient, number))
    found = []
    for places in uses.values():
        own = [(c, n) for c, n in places if _defines(rows.rows[n], c)]
        if own:
            sign, equation = own[0]
            others = tuple(place for place in places if place[1] != equation)
            found.append((equation, sign, others))
    return found


def _defines(row: Row, coefficient: int) -> bool:
    """Whether ``row`` says what its only variable, with ``coefficient``, is the sum of."""
    return row.equal and len(row.variables) == 1 and abs(coefficient) == 1
