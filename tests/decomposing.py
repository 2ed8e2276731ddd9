"""A team taken apart as the search does: rows, everybody's pricing, the master and the bound.

Beside each stands the same by other means: lines by the auditor, one by one; optima by the full
model; rows by a model of their own variables alone.
"""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from ortools.math_opt.python import mathopt
from ortools.math_opt.python import solve as mathopt_solve
from ortools.sat.python import cp_model
from pybind11_abseil import status
from solving import rota_of, solver

from rotasolve.audit import audit
from rotasolve.model.build import HARD_LEVELS, build_full, build_rows
from rotasolve.model.duals import SCALE, Duals
from rotasolve.model.problem import NO, Problem
from rotasolve.search.aim import Aim
from rotasolve.search.cpsat import Budget, Settings
from rotasolve.search.generation import Generation
from rotasolve.search.master import Master
from rotasolve.search.pricing import LinePricer
from rotasolve.team.level import MUST

if TYPE_CHECKING:
    import random
    import threading
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from rotasolve.model.build import Column
    from rotasolve.model.problem import Cell
    from rotasolve.model.rows import Rows
    from rotasolve.team.team import Team

LONG = 60.0
"""Seconds that no test comes near to."""

WORK = 1.0
"""Most deterministic time of one solve of a full model; optima that need more are given up."""


def unhurried() -> Settings:
    """Settings with more time than any test needs."""
    return Settings(Budget(1000.0))


class TooHard(Exception):
    """An optimum was not proven within ``WORK``."""


@dataclass(frozen=True)
class Apart:
    """A team taken apart at one level.

    Attributes
    ----------
    team
        The team.
    level
        The level that is minimised.
    caps
        What the cost at higher levels may be at most.
    hard_levels
        The levels that may not be broken.
    """

    team: Team
    level: str
    caps: Mapping[str, int]
    hard_levels: frozenset[str] = HARD_LEVELS

    @cached_property
    def problem(self) -> Problem:
        return Problem(self.team)

    @cached_property
    def aim(self) -> Aim:
        return Aim(self.level, self.caps, self.hard_levels)

    @cached_property
    def rows(self) -> Rows:
        levels = (MUST, *self.problem.team.levels)
        lower = frozenset(levels[levels.index(self.level) + 1 :])
        return build_rows(self.problem, hard_levels=self.hard_levels, without=lower)

    @cached_property
    def pricers(self) -> list[LinePricer]:
        people = range(self.problem.num_people)
        return [
            LinePricer(self.problem, self.rows, p, hard_levels=self.hard_levels) for p in people
        ]

    @cached_property
    def master(self) -> Master:
        return Master(self.rows, self.problem.num_people, self.aim, Settings(Budget(LONG)))

    def bound(self, duals: Duals) -> int | None:
        """What is proven at ``duals``, scaled; None where somebody has no line at all."""
        bounds = [
            pricer.price(duals, unhurried(), limit=60.0, pool=1).bound for pricer in self.pricers
        ]
        if None in bounds:
            return None
        return self.master.bound(duals, sum(bound for bound in bounds if bound is not None))

    def optimum(self) -> int | None:
        """The least cost within the caps, by the full model; None where there is no rota."""
        return optima(self.problem, {self.level: None}, self.caps, self.hard_levels)[self.level]

    def some_duals(self, chance: random.Random) -> Duals:
        """Duals about as large as what the rows can cost, some of them just as large."""
        rows = []
        weights = {capped: chance.choice((0, chance.randint(0, 3 * SCALE))) for capped in self.caps}
        weights[self.level] = SCALE
        dearest = max((v.cost for v in self.rows.variables), default=1)
        for row in self.rows.rows:
            costs = [v.cost * weights.get(v.level or "", 0) for _, v in row.variables]
            most = max(costs, default=0) or chance.choice((0, SCALE, SCALE * dearest))
            dual = chance.choice((0, most, most, chance.randint(0, most), 2 * most))
            rows.append(-dual if row.equal and chance.random() < 0.5 else dual)
        return Duals(np.array(rows, dtype=np.int64), weights)


def optima(
    problem: Problem,
    levels: Mapping[str, int | None],
    caps: Mapping[str, int],
    hard_levels: frozenset[str] = HARD_LEVELS,
) -> dict[str, int | None]:
    """The least cost at each of ``levels`` in strict order, within ``caps``, by the full model.

    Raises
    ------
    TooHard
        If one of them is not proven in the time.
    """
    sheet = build_full(problem, hard_levels=hard_levels).sheet
    for capped, cap in caps.items():
        if capped in sheet.costs:
            sheet.cp.add(sheet.costs[capped].expression() <= cap)
    found: dict[str, int | None] = {}
    engine = cp_model.CpSolver()
    engine.parameters.num_workers = 1
    engine.parameters.max_deterministic_time = WORK
    for level in levels:
        cost = sheet.costs.get(level)
        sheet.cp.clear_objective()
        if cost is not None:
            sheet.cp.minimize(cost.expression())
        status = engine.solve(sheet.cp)
        if status == cp_model.INFEASIBLE:
            return dict.fromkeys(levels)
        if status != cp_model.OPTIMAL:
            raise TooHard
        found[level] = round(engine.objective_value) if cost is not None else 0
        if cost is not None:
            sheet.cp.add(cost.expression() <= found[level])
    return found


