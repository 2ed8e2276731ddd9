"""What a good plain model reaches: Curtois-Qu instances in CP-SAT and in HiGHS, without rotasolve.

Both are written as one would by hand: one boolean for each person, day and shift, the rules over
them, one model for all, left to the solver.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ortools.math_opt.python import mathopt
from ortools.math_opt.solvers import highs_pb2
from ortools.sat.python import cp_model

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.curtois_evaluator import Instance, Rota

    Watch = Callable[[int | None, int | None], None]
    """Is told of the cost and the bound (None: not known) as they change, from any thread."""


@dataclass(frozen=True)
class Answer:
    """What a solver says: its best rota, the cost that it states for it, and its bound."""

    status: str
    rota: Rota | None = None
    cost: int | None = None
    bound: int | None = None


def cpsat(instance: Instance, *, seconds: float, workers: int, seed: int, watch: Watch) -> Answer:
    """The answer of CP-SAT with its default parameters."""
    start = time.monotonic()
    model = cp_model.CpModel()
    x = {cell: model.new_bool_var("") for cell in _cells(instance)}
    for name in instance.staff:
        _cpsat_line(model, instance, name, x)
    costs, weights = [], []
    for (day, code), need in instance.cover.items():
        present = [x[name, day, code] for name in instance.staff if (name, day, code) in x]
        short = model.new_int_var(0, need.people, "")
        extra = model.new_int_var(0, len(present), "")
        model.add(sum(present) + short - extra == need.people)
        costs += [short, extra]
        weights += [need.under, need.over]
    constant, cells = _requests(instance)
    for cell, weight in cells.items():
        if cell in x:
            costs.append(x[cell])
            weights.append(weight)
    model.minimize(cp_model.LinearExpr.weighted_sum(costs, weights) + constant)

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    solver.parameters.max_time_in_seconds = max(0.0, seconds - (time.monotonic() - start))
    solver.best_bound_callback = lambda bound: watch(None, _whole(bound))
    status = solver.solve(model, _Watched(watch))
    bound = _whole(solver.best_objective_bound)
    if status == cp_model.INFEASIBLE:
        return Answer("infeasible")
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Answer("unknown", bound=bound)
    rota = frozenset(cell for cell, literal in x.items() if solver.boolean_value(literal))
    words = "optimal" if status == cp_model.OPTIMAL else "feasible"
    return Answer(words, rota, round(solver.objective_value), bound)


def _cpsat_line(
    model: cp_model.CpModel,
    instance: Instance,
    name: str,
    x: dict[tuple[str, int, str], cp_model.IntVar],
) -> None:
    """Hold one person's cells to the person's rules."""
    contract, days = instance.staff[name], instance.days
    works = [model.new_bool_var("") for _ in range(days)]
    of_code = defaultdict(list)
    for day in range(days):
        today = {code: x[name, day, code] for code in instance.shifts if (name, day, code) in x}
        model.add_exactly_one([*today.values(), ~works[day]])
        for code, literal in today.items():
            of_code[code].append(literal)
            after = [(name, day + 1, following) for following in instance.shifts[code].not_next]
            if forbidden := [x[cell] for cell in after if cell in x]:
                model.add_at_most_one([literal, *forbidden])
    minutes = sum(instance.shifts[code].minutes * sum(own) for code, own in of_code.items())
    model.add_linear_constraint(minutes, contract.least_minutes, contract.most_minutes)
    for code, own in of_code.items():
        model.add(sum(own) <= contract.most[code])
    for day in range(days - contract.longest_run):
        model.add(sum(works[day : day + contract.longest_run + 1]) <= contract.longest_run)
    for length in range(1, contract.shortest_run):
        for day in range(1, days - length):
            rests = [~works[d] for d in range(day, day + length)]
            model.add_bool_or([works[day - 1], *rests, works[day + length]])
    for length in range(1, contract.shortest_off):
        for day in range(1, days - length):
            run = works[day : day + length]
            model.add_bool_or([~works[day - 1], *run, ~works[day + length]])
    weekends = [model.new_bool_var("") for _ in instance.weekends]
    for weekend, (saturday, sunday) in zip(weekends, instance.weekends, strict=True):
        model.add_implication(works[saturday], weekend)
        model.add_implication(works[sunday], weekend)
    model.add(sum(weekends) <= contract.most_weekends)


class _Watched(cp_model.CpSolverSolutionCallback):
    """Tells of every solution."""

    def __init__(self, watch: Watch) -> None:
        super().__init__()
        self._watch = watch

    def on_solution_callback(self) -> None:
        self._watch(round(self.objective_value), _whole(self.best_objective_bound))


def highs(instance: Instance, *, seconds: float, workers: int, seed: int, watch: Watch) -> Answer:
    """The answer of HiGHS, as a mixed-integer program.

    HiGHS takes its number of threads for all runs of a process from the first.
    """
    start = time.monotonic()
    model = mathopt.Model()
    x = {cell: model.add_binary_variable() for cell in _cells(instance)}
    for name in instance.staff:
        _highs_line(model, instance, name, x)
    constant, cells = _requests(instance)
    costs = [weight * x[cell] for cell, weight in cells.items() if cell in x]
    for (day, code), need in instance.cover.items():
        present = [x[name, day, code] for name in instance.staff if (name, day, code) in x]
        short, extra = model.add_variable(lb=0), model.add_variable(lb=0)
        model.add_linear_constraint(mathopt.fast_sum([*present, short, -extra]) == need.people)
        costs += [need.under * short, need.over * extra]
    model.minimize(mathopt.fast_sum(costs) + constant)

    def read_log(lines: list[str]) -> None:
        for line in lines:
            watch(*_costs_of(line))

    parameters = mathopt.SolveParameters(
        time_limit=timedelta(seconds=max(0.0, seconds - (time.monotonic() - start))),
        random_seed=seed,
        # Costs are whole numbers, so a rota within less than 1 of the bound is the best one.
        absolute_gap_tolerance=0.99,
        relative_gap_tolerance=0.0,
        highs=highs_pb2.HighsOptionsProto(int_options={"threads": workers}),
    )
    result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=parameters, msg_cb=read_log)
    reason = mathopt.TerminationReason
    bound = _whole(result.termination.objective_bounds.dual_bound)
    if result.termination.reason == reason.INFEASIBLE:
        return Answer("infeasible")
    if not result.has_primal_feasible_solution():
        return Answer("unknown", bound=bound)
    values = result.variable_values()
    rota = frozenset(cell for cell, variable in x.items() if values[variable] > 0.5)
    words = "optimal" if result.termination.reason == reason.OPTIMAL else "feasible"
    return Answer(words, rota, round(result.objective_value()), bound)


def _highs_line(
    model: Any, instance: Instance, name: str, x: dict[tuple[str, int, str], Any]
) -> None:
    """Hold one person's cells to the person's rules."""
    contract, days, total = instance.staff[name], instance.days, mathopt.fast_sum
    works = [model.add_variable(lb=0, ub=1) for _ in range(days)]
    of_code = defaultdict(list)
    for day in range(days):
        today = {code: x[name, day, code] for code in instance.shifts if (name, day, code) in x}
        model.add_linear_constraint(total(today.values()) == works[day])
        for code, variable in today.items():
            of_code[code].append(variable)
            after = [(name, day + 1, following) for following in instance.shifts[code].not_next]
            if forbidden := [x[cell] for cell in after if cell in x]:
                model.add_linear_constraint(total([variable, *forbidden]) <= 1)
    minutes = total(instance.shifts[code].minutes * v for code, own in of_code.items() for v in own)
    model.add_linear_constraint(lb=contract.least_minutes, expr=minutes, ub=contract.most_minutes)
    for code, own in of_code.items():
        model.add_linear_constraint(total(own) <= contract.most[code])
    for day in range(days - contract.longest_run):
        run = works[day : day + contract.longest_run + 1]
        model.add_linear_constraint(total(run) <= contract.longest_run)
    for length in range(1, contract.shortest_run):
        for day in range(1, days - length):
            run = total(works[day : day + length])
            either_end = works[day - 1] + works[day + length]
            model.add_linear_constraint(run - either_end <= length - 1)
    for length in range(1, contract.shortest_off):
        for day in range(1, days - length):
            run = total(works[day : day + length])
            either_end = works[day - 1] + works[day + length]
            model.add_linear_constraint(either_end - run <= 1)
    weekends = [model.add_binary_variable() for _ in instance.weekends]
    for weekend, (saturday, sunday) in zip(weekends, instance.weekends, strict=True):
        model.add_linear_constraint(works[saturday] <= weekend)
        model.add_linear_constraint(works[sunday] <= weekend)
    model.add_linear_constraint(total(weekends) <= contract.most_weekends)


def _cells(instance: Instance) -> list[tuple[str, int, str]]:
    """Every staff member, day and shift that can be worked."""
    return [
        (name, day, code)
        for name, contract in instance.staff.items()
        for day in range(instance.days)
        for code in instance.shifts
        if contract.most[code] and day not in contract.days_off
    ]


def _requests(instance: Instance) -> tuple[int, dict[tuple[str, int, str], int]]:
    """The cost with nobody working, and what each assignment adds to it."""
    cells: defaultdict[tuple[str, int, str], int] = defaultdict(int)
    for name, day, code, weight in instance.wanted:
        cells[name, day, code] -= weight
    for name, day, code, weight in instance.unwanted:
        cells[name, day, code] += weight
    return sum(weight for *_, weight in instance.wanted), cells


def _costs_of(line: str) -> tuple[int | None, int | None]:
    """Cost and bound that a line of the log of HiGHS tells; OR-Tools passes no other sign of life.

    In the rows of its table they follow the share of the tree that was searched, such as 45.61%.
    """
    parts = line.split()
    share = next((place for place, part in enumerate(parts) if part.endswith("%")), 0)
    if share < 3 or len(parts) < share + 3:
        return None, None
    try:
        bound, cost = float(parts[share + 1]), float(parts[share + 2])
    except ValueError:
        return None, None
    return round(cost) if math.isfinite(cost) else None, _whole(bound)


def _whole(bound: float) -> int | None:
    """The least whole cost that a bound allows, with room for rounding errors."""
    return math.ceil(bound - 1e-4) if math.isfinite(bound) else None