def lines_of(
    apart: Apart, p: int
) -> Iterator[tuple[tuple[Cell, ...], dict[str, int], dict[int, int]]]:
    """Every line that ``p`` may have: its cells, its audited cost by level, what rows get of it.

    No model is asked: whether a line may be, and what it costs, is the auditor's; a row gets its
    coefficient once where the person is on any of its cells.
    """
    problem = apart.problem
    scopes = {rule.label: rule.scope for rule in problem.team.all_rules}
    past = {(d, s) for q, d, s in problem.worked if q == p}
    free = [tuple(cell) for cell in np.argwhere(problem.domain[p] != NO).tolist()]
    for choice in product((False, True), repeat=len(free)):
        cells = tuple(cell for cell, chosen in zip(free, choice, strict=True) if chosen)
        rota = rota_of(problem, [(p, d, s) for d, s in cells])
        costs: defaultdict[str, int] = defaultdict(int)
        for breach in audit(problem.team, rota).breaches:
            if scopes[breach.rule] != "team" and breach.staff == (problem.names[p],):
                costs[breach.level] += breach.cost
        if not any(costs[level] for level in apart.hard_levels):
            worked = past | set(cells)
            activity: defaultdict[int, int] = defaultdict(int)
            for row, coefficient, present in apart.rows.of(p):
                activity[row] += coefficient * bool(worked & set(present))
            yield cells, dict(costs), dict(activity)


def reduced_cost(duals: Duals, costs: Mapping[str, int], activity: Mapping[int, int]) -> int:
    """Scaled cost at the levels that count, less what the rows are worth."""
    cost = sum(weight * costs.get(level, 0) for level, weight in duals.levels.items())
    return cost - sum(int(duals.rows[row]) * amount for row, amount in activity.items())


def cost_of_columns(rows: Rows, columns: Sequence[Column], level: str) -> int | None:
    """What a line for everybody costs at ``level``: the lines, and the rows at their cheapest.

    None where the rows have no room for these lines.
    """
    model = cp_model.CpModel()
    variables = [model.new_int_var(0, v.upper, "") for v in rows.variables]
    for number, row in enumerate(rows.rows):
        total = sum(column.activity.get(number, 0) for column in columns)
        total += sum(c * variables[v.number] for c, v in row.variables)
        if isinstance(total, int):
            if total < row.lower or (row.equal and total > row.lower):
                return None
        else:
            model.add(total == row.lower if row.equal else total >= row.lower)
    priced = [v for v in rows.variables if v.level == level]
    model.minimize(
        cp_model.LinearExpr.weighted_sum(
            [variables[v.number] for v in priced], [v.cost for v in priced]
        )
    )
    status = solver(presolve=False).solve(model)
    if status == cp_model.INFEASIBLE:
        return None
    assert status == cp_model.OPTIMAL
    rows_cost = round(solver(presolve=False).objective_value)
    return rows_cost + sum(column.costs.get(level, 0) for column in columns)


def generation_of(apart: Apart, *, seconds: float = LONG) -> Generation:
    """Generation from nothing."""
    return Generation(
        apart.problem,
        apart.rows,
        Settings(Budget(seconds), seed=1, workers=1),
        apart.aim,
    )


def to_the_end(generation: Generation, target: int | None = None) -> bool:
    """Generate until nothing is worth adding, or ``target`` is proven."""
    while not generation.finished and (target is None or generation.rounded() < target):
        if not generation.run(LONG, lambda: target):
            return False
    return True


def goes_on_until_stopped(stop: threading.Event) -> Callable[..., mathopt.SolveResult]:
    """A solve of a linear program that sets ``stop`` and goes on until it is interrupted."""

    def solve(*arguments: object, interrupter: Any, **options: Any) -> mathopt.SolveResult:
        stop.set()
        while not interrupter.interrupted:
            time.sleep(0.01)
        reason = mathopt.TerminationReason.NO_SOLUTION_FOUND
        return mathopt.SolveResult(termination=mathopt.Termination(reason=reason))

    return solve


ABNORMAL = "Unexpected GLOP termination reason: ABNORMAL"
"""What MathOpt's GLOP says where numbers too far apart lead it astray."""


def failing(message: str) -> Callable[..., mathopt.SolveResult]:
    """A solve of a linear program that fails as MathOpt fails, with what its solver says."""

    def solve(*arguments: object, **options: object) -> mathopt.SolveResult:
        try:
            raise status.StatusNotOk(status.Status(status.StatusCode.INTERNAL, message))
        except status.StatusNotOk as error:
            raise mathopt_solve._status_not_ok_to_exception(error) from None

    return solve
